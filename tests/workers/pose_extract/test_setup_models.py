"""Putting the models in place: pinned, atomic, and quick when they are there."""

import json
import os
import subprocess
import sys
import time

import pytest

from tests.workers.pose_extract.conftest import REPOSITORY
from workers.pose_extract import fetch, setup_models
from workers.pose_extract.fetch import FetchError
from workers.pose_extract.models import BUILT, DETECTOR, NETS, read_model
from workers.step import StepRefusedError


@pytest.fixture
def linked(models, tmp_path):
    """A folder that holds the same models, to be spoilt."""
    for path in models.iterdir():
        if path.is_file():
            (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


def test_every_model_is_the_pinned_one(models):
    for pinned in BUILT:
        assert len(read_model(models, pinned)) > 1_000_000


def test_where_all_is_there_set_up_looks_and_leaves(models):
    before = {path.name: path.stat().st_mtime_ns for path in models.iterdir()}
    began = time.process_time()
    assert setup_models.main(["--into", str(models)]) == 0
    assert time.process_time() - began < 0.05
    assert {path.name: path.stat().st_mtime_ns for path in models.iterdir()} == before


def test_the_licence_and_what_was_changed_are_told_beside_the_models(models):
    notice = (models / "NOTICE").read_text()
    assert "Apache License, Version 2.0" in notice
    assert "mask" in notice


@pytest.mark.parametrize("spoil", ["missing", "short", "list"])
def test_what_is_not_whole_is_not_complete(linked, spoil):
    assert setup_models.is_complete(linked)
    path = linked / NETS["lite"].name
    if spoil == "missing":
        path.unlink()
    elif spoil == "short":
        path.write_bytes(path.read_bytes()[:-1])
    else:
        done = json.loads((linked / "models.json").read_text())
        done[NETS["lite"].name]["sha256"] = "0" * 64
        (linked / "models.json").write_text(json.dumps(done))
    assert not setup_models.is_complete(linked)


def test_a_net_of_other_bytes_is_refused_at_run_time(linked):
    path = linked / DETECTOR.name
    content = bytearray(path.read_bytes())
    content[1000] ^= 1
    path.write_bytes(content)
    with pytest.raises(StepRefusedError, match="make models"):
        read_model(linked, DETECTOR)


def test_what_came_out_otherwise_is_not_put_in_place(models, tmp_path):
    files = {pinned.name: (models / pinned.name).read_bytes() for pinned in BUILT}
    setup_models.check(files)
    files[DETECTOR.name] += b"\0"
    with pytest.raises(FetchError, match=DETECTOR.name):
        setup_models.check(files)


def test_without_a_registry_it_says_so_in_one_line_and_leaves_nothing(tmp_path):
    tool = tmp_path / "bin" / "npm"
    tool.parent.mkdir()
    tool.write_text("#!/bin/sh\necho 'network is unreachable' >&2\nexit 1\n")
    tool.chmod(0o755)
    into = tmp_path / "models"
    done = subprocess.run(
        [sys.executable, "-m", "workers.pose_extract.setup_models", "--into", str(into)],
        cwd=REPOSITORY,
        env=os.environ | {"PATH": f"{tool.parent}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "network is unreachable" in done.stderr.splitlines()[-1]
    assert list(into.iterdir()) == []


def test_a_killed_run_leaves_nothing_that_the_next_one_trips_over(models, linked):
    """Killed between two files: the list that comes last is not there, so all is done again."""
    (linked / "models.json").unlink()
    left = linked / ".making-killed"
    left.mkdir()
    os.utime(left, (0, 0))
    assert not setup_models.is_complete(linked)
    setup_models._sweep(linked)
    assert not left.exists()


@pytest.mark.slow
def test_from_the_registry_with_npm_from_its_wheel(tmp_path, monkeypatch):
    monkeypatch.setattr(fetch.shutil, "which", lambda _name: None)
    try:
        setup_models.set_up(tmp_path)
    except FetchError as failed:
        pytest.skip(f"NOT RUN: no registry here: {failed}")
    assert setup_models.is_complete(tmp_path)
