"""The step on small real takes: what it leaves, what it refuses, and that its processes leave with it."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.workers.pose_extract.conftest import CLIPS, REPOSITORY
from tests.workers.pose_extract.taking import poses_of
from workers.pose_extract import Params, run
from workers.pose_extract.children import Child, PoseProcessError
from workers.pose_extract.frame import Upright
from workers.pose_extract.messages import Setup
from workers.pose_extract.take import Take
from workers.step import Limits, StepRefusedError, Work

DANCER = CLIPS / "dancer_1500ms.mp4"


def report_of(work):
    return json.loads(work.path("pose_report.json").read_text())


def test_every_frame_gets_a_pose_on_its_own_time(desk):
    told = []
    work = replace(desk(DANCER), progress=lambda part, _words: told.append(part))
    poses = poses_of(work, model="lite")
    assert {name: (array.dtype.str, array.shape) for name, array in poses.items()} == {
        "times_s": ("<f8", (45,)),
        "image": ("<f4", (45, 33, 4)),
        "world": ("<f4", (45, 33, 3)),
        "source": ("|u1", (45,)),
    }
    assert poses["times_s"] == pytest.approx(np.arange(45) / 30, abs=1e-6)
    assert (poses["source"] == 0).all()
    image, world = poses["image"], poses["world"]
    assert (image[:, 0, 1] < image[:, 27, 1] - 0.5).all(), "the nose is far above the ankle"
    assert (world[:, 0, 1] < world[:, 27, 1] - 0.8).all(), "so it is in metres, y down"
    assert np.abs(world[:, 23:25].mean(axis=1)).max() < 0.03, "from between the hips"
    assert (image[:, 11, 0] > image[:, 12, 0]).all(), "she faces us: her left is on the right"
    assert (image[:, :, 3] > 0.5).mean() > 0.8
    assert told == sorted(told)
    assert told[-1] == 1.0
    report = report_of(work)
    said = [report[key] for key in ("format", "engine", "model", "frames", "seen", "filled", "missing")]
    assert said == [1, "fast", "lite", 45, 45, 0, 0]
    assert report["spans"] == []
    assert report["problems"] == []


def test_the_same_bytes_come_out_of_any_number_of_processes(desk, remade):
    """A take of two ranges, key frames in odd places, and two people, so that it is looked at again."""
    clip = remade("long.mp4", "-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-g", "70",
                  before=("-stream_loop", "9"), clip="two_dancers_1s.mp4")  # fmt: skip
    files = []
    for name, processes in (("one", 1), ("three", 3)):
        work = desk(clip, name, processes=processes)
        run(work, Params(model="lite"))
        files.append([work.path(file).read_bytes() for file in ("poses.npz", "pose_report.json")])
    assert files[0] == files[1]


def test_one_of_two_dancers_is_followed_and_the_other_is_told(desk):
    work = desk(CLIPS / "two_dancers_1s.mp4")
    poses = poses_of(work, model="lite")
    hips = poses["image"][:, 23:25, 0].mean(axis=1)
    assert np.ptp(hips) < 0.25
    assert (hips < 0.5).all() or (hips > 0.5).all()
    report = report_of(work)
    assert "second_person" in {span["kind"] for span in report["spans"]}
    assert "second_person" in {problem["code"] for problem in report["problems"]}


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_turned_take_gives_the_same_poses(desk, remade, degrees):
    """The same pixels stored turned, with the file saying how to turn them back."""
    turn = {90: "transpose=cclock", 180: "hflip,vflip", 270: "transpose=clock"}[degrees]
    lossless = ("-c:v", "libx264", "-qp", "0", "-preset", "ultrafast")
    plain = remade("plain.mp4", *lossless)
    stored = remade("stored.mp4", "-vf", turn, *lossless)
    turned = stored.with_name("turned.mp4")
    import imageio_ffmpeg  # noqa: PLC0415 - one use

    sign = {90: -90, 180: 180, 270: 90}[degrees]
    tool = imageio_ffmpeg.get_ffmpeg_exe()
    subprocess.run(
        [tool, "-v", "error", "-display_rotation", str(sign), "-i", stored, "-c", "copy", turned], check=True
    )
    work = desk(turned, "turned")
    assert json.loads(work.path("media.json").read_text())["video"]["rotation_deg"] == degrees
    expected, found = poses_of(desk(plain, "plain"), model="lite"), poses_of(work, model="lite")
    assert np.abs(found["image"][:, :, :2] - expected["image"][:, :, :2]).mean() < 0.004
    assert np.abs(found["world"] - expected["world"]).mean() < 0.02


def test_poses_lie_on_the_true_times_of_a_variable_rate(desk, remade):
    keep = "select='not(mod(n\\,3))+lt(n\\,12)'"
    clip = remade("vfr.mp4", "-vf", keep, "-fps_mode", "vfr", "-c:v", "libx264", "-preset", "ultrafast")
    poses = poses_of(desk(clip), model="lite")
    frames = [n for n in range(45) if n % 3 == 0 or n < 12]
    assert poses["times_s"] == pytest.approx(np.array(frames) / 30, abs=1e-3)
    even = poses_of(desk(DANCER, "even"), model="lite")
    apart = poses["image"][:, :, :2] - even["image"][frames, :, :2]
    assert np.abs(apart).mean() < 0.006


def test_where_the_dancer_is_hidden_for_long_the_pose_is_missing_and_it_is_told(desk, remade):
    hide = "drawbox=enable='between(n,14,33)':color=gray:t=fill"
    work = desk(remade("hidden.mp4", "-vf", hide, "-c:v", "libx264", "-preset", "ultrafast"))
    poses = poses_of(work, model="lite")
    missing = np.flatnonzero(poses["source"] == 2)
    assert set(range(16, 32)) <= set(missing.tolist())
    assert set(missing.tolist()) <= set(range(13, 35))
    assert np.isnan(poses["image"][missing]).all()
    kinds = [span["kind"] for span in report_of(work)["spans"]]
    assert "missing" in kinds
    assert "dancer_missing" in {problem["code"] for problem in report_of(work)["problems"]}


def test_a_moment_out_of_sight_is_bridged(desk, remade):
    hide = "drawbox=enable='between(n,20,22)':color=gray:t=fill"
    poses = poses_of(
        desk(remade("blink.mp4", "-vf", hide, "-c:v", "libx264", "-preset", "ultrafast")), model="lite"
    )
    assert (poses["source"] != 2).all()
    assert set(np.flatnonzero(poses["source"] == 1).tolist()) <= {20, 21, 22}
    assert np.isfinite(poses["image"]).all()


def test_a_take_with_nobody_is_refused(desk, remade):
    clip = remade("nobody.mp4", "-vf", "drawbox=color=gray:t=fill", "-c:v", "libx264", "-preset", "ultrafast")
    work = desk(clip)
    with pytest.raises(StepRefusedError, match="Nobody is in view") as refused:
        run(work, Params(model="lite"))
    assert refused.value.code == "take-unusable"
    assert not work.path("poses.npz").exists()


def test_a_take_that_breaks_off_gives_what_there_is(desk, remade):
    clip = remade("whole.mp4", "-c:v", "libx264", "-preset", "ultrafast", "-movflags", "+faststart")
    work = desk(clip)
    take = work.path("take")
    take.write_bytes(take.read_bytes()[: take.stat().st_size * 2 // 3])
    poses = poses_of(work, model="lite")
    assert 15 < (poses["source"] == 0).sum() < 45


def test_without_the_models_it_says_what_to_type(desk, tmp_path):
    work = desk(DANCER, models=tmp_path / "nowhere")
    with pytest.raises(StepRefusedError, match="make models") as refused:
        run(work, Params())
    assert str(tmp_path) not in refused.value.sentence
    assert refused.value.code == "server-not-ready"


@pytest.mark.parametrize("params", [Params(model="huge"), Params(engine="magic")])
def test_there_is_no_other_model_or_engine(desk, params):
    with pytest.raises(StepRefusedError, match="no such") as refused:
        run(desk(DANCER), params)
    assert refused.value.code == "parameter-unusable"


def test_limits_refuse_and_say_so(desk):
    work = desk(DANCER)
    with pytest.raises(StepRefusedError, match="longer than"):
        run(replace(work, limits=replace(work.limits, max_duration_s=1.0)), Params(model="lite"))
    with pytest.raises(StepRefusedError, match="takes longer"):
        run(replace(work, limits=replace(work.limits, max_wall_s=0.0)), Params(model="lite"))
    with pytest.raises(StepRefusedError, match="larger than"):
        run(replace(work, limits=replace(work.limits, max_pixels=1000)), Params(model="lite"))


def test_a_playlist_in_a_takes_place_is_not_followed(desk, tmp_path):
    work = desk(DANCER)
    work.path("take").write_text(f"ffconcat version 1.0\nfile {DANCER}\n")
    for container in ("concat", "mov"):
        media = json.loads(work.path("media.json").read_text()) | {"container": container}
        work.path("media.json").write_text(json.dumps(media))
        with pytest.raises(StepRefusedError, match="cannot be read"):
            run(work, Params(model="lite"))


def setup_for(models):
    take = Take(DANCER, "mov", 0, 4096 * 2304)
    return Setup(take, Upright(432, 768), "fast", "lite", models, 4 * 1024**3)


def test_a_child_that_is_killed_is_no_fault_of_the_take(models):
    with Child(setup_for(models)) as child:
        child.end()
        with pytest.raises(PoseProcessError, match="-9"):
            child.index(1000)


def test_children_die_with_a_parent_that_is_killed(desk):
    work = desk(DANCER)
    code = (
        "import sys; from pathlib import Path; from workers.step import Limits, Work;"
        "from workers.pose_extract import Params, run;"
        "run(Work(Path(sys.argv[1]), limits=Limits(models=Path(sys.argv[2]))), Params())"
    )
    arguments = [sys.executable, "-c", code, str(work.folder), str(work.limits.models)]
    parent = subprocess.Popen(arguments, cwd=REPOSITORY, stdout=subprocess.PIPE)
    children = _children_of(parent.pid, deadline_s=time.monotonic() + 30)
    assert children
    os.kill(parent.pid, signal.SIGKILL)
    parent.communicate()
    deadline_s = time.monotonic() + 10
    while any(_lives(pid) for pid in children):
        assert time.monotonic() < deadline_s, "a child outlived its parent"
        time.sleep(0.05)


def _children_of(pid, deadline_s):
    while time.monotonic() < deadline_s:
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
        found = [int(word) for word in listed.split()]
        if found:
            return found
        time.sleep(0.02)
    return []


def _lives(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_the_memory_of_a_child_is_bounded(desk):
    work = desk(DANCER)
    limited = replace(work, limits=replace(work.limits, max_memory_bytes=100 * 1024**2))
    with pytest.raises((StepRefusedError, PoseProcessError)):
        run(limited, Params(model="heavy"))


def test_a_desk_without_media_json_that_can_be_read_is_refused(desk):
    work = desk(DANCER)
    work.path("media.json").write_text("{}")
    with pytest.raises(StepRefusedError, match="Build again"):
        run(Work(work.folder, limits=Limits()), Params())
