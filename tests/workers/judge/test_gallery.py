import re
from pathlib import Path

import numpy as np
import pytest

from workers.judge.gallery import FOLDER, RATE_HZ, USED, dances
from workers.judge.make_gallery import make

TRACKS = Path(__file__).parents[4] / "shared" / "media" / "pose"


def test_every_dance_of_the_gallery_can_be_compared_and_says_where_it_is_from():
    found = dances()
    assert len(found) >= 2
    sources = (FOLDER / "SOURCES.md").read_text()
    assert {f"`{dance.name}.npz`" for dance in found} <= set(re.findall(r"`[a-z_]+\.npz`", sources))
    for dance in found:
        assert dance.points.shape[1:] == (33, 4)
        assert len(dance.points) >= 10 * RATE_HZ
        kept = dance.points[:, list(USED)]
        assert np.isfinite(kept).all()
        assert np.isnan(np.delete(dance.points, USED, axis=1)).all()
        shoulders, hips = (dance.points[:, marks, :2].mean(axis=1) for marks in ([11, 12], [23, 24]))
        torso = np.median(np.linalg.norm(shoulders - hips, axis=1))
        assert 0.1 < torso < 0.5  # of the picture's height
        moved = np.linalg.norm(np.diff(dance.points[:, 15, :2], axis=0), axis=1).sum()
        assert moved * RATE_HZ / len(dance.points) > torso  # a hand goes more than a torso's length a second


@pytest.mark.media
def test_the_script_makes_the_same_gallery_again(tmp_path):
    if not TRACKS.is_dir():
        pytest.skip("NOT RUN: the pose tracks are not beside the checkout, so the gallery is not made again")
    make(TRACKS, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in FOLDER.glob("*.npz")}
    for path in tmp_path.iterdir():
        with np.load(path) as made, np.load(FOLDER / path.name) as kept:
            assert set(made) == set(kept)
            for name in made:
                np.testing.assert_array_equal(made[name], kept[name])
