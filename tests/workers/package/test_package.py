import json
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest
from eightcount_runtime.classpack.manifest import read_manifest, sha256_of
from eightcount_runtime.classpack.npy import read_npy
from eightcount_runtime.classpack.poses import MAX_GAP_S
from eightcount_runtime.classpack.routine import VideoShape
from eightcount_runtime.device import Pack, read_pack
from small_class import BEATS_S, Built, describe, lay_desk, lay_media, pack, write

import workers.package
from workers.package import Params
from workers.package.frames import read_frames, read_keyframes
from workers.package.peaks import sound_peaks
from workers.step import Limits, StepRefusedError, Work
from workers.step_files import TakePoses, class_track


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk that was packed; tests read it."""
    folder = lay_desk(tmp_path_factory.mktemp("package") / "desk")
    pack(folder)
    return folder


def opened(desk: Path) -> Pack:
    return read_pack((desk / "manifest.json").read_bytes(), lambda file: desk / "objects" / file.sha256)


def refused(desk: Path, limits: Limits | None = None) -> StepRefusedError:
    with pytest.raises(StepRefusedError) as refusal:
        workers.package.run(Work(desk, limits=limits or Limits()), Params())
    return refusal.value


def picture(pack: Pack, path: str) -> np.ndarray:
    found = cv2.imdecode(np.frombuffer(pack.paths[path].read_bytes(), np.uint8), cv2.IMREAD_COLOR)
    assert found is not None
    return np.asarray(found)


def bytes_for_a_device(old: Built, new: Built) -> int:
    fresh = sum(len(data) for name, data in new.objects.items() if name not in old.objects)
    return fresh + len(new.manifest)


def test_a_pack_holds_what_its_manifest_says(desk: Path) -> None:
    pack = opened(desk)
    assert sorted(pack.paths) == [
        "class.mp4",
        "parts/1.jpg",
        "parts/2.jpg",
        "poses.npy",
        "poses_world.npy",
        "poster.jpg",
        "routine.json",
        "waveform.npy",
    ]
    assert pack.path_of("video").read_bytes() == (desk / "class.mp4").read_bytes()
    assert pack.path_of("routine").read_bytes() == (desk / "routine.json").read_bytes()
    assert {path.name for path in (desk / "objects").iterdir()} == {
        file.sha256 for file in pack.manifest.files
    }
    for path in (desk / "objects").iterdir():
        assert sha256_of(path.read_bytes()) == path.name


def test_the_pose_track_has_a_pose_for_every_frame_of_the_video(desk: Path) -> None:
    pack = opened(desk)
    with np.load(desk / "poses.npz") as stored:
        image, world = stored["image"], stored["world"]
    assert np.abs(pack.poses.image - image).max() <= 1 / 16384 + 1e-6
    assert np.abs(pack.poses.world - world).max() <= 1 / 16384 + 1e-6


def test_poses_of_a_variable_rate_are_placed_at_the_times_of_the_constant_one() -> None:
    times_s = np.array([0.0, 0.05, 0.1, 0.3, 0.8, 1.5, 1.6])
    values = np.repeat(times_s, 33 * 4).reshape(-1, 33, 4)
    track = class_track(TakePoses(times_s, values, values[..., :3]), VideoShape(16, 16, Fraction(20), 33))
    expected = np.arange(33) / 20
    hole = (expected > 0.8 + MAX_GAP_S / 2) & (expected < 1.5 - MAX_GAP_S / 2)
    assert hole.any()
    np.testing.assert_array_equal(track.seen, ~hole)
    near = (expected <= 0.8) | (expected >= 1.5)
    np.testing.assert_allclose(track.image[near, 0, 0], expected[near], atol=0.0501)
    np.testing.assert_allclose(track.image[:17, 0, 0], expected[:17], atol=1e-9)


def test_thumbnails_show_the_dancer_in_that_part(desk: Path) -> None:
    pack = opened(desk)
    keyframes = read_keyframes(desk / "class.mp4", pack.routine.video)
    for number, part in enumerate(pack.routine.parts, 1):
        first, last = part.steps[0].point.frame, part.steps[-1].point.frame
        inside = [frame for frame in keyframes if first <= frame <= last]
        shown = picture(pack, f"parts/{number}.jpg")
        entry = next(file for file in pack.manifest.files if file.path == f"parts/{number}.jpg")
        assert entry.details == {"part": number, "width": 144, "height": 256}
        assert shown.shape == (256, 144, 3)
        away = [
            np.abs(frame.astype(float) - shown).mean() for frame in read_frames(desk / "class.mp4", inside)
        ]
        assert min(away) < 4


def test_frames_are_found_by_number(desk: Path) -> None:
    wanted = [269, 0, 61, 60, 61]
    found = read_frames(desk / "class.mp4", wanted)
    capture = cv2.VideoCapture(str(desk / "class.mp4"))
    frames = [capture.read()[1] for _ in range(270)]
    for number, frame in zip(wanted, found, strict=True):
        away = [np.abs(frames[other].astype(float) - frame).mean() for other in range(270)]
        assert int(np.argmin(away)) == number


def test_the_outline_of_the_sound_is_its_lowest_and_highest_samples(desk: Path) -> None:
    peaks = read_npy(opened(desk).path_of("waveform").read_bytes(), "waveform", dtype="|i1", shape=(None, 2))
    assert 899 <= len(peaks) <= 905
    assert (peaks[:, 0] <= 0).all()
    assert (peaks[:, 1] >= 0).all()
    assert peaks.max() > 40


def test_a_known_sound_has_a_known_outline() -> None:
    samples = np.zeros(1000, np.float32)
    samples[5], samples[500], samples[999] = 0.5, -1.5, 0.001
    peaks = read_npy(sound_peaks(samples, 48_000), "waveform", dtype="|i1", shape=(None, 2))
    assert peaks.tolist() == [[0, 64], [-127, 0], [0, 1]]


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    assert pack(lay_desk(tmp_path / "one")) == pack(lay_desk(tmp_path / "other"))


def test_a_moved_beat_changes_the_routine_alone(tmp_path: Path) -> None:
    before = pack(lay_desk(tmp_path / "before"))
    beats_s = [time_s + 0.03 * (number == 8) for number, time_s in enumerate(BEATS_S)]
    after = pack(lay_desk(tmp_path / "after", beats_s=beats_s, revision=2))
    gone = {file.path for file in read_manifest(before.manifest).files if file.sha256 not in after.objects}
    assert gone == {"routine.json"}
    assert bytes_for_a_device(before, after) < 15_000


def test_all_beats_moved_by_a_nudge_cost_less_than_50_kb(tmp_path: Path) -> None:
    before = pack(lay_desk(tmp_path / "before"))
    after = pack(lay_desk(tmp_path / "after", beats_s=[time_s + 0.02 for time_s in BEATS_S], revision=2))
    assert bytes_for_a_device(before, after) < 50_000


def test_objects_of_an_earlier_run_are_cleared_away(tmp_path: Path) -> None:
    folder = lay_desk(tmp_path / "desk")
    (folder / "objects").mkdir()
    (folder / "objects" / ("0" * 64)).write_bytes(b"old")
    assert set(pack(folder).objects) == {file.sha256 for file in opened(folder).manifest.files}


def encoded(kind: str, width: int = 300, height: int = 200) -> bytes:
    colours = np.full((height, width, 3), (200, 40, 40), np.uint8)
    return bytes(cv2.imencode(kind, colours)[1])


@pytest.mark.parametrize("kind", [".png", ".jpg"])
def test_a_cover_becomes_the_poster(tmp_path: Path, kind: str) -> None:
    folder = lay_desk(tmp_path / "desk")
    (folder / "cover").write_bytes(encoded(kind, 2000, 1000))
    pack(folder)
    shown = picture(opened(folder), "poster.jpg")
    assert shown.shape == (480, 960, 3)
    assert np.abs(shown.mean(axis=(0, 1)) - (200, 40, 40)).max() < 4
    assert opened(folder).manifest.file("poster").details == {"width": 960, "height": 480}


@pytest.mark.parametrize(
    ("cover", "words"),
    [
        (b"", "not a picture that can be read"),
        (b"GIF89a" + bytes(100), "not a picture that can be read"),
        (encoded(".jpg")[:300], "not a picture that can be read"),
        (encoded(".png")[:20], "not a picture that can be read"),
        (
            b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR" + (60_000).to_bytes(4, "big") * 2 + bytes(9),
            "60000 x 60000",
        ),
    ],
)
def test_a_cover_that_is_no_picture_or_too_large_is_refused(tmp_path: Path, cover: bytes, words: str) -> None:
    folder = lay_desk(tmp_path / "desk")
    pack(folder)
    (folder / "cover").write_bytes(cover)
    refusal = refused(folder)
    assert words in refusal.sentence
    assert refusal.code == "cover-unusable"


def test_a_class_video_smaller_than_the_take_is_told_in_its_own_size(tmp_path: Path) -> None:
    folder = lay_desk(tmp_path / "desk")
    lay_media(folder, size=(1440, 2560))
    pack(folder)
    found = opened(folder)
    details = found.manifest.file("video").details
    assert details == {"width": 144, "height": 256, "rate": [30, 1], "frames": 270}
    assert (found.routine.video.width, found.routine.video.height) == (1440, 2560)


def test_a_class_video_of_another_length_is_refused(tmp_path: Path) -> None:
    folder = lay_desk(tmp_path / "desk")
    lay_media(folder, frames=271)
    with pytest.raises(StepRefusedError) as refusal:
        pack(folder)
    assert refusal.value.sentence == "The class video cannot be read. Build again."
    assert refusal.value.detail == "270 frames instead of 271"


def test_a_routine_of_another_take_is_refused(tmp_path: Path) -> None:
    folder = lay_desk(tmp_path / "desk")
    pack(folder)
    lay_media(folder, size=(256, 144))
    assert refused(folder).sentence == "The routine belongs to another take. Build again."


def test_a_file_that_only_calls_itself_mp4_is_not_followed(tmp_path: Path) -> None:
    folder = lay_desk(tmp_path / "desk")
    pack(folder)
    (folder / "class.mp4").write_text("#EXTM3U\n#EXTINF:1,\n/etc/passwd\n")
    assert "/etc" not in refused(folder).sentence


@pytest.mark.parametrize(
    "change", [{"class": "Ünique"}, {"difficulty": 9}, {"titles": None}, {"revision": -1}, {"tags": "arms"}]
)
def test_a_description_that_no_catalogue_could_show_is_refused(
    tmp_path: Path, change: dict[str, object]
) -> None:
    folder = lay_desk(tmp_path / "desk")
    pack(folder)
    write(folder / "class.json", **(describe("uniform", 1) | change))
    assert refused(folder).sentence.startswith("The class cannot be packed. In the class description, ")


def test_metadata_says_what_the_routine_adds(desk: Path) -> None:
    about = json.loads((desk / "manifest.json").read_bytes())["metadata"]
    assert (about["parts"], about["steps"], about["duration_s"]) == (2, 16, 9.0)
