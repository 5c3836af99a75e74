"""A step in a child process: bounded, told about, and gone when it has to be."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cms.failures import TOO_LONG
from workers.runner import run_in_child, run_step
from workers.step import Limits, StepRefusedError, Work
from workers.told import DETAIL_CHARS
from workers.walls.room import environment


@pytest.fixture
def hanging(tmp_path: Path) -> Path:
    """A folder whose take is a pipe that nobody writes to: reading it never ends."""
    os.mkfifo(tmp_path / "take")
    return tmp_path


def keep(_progress: float, _words: str) -> bool:
    return True


def _runs(marker: str) -> bool:
    """Whether a process with this text in its command line is alive."""
    for process in Path("/proc").iterdir():
        try:
            if process.name.isdigit() and marker in (process / "cmdline").read_text():
                return "Z" not in (process / "stat").read_text().rsplit(")", 1)[1].split()[0]
        except OSError:
            continue
    return False


def _wait_until(true: object, seconds: float = 60.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():  # type: ignore[operator]
            return True
        time.sleep(0.05)
    return False


def test_a_refusal_comes_back_as_the_steps_own_sentence(tmp_path: Path) -> None:
    (tmp_path / "take").write_bytes(b"%PDF-1.7\n" + b"x" * 4000)
    ended = run_in_child("probe", tmp_path, {}, Limits(), keep)
    assert (ended.kind, ended.code) == ("refused", "take-unusable")
    assert "video" in ended.sentence.lower()


def test_a_missing_input_is_named(tmp_path: Path) -> None:
    with pytest.raises(StepRefusedError, match=r"reads take, song"):
        run_step("audio_align", tmp_path, {}, Work(tmp_path))


def test_a_step_that_lost_its_lease_is_killed_at_once(hanging: Path) -> None:
    begun = time.monotonic()
    ended = run_in_child("probe", hanging, {}, Limits(), lambda _p, _w: time.monotonic() < begun + 1.0)
    assert ended.kind == "killed"
    assert time.monotonic() < begun + 5.0  # of which the watch took one
    assert not _runs(str(hanging))


def test_a_step_may_not_take_longer_than_the_limit(hanging: Path) -> None:
    ended = run_in_child("probe", hanging, {}, Limits(max_wall_s=1.0), keep)
    assert (ended.kind, ended.sentence, ended.code) == ("refused", TOO_LONG, "too-long")
    assert not _runs(str(hanging))


def test_a_child_that_the_machine_killed_is_told_apart_from_a_refusal(hanging: Path) -> None:
    def kill(_progress: float, _words: str) -> bool:
        for process in Path("/proc").iterdir():
            if process.name.isdigit() and str(hanging) in (process / "cmdline").read_text():
                os.kill(int(process.name), signal.SIGKILL)
        return True

    ended = run_in_child("probe", hanging, {}, Limits(), kill)
    assert (ended.kind, ended.sentence) == ("killed", "The step's process was ended by signal 9.")


def test_the_child_is_gone_when_its_worker_is(hanging: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from workers.runner import run_in_child; "
        "from workers.step import Limits; "
        "run_in_child('probe', Path(sys.argv[1]), {}, Limits(), lambda p, w: True)"
    )
    worker = subprocess.Popen([sys.executable, "-c", script, str(hanging)])
    assert _wait_until(lambda: _runs(f"workers.runner\0probe\0{hanging}"))
    worker.kill()
    worker.wait()
    assert _wait_until(lambda: not _runs(f"workers.runner\0probe\0{hanging}"))


def test_what_a_library_prints_need_not_be_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    models = tmp_path / "models"  # the one folder of the caller's choice that a step can read
    models.mkdir()
    noisy = "import os; os.write(2, b'\\xff' * 20000 + b'the\\0 end')"  # python runs it at the child's start
    (models / "sitecustomize.py").write_text(noisy)
    bare = environment
    monkeypatch.setattr(
        "workers.runner.environment",
        lambda room: (said := bare(room)) | {"PYTHONPATH": f"{models}{os.pathsep}{said['PYTHONPATH']}"},
    )
    (tmp_path / "take").write_bytes(b"%PDF-1.7\n" + b"x" * 4000)
    ended = run_in_child("probe", tmp_path, {"no": "such"}, Limits(models=models), keep)
    assert (ended.kind, ended.code) == ("refused", "parameter-unusable")
    assert "no parameter 'no'" in ended.sentence
    (tmp_path / "take").unlink()
    os.mkfifo(tmp_path / "take")  # nobody writes to it: the step has no other end than the limit
    ended = run_in_child("probe", tmp_path, {}, Limits(max_wall_s=3.0, models=models), keep)
    assert (ended.kind, ended.sentence) == ("refused", TOO_LONG)
    assert ended.detail.endswith("the end")
    assert len(ended.detail) <= DETAIL_CHARS
