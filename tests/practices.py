"""Practices as somebody sends them, for the tests that keep some."""

import copy
import json
from typing import Any

import numpy as np
from eightcount_runtime.classpack.npy import npy_bytes
from eightcount_runtime.scoring import sheet_to_json
from studio import Studio

from runtime.vectors.make_words import part, sheet

SHEET = {**json.loads(sheet_to_json(sheet(part(1)))), "unheard_of": [{"name": "수진"}]}


def pose_file(seed: int = 0, pictures: int = 40) -> bytes:
    """One in which nobody dances."""
    noise = np.random.default_rng(seed).normal(size=(pictures, 132))
    return npy_bytes(np.column_stack([np.arange(pictures) / 30, noise]))


def given(studio: Studio, manifest_sha256: str, **more: Any) -> dict[str, Any]:
    """A practice danced to the pack of that manifest, its files uploaded."""
    danced: dict[str, Any] = copy.deepcopy(SHEET)
    danced["class"]["manifest"] = manifest_sha256
    return {
        "name": "Jiwoo",
        "danced_at": "2026-11-22T10:00:00Z",
        "poses": studio.original(pose_file()),
        "video": studio.original(b"a video"),
        "offset_s": -1.25,
        "rate": 0.5,
        "sheet": danced,
        **more,
    }


def of_built(studio: Studio, slug: str = "uniform") -> dict[str, Any]:
    """One danced to the newest pack of a class."""
    return given(studio, studio.get(f"/packs?class={slug}")["items"][0]["manifest_sha256"])
