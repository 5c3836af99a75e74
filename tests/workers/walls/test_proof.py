"""The walls as they are on this machine, and that the proof of them would see a hole."""

import logging
import os
from pathlib import Path

import pytest

from workers.guarding import stand_guard
from workers.walls import proof
from workers.walls.landlock import version
from workers.walls.namespaces import available
from workers.walls.proof import TRIED, Proof, prove
from workers.walls.room import environment

#: What python runs in the process that tries, before anything else.
KERNEL_WITHOUT = """
import workers.walls.landlock as landlock, workers.walls.seccomp as seccomp, workers.walls.bounds as bounds
landlock.keep_only = lambda grants: False
seccomp.refuse_calls = lambda: False
bounds.hold = lambda bounds, own_namespace: None
"""


@pytest.mark.parametrize("outer", ["bubblewrap", "none"])
def test_the_walls_hold_on_this_machine(outer: str) -> None:
    namespaces = outer == "bubblewrap"
    if namespaces and not available():
        pytest.skip("NOT RUN: this machine does not let bubblewrap make namespaces")
    if not namespaces and version() < 2:
        pytest.skip("NOT RUN: this kernel has no Landlock")
    proven = prove(namespaces=namespaces)
    assert proven.open == ()
    assert "seccomp" in proven.rings
    assert ("bubblewrap" in proven.rings) is namespaces


def test_the_proof_sees_that_nothing_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sitecustomize.py").write_text(KERNEL_WITHOUT)
    bare = environment
    monkeypatch.setattr(
        proof,
        "environment",
        lambda room: (said := bare(room)) | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{said['PYTHONPATH']}"},
    )
    proven = prove(namespaces=False)
    assert proven.open == tuple(TRIED)
    assert proven.rings == ()


def test_a_worker_tells_what_holds_and_stops_only_where_it_must(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    stand_guard("required", lambda: Proof(("bubblewrap",), ()))
    stand_guard("best", lambda: Proof(("seccomp",), ("files",)))
    assert [record.levelname for record in caplog.records] == ["INFO", "WARNING"]
    assert "could read other files of this machine" in caplog.messages[1]
    with pytest.raises(SystemExit, match="EIGHTCOUNT_WALLS=best"):
        stand_guard("required", lambda: Proof(("seccomp",), ("files", "network")))
