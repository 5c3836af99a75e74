"""Practices as they are stored, made of a class's own poses: a real dance, danced a little worse."""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from eightcount_runtime.classpack.npy import npy_bytes
from eightcount_runtime.classpack.poses import read_pose_track
from eightcount_runtime.classpack.routine_files import read_routine
from eightcount_runtime.scoring import Reference, replay, sheet_to_json
from served import Server

Floats = npt.NDArray[np.float64]
#: The teacher's landmarks, (n, 33, 4), become the learner's.
Dance = Callable[[Floats], Floats]


def unsteady(spread: float, seed: int = 1) -> Dance:
    """Every joint trembles by so much of the picture."""

    def dance(landmarks: Floats) -> Floats:
        trembling = np.random.default_rng(seed).normal(0.0, spread, landmarks.shape)
        trembling[..., 2:] = 0.0
        return landmarks + trembling

    return dance


def late(frames: int) -> Dance:
    """So many pictures behind."""
    return lambda landmarks: np.concatenate([np.repeat(landmarks[:1], frames, axis=0), landmarks[:-frames]])


def small(amplitude: float) -> Dance:
    """Every joint stays so near to where it is on average."""

    def dance(landmarks: Floats) -> Floats:
        middle = np.nanmean(landmarks[..., :3], axis=0)
        return np.concatenate(
            [middle + amplitude * (landmarks[..., :3] - middle), landmarks[..., 3:]], axis=-1
        )

    return dance


def keep(
    server: Server, slug: str, name: str, dance: Dance, *, video: str | None = None, offset_s: float = 0.0
) -> dict[str, Any]:
    """Dance the newest pack of a class, score it, and store the practice; what the API tells of it.

    Args:
        video: sha256 of what was filmed, uploaded.
        offset_s: where the practice's clock begins on the class's.
    """
    with server.client() as client:
        pack = client.get("/packs", params={"class": slug}).raise_for_status().json()["items"][0]
        routine_file, poses_file = (
            client.get(f"/packs/{pack['id']}/files/{role}").raise_for_status().content
            for role in ("routine", "poses")
        )
        routine = read_routine(routine_file)
        rate_hz = routine.video.rate_hz
        nowhere = npy_bytes(np.zeros((routine.video.frames, 33, 3), "<i2"))
        track = read_pose_track(poses_file, nowhere, rate_hz)
        practice_s = np.arange(routine.video.frames) / float(rate_hz) - offset_s
        landmarks = dance(np.asarray(track.image, np.float64))
        sheet = replay(
            Reference.of(routine, track),
            offset_s + practice_s,
            landmarks,
            routine.video.width,
            routine.video.height,
            class_id=slug,
            manifest=pack["manifest_sha256"],
        )
        rows = np.column_stack([practice_s, landmarks.reshape(len(landmarks), -1)])
        given = {
            "name": name,
            "danced_at": "2026-11-22T10:00:00Z",
            "poses": _uploaded(server, npy_bytes(rows.astype("<f8"))),
            "video": video,
            "offset_s": offset_s,
            "rate": 1.0,
            "sheet": json.loads(sheet_to_json(sheet)),
        }
        made = client.post(f"/classes/{slug}/practices", json=given)
        assert made.status_code == 201, made.text
        kept: dict[str, Any] = made.json()
        return kept


def _uploaded(server: Server, poses: bytes) -> str:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "practice.npy"
        file.write_bytes(poses)
        return server.uploaded(file)
