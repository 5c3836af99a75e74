"""A result at a terminal: whole, and in one language."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from eightcount_runtime.scoring import Reference, replay
from learners import practice, taught

from eightcount.coaching import built_in_words
from eightcount.scoring import result as results
from eightcount.scoring.alignment import Placement
from eightcount.scoring.page_words import Language
from eightcount.scoring.scored import Scored
from eightcount.scoring.served import Served
from eightcount.scoring.telling import tell
from workers.step import Limits


@pytest.fixture(scope="module")
def result_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., results.Result]:
    """Of a learner who is away at the end, and of a pack that stands on its server as given."""
    of = taught(tmp_path_factory.mktemp("telling") / "class")
    learner = practice(noise=0.01)
    learner.landmarks[150:] = float("nan")
    sheet = replay(Reference.of(of.routine, of.poses), learner.times_s, learner.landmarks, 576, 1024)

    def make(language: Language, served: Served | None = None) -> results.Result:
        scored = Scored(sheet, learner, Placement(0.0, 1.0, "movement"), ("hardly_matches", "nobody_seen"))
        named = replace(of, served=served)
        return results.worded(named, scored, Path("v.mp4"), language, built_in_words, Limits())

    return make


def said(capsys: pytest.CaptureFixture[str], result: results.Result, kept: Any = None) -> str:
    tell(result, ["/a/page.html"], kept, 2.25)
    heard = capsys.readouterr()
    return heard.out + heard.err


def test_in_korean_no_english_word_is_left(
    result_of: Callable[..., results.Result], capsys: pytest.CaptureFixture[str]
) -> None:
    told = said(capsys, result_of("ko", Served("p", ("production",), 2)), {"id": "0a1b2c"})
    told = told.replace("/a/page.html", "").replace("Verse", "").replace("0a1b2c", "")
    left = set(re.findall(r"[A-Za-z_]{2,}", re.sub(r"--\w+", "", told)))
    assert left <= {"class_s", "video_s", "ms"}
    assert "채점: 2.2초" in told or "채점: 2.3초" in told


@pytest.mark.parametrize(
    ("served", "line"),
    [
        (None, "Scored against revision 1, as the folder holds it."),
        (Served("p", ("production",), 1), "Scored against revision 1, live on production."),
        (
            Served("p", ("production", "staging"), 3),
            "Scored against revision 1, live on production, staging. There is a newer one: --revision 3.",
        ),
        (
            Served("p", ("staging",), 3, newest_undone="rollback"),
            "Scored against revision 1, live on staging. Revision 3 was rolled back.",
        ),
        (
            Served("p", ("staging",), 3, newest_undone="withdraw"),
            "Scored against revision 1, live on staging. Revision 3 was withdrawn.",
        ),
        (Served("p", (), 1), "Scored against revision 1, which is not live."),
    ],
)
def test_the_pack_is_told(
    result_of: Callable[..., results.Result],
    capsys: pytest.CaptureFixture[str],
    served: Served | None,
    line: str,
) -> None:
    result = result_of("en", served)
    assert line in said(capsys, result).splitlines()
    live_on = None if served is None else list(served.live_on)
    assert results.document(result)["pack"] == {
        "revision": 1,
        "manifest": result.taught.manifest,
        "live_on": live_on,
    }


def test_what_makes_scores_doubtful_comes_before_them(
    result_of: Callable[..., results.Result], capsys: pytest.CaptureFixture[str]
) -> None:
    lines = said(capsys, result_of("en")).splitlines()
    assert lines[0] == "100, of 40 to 100"
    assert lines[1].startswith("No medal: only 9 of the 16 steps")
    assert lines[2].startswith("! ")
    assert lines[3].startswith("! Nobody is seen")
    assert lines[4].split() == ["Part", "Name", "Score", "Shape"]  # of another dance, timing says nothing


def test_timing_is_told_where_the_sound_tells_it(
    result_of: Callable[..., results.Result], capsys: pytest.CaptureFixture[str]
) -> None:
    result = result_of("en")
    by_hand = replace(result.scored, doubts=(), placement=Placement(0.0, 1.0, "hand"))
    told = said(capsys, replace(result, scored=by_hand))
    assert "Timing" in told
    assert "on time" in told
    by_movement = replace(by_hand, placement=Placement(0.0, 1.0, "movement", silence="song-not-found"))
    told = said(capsys, replace(result, scored=by_movement))
    assert "Timing" not in told
    assert "on time" not in told
    assert "the sound in the video is not this class's song" in told


def test_a_video_that_ends_early_is_no_broken_camera(result_of: Callable[..., results.Result]) -> None:
    result = result_of("en")
    told = [replace(result.advice[0], part=None, code=code) for code in ("stopped", "bigger")]
    short = replace(result.scored, doubts=("short",))
    kept = replace(result, advice=told, scored=short).to_work_on()
    assert [each.code for each in kept] == ["bigger"]


def test_what_is_told_of_the_other_side_is_not_told(
    result_of: Callable[..., results.Result], capsys: pytest.CaptureFixture[str]
) -> None:
    result = result_of("en")
    told = [replace(result.advice[0], code=code) for code in ("shifted_early", "hand_out.left", "unseen")]
    turned = replace(result, advice=told, scored=replace(result.scored, doubts=("looks_mirrored",)))
    assert [each.code for each in turned.to_work_on()] == ["unseen"]
    assert [each["code"] for each in results.document(turned)["words"]] == ["unseen"]
    assert "--mirror auto" in said(capsys, turned)
