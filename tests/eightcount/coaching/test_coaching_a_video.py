"""`eightcount score` with a model that is set: what leaves the machine, and whose words are told."""

import base64
from io import BytesIO

from coach_stand_in import completion, stand_in
from learners import ROOT, filmed, lay_class
from PIL import Image

SAID = {"advice": [{"part": 1, "count": None, "text": "팔꿈치를 어깨 높이까지 올려 주세요."}]}


def test_pictures_of_both_dancers_go_to_the_model_and_its_words_are_told(eightcount, tmp_path, monkeypatch):
    monkeypatch.setenv("EIGHTCOUNT_MODELS", str(ROOT / ".models"))
    monkeypatch.setenv("EIGHTCOUNT_COACH_MODEL", "teacher-7b")
    folder, video = lay_class(tmp_path / "class"), filmed(tmp_path / "v.mp4", "-t", "4", "-an", "-r", "10")
    options = ("--parts", "1", "--offset", "0", "--model", "lite", "--language", "ko", "--json")
    with stand_in(lambda it: it.say(completion(SAID))) as house:
        monkeypatch.setenv("EIGHTCOUNT_COACH_URL", house.url)
        said = eightcount("score", str(folder), str(video), *options)
    assert said.code == 0, said.err
    assert [each["text"] for each in said.document["words"] if each["code"] == "model"] == [
        "팔꿈치를 어깨 높이까지 올려 주세요."
    ]
    [question] = house.questions
    urls = [
        each["image_url"]["url"] for each in question["messages"][1]["content"] if each["type"] == "image_url"
    ]
    assert len(urls) == 6
    for url in urls:
        picture = Image.open(BytesIO(base64.b64decode(url.removeprefix("data:image/jpeg;base64,"))))
        assert (picture.format, picture.height <= 512) == ("JPEG", True)
