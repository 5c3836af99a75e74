"""Ctrl-C at an awkward moment: one line for a person, and the exit code of an interruption."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from desk import Said

from eightcount import importing

ROOT = Path(__file__).parents[2]


def test_ctrl_c_while_the_pose_nets_are_looked_at_is_one_line(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'runtime' / 'python'}"}
    looking = subprocess.Popen(
        [sys.executable, "-m", "eightcount.pose_nets", "--into", str(tmp_path)],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    deadline = time.monotonic() + 20
    while "numpy" not in Path(f"/proc/{looking.pid}/maps").read_text():  # it loads its libraries
        assert time.monotonic() < deadline, "not in time"
        time.sleep(0.002)
    os.killpg(looking.pid, signal.SIGINT)
    _, said = looking.communicate(timeout=20)
    assert "Traceback" not in said
    assert looking.returncode == 130
    assert said.splitlines()[-1] == "Stopped. Nothing is broken: the same command goes on from here."


def test_an_import_that_is_stopped_says_that_it_goes_on(
    eightcount: Callable[..., Said], class_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def press_ctrl_c(_path: Path) -> str:
        signal.raise_signal(signal.SIGINT)
        return ""

    monkeypatch.setattr(importing, "sha256_of", press_ctrl_c)
    stopped = eightcount("class", "import", str(class_folder))
    assert (stopped.code, stopped.out) == (130, "")
    assert stopped.err.strip() == "Run it again, it goes on where it was."
