"""A recording as files: what is not one is refused in a sentence."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from eightcount_runtime.classpack.npy import npy_bytes
from eightcount_runtime.scoring import Reference, replay
from learners import SIZE, practice, taught

from eightcount.failures import RefusedError
from eightcount.scoring.alignment import Placement
from eightcount.scoring.record import Said, is_pose_file, pose_file, read_recorded, record_file, record_of
from eightcount.scoring.scored import Scored, score_again
from eightcount.scoring.taught import Taught

#: What two clocks and a class at half speed make of it.
LINE = Placement(0.123457, 0.500012345, "movement", doubts=("ambiguous",), silence="song-not-found")
ROWS = np.column_stack([np.arange(4) / 30, np.zeros((4, 132))])


@pytest.fixture(scope="module")
def of(tmp_path_factory: pytest.TempPathFactory) -> Taught:
    return taught(tmp_path_factory.mktemp("record") / "class")


@pytest.fixture
def stored(of: Taught, tmp_path: Path) -> tuple[Scored, Path]:
    """A practice that was scored, and its poses with their record."""
    learner = practice(noise=0.01)
    sheet = replay(
        Reference.of(of.routine, of.poses),
        LINE.offset_s + LINE.rate * learner.times_s,
        learner.landmarks,
        *SIZE,
        mirror="off",
        speed=LINE.speed,
        class_id=of.class_id,
        manifest=of.manifest,
    )
    poses = tmp_path / "learner.npy"
    poses.write_bytes(pose_file(learner))
    record_of(poses).write_bytes(record_file(replace(learner, net="lite"), LINE, sheet))
    return Scored(sheet, learner, LINE, ("ambiguous",)), poses


def test_a_record_says_all_that_scoring_asks_for(of: Taught, stored: tuple[Scored, Path]) -> None:
    scored, poses = stored
    assert is_pose_file(poses)
    assert not is_pose_file(record_of(poses))
    assert not is_pose_file(poses.parent)
    recorded = read_recorded(poses, None, Said(), of.manifest)
    np.testing.assert_array_equal(recorded.recording.landmarks, scored.recording.landmarks)
    assert (recorded.mirror, recorded.speed, recorded.parts) == ("off", LINE.rate, (1, 2))
    assert recorded.recording.doubts == ("ambiguous",)
    assert (recorded.recording.net, recorded.placement.silence) == ("lite", "song-not-found")
    assert score_again(of, recorded).sheet == scored.sheet


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (ROWS[::-1], "do not rise"),
        (np.where(ROWS[2, 0] == ROWS, np.nan, ROWS), "do not rise"),
        (ROWS[:0], "do not rise"),
        (ROWS[:, :-1], "shape"),
    ],
)
def test_what_is_no_pose_file_is_told(
    of: Taught, stored: tuple[Scored, Path], wrong: np.ndarray, says: str
) -> None:
    poses = stored[1]
    poses.write_bytes(npy_bytes(np.ascontiguousarray(wrong)))
    with pytest.raises(RefusedError, match=says):
        read_recorded(poses, None, Said(), of.manifest)


@pytest.mark.parametrize(
    ("field", "value"),
    [("mirror", "maybe"), ("speed", 0), ("picture", [0, 1]), ("alignment", None), ("format", 2)],
)
def test_what_is_no_record_is_told(
    of: Taught, stored: tuple[Scored, Path], field: str, value: object
) -> None:
    record = record_of(stored[1])
    record.write_text(json.dumps({**json.loads(record.read_bytes()), field: value}))
    with pytest.raises(RefusedError, match=r"learner\.npy: "):
        read_recorded(stored[1], None, Said(), of.manifest)


def test_parts_that_the_class_has_not_are_told(of: Taught, stored: tuple[Scored, Path]) -> None:
    recorded = read_recorded(stored[1], None, Said(parts=[3]), of.manifest)
    with pytest.raises(RefusedError, match="There is no part 3"):
        score_again(of, recorded)
