"""Where a region lies in a picture, and that its pixels are the ones that lie there."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.pose_extract.frame import Frame, Upright, apply, compose, to_coded
from workers.pose_extract.region import Region, region_of_body, to_upright, whole
from workers.pose_extract.sampling import sample

WIDTH, HEIGHT = 64, 96


def frame_of(rgb, *, full_range=False):
    height, width = rgb.shape[:2]
    packed = cv2.cvtColor(rgb, cv2.COLOR_RGB2YUV_I420)
    y = packed[:height]
    u, v = packed[height:].reshape(2, height // 2, width // 2)
    if full_range:
        y = np.clip(np.round((y.astype(float) - 16) * 255 / 219), 0, 255).astype(np.uint8)
        u, v = (
            np.clip(np.round(128 + (c.astype(float) - 128) * 255 / 224), 0, 255).astype(np.uint8)
            for c in (u, v)
        )
    return Frame(0, y, u, v, full_range=full_range)


def gradient():
    """Colours that change slowly, so that halved chroma loses nothing."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    return np.dstack([40 + 2 * x, 40 + 1.5 * y, 200 - x - y]).astype(np.uint8)


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_upright_pixels_are_where_turning_the_picture_puts_them(turns):
    coded = np.arange(6 * 8).reshape(6, 8)
    shown = np.rot90(coded, -turns)
    upright = Upright(shown.shape[1], shown.shape[0], 90 * turns)
    to = to_coded(upright, 8, 6)
    for y in range(shown.shape[0]):
        for x in range(shown.shape[1]):
            column, row = apply(to, np.array([float(x), float(y)]))
            assert coded[round(row), round(column)] == shown[y, x]


def test_a_wide_pixel_is_drawn_wide():
    to = to_coded(Upright(200, 100), 100, 100)
    assert apply(to, np.array([0.5, 0.0])) == pytest.approx([0.0, 0.0])
    assert apply(to, np.array([198.5, 99.0])) == pytest.approx([99.0, 99.0])


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
@pytest.mark.parametrize("full_range", [False, True])
def test_a_patch_shows_the_same_however_the_file_is_turned(turns, full_range):
    shown = gradient()
    coded = np.ascontiguousarray(np.rot90(shown, turns))
    region = Region(30.0, 50.0, 40.0, 0.3)
    upright = Upright(WIDTH, HEIGHT, 90 * turns)
    patch = sample(frame_of(coded, full_range=full_range), upright, region, 32)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    expected = cv2.warpAffine(shown, to_upright(region, 32), (32, 32), flags=flags)
    assert np.abs(patch.astype(int) - expected.astype(int)).max() <= 6


def test_outside_the_picture_is_black():
    patch = sample(frame_of(gradient()), Upright(WIDTH, HEIGHT), Region(-100.0, -100.0, 20.0, 0.0), 16)
    assert patch.max() == 0


def test_the_whole_picture_is_letterboxed():
    assert whole(Upright(40, 100)) == Region(20.0, 50.0, 100.0, 0.0)


@settings(deadline=None)
@given(
    x=st.floats(-500, 500),
    y=st.floats(-500, 500),
    reach=st.floats(1, 400),
    angle=st.floats(-3.1, 3.1),
)
def test_a_body_stands_upright_in_its_own_region(x, y, reach, angle):
    centre = np.array([x, y])
    edge = centre + reach * np.array([np.sin(angle), -np.cos(angle)])
    region = region_of_body(centre, edge)
    assert region.side == pytest.approx(2.5 * reach)
    to_patch = np.linalg.inv(np.vstack([to_upright(region, 256), [0, 0, 1]]))[:2]
    assert apply(to_patch, centre) == pytest.approx([128, 128], abs=1e-6)
    assert apply(to_patch, edge) == pytest.approx([128, 128 - 256 / 2.5], abs=1e-6)


@settings(deadline=None)
@given(a=st.floats(-3, 3), b=st.floats(-3, 3))
def test_composing_maps_is_doing_one_after_the_other(a, b):
    one, two = to_upright(Region(3, 4, 50, a), 64), to_upright(Region(-7, 9, 20, b), 64)
    point = np.array([5.0, 6.0])
    assert apply(compose(two, one), point) == pytest.approx(apply(two, apply(one, point)))
