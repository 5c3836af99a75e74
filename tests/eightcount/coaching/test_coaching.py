"""The coach: built-in words unless a model is set, and whatever that model does, words in the end."""

import asyncio
import base64
import gzip
import json
import logging
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from coach_stand_in import completion, stand_in
from eightcount_runtime.scoring.words import words_of

from cms.settings import Settings
from eightcount.coaching import KeyFrames, Moment, built_in_words, coach_of, weakest_moments
from eightcount.coaching.asking import MAX_ANSWER_BYTES, Endpoint
from eightcount.coaching.port import MAX_PICTURE_BYTES
from runtime.vectors.make_words import SESSION, another, part, sheet, step, unjudged

KEY = "a-secret-of-this-test"
LOW_HAND = {"place.right_hand": (0.3, 0.7)}
SHEET = sheet([*part(1), *part(2, LOW_HAND)])
SAID = {"advice": [{"part": 2, "count": 3, "text": "오른손을 어깨 높이까지 올려 주세요."}]}


def jpeg(name: str) -> bytes:
    return b"\xff\xd8\xff" + name.encode()


def pictures(moments):
    return [KeyFrames(each, jpeg(f"teacher {each.count}"), jpeg(f"learner {each.count}")) for each in moments]


def no_pictures(_):
    pytest.fail("nobody is to be shown a picture")


def model_at(url: str, *, timeout_s: float = 60.0, key: str = KEY):
    return coach_of(
        Settings(coach_url=url, coach_model="teacher-7b", coach_key=key, coach_timeout_s=timeout_s)
    )


def test_without_an_address_the_words_are_built_in_and_no_picture_is_cut():
    coach = coach_of(Settings(coach_url="", coach_model="teacher-7b", coach_key=KEY))
    assert coach is built_in_words
    assert coach(SHEET, "en", no_pictures) == words_of(SHEET, "en")


def test_a_model_is_asked_with_findings_and_pictures_and_its_words_take_the_place_of_a_part_s(caplog):
    with stand_in(lambda it: it.say(completion(SAID))) as house:
        told = model_at(house.url)(SHEET, "ko", pictures)
    [asked], [headers] = house.questions, house.headers
    assert (house.paths, asked["model"]) == (["/v1/chat/completions"], "teacher-7b")
    assert headers["authorization"] == f"Bearer {KEY}"
    assert asked["response_format"]["json_schema"]["strict"] is True
    task, question = asked["messages"]
    assert "Korean" in task["content"]
    findings = json.loads(question["content"][0]["text"])
    assert [each["part"] for each in findings["parts"]] == [1, 2]
    assert [(each["part"], each["count"]) for each in findings["steps"]] == [(2, 1), (2, 2), (2, 3)]
    assert findings["steps"][0]["differences"]["place.right_hand"] == [0.3, 0.7]
    shown = [each["image_url"]["url"] for each in question["content"] if each["type"] == "image_url"]
    names = [base64.b64decode(url.removeprefix("data:image/jpeg;base64,"))[3:].decode() for url in shown]
    assert names == [f"{who} {count}" for count in (1, 2, 3) for who in ("teacher", "learner")]
    assert [(each.part, each.count, each.text) for each in told if each.code == "model"] == [
        (2, 3, "오른손을 어깨 높이까지 올려 주세요.")
    ]
    built_in = words_of(SHEET, "ko")
    assert [each for each in told if each.code != "model"] == [each for each in built_in if each.part != 2]
    assert not caplog.records


def test_no_key_no_header():
    with stand_in(lambda it: it.say(completion(SAID))) as house:
        model_at(house.url, key="")(SHEET, "ko", pictures)
    assert "authorization" not in house.headers[0]


def test_one_who_runs_an_event_loop_may_ask_too():
    async def ask():
        return model_at(house.url)(SHEET, "ko", pictures)

    with stand_in(lambda it: it.say(completion(SAID))) as house, ThreadPoolExecutor(1) as thread:
        told = thread.submit(asyncio.run, ask()).result()
    assert "model" in [each.code for each in told]


def test_sides_that_a_model_is_told_are_the_learner_s_own():
    mirrored = replace(SHEET, session=replace(SESSION, mirrored=True))
    with stand_in(lambda it: it.say(completion(SAID))) as house:
        model_at(house.url)(mirrored, "ko", pictures)
    task, question = house.questions[0]["messages"]
    [first, *_] = json.loads(question["content"][0]["text"])["steps"]
    assert first["differences"]["place.left_hand"] == [-0.3, 0.7]
    assert "mirror" in task["content"]


def test_the_environment_s_proxy_gets_no_pictures(monkeypatch):
    with stand_in(lambda it: it.say(completion(SAID))) as house, stand_in(lambda it: it.say(b"")) as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        told = model_at(house.url)(SHEET, "ko", pictures)
    assert any(each.code == "model" for each in told)
    assert not proxy.questions


def endless(it):
    it.begin()
    while not it.house.over.is_set():
        it.wfile.write(b" " * 65536)


def dripping(it):
    it.begin()
    while not it.house.over.wait(0.02):
        it.wfile.write(b" ")
        it.wfile.flush()


def half(it):
    it.begin(length=1000)
    it.wfile.write(b'{"choices": [')


#: What a stand-in does, and what the log says of it.
NO_ANSWERS = {
    "late": (lambda it: it.house.over.wait(600), "gave no answer within 0.5 s"),
    "dripping": (dripping, "gave no answer within 0.5 s"),
    "endless": (endless, "answered more than"),
    "hanging up": (lambda _: None, "could not be asked"),
    "half": (half, "could not be asked"),
    "500": (lambda it: it.say(f"the key {KEY} broke it".encode(), 500), "answered 500"),
    "401": (lambda it: it.say(json.dumps({"error": KEY}).encode(), 401), "answered 401"),
    "redirect": (lambda it: it.say(b"", 307, Location="/elsewhere"), "answered 307"),
    "no JSON": (lambda it: it.say(b"<html>"), "no chat completion"),
    "packed": (
        lambda it: it.say(gzip.compress(completion(SAID)), Content_Encoding="gzip"),
        "no chat completion",
    ),
    "deep": (lambda it: it.say(b"[" * 200_000), "no chat completion"),
    "no choices": (lambda it: it.say(b'{"choices": []}'), "no chat completion"),
    "refused": (lambda it: it.say(b'{"choices": [{"message": {"content": null}}]}'), "without words"),
    "prose": (lambda it: it.say(completion("Raise your right hand!")), "not the JSON"),
    "other JSON": (lambda it: it.say(completion({"tips": []})), "not the JSON"),
    "wrong types": (
        lambda it: it.say(completion({"advice": [{"part": "2", "count": 3, "text": "손"}]})),
        "not the JSON",
    ),
    "too many": (lambda it: it.say(completion({"advice": SAID["advice"] * 21})), "not the JSON"),
    "nothing": (lambda it: it.say(completion({"advice": []})), "said nothing"),
}


@pytest.mark.parametrize("name", NO_ANSWERS)
def test_whatever_a_model_does_there_are_words_and_one_line_says_why(name, caplog):
    answers, why = NO_ANSWERS[name]
    timeout_s = 0.5 if "within" in why else 60.0
    with stand_in(answers) as house:
        told = model_at(house.url, timeout_s=timeout_s)(SHEET, "ko", pictures)
    assert told == words_of(SHEET, "ko")
    assert len(house.questions) == 1
    [record] = [each for each in caplog.records if each.levelno >= logging.WARNING]
    assert why in record.getMessage()
    assert KEY not in caplog.text


def test_nobody_there_is_no_fault_of_the_learner(caplog):
    with stand_in(lambda it: it.say(b"")) as gone:
        pass
    assert model_at(gone.url)(SHEET, "en", pictures) == words_of(SHEET, "en")
    assert "could not be asked" in caplog.text


@pytest.mark.parametrize(
    "spoilt",
    [
        {"part": 3, "count": None, "text": "팔을 펴 주세요."},
        {"part": 2, "count": 9, "text": "팔을 펴 주세요."},
        {"part": 0, "count": 0, "text": "팔을 펴 주세요."},
        {"part": 2, "count": 1, "text": " "},
        {"part": 2, "count": 1, "text": "팔" * 161},
        {"part": 2, "count": 1, "text": "Raise the right hand."},
        {"part": 2, "count": 1, "text": "팔을 펴 주세요 https://bad.example"},
        {"part": 2, "count": 1, "text": "팔을 \u202e펴 주세요"},
        {"part": 2, "count": 1, "text": "팔을 펴\x00 주세요"},
    ],
)
def test_of_an_answer_only_what_can_be_told_is_kept(spoilt):
    both = {"advice": [spoilt, *SAID["advice"]]}
    with stand_in(lambda it: it.say(completion(both))) as house:
        told = model_at(house.url)(SHEET, "ko", pictures)
    assert [each.text for each in told if each.code == "model"] == ["오른손을 어깨 높이까지 올려 주세요."]


def test_at_most_three_of_a_part_and_a_line_break_is_a_blank():
    many = {"advice": [{"part": 2, "count": None, "text": f"Raise it,\n  {at} times."} for at in range(9)]}
    with stand_in(lambda it: it.say(completion(many))) as house:
        told = model_at(house.url)(SHEET, "en", pictures)
    assert Counter(each.part for each in told)[2] == 3
    assert next(each.text for each in told if each.part == 2) == "Raise it, 0 times."


def test_nothing_judged_nothing_asked():
    nobody = sheet([unjudged(1, count, "dancer_not_seen") for count in range(1, 9)])
    with stand_in(lambda it: it.say(completion(SAID))) as house:
        assert model_at(house.url)(nobody, "en", no_pictures) == words_of(nobody, "en")
    assert not house.questions


def test_of_another_dance_no_model_is_asked_for_advice():
    other = sheet(another(1))
    with stand_in(lambda it: it.say(completion(SAID))) as house:
        told = model_at(house.url)(other, "en", no_pictures)
    assert [each.code for each in told] == ["hardly_matches"]
    assert not house.questions


def test_what_cuts_pictures_may_fail_loudly():
    def broken(_):
        raise OSError("no such video")

    with (
        stand_in(lambda it: it.say(completion(SAID))) as house,
        pytest.raises(OSError, match="no such video"),
    ):
        model_at(house.url)(SHEET, "en", broken)
    assert not house.questions


def test_the_weakest_steps_are_looked_at_where_the_learner_is_then():
    steps = [step(1, count, LOW_HAND if count in (4, 6) else {}, late_ms=100.0) for count in range(1, 9)]
    slow = sheet(steps, session=replace(SESSION, speed=0.5))
    moments = weakest_moments(slow)
    assert [(each.part, each.count) for each in moments] == [(1, 4), (1, 6), (1, 1)]
    assert [each.learner_s - each.video_s for each in moments] == pytest.approx([0.05] * 3)
    assert weakest_moments(sheet([])) == ()


@pytest.mark.parametrize("picture", [b"\x89PNG", b"", jpeg("x" * MAX_PICTURE_BYTES)])
def test_a_picture_is_a_small_jpeg(picture):
    with pytest.raises(ValueError, match="learner's picture must be a JPEG"):
        KeyFrames(Moment(1, 1, 0.0, 0.0), jpeg("teacher"), picture)


@pytest.mark.parametrize(
    ("url", "model", "key", "sentence"),
    [
        ("ftp://host/v1", "m", "", "must be an http or https address"),
        ("file:///etc/passwd", "m", "", "must be an http or https address"),
        ("host/v1", "m", "", "must be an http or https address"),
        ("http://", "m", "", "must be an http or https address"),
        ("http://host:99999/v1", "m", "", "must be an http or https address"),
        ("http://host/v1?key=1", "m", "", "must be an http or https address"),
        ("http://host/\x00", "m", "", "must be an http or https address"),
        ("http://me:secret@host/v1", "m", "", "holds a secret"),
        ("http://host/v1", "", "", "EIGHTCOUNT_COACH_MODEL is empty"),
        ("http://host/v1", "m", "secret\nX: y", "must be printable ASCII"),
        ("http://host/v1", "m", "비밀secret", "must be printable ASCII"),
    ],
)
def test_settings_that_cannot_be_used_are_refused_in_a_sentence_without_the_secret(url, model, key, sentence):
    settings = Settings(coach_url=url, coach_model=model, coach_key=key)
    with pytest.raises(ValueError, match=sentence) as refused:
        coach_of(settings)
    assert "secret@" not in str(refused.value)
    assert not key or key not in str(refused.value)


def test_a_key_is_not_shown():
    assert KEY not in repr(Endpoint("http://host/v1", "m", KEY))
    assert KEY not in repr(Settings(coach_key=KEY))


def test_an_answer_just_within_the_bound_is_read():
    body = completion(SAID)
    with stand_in(lambda it: it.say(body + b" " * (MAX_ANSWER_BYTES - len(body)))) as house:
        assert any(each.code == "model" for each in model_at(house.url)(SHEET, "ko", pictures))
