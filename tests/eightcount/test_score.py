"""`eightcount score` on real videos: nets, walls, sound, sheet, page, and a server that keeps it."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import loopback
import pytest
from desk import Said
from eightcount_runtime.classpack.npy import read_npy
from eightcount_runtime.scoring import Reference, read_sheet, replay, sheet_to_json
from jsonschema import Draft202012Validator
from learners import ROOT, filmed, lay_class
from small_class import BEATS_S
from studio import Studio

from cms.api.app import create_app
from cms.settings import Settings
from cms.storage.local import LocalStorage
from eightcount.client import Client
from eightcount.failures import RefusedError
from eightcount.scoring.alignment import Placement, by_sound
from eightcount.scoring.extraction import lay_desk
from eightcount.scoring.page_words import words
from eightcount.scoring.served import Undone, choice_of
from eightcount.scoring.taught import taught_in, taught_on

Type = Callable[..., Said]

LITE = ("--model", "lite", "--json")
#: Half the pictures are enough, and half the work; ffmpeg's `-r` would shift them by some 100 ms.
QUICK = "fps=15"


@pytest.fixture(scope="module")
def class_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay_class(tmp_path_factory.mktemp("score") / "class")


@pytest.fixture
def score(eightcount: Type, class_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Type:
    monkeypatch.setenv("EIGHTCOUNT_MODELS", str(ROOT / ".models"))
    return lambda video, *options: eightcount("score", str(class_folder), str(video), *LITE, *options)


@dataclass
class Genuine:
    """What scoring a learner left, who dances the class 1.2 s late into the video's sound."""

    said: Said
    sheet: Path
    poses: Path
    page: Path


@pytest.fixture
def genuine(score: Type, tmp_path: Path) -> Genuine:
    video = filmed(tmp_path / "jiwoo.mp4", "-vf", QUICK, "-c:a", "aac", before=("-ss", "1.2"))
    sheet, poses, page = (tmp_path / name for name in ("sheet.json", "practice.npy", "page.html"))
    said = score(video, "--out", str(sheet), "--poses", str(poses), "--page", str(page), "--language", "ko")
    return Genuine(said, sheet, poses, page)


def test_a_learner_is_laid_by_the_sound_scored_worded_and_can_be_scored_again(
    genuine: Genuine, class_folder: Path
) -> None:
    assert genuine.said.code == 0, genuine.said.err
    told = genuine.said.document
    assert told["alignment"]["how"] == "sound"
    assert told["alignment"]["offset_s"] == pytest.approx(1.2, abs=0.02)
    assert told["sheet"] == json.loads(genuine.sheet.read_bytes())
    Draft202012Validator(json.loads((ROOT / "docs/sheet.schema.json").read_text())).validate(told["sheet"])
    assert told["sheet"]["total"]["score"] > 80
    assert abs(told["sheet"]["session"]["lag_ms"]) < 50
    assert told["sheet"]["total"]["judged"] >= 14
    assert not told["sheet"]["session"]["mirrored"]
    assert told["wrote"] == {
        "sheet": str(genuine.sheet),
        "poses": str(genuine.poses),
        "record": f"{genuine.poses}.json",
        "page": str(genuine.page),
    }
    assert any("가" <= letter <= "힣" for each in told["words"] for letter in each["text"])
    assert words("ko")["sound_sure"].partition("(")[0] in genuine.page.read_text()

    of = taught_in(class_folder, None, None)
    assert told["sheet"]["class"] == {"id": "uniform", "manifest": of.manifest}
    rows = read_npy(genuine.poses.read_bytes(), "pose file", dtype="<f8", shape=(None, 133))
    line, session = told["alignment"], told["sheet"]["session"]
    again = replay(
        Reference.of(of.routine, of.poses),
        line["offset_s"] + line["rate"] * rows[:, 0],
        rows[:, 1:].reshape(-1, 33, 4),
        *session["picture"],
        mirror=session["mirror"],
        parts=session["parts"],
        speed=session["speed"],
        class_id=of.class_id,
        manifest=of.manifest,
    )
    assert sheet_to_json(again) == genuine.sheet.read_bytes()
    assert read_sheet(genuine.sheet.read_bytes()) == again


def test_what_was_recorded_gives_the_same_sheet_again_from_files_alone(
    genuine: Genuine, eightcount: Type, class_folder: Path, tmp_path: Path
) -> None:
    first, elsewhere = genuine.said.document, tmp_path / "elsewhere"
    elsewhere.mkdir()
    poses, again = elsewhere / genuine.poses.name, tmp_path / "again.json"
    shutil.copyfile(genuine.poses, poses)
    score = ("score", str(class_folder), str(poses), "--json", "--out", str(again))
    alone = eightcount(*score)
    assert (alone.code, alone.document["error"]["code"]) == (1, "not-found")
    assert "practice.npy.json is not beside it" in alone.document["error"]["sentence"]

    shutil.copyfile(f"{genuine.poses}.json", f"{poses}.json")
    told = eightcount(*score, "--language", "ko", "--page", str(tmp_path / "again.html"))
    assert told.code == 0, told.err
    assert again.read_bytes() == genuine.sheet.read_bytes()
    assert {name: told.document[name] for name in ("alignment", "doubts", "words")} == {
        name: first[name] for name in ("alignment", "doubts", "words")
    }
    Path(f"{poses}.json").unlink()
    by_sheet = (*score, "--sheet", str(genuine.sheet))
    assert "--offset and --rate" in eightcount(*by_sheet).document["error"]["sentence"]
    line = first["alignment"]
    again.unlink()
    assert eightcount(*by_sheet, "--offset", repr(line["offset_s"]), "--rate", repr(line["rate"])).code == 0
    assert again.read_bytes() == genuine.sheet.read_bytes()

    record = json.loads(Path(f"{genuine.poses}.json").read_bytes())
    record["class"]["manifest"] = "0" * 64
    Path(f"{poses}.json").write_text(json.dumps(record))
    other = eightcount(*score).document["error"]
    assert (other["code"], "another pack" in other["sentence"]) == ("unknown-pack", True)
    part = eightcount(*score, "--offset", "1.2", "--parts", "1", "--mirror", "off").document
    assert (part["alignment"]["how"], part["sheet"]["session"]["parts"]) == ("hand", [1])
    assert part["sheet"]["session"]["mirror"] == "off"


def test_another_dance_to_the_same_sound_is_scored_far_lower_and_people_are_told_in_lines(
    eightcount: Type, score: Type, class_folder: Path, tmp_path: Path
) -> None:
    video = filmed(tmp_path / "backwards.mp4", "-vf", f"reverse,setpts=PTS*1.31,{QUICK}", "-c:a", "copy")
    out = tmp_path / "sheet.json"
    said = eightcount("score", str(class_folder), str(video), "--model", "lite", "--out", str(out))
    assert said.code == 0, said.err
    sheet = read_sheet(out.read_bytes())
    assert sheet.total.score is not None
    assert sheet.total.score < 60
    lines = said.out.splitlines()
    assert lines[0].startswith(f"{sheet.total.score:.0f}, of 40 to 100")
    assert lines[1].startswith("! Hardly anything matches.")
    assert ["1", "Verse"] in [line.split()[:2] for line in lines]
    assert "Scored against revision 1, as the folder holds it." in lines
    assert not any(line.startswith("- ") for line in lines)  # no advice on what was not danced
    assert str(out) in lines
    assert any(line.startswith("Aligned by its sound") for line in lines)


def test_half_speed_is_heard(class_folder: Path, tmp_path: Path) -> None:
    """As devices play a class for practice: slower, its pitch kept."""
    video = filmed(tmp_path / "half.mp4", "-vf", f"setpts=2*PTS,{QUICK}", "-af", "atempo=0.5", "-c:a", "aac")
    (tmp_path / "desk").mkdir()
    desk = lay_desk(
        tmp_path / "desk", video, Settings(), lambda _step: nullcontext(lambda _part, _said: None)
    )
    heard = by_sound(desk, taught_in(class_folder, None, None))
    assert isinstance(heard, Placement)
    assert heard.speed == pytest.approx(0.5, abs=0.005)
    assert heard.offset_s == pytest.approx(0.0, abs=0.05)
    assert "stretched" in heard.doubts


@pytest.fixture
def server(sqlite_url: str, tmp_path: Path) -> Iterator[tuple[str, Studio]]:
    """A real server that has the class, built but not published."""
    listener, url = loopback.listening()
    studio = Studio(sqlite_url, tmp_path / "server")
    storage = LocalStorage(studio.folder / "store", f"{url}/api/v1", b"a secret of this test")
    settings = studio.house.settings.model_copy(update={"part_bytes": 2**20, "public_url": url})
    studio.house = replace(studio.house, storage=storage, settings=settings)
    studio.dance_class()
    studio.beats()
    studio.build()
    with loopback.serving(create_app(studio.house), listener):
        yield url, studio
    studio.house.engine.dispose()


def test_a_silent_mirrored_learner_is_laid_by_movement_and_kept_by_the_server(
    eightcount: Type, server: tuple[str, Studio], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, studio = server
    monkeypatch.setenv("EIGHTCOUNT_MODELS", str(ROOT / ".models"))
    video = filmed(tmp_path / "Kim Jiwoo.mp4", "-vf", f"hflip,{QUICK}", "-an", before=("-ss", "0.8"))
    mine = ("--url", url, "--key", studio.secret)
    said = eightcount("score", "uniform", str(video), *LITE, *mine, "--keep", "uniform", "--name", "J., 2nd")
    assert said.code == 0, said.err
    told = said.document
    assert (told["alignment"]["how"], told["sheet"]["session"]["mirrored"]) == ("movement", True)
    assert told["alignment"]["offset_s"] == pytest.approx(0.8, abs=0.1)
    assert told["alignment"]["unheard"] == "The video has no sound."
    assert abs(told["sheet"]["session"]["lag_ms"]) < 34
    assert told["sheet"]["total"]["score"] > 75

    kept = studio.get(f"/classes/uniform/practices/{told['kept']['id']}")
    assert (kept["name"], kept["sheet"]) == ("J., 2nd", told["sheet"])
    assert (kept["offset_s"], kept["rate"]) == (told["alignment"]["offset_s"], 1.0)
    video_kept = studio.client.get(f"/api/v1/originals/{kept['video']}/content").content
    assert video_kept == video.read_bytes()
    names = json.dumps(studio.get("/audit?kind=upload")["items"])
    assert "practice.mp4" in names
    assert "Jiwoo" not in names

    poses = tmp_path / "Kim Jiwoo.npy"
    poses.write_bytes(studio.client.get(f"/api/v1/originals/{kept['poses']}/content").content)
    given = tmp_path / "given.json"
    given.write_bytes(json.dumps(told["sheet"]).encode())
    line = ("--sheet", str(given), "--offset", repr(kept["offset_s"]), "--rate", repr(kept["rate"]))
    again = eightcount("score", "uniform", str(poses), *mine, *line, "--keep", "uniform", "--json")
    assert again.code == 0, again.err
    alone = studio.get(f"/classes/uniform/practices/{again.document['kept']['id']}")
    assert (alone["video"], alone["poses"]) == (None, kept["poses"])
    assert alone["sheet"] == told["sheet"]


def test_what_is_live_is_scored_against_unless_another_is_named(
    server: tuple[str, Studio], class_folder: Path, tmp_path: Path
) -> None:
    """A rollback takes effect on practices, too."""
    url, studio = server
    first, again = (
        studio.get("/packs?class=uniform")["items"][0],
        [*BEATS_S[:5], BEATS_S[5] + 0.02, *BEATS_S[6:]],
    )

    def newest_undone(channel: str) -> Undone | None:
        with Client(url, studio.secret) as client:
            return choice_of(channel, None)(client, "uniform").newest_undone

    def chosen(channel: str | None = None, revision: int | None = None) -> tuple[int, tuple[str, ...], int]:
        with Client(url, studio.secret) as client:
            of = taught_on(client, "uniform", choice_of(channel, revision), tmp_path)
        assert of.served is not None
        return of.revision, of.served.live_on, of.served.newest

    assert chosen() == (1, (), 1)
    studio.publish("production")
    studio.publish("staging")
    assert chosen() == (1, ("production", "staging"), 1)
    studio.beats(beats_s=again, read=studio.client.get("/api/v1/classes/uniform/beats").headers["ETag"])
    studio.build()
    assert chosen() == (1, ("production", "staging"), 2)
    assert chosen(revision=2) == (2, (), 2)
    studio.publish("staging")
    assert chosen() == (1, ("production",), 2)
    assert chosen("staging") == (2, ("staging",), 2)
    studio.publish("production")
    assert chosen() == (2, ("production", "staging"), 2)
    studio.post("/classes/uniform/rollback", {"channel": "production"})
    studio.work()
    assert chosen() == (1, ("production",), 2)
    assert not newest_undone("production")  # staging has it still
    assert chosen(revision=1) == (1, ("production",), 2)
    assert studio.get(f"/packs/{first['id']}")["revision"] == 1
    studio.post("/classes/uniform/withdraw", {"channel": "production"})
    studio.work()
    assert chosen() == (2, ("staging",), 2)
    with pytest.raises(RefusedError, match="uniform is not live on production, it is on staging"):
        chosen("production")
    studio.post("/classes/uniform/rollback", {"channel": "production"})
    studio.post("/classes/uniform/rollback", {"channel": "staging"})
    studio.work()
    assert chosen("staging") == (1, ("production", "staging"), 2)
    assert newest_undone("staging") == "rollback"
    studio.publish("staging")
    studio.post("/classes/uniform/withdraw", {"channel": "staging"})
    studio.work()
    assert chosen() == (1, ("production",), 2)
    assert newest_undone("production") == "withdraw"
    with pytest.raises(RefusedError, match=r"no pack of revision 7\. Its packs are of: 1, 2"):
        chosen(revision=7)


def test_a_class_that_the_server_does_not_have_is_known_before_anything_is_looked_at(
    eightcount: Type,
    server: tuple[str, Studio],
    class_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url, studio = server
    mine = ("--url", url, "--key", studio.secret, "--json")
    video = filmed(tmp_path / "v.mp4", "-t", "1", "-an")
    monkeypatch.chdir(tmp_path)
    Path("nothing-here").mkdir()  # as authors have one with class.yaml, named as the class
    unknown = eightcount("score", "nothing-here", str(video), *mine)
    assert (unknown.code, unknown.document["error"]["code"]) == (1, "not-found")
    assert "There is no folder nothing-here with a pack here" in unknown.document["error"]["sentence"]
    for options, says in (
        (("--channel", "beta"), "There is no channel beta: --channel is production or staging."),
        (("--channel", "staging"), "uniform is not live on staging, nor on another channel."),
        (("--channel", "staging", "--revision", "1"), "not by both"),
        (("--revision", "2"), "Its packs are of: 1."),
    ):
        refused = eightcount("score", "uniform", str(video), *mine, *options)
        assert (refused.code, says in refused.document["error"]["sentence"]) == (1, True)
    elsewhere = eightcount("score", str(class_folder), str(video), *mine, "--keep", "uniform")
    assert elsewhere.document["error"]["code"] == "unknown-pack"
    assert "another pack" in elsewhere.document["error"]["sentence"]


def test_nobody_in_view_and_no_video_are_told(score: Type, tmp_path: Path) -> None:
    empty = filmed(tmp_path / "room.mp4", "-vf", "drawbox=t=fill:color=gray,fps=5", "-t", "1", "-an")
    nobody = score(empty)
    assert (nobody.code, nobody.document["error"]["code"]) == (1, "take-unusable")
    assert nobody.document["error"]["sentence"] == (
        "room.mp4 cannot be scored. Nobody is in view in the video. Film it so that the dancer is seen from "
        "head to feet."
    )
    text = tmp_path / "notes.mp4"
    text.write_text("five, six, seven, eight")
    refused = score(text).document["error"]["sentence"]
    assert refused.startswith("notes.mp4 cannot be scored. The video is ")
    assert refused.endswith(" Export it as MP4 or MOV.")
    for missing, says in ((tmp_path / "gone.mp4", "is not there"), (tmp_path, "is a folder")):
        assert says in score(missing).document["error"]["sentence"]


@pytest.mark.parametrize(
    ("options", "code", "says"),
    [
        (("--parts", "3"), "usage", "There is no part 3: the class has parts 1 to 2."),
        (("--parts", "0"), "usage", "There is no part 0"),
        (("--page", "nowhere/page.html"), "not-found", "There is no folder nowhere"),
        (("--out", "{video}"), "usage", "is taken"),
        (("--out", "same", "--page", "same"), "usage", "same is taken"),
        (("--poses", "."), "usage", "is taken"),
        (("--poses", "p", "--out", "p.json"), "usage", "p.json is taken"),
        (("--rate", "1"), "usage", "are for poses"),
        (("--revision", "1"), "usage", "is for a class of the server"),
    ],
)
def test_what_cannot_be_is_told_before_minutes_of_work(
    score: Type, tmp_path: Path, options: tuple[str, ...], code: str, says: str
) -> None:
    video = tmp_path / "not looked at.mp4"
    video.touch()
    said = score(video, *(option.format(video=video) for option in options))
    assert said.document["error"]["code"] == code
    assert says in said.document["error"]["sentence"]


def test_parts_and_offsets_that_are_no_numbers_are_wrong_usage(score: Type, tmp_path: Path) -> None:
    for option, value in (("--parts", "one"), ("--offset", "nan"), ("--offset", "1e9")):
        assert score(tmp_path / "v.mp4", option, value).code == 2


def test_an_offset_is_believed_and_one_outside_the_class_is_told(score: Type, tmp_path: Path) -> None:
    video = filmed(tmp_path / "short.mp4", "-vf", QUICK, "-t", "1.5", "-an")
    outside = score(video, "--offset", "60")
    assert outside.document["error"]["code"] == "not-aligned"
    assert "60.0 to 61.5 s of the class" in outside.document["error"]["sentence"]
    given = score(video, "--offset", "0.2", "--parts", "1").document
    assert given["doubts"][0]["code"] == "short"
    assert (given["alignment"]["how"], given["alignment"]["offset_s"]) == ("hand", 0.2)
    assert {step["part"] for step in given["sheet"]["steps"]} == {1}


def test_a_damaged_pack_and_one_of_a_newer_format_are_told(
    eightcount: Type, class_folder: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "pack"
    shutil.copytree(class_folder, folder)
    (tmp_path / "not looked at.mp4").touch()
    video = str(tmp_path / "not looked at.mp4")
    manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_bytes())
    (folder / "manifest.json").write_text(json.dumps({**manifest, "format": 2}))
    newer = eightcount("score", str(folder), video, "--json")
    assert newer.document["error"]["code"] == "UnsupportedFormatError"
    (folder / "manifest.json").write_text(json.dumps({**manifest, "min_runtime": 99}))
    later = eightcount("score", str(folder), video, "--json")
    assert (later.code, later.document["error"]["code"]) == (1, "NewerRuntimeError")
    (folder / "manifest.json").write_text(json.dumps(manifest))
    routine = next(each["sha256"] for each in manifest["files"] if each["role"] == "routine")
    with (folder / "objects" / routine).open("r+b") as file:
        file.seek(20)
        file.write(b"!")
    damaged = eightcount("score", str(folder), video, "--json")
    assert damaged.document["error"]["code"] == "MismatchError"
    none = eightcount("score", str(tmp_path / "No Pack"), video, "--json")
    assert "There is no manifest.json in that folder" in none.document["error"]["sentence"]
