"""A step whose code has been taken over: tests say what it does, in the process that a real one has."""

import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workers.pipeline import STEPS
from workers.runner import Ended, run_in_child
from workers.step import Limits
from workers.walls.room import Room, environment

REPOSITORY = Path(__file__).parents[3]

#: python runs it at the start of the step's process, before it shuts itself in.
_TAKES_OVER = """
import sys, types
from dataclasses import dataclass
import workers.runner

@dataclass(frozen=True)
class Params:
    pass

def run(work, params):
{body}

module = types.ModuleType("workers.{step}")
module.Params, module.run = Params, run
sys.modules["workers.{step}"] = module
"""


def said_by(code: str, folder: Path = REPOSITORY) -> tuple[int, str]:
    """Run it in a Python of its own, with nothing in its environment; exit status, and what it said."""
    done = subprocess.run(
        [sys.executable, "-u", "-c", textwrap.dedent(code)],
        cwd=folder,
        env={"PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


class Hostile:
    """Runs code as a step on `folder`; there is what it reads, and a file that is none of its business."""

    def __init__(
        self,
        folder: Path,
        monkeypatch: pytest.MonkeyPatch,
        *,
        namespaces: bool | None = None,
        step: str = "probe",
    ) -> None:
        self.folder, self.models = folder / "desk", folder / "models"
        self.foreign, self.namespaces, self.step = folder / "foreign", namespaces, step
        self.folder.mkdir()
        self.models.mkdir()
        self.foreign.write_text("a secret")
        for read in STEPS[step].reads:
            (self.folder / read).write_text("as it was")
        (self.folder / "other").write_text("not read by this step")
        bare = environment

        def taken_over(room: Room) -> dict[str, str]:
            said = bare(room)
            return said | {"PYTHONPATH": f"{self.models}{os.pathsep}{said['PYTHONPATH']}"}

        monkeypatch.setattr("workers.runner.environment", taken_over)

    def does(
        self,
        body: str,
        *,
        limits: dict[str, Any] | None = None,
        watch: Callable[[float, str], bool] = lambda _progress, _words: True,
    ) -> Ended:
        """What becomes of a step that does this; `work` is its desk."""
        indented = textwrap.indent(textwrap.dedent(body), "    ")
        (self.models / "sitecustomize.py").write_text(_TAKES_OVER.format(body=indented, step=self.step))
        bounds = Limits(models=self.models, **{"max_wall_s": 60.0, **(limits or {})})
        return run_in_child(self.step, self.folder, {}, bounds, watch, namespaces=self.namespaces)

    def tells(self, body: str) -> Any:
        """What it writes into its output."""
        ended = self.does(body)
        assert ended.kind == "done", (ended.sentence, ended.detail)
        return json.loads((self.folder / "media.json").read_text())
