import errno
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import ffmpeg
import psutil
import pytest

from tests.synthetic import Sound, noise, write_clip
from workers.media.child import ffmpeg_program, run_ffmpeg, source
from workers.media.confinement import Walls, walls
from workers.media.container import read_container
from workers.step import Limits, StepRefusedError

ENDLESS = "testsrc=size=64x64:rate=30"


def run(graph, folder, *, reads=(), limits=None, behind=None, max_file_bytes=10**8, watch=lambda _s: None):
    return run_ffmpeg(
        graph,
        reads=list(reads),
        writes=folder,
        limits=limits or Limits(max_wall_s=20),
        otherwise="The file cannot be read.",
        max_file_bytes=max_file_bytes,
        behind=behind,
        watch=watch,
    )


def available(choice):
    if walls(ffmpeg_program()) is Walls.NAMESPACES:
        return True
    return choice is not Walls.NAMESPACES and (
        choice is Walls.BOUNDS_ONLY or walls(ffmpeg_program()) is choice
    )


def endless(folder, **how):
    return ffmpeg.output(ffmpeg.input(ENDLESS, f="lavfi"), str(folder / "out"), f="rawvideo", **how)


@pytest.mark.parametrize("behind", list(Walls))
def test_a_graph_runs_behind_each_kind_of_walls(tmp_path, behind):
    if not available(behind):
        pytest.skip(f"this machine does not let a child have {behind.value}")
    seconds = []
    write_clip(tmp_path / "take", [k / 30 for k in range(30)])
    (tmp_path / "out").mkdir()
    taken = source(tmp_path / "take", read_container(tmp_path / "take"), Limits())
    graph = ffmpeg.output(taken["v:0"], str(tmp_path / "out" / "frames"), f="rawvideo", pix_fmt="gray")
    run(graph, tmp_path / "out", reads=[tmp_path / "take"], behind=behind, watch=seconds.append)
    assert (tmp_path / "out" / "frames").stat().st_size == 30 * 160 * 96
    assert seconds[-1] == pytest.approx(1, abs=0.05)


def test_no_file_but_the_named_ones_can_be_read_inside_namespaces(tmp_path):
    if not available(Walls.NAMESPACES):
        pytest.skip("bwrap is not on this machine")
    write_clip(tmp_path / "take", [0, 0.1])
    (tmp_path / "out").mkdir()
    graph = ffmpeg.output(ffmpeg.input(str(tmp_path / "take")), str(tmp_path / "out" / "x"), f="rawvideo")
    run(graph, tmp_path / "out", reads=[tmp_path / "take"], behind=Walls.NAMESPACES)
    with pytest.raises(StepRefusedError) as refused:
        run(graph, tmp_path / "out", reads=[], behind=Walls.NAMESPACES)
    assert os.strerror(errno.ENOENT) in refused.value.detail


@pytest.mark.parametrize("behind", [Walls.BOUNDS_ONLY, Walls.NO_NETWORK, Walls.NAMESPACES])
def test_the_network_is_out_of_reach(tmp_path, behind):
    if not available(behind):
        pytest.skip(f"this machine does not let a child have {behind.value}")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        graph = ffmpeg.output(ffmpeg.input(address, f="mpegts"), str(tmp_path / "out"), f="rawvideo")
        with pytest.raises(StepRefusedError):
            run(graph, tmp_path, behind=behind, limits=Limits(max_wall_s=1))
        if behind is Walls.BOUNDS_ONLY:
            server.accept()[0].close()
        else:
            with pytest.raises(TimeoutError):
                server.accept()


def test_a_source_cannot_lead_to_another_protocol(tmp_path):
    write_clip(tmp_path / "take", [0, 0.1])
    taken = source(tmp_path / "take", read_container(tmp_path / "take"), Limits())
    said = ffmpeg.output(taken, "out").compile()
    assert said[said.index("-protocol_whitelist") + 1] == "file,pipe"
    assert said[said.index("-f") + 1] == "mov"


def test_a_picture_codec_inside_a_video_is_not_decoded(tmp_path):
    write_clip(tmp_path / "take", [0, 0.1], codec="png", pix_fmt="rgb24")
    taken = source(tmp_path / "take", read_container(tmp_path / "take"), Limits())
    with pytest.raises(StepRefusedError, match="cannot be read"):
        run(ffmpeg.output(taken, str(tmp_path / "out"), f="rawvideo"), tmp_path, reads=[tmp_path / "take"])


def test_more_pixels_than_allowed_are_not_decoded(tmp_path):
    write_clip(tmp_path / "take", [0, 0.1])
    taken = source(tmp_path / "take", read_container(tmp_path / "take"), Limits(max_pixels=1000))
    with pytest.raises(StepRefusedError, match="cannot be read"):
        run(ffmpeg.output(taken, str(tmp_path / "out"), f="rawvideo"), tmp_path, reads=[tmp_path / "take"])


def test_the_wall_clock_ends_an_endless_child(tmp_path):
    began = time.monotonic()
    with pytest.raises(StepRefusedError, match="longer to read than is allowed"):
        run(
            ffmpeg.output(ffmpeg.input(ENDLESS, f="lavfi", re=None), str(tmp_path / "out"), f="rawvideo"),
            tmp_path,
            limits=Limits(max_wall_s=0.5),
        )
    assert time.monotonic() - began < 5
    assert not _writers(psutil.Process())


def test_an_output_cannot_grow_without_end(tmp_path):
    with pytest.raises(StepRefusedError, match="unpacks to more"):
        run(endless(tmp_path), tmp_path, max_file_bytes=10**6)
    assert (tmp_path / "out").stat().st_size <= 10**6


def test_memory_is_bounded(tmp_path):
    graph = ffmpeg.output(
        ffmpeg.input("color=size=16000x16000", f="lavfi"), str(tmp_path / "out"), f="rawvideo"
    )
    with pytest.raises(StepRefusedError, match="more memory"):
        run(graph, tmp_path, limits=Limits(max_memory_bytes=500 * 1024**2, max_wall_s=20))


def test_a_full_disk_is_told_and_is_no_refusal_of_the_file(tmp_path):
    (tmp_path / "out").symlink_to("/dev/full")
    with pytest.raises(OSError, match="disk is full") as full:
        run(endless(tmp_path, t=5), tmp_path, behind=Walls.BOUNDS_ONLY)
    assert full.value.errno == errno.ENOSPC


def test_the_child_dies_with_its_parent(tmp_path):
    program = f"""
import ffmpeg
from pathlib import Path
from workers.media.child import run_ffmpeg
from workers.step import Limits
graph = ffmpeg.output(ffmpeg.input("{ENDLESS}", f="lavfi", re=None), "{tmp_path}/out", f="rawvideo")
print("go", flush=True)
run_ffmpeg(graph, reads=[], writes=Path("{tmp_path}"), limits=Limits(), otherwise=".", max_file_bytes=10**9)
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, cwd=Path.cwd()) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"go\n"
        children = _wait_for(lambda: _writers(psutil.Process(parent.pid)))
        parent.send_signal(signal.SIGKILL)
        parent.wait()
    gone, alive = psutil.wait_procs(children, timeout=5)
    assert gone
    assert not alive


def _writers(parent):
    """The ffmpeg among the children, once it is past the small tools that shut it in."""
    return [p for p in parent.children(recursive=True) if p.name().startswith("ffmpeg")]


def _wait_for(found, patience_s=10):
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        if value := found():
            return value
        time.sleep(0.05)
    raise AssertionError("waited in vain")


def test_sound_and_picture_of_a_clip_come_out_together(tmp_path):
    write_clip(tmp_path / "take", [k / 30 for k in range(15)], sound=Sound(noise(0.5)))
    (tmp_path / "out").mkdir()
    taken = source(tmp_path / "take", read_container(tmp_path / "take"), Limits())
    said = run(
        ffmpeg.output(taken, str(tmp_path / "out" / "copy"), f="mov", c="copy"),
        tmp_path / "out",
        reads=[tmp_path / "take"],
    )
    assert said == ""
