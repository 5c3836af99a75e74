"""The demo as a process; that all of it works is seen by running it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from processes import processes_of

from eightcount.embedded import running

ROOT = Path(__file__).parents[2]


def test_ctrl_c_in_the_middle_of_a_build_leaves_no_process(tmp_path: Path) -> None:
    data = tmp_path / "data"
    environment = {
        **os.environ,
        "EIGHTCOUNT_DATA": str(data),
        "EIGHTCOUNT_MODELS": str(ROOT / ".models"),
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'runtime' / 'python'}",
    }
    demo = subprocess.Popen(
        [sys.executable, "-m", "eightcount.demo"],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert demo.stdout is not None
    seen = []
    for line in demo.stdout:
        seen.append(line)
        if line.startswith("  probe"):  # the steps after it are at work
            break
    assert len(processes_of(data)) > 5, seen  # demo, up, broker, API, workers
    demo.send_signal(signal.SIGINT)
    rest = demo.stdout.read()
    assert demo.wait(timeout=30) == 130, rest
    assert "Stopped. Nothing is broken" in rest
    assert "goes on without you" not in rest
    assert processes_of(data) == {}
    assert running(data) is None
