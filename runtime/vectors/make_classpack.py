"""Writes classpack/: routines and arrays, right and spoilt, and what is read of real poses.

    python make_classpack.py [FOLDER]

    routines.json  see `spoiling`
    npy.json       [{"file": base64, "dtype", "shape", "error": null or error, "values": [number or null]}]
    poses.json     {"missing": [first, end], "cut": [first, end], "size": [w, h], "instants": [...]}

An error is the name of its class; null in a list of values is NaN.

The poses are those of the clip
uniform_9s with the frames from `missing` not seen and those of `cut` left out of the times; each instant has
what is there, null where there is none: a torso's scale, some landmarks, features.
"""

import base64
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import fields
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from eightcount_runtime.classpack.features import features, square, torso_at
from eightcount_runtime.classpack.npy import npy_bytes, read_npy
from eightcount_runtime.classpack.parameters import Parameters
from eightcount_runtime.classpack.poses import poses_at, read_pose_track
from eightcount_runtime.classpack.routine_files import read_routine
from spoiling import error_of, spoilt

CLIP = Path(__file__).parents[2] / "tests" / "clips" / "uniform_9s"
_SIZE = (144, 256)
_MISSING = (100, 120)
_CUT = (140, 165)
_SHOWN = (0, 15, 28)
_DIGITS = 12
_OTHERS = (
    ('"song_s":11.5,"video_s":2.0', '"song_s":11.6,"video_s":2.0'),
    ('"song_s":11.5,"video_s":2.0', '"song_s":11.5,"video_s":2.1'),
    ('"song_s":10.0,"video_s":0.5', '"song_s":10.5,"video_s":0.5'),
    ('"song_s":10.0,"video_s":0.5', '"song_s":10.0,"video_s":1.0'),
    ('"song_s":10.0,"video_s":0.5', '"song_s":9,"video_s":-3'),
    *(
        ('"rate":[30000,1001]', f'"rate":{put}')
        for put in ("[1,1]", "[1,2]", "[1000,1]", "[1001,1]", "[1000000000,1]", "[1,1000000000]")
    ),
    *(
        ('"frames":270,"height":1280,"rate":[30000,1001]', f'"frames":{put}')
        for put in (
            '432000,"height":1280,"rate":[60,1]',
            '432001,"height":1280,"rate":[60,1]',
            '100000000,"height":1280,"rate":[1,1]',
        )
    ),
    ('"features":1,', '"features":2,'),
    ('"format":1,', '"format":2,"parts":7,'),
    ("{", '{"mood":[1.5],'),
    ("{", "\ufeff{"),
    ("{", " {"),
)


_CURVES = (
    *(
        "[[0,40],[1,100]]",
        "[[0,40],[0.5,40],[1,100]]",
        "[[0,40],[0.5,39],[1,100]]",
        "[[0,40],[0.5,101],[1,100]]",
    ),
    *(
        "[[0,41],[1,100]]",
        "[[0,40],[1,99]]",
        "[[0,40],[0.9,100]]",
        "[[0.0,40.0],[1.0,100.0]]",
        "[[1,100],[0,40]]",
    ),
    *(
        "[[0,40],[0.5,50],[0.5,60],[1,100]]",
        "[[0,40],[0.6,50],[0.5,60],[1,100]]",
        "[[0,40,1],[1,100]]",
        "[0,1]",
    ),
)
_SHARES = tuple(field.name for field in fields(Parameters) if field.name not in {"curve", "medals"})
_SCORING = (
    ('"seen_full":0.5', '"seen_full":0.3'),
    ('"seen_full":0.5', '"seen_full":0.31'),
    ('"version":1', '"version":2,"curve":7'),
    *(('"curve":[[0,40],[0.5,70],[1,100]]', f'"curve":{put}') for put in _CURVES),
    *(
        ('"medals":[60,75,90]', f'"medals":{put}')
        for put in ("[60,60,60]", "[61,60,90]", "[60,90,89]", "[39,60,70]")
    ),
)


def main(into: Path) -> None:
    """Write the files."""
    into.mkdir(parents=True, exist_ok=True)
    for name, value in (("routines", _routines()), ("npy", list(_arrays())), ("poses", _poses())):
        text = json.dumps(value, indent=0, ensure_ascii=False, allow_nan=False)
        (into / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")


def _routines() -> dict[str, Any]:
    document = _routine()
    step = document["parts"][0]["steps"][2]
    objects = [document, document["video"], document["alignment"], document["problems"][0]]
    objects += [document["parts"][0], step, step["point"], step["point"]["targets"], document["scoring"]]
    return spoilt(document, objects, (*_OTHERS, *_SCORING), read_routine)


def _routine() -> dict[str, Any]:
    """Two parts; the third step alone has targets."""
    parts = [[_step(number) for number in range(first, first + 8)] for first in (0, 8)]
    return {
        "format": 1,
        "features": 1,
        "video": {"width": 720, "height": 1280, "rate": [30_000, 1001], "frames": 270},
        "alignment": {"offset_s": 9.5, "rate": 1.000125},
        "parts": [{"name": "Verse", "steps": parts[0]}, {"name": None, "steps": parts[1]}],
        "scoring": {
            "version": 1,
            **dict.fromkeys(_SHARES, 0.5),
            "seen_from": 0.3,
            "lag_s": 0.4,
            "step_lag_s": 0.1,
            "curve": [[0, 40], [0.5, 70], [1, 100]],
            "medals": [60, 75, 90],
        },
        "problems": [{"severity": "warning", "code": "odd", "sentence": "It is odd.", "index": 3}],
    }


def _step(number: int) -> dict[str, Any]:
    judged = number == 2
    targets = {
        "angles": [round(0.05 + 0.1 * at, 4) for at in range(8)],
        "places": [[round(0.1 * at, 4), round(0.9 - 0.1 * at, 4)] for at in range(8)],
        "visibility": [0, 1, *[round(0.06 * at, 2) for at in range(14)]],
        "centre": [0.28125, -0.41],
        "torso": 0.2213,
    }
    point = {
        "frame": 30 + 15 * number,
        "weights": [round(0.35 + 0.04 * at, 3) if judged else 0 for at in range(16)],
        "targets": targets if judged else None,
    }
    return {"start": _instant(number), "point": _instant(number + 1) | point}


def _instant(beat: int) -> dict[str, float]:
    return {"song_s": 10.0 + 0.5 * beat, "video_s": 0.5 + 0.5 * beat}


def _arrays() -> Iterator[dict[str, Any]]:
    for data, dtype, shape in _npy_files():
        case = {"file": base64.b64encode(data).decode(), "dtype": dtype, "shape": shape, "values": None}
        error = error_of(partial(_read, dtype=dtype, shape=shape), data)
        if error is None:
            values = _read(data, dtype, shape).ravel().astype(np.float64)
            case["values"] = [None if np.isnan(value) else value for value in values.tolist()]
        yield case | {"error": error}


def _read(data: bytes, dtype: str, shape: Sequence[int | None]) -> Any:
    return read_npy(data, "array", dtype=dtype, shape=tuple(shape))


def _npy_files() -> Iterator[tuple[bytes, str, list[int | None]]]:
    whole = np.array([[0, 1, -1], [-32768, 32767, 8192]], np.int16)
    good = npy_bytes(whole)
    for shape in ([2, 3], [None, 3], [None, None], [3, 2], [2], [2, 3, 1], []):
        yield good, "<i2", list(shape)
    for dtype in ("|i1", "<f4"):
        yield good, dtype, [2, 3]
    for kind, values in _KINDS.items():
        yield npy_bytes(np.array(values, kind)), kind, [None]
    yield npy_bytes(np.zeros((0, 33, 4), np.int16)), "<i2", [None, 33, 4]
    yield npy_bytes(np.array(5, np.int16)), "<i2", []
    for length in (0, 5, 6, 7, 8, 9, 10, 11, 60, len(good) - 13, len(good) - 12, len(good) - 1):
        yield good[:length], "<i2", [2, 3]
    yield good + b"\0", "<i2", [2, 3]
    for at, byte in ((at, byte) for at, values in _SPOILT.items() for byte in values):
        yield good[:at] + bytes([byte]) + good[at + 1 :], "<i2", [2, 3]
    for header in _HEADERS:
        yield _with_header(header, whole.tobytes()), "<i2", [2, 3]
    long = _with_header(_HEADERS[0] + " " * 5000, whole.tobytes())
    yield long, "<i2", [2, 3]
    wide = good[:6] + b"\x02\x00" + (len(good) - 12 - 10).to_bytes(4, "little") + good[10:]
    yield wide, "<i2", [2, 3]


_KINDS = {"|i1": [-128, 127], "|u1": [0, 255], "<f4": [0.1, -3e38, np.nan], "<f8": [0.1, -1e300, np.nan]}
_SPOILT = {0: b"\x92", 5: b"y", 6: b"\x00\x02\x03\x04", 7: b"\x01", 8: b"\x00\x77", 9: b"\xff"}
_HEADERS = (
    "{'descr': '<i2', 'fortran_order': False, 'shape': (2, 3), }",
    "{'descr': '<i2', 'fortran_order': False, 'shape': (2, 3)}",
    "{'descr': '<i2', 'fortran_order': False, 'shape': (2, 3),}",
    "{'descr': '<i2', 'fortran_order': False, 'shape': (2,,3 ,), }",
    "{'descr': '<i2', 'fortran_order': False, 'shape': ( 2 ,  3), } \n \n",
    "{'descr': '<i2', 'fortran_order': False, 'shape': (2 3), }",
    "{'descr': '<i2', 'fortran_order': False, 'shape': (0000000002, 3), }",
    "{'descr': '<i2', 'fortran_order': False, 'shape': (999999999, 999999999), }",
    "{'descr': '<i2', 'fortran_order': False, 'shape': (-2, 3), }",
    "{'descr': '<i2', 'fortran_order': False, 'shape': (2, 3), }x",
    "{'descr': '<i2', 'fortran_order': False, 'shape': (2, 3), }\t",
    "{'descr': '<i2', 'fortran_order': False, 'shape': (2, 3), }\x85",
    "{'descr': '<i2', 'fortran_order': False, 'shape': (2, 3), }\xa0",
    "{'descr': '<i2', 'fortran_order': False, 'shape': (2, \xb3), }",
    " {'descr': '<i2', 'fortran_order': False, 'shape': (2, 3), }",
    "{'descr': '<i2', 'fortran_order': True, 'shape': (2, 3), }",
    "{'descr': '<i2', 'fortran_order': false, 'shape': (2, 3), }",
    "{'fortran_order': False, 'descr': '<i2', 'shape': (2, 3), }",
    "{'descr': '>i2', 'fortran_order': False, 'shape': (2, 3), }",
    "{'descr': '|i2', 'fortran_order': False, 'shape': (2, 3), }",
    "{'descr': '|O', 'fortran_order': False, 'shape': (2, 3), }",
    "{'descr': '<u2', 'fortran_order': False, 'shape': (2, 3), }",
    '{"descr": "<i2", "fortran_order": False, "shape": (2, 3), }',
)


def _with_header(header: str, values: bytes) -> bytes:
    text = header.encode("latin-1")
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + values


def _poses() -> dict[str, Any]:
    read = [CLIP.with_name(f"{CLIP.name}.{name}.npy").read_bytes() for name in ("poses", "poses_world")]
    track = read_pose_track(read[0], read[1], Fraction(30))
    image = track.image.copy()
    image[slice(*_MISSING)] = np.nan
    times_s, image = (np.delete(values, np.s_[slice(*_CUT)], axis=0) for values in (track.times_s, image))
    at_s = np.concatenate([np.arange(-0.4, 9.5, 0.173), [0.0, 1.0, 99 / 30, 119 / 30, 269 / 30]])
    there = poses_at(times_s, image, at_s)
    points = square(there, *_SIZE)
    torso = torso_at(times_s, square(image, *_SIZE), at_s)
    found = features(points, there[..., 3], torso)
    return {
        "missing": list(_MISSING),
        "cut": list(_CUT),
        "size": list(_SIZE),
        "shown": list(_SHOWN),
        "instants": [
            {
                "at_s": at_s[at],
                "torso": _known(torso[at]),
                "landmarks": _known(there[at, list(_SHOWN)]),
                "angles": _known(found.angles[at]),
                "places": _known(found.places[at]),
                "visibility": _known(found.visibility[at]),
                "centre": _known(found.centre[at]),
            }
            for at in range(len(at_s))
        ],
    }


def _known(values: Any) -> Any:
    return np.round(values, _DIGITS).tolist() if np.isfinite(values).all() else None


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("classpack"))
