"""What steps say of takes, as whoever scores a practice reads it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import cms.failures
import workers.audio_align
import workers.media
import workers.pose_extract
import workers.probe
from eightcount.scoring.refusals import of_a_practice

ROOMS = (workers.probe, workers.pose_extract, workers.media, workers.audio_align)
#: Words of who uploads takes and songs to a server.
OTHERS = re.compile(r"[Uu]pload|\b(the|a|The|A) take\b|\bas the take\b|WAV|\bworker\b|server")
#: Of songs, of files that a server has, and of what is told in other words where it is caught.
NOT_OF_VIDEOS = re.compile(
    r"song|this server|reference engine|no sound track|sound that|no sound:|Looking at"
)


def sentences() -> Iterator[str]:
    """Every string in the steps' modules that speaks as a sentence does; `{}` where a value stands."""
    files = [path for room in ROOMS for path in sorted(Path(str(room.__file__)).parent.glob("*.py"))]
    for path in (*files, Path(str(cms.failures.__file__))):
        tree = ast.parse(path.read_text())
        quiet = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        } | {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
        quiet |= {
            id(node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(tree):
            if id(node) in quiet:
                continue
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
            elif isinstance(node, ast.JoinedStr):
                yield "".join(
                    str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values
                )


def test_nobody_who_scores_a_practice_is_told_to_upload_a_take() -> None:
    told = [
        text for text in sentences() if " " in text and OTHERS.search(text) and not NOT_OF_VIDEOS.search(text)
    ]
    assert len(told) > 15
    assert [left for text in told if OTHERS.search(left := of_a_practice(text))] == []


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        (
            "The take holds sound but no video. Upload the video of the dancer as the take.",
            "The video holds sound but no video. Name the video of the practice.",
        ),
        (
            "The video is 700 s long; 600 s are allowed. Cut out the class and upload that.",
            "The video is 700 s long; 600 s are allowed. Cut out the practice.",
        ),
        (
            "Export it as MP4 or MOV (video) or as WAV, FLAC or MP3 (sound) and upload that.",
            "Export it as MP4 or MOV.",
        ),
        (
            "Copy it from the camera again, or export it again, and upload that.",
            "Copy it from the camera again, or export it again.",
        ),
        ("The picture is odd.", "The picture is odd."),
    ],
)
def test_a_sentence_keeps_what_it_says(said: str, instead: str) -> None:
    assert of_a_practice(said) == instead
