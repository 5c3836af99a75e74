import contextlib
import io
from fractions import Fraction

import numpy as np
import pytest
from eightcount_runtime.classpack.errors import MalformedError, PackError
from eightcount_runtime.classpack.npy import npy_bytes, read_npy
from eightcount_runtime.classpack.poses import (
    BONES,
    LANDMARKS,
    MAX_GAP_S,
    OTHER_SIDE,
    PoseTrack,
    mirrored,
    pose_track_files,
    poses_at,
    quantised,
    read_pose_track,
    restored,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from small_class import CLIPS

RATE = Fraction(30)


def files() -> tuple[bytes, bytes]:
    return (
        (CLIPS / "uniform_9s.poses.npy").read_bytes(),
        (CLIPS / "uniform_9s.poses_world.npy").read_bytes(),
    )


@given(arrays(np.float64, (3, 33, 4), elements=st.floats(-3.99, 3.99)))
def test_quantisation_is_off_by_half_a_quantum_at_most(values: np.ndarray) -> None:
    assert np.abs(restored(quantised(values)) - values).max() <= 1 / 16384


@given(arrays(np.float64, (1, 33, 4), elements=st.floats(allow_infinity=True, allow_nan=True)))
def test_values_beyond_the_range_are_held_and_only_missing_ones_are_missing(values: np.ndarray) -> None:
    back = restored(quantised(values))
    np.testing.assert_array_equal(np.isnan(back), np.isnan(values))
    known = ~np.isnan(values)
    assert (np.abs(back[known]) < 4).all()
    assert (np.sign(back[known]) * np.sign(values[known]) >= 0).all()


def test_a_real_track_comes_back_as_it_was_and_numpy_reads_it_too(tmp_path) -> None:  # type: ignore[no-untyped-def]
    track = read_pose_track(*files(), RATE)
    assert track.image.shape == (270, 33, 4)
    assert pose_track_files(track) == files()
    (tmp_path / "poses.npy").write_bytes(files()[0])
    loaded = np.load(tmp_path / "poses.npy", allow_pickle=False)
    np.testing.assert_array_equal(loaded / 8192, track.image)


def test_a_frame_without_the_dancer_is_missing_in_both_files() -> None:
    track = read_pose_track(*files(), RATE)
    image, world = track.image.copy(), track.world.copy()
    image[7] = world[7] = np.nan
    back = read_pose_track(*pose_track_files(PoseTrack(RATE, image, world)), RATE)
    assert np.flatnonzero(~back.seen).tolist() == [7]
    assert np.isnan(back.world[7]).all()


def test_the_file_is_what_the_page_says() -> None:
    data = npy_bytes(np.array([[1, -2]], np.int16))
    assert data[:10] == b"\x93NUMPY\x01\x00\x76\x00"
    assert data[10:128].rstrip() == b"{'descr': '<i2', 'fortran_order': False, 'shape': (1, 2), }"
    assert data[128:] == b"\x01\x00\xfe\xff"
    saved = io.BytesIO()
    np.save(saved, np.array([[1, -2]], np.int16), allow_pickle=False)
    assert data == saved.getvalue()


@given(st.data())
@settings(max_examples=200)
def test_a_cut_or_changed_file_is_refused_or_has_the_same_shape(data: st.DataObject) -> None:
    whole = files()[0][: 128 + 2 * 33 * 4 * 2].replace(b"(270,", b"(2,  ")
    assert read_npy(whole, "track", dtype="<i2", shape=(None, 33, 4)).shape == (2, 33, 4)
    end = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(MalformedError):
        read_npy(whole[:end], "track", dtype="<i2", shape=(None, 33, 4))
    at, value = data.draw(st.integers(0, 127)), data.draw(st.integers(0, 255))
    changed = whole[:at] + bytes([value]) + whole[at + 1 :]
    with contextlib.suppress(PackError):
        assert read_npy(changed, "track", dtype="<i2", shape=(None, 33, 4)).shape == (2, 33, 4)


@pytest.mark.parametrize(
    "header",
    [
        b"{'descr': '|O', 'fortran_order': False, 'shape': (2, 33, 4), }",
        b"{'descr': '<i2', 'fortran_order': True, 'shape': (2, 33, 4), }",
        b"{'descr': '<i2', 'fortran_order': False, 'shape': (99999999999, 33, 4), }",
        b"{'descr': '<i2', 'fortran_order': False, 'shape': (2, 33, 5), }",
        b"{'descr': __import__('os').system('true'), 'fortran_order': False, 'shape': (2, 33, 4), }",
    ],
)
def test_hostile_headers_are_refused(header: bytes) -> None:
    data = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + bytes(528)
    with pytest.raises(MalformedError):
        read_npy(data, "track", dtype="<i2", shape=(None, 33, 4))


def test_poses_between_frames_are_linear_and_holes_stay_holes() -> None:
    times_s = np.array([0.0, 0.1, 0.2, 0.3, 1.2, 1.3])
    poses = np.array([0.0, 1.0, np.nan, 3.0, 12.0, 13.0])[:, None]
    at_s = np.array([-0.1, 0.0, 0.025, 0.12, 0.18, 0.2, 0.3, 0.5, 0.75, 1.1, 1.25, 1.4, 2.0])
    expected = [0.0, 0.0, 0.25, 1.0, np.nan, np.nan, 3.0, 3.0, np.nan, 12.0, 12.5, 13.0, np.nan]
    np.testing.assert_allclose(poses_at(times_s, poses, at_s)[:, 0], expected, atol=1e-12)


@given(
    st.lists(st.floats(0.001, 0.9), min_size=1, max_size=20),
    st.lists(st.floats(-1, 25), min_size=1, max_size=20),
)
def test_a_linear_movement_is_followed_exactly_at_any_rate(steps_s: list[float], wanted: list[float]) -> None:
    times_s = np.cumsum(steps_s)
    at_s = np.array(wanted)
    found = poses_at(times_s, 3 * times_s[:, None] - 1, at_s)[:, 0]
    nearest = np.abs(at_s[:, None] - times_s[None]).min(axis=1)
    for time_s, value, away in zip(at_s, found, nearest, strict=True):
        if np.isnan(value):
            assert away > MAX_GAP_S / 2 - 1e-9 or not times_s[0] <= time_s <= times_s[-1]
        else:
            assert abs(value - (3 * time_s - 1)) <= 3 * min(away, MAX_GAP_S / 2) + 1e-9


def test_landmarks_are_those_of_the_pose_landmarker() -> None:
    assert len(LANDMARKS) == len(set(LANDMARKS)) == 33
    assert [LANDMARKS[at] for at in (0, 11, 12, 23, 24, 27, 32)] == [
        "nose",
        "left_shoulder",
        "right_shoulder",
        "left_hip",
        "right_hip",
        "left_ankle",
        "right_foot_index",
    ]
    assert all(0 <= a < b < 33 for a, b in BONES)


def test_mirroring_swaps_the_sides_and_twice_is_nothing() -> None:
    assert OTHER_SIDE[:4] == (0, 4, 5, 6)
    assert (OTHER_SIDE[9], OTHER_SIDE[15], OTHER_SIDE[32]) == (10, 16, 31)
    assert sorted(OTHER_SIDE) == list(range(33))
    image = read_pose_track(*files(), RATE).image
    once = mirrored(image)
    np.testing.assert_allclose(once[:, 15, 0], 1 - image[:, 16, 0])
    np.testing.assert_array_equal(once[:, 15, 1:], image[:, 16, 1:])
    np.testing.assert_allclose(mirrored(once), image, atol=1e-12)
