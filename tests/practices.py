"""Practices as somebody sends them, for the tests that keep some."""

import copy
from typing import Any

import numpy as np
from eightcount_runtime.classpack.npy import npy_bytes
from studio import Studio

SHEET = {
    "format": 1,
    "runtime": {"name": "eightcount-runtime", "version": "0.2.0", "level": 2},
    "class": {"id": "uniform", "manifest": None},
    "session": {
        "mirror": "auto",
        "mirrored": True,
        "lag_ms": 35,
        "speed": 1,
        "picture": [720, 1280],
        "parts": [1],
    },
    "total": {"score": 78.2, "raw": 0.61, "medal": "silver", "judged": 8, "steps": 8},
    "parts": [{"part": 1, "score": 78.2}],
    "steps": [{"part": 1, "count": 1, "score": None, "costs": {"motion": 0.1}}],
    "unheard_of": [{"name": "수진"}],
}


def pose_file(seed: int = 0, pictures: int = 40) -> bytes:
    """One in which nobody dances."""
    noise = np.random.default_rng(seed).normal(size=(pictures, 132))
    return npy_bytes(np.column_stack([np.arange(pictures) / 30, noise]))


def given(studio: Studio, manifest_sha256: str, **more: Any) -> dict[str, Any]:
    """A practice danced to the pack of that manifest, its files uploaded."""
    sheet: dict[str, Any] = copy.deepcopy(SHEET)
    sheet["class"]["manifest"] = manifest_sha256
    return {
        "name": "Jiwoo",
        "danced_at": "2026-11-22T10:00:00Z",
        "poses": studio.original(pose_file()),
        "video": studio.original(b"a video"),
        "offset_s": -1.25,
        "rate": 0.5,
        "sheet": sheet,
        **more,
    }


def of_built(studio: Studio, slug: str = "uniform") -> dict[str, Any]:
    """One danced to the newest pack of a class."""
    return given(studio, studio.get(f"/packs?class={slug}")["items"][0]["manifest_sha256"])
