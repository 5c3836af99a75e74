"""Writes bills of materials, CycloneDX JSON, from the locks alone: what the product runs on, what it is made
and tried with, and what the web is built of. Installs nothing and asks no network.

    python -m scripts.sbom FOLDER
"""

import json
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
#: Name of the file -> the lock.
PYTHON_LOCKS = {"eightcount": "app", "eightcount-tools": "dev"}
_WEB = "eightcount-web"


def main(folder: Path) -> list[Path]:
    """Write all of them; the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = [_python(folder / f"{name}.cdx.json", lock) for name, lock in PYTHON_LOCKS.items()]
    return [*written, _web(folder / f"{_WEB}.cdx.json")]


def _python(target: Path, lock: str) -> Path:
    command = [
        sys.executable,
        "-W",
        "ignore",  # a lock tells no tree, so there is none in the bill
        "-m",
        "cyclonedx_py",
        "requirements",
        str(ROOT / f"requirements/{lock}.txt"),
        "--pyproject",
        str(ROOT / "pyproject.toml"),
        "--output-reproducible",
        "--no-validate",  # tests/test_sbom.py does, without a network
        "--output-file",
        str(target),
    ]
    subprocess.run(command, check=True)
    return target


def _web(target: Path) -> Path:
    """By npm itself, of a copy of the lock in which our own packages have a version: npm wants one."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "web"
        for file in [*(ROOT / "web").glob("*.json"), *(ROOT / "web").glob("*/package.json")]:
            _copied(file, copy / file.relative_to(ROOT / "web"))
        for file in (ROOT / "runtime/typescript").glob("package.json"):
            _copied(file, Path(scratch) / "runtime/typescript" / file.name)
        kind = ["--sbom-format", "cyclonedx", "--sbom-type", "application"]
        command = [str(ROOT / "scripts/node.sh"), "npm", "sbom", "--package-lock-only", *kind]
        made = subprocess.run([*command, "--prefix", str(copy)], check=True, stdout=subprocess.PIPE)
    target.write_bytes(made.stdout)
    return target


def _copied(file: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if file.name not in ("package.json", "package-lock.json"):
        shutil.copy(file, target)
        return
    document: dict[str, Any] = json.loads(file.read_text())
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    document.setdefault("version", version)
    for path, package in document.get("packages", {}).items():
        if "node_modules" not in path:
            package.setdefault("version", version)
    target.write_text(json.dumps(document))


if __name__ == "__main__":
    for made in main(Path(sys.argv[1])):
        sys.stdout.write(f"{made}\n")
