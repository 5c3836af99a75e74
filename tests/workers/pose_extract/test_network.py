"""Nothing leaves the machine while poses are extracted: neither engine reaches the network.

The fast engine does not even try: it runs in processes that the kernel kills for trying. mediapipe does try;
every attempt of the reference engine must be seen to fail.
"""

import ctypes.util
import os
import re
import shutil
import subprocess
import sys

import pytest

from tests.workers.pose_extract.conftest import CLIPS, REPOSITORY

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="NOT RUN: the network is watched on Linux only"
)

STEP = (
    "import sys; from pathlib import Path; from workers.step import Limits, Work;"
    "from workers.pose_extract import Params, run;"
    "run(Work(Path(sys.argv[1]), limits=Limits(models=Path(sys.argv[2]))), Params('lite', sys.argv[3]))"
)
WATCHED = "from workers.walls.seccomp import KILL, refuse_calls; assert refuse_calls(KILL);" + STEP


def run_step(desk, code, engine, *before):
    work = desk(CLIPS / "dancer_1500ms.mp4")
    arguments = [sys.executable, "-c", code, str(work.folder), str(work.limits.models), engine]
    done = subprocess.run(
        [*before, *arguments], cwd=REPOSITORY, env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}, check=False
    )
    return done.returncode, work


def test_the_fast_engine_does_not_even_try(desk):
    status, work = run_step(desk, WATCHED, "fast")
    assert status == 0
    assert work.path("poses.npz").exists()


@pytest.mark.skipif(shutil.which("strace") is None, reason="NOT RUN: strace is not installed")
@pytest.mark.skipif(
    not (ctypes.util.find_library("EGL") and ctypes.util.find_library("GLESv2")),
    reason="NOT RUN: mediapipe needs libEGL and libGLESv2 (Debian: libegl1 libgles2)",
)
def test_the_reference_engine_gets_no_socket_to_the_internet(desk, tmp_path):
    log = tmp_path / "calls"
    strace = ["strace", "-f", "-qq", "-e", "trace=socket,socketpair,io_uring_setup", "-o", str(log)]
    status, work = run_step(desk, STEP, "reference", *strace)
    assert status == 0
    assert work.path("poses.npz").exists()
    calls = [line for line in log.read_text().splitlines() if re.search(r"socket\(|io_uring_setup\(", line)]
    made = [line for line in calls if "AF_UNIX" not in line and not re.search(r"= -1 (EACCES|ENOSYS)", line)]
    assert made == []


@pytest.mark.skipif(shutil.which("strace") is None, reason="NOT RUN: strace is not installed")
def test_the_watch_sees_a_socket_where_nothing_refuses_it(tmp_path):
    log = tmp_path / "calls"
    code = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM)"
    strace = ["strace", "-f", "-qq", "-e", "trace=socket", "-o", str(log)]
    subprocess.run([*strace, sys.executable, "-c", code], check=True)
    assert "AF_INET" in log.read_text()
