import re

import numpy as np

from workers.judge.gallery import FOLDER, RATE_HZ, USED, dances


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
