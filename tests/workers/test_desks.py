"""A killed worker leaves its desk behind; the next one clears it, and touches nobody else's."""

import subprocess
import sys
from pathlib import Path

from workers.desks import clear_abandoned, desk

_WORKER = """
import sys, time
from pathlib import Path
from workers.desks import desk
with desk(Path(sys.argv[1]), "step") as folder:
    (folder / "objects").mkdir()
    (folder / "objects" / "half").write_bytes(b"x")
    print(folder, flush=True)
    time.sleep(60)
"""


def test_the_desk_of_a_killed_worker_is_cleared_and_those_in_use_stay(tmp_path: Path) -> None:
    with desk(tmp_path, "mine") as mine:
        command = [sys.executable, "-c", _WORKER, str(tmp_path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as worker:
            assert worker.stdout is not None
            theirs = Path(worker.stdout.readline().strip())
            clear_abandoned(tmp_path, young_s=0.0)
            assert sorted(tmp_path.iterdir()) == sorted([mine, theirs])
            worker.kill()
        clear_abandoned(tmp_path)
        assert theirs.exists()  # too young to tell
        clear_abandoned(tmp_path, young_s=0.0)
        assert list(tmp_path.iterdir()) == [mine]
    assert list(tmp_path.iterdir()) == []
