"""Set-up of the pose nets: `python -m workers.pose_extract.setup_models --into DIR`.

Fetches one pinned npm package, derives the nets and bundles, checks each against its pin and puts them in
place one by one, whole. Run again it looks and leaves. No step calls this: a step never fetches.
"""

import argparse
import io
import json
import os
import shutil
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from workers.pose_extract import tflite
from workers.pose_extract.fetch import FetchError, fetch_members
from workers.pose_extract.models import (
    BUILT,
    BUNDLES,
    DETECTOR,
    KINDS,
    MASK_BUNDLES,
    NETS,
    PACKAGE,
    PACKAGE_VERSION,
    SOURCES,
    sha256_of,
)

_DONE = "models.json"
_STAGING = ".making-"
_STALE_S = 3600
#: Outputs of the landmark nets: 0 landmarks, 1 presence, 2 mask, 3 heatmaps, 4 world landmarks.
_WITHOUT_MASK = (0, 1, 3, 4)
#: The Tasks API insists on five outputs; the mask's place repeats the heatmaps, which it then ignores.
_MASK_ALIASED = (0, 1, 3, 3, 4)
_DETECTOR_NORM = (127.5, 127.5)
_LANDMARK_NORM = (0.0, 255.0)
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)

_NOTICE = f"""\
Pose detection and pose landmark nets (BlazePose) by Google, part of MediaPipe.
Copyright The MediaPipe Authors. Licensed under the Apache License, Version 2.0.
Taken from the npm package {PACKAGE} {PACKAGE_VERSION}.

Changes: pose_landmarks_*.tflite and *_nomask.task are the landmark nets without the mask (segmentation)
head; the .task files are the nets bundled for the MediaPipe Tasks API with metadata that states how their
input is normalised. The weights are unchanged.
"""


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0 when all models are in place."""
    parser = argparse.ArgumentParser(prog="setup_models", description="Put the pose models in place.")
    parser.add_argument("--into", type=Path, default=Path(".models"), help="folder of the models")
    into: Path = parser.parse_args(arguments).into
    if is_complete(into):
        return 0
    print("Fetching the pose models (once, about 25 MB) ...", file=sys.stderr)  # noqa: T201 - set-up speaks
    try:
        set_up(into)
    except FetchError as failed:
        print(f"The pose models are not set up: {failed}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


def is_complete(folder: Path) -> bool:
    """Whether set-up came to its end here with the present pins and every file still has its size."""
    try:
        done = json.loads((folder / _DONE).read_text(encoding="utf-8"))
        return all(
            done[pinned.name] == {"sha256": pinned.sha256, "bytes": (folder / pinned.name).stat().st_size}
            for pinned in BUILT
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


def set_up(into: Path) -> None:
    """Fetch, build, check and put in place. Killed at any moment, the next run starts from a sound state.

    Raises:
        FetchError: the package cannot be had, or what was built differs from its pin.
    """
    into.mkdir(parents=True, exist_ok=True)
    _sweep(into)
    with tempfile.TemporaryDirectory(prefix=_STAGING, dir=into) as scratch:
        found = fetch_members(PACKAGE, PACKAGE_VERSION, SOURCES.values(), Path(scratch))
        files = build({key: found[pinned.name] for key, pinned in SOURCES.items()})
        check(files)
        sizes = {p.name: {"sha256": p.sha256, "bytes": len(files[p.name])} for p in BUILT}
        files["NOTICE"] = _NOTICE.encode()
        files[_DONE] = json.dumps(sizes, sort_keys=True).encode()
        for name, content in files.items():  # the list of what is done comes last
            _place(Path(scratch) / name, into / name, content)


def build(sources: dict[str, bytes]) -> dict[str, bytes]:
    """Every model file by name, from the contents of `SOURCES` by key."""
    detector = sources["detector"]
    described = tflite.with_normalisation(detector, *_DETECTOR_NORM)
    files = {DETECTOR.name: detector}
    for kind in KINDS:
        net = sources[kind]
        aliased = tflite.keep_outputs(net, _MASK_ALIASED)
        files[NETS[kind].name] = tflite.keep_outputs(net, _WITHOUT_MASK)
        files[BUNDLES[kind].name] = _bundle(described, tflite.with_normalisation(aliased, *_LANDMARK_NORM))
        files[MASK_BUNDLES[kind].name] = _bundle(described, tflite.with_normalisation(net, *_LANDMARK_NORM))
    return files


def check(files: dict[str, bytes]) -> None:
    """Raise FetchError where a built file is not the pinned one."""
    for pinned in BUILT:
        digest = sha256_of(files[pinned.name])
        if digest != pinned.sha256:
            raise FetchError(f"{pinned.name} came out as sha256 {digest}; are the locked packages installed?")


def _bundle(detector: bytes, landmarks: bytes) -> bytes:
    """A `.task`: a zip whose entries are stored, never deflated, as the Tasks API maps them into memory."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
        for name, content in (
            ("pose_detector.tflite", detector),
            ("pose_landmarks_detector.tflite", landmarks),
        ):
            entry = zipfile.ZipInfo(name, _ZIP_EPOCH)
            entry.create_system = 3
            archive.writestr(entry, content)
    return held.getvalue()


def _sweep(into: Path) -> None:
    """Remove what a killed run left; a run under way is younger."""
    for left in into.glob(f"{_STAGING}*"):
        if time.time() - left.stat().st_mtime > _STALE_S:
            shutil.rmtree(left, ignore_errors=True)


def _place(staged: Path, target: Path, content: bytes) -> None:
    with staged.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    staged.replace(target)


if __name__ == "__main__":
    sys.exit(main())
