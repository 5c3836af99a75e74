"""Whoever decodes, does it in the process of a step, which `workers.runner` shuts in: nobody else may."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from cms.pipeline import PIPELINE
from tests.workers.walls.hostile import Hostile

ROOT = Path(__file__).parents[3]
#: Libraries and programs that take apart what people upload, and what could start another one.
DECODERS = {
    "PIL",
    "ai_edge_litert",
    "audioread",
    "av",
    "cv2",
    "ffmpeg",
    "imageio",
    "imageio_ffmpeg",
    "librosa",
    "mediapipe",
    "numpy",
    "scipy",
    "soundfile",
    "subprocess",
    "wave",
}
STEPS = {f"workers/{step.name}/" for step in PIPELINE}
#: Besides the steps: what they share; the runner, which starts them; the walls, which start nothing else.
MAY = {"workers/media/", "workers/step_files.py", "workers/runner.py", "workers/walls/"}


def imports(path: Path) -> Iterator[str]:
    """Top-level names of all that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name.split(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            yield from ["by name"] if not isinstance(node.args[0], ast.Constant) else [node.args[0].value]


def test_only_steps_and_what_they_share_have_decoders() -> None:
    found = {
        str(path.relative_to(ROOT)): sorted(DECODERS & set(imports(path)))
        for path in [*ROOT.glob("workers/**/*.py"), *ROOT.glob("cms/**/*.py")]
    }
    outside = {
        place: names for place, names in found.items() if names and not place.startswith(tuple(STEPS | MAY))
    }
    assert outside == {}
    assert any(place.startswith("workers/probe/") and "av" in names for place, names in found.items())


def test_code_is_loaded_by_name_in_one_place_which_runs_in_the_steps_process() -> None:
    files = [*ROOT.glob("workers/**/*.py"), *ROOT.glob("cms/**/*.py")]
    by_name = [str(path.relative_to(ROOT)) for path in files if "by name" in set(imports(path))]
    assert by_name == ["workers/pipeline.py"]
    bound_in = [
        str(path.relative_to(ROOT)) for path in files if "import bind" in path.read_text().replace("\n", " ")
    ]
    assert bound_in == ["workers/runner.py"]


@pytest.mark.parametrize("name", [step.name for step in PIPELINE])
def test_every_step_of_the_table_is_shut_in(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = Hostile(tmp_path, monkeypatch, step=name)
    ended = hostile.does(f"raise SystemExit(open({str(hostile.foreign)!r}).read())")
    assert ended.kind == "refused"
    assert "a secret" not in ended.detail
    assert "Permission" in ended.detail or "No such file" in ended.detail


def test_pyav_opens_files_by_the_guarded_options_alone() -> None:
    opened = [
        ast.unparse(node)
        for path in ROOT.glob("workers/**/*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"av.open", "av.container.open"}
    ]
    must = ("options=guarded(", "f'file:{", "metadata_errors='replace'")
    assert len(opened) >= 4
    assert [call for call in opened if not all(word in call for word in must)] == []
