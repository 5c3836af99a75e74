"""The folder of objects: every file of a pack under its hash."""

import hashlib
import shutil
from pathlib import Path

from eightcount_runtime.classpack.manifest import PackFile, is_sha256

from workers.package.core import PackObject


def clear_objects(folder: Path) -> None:
    """Remove objects that an earlier run has left."""
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        if is_sha256(path.name):
            path.unlink()


def write_object(folder: Path, made: PackObject) -> PackFile:
    """Write a file under its hash, and say what it is. Two files of the same content share an object."""
    if isinstance(made.content, bytes):
        sha256 = hashlib.sha256(made.content).hexdigest()
        (folder / sha256).write_bytes(made.content)
    else:
        with made.content.open("rb") as data:
            sha256 = hashlib.file_digest(data, "sha256").hexdigest()
        shutil.copyfile(made.content, folder / sha256)
    length = (folder / sha256).stat().st_size
    return PackFile(made.role, made.path, length, sha256, made.type, made.details)
