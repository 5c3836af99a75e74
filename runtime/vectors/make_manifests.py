"""Writes manifests.json: a manifest, and what becomes of it when one place is written otherwise.

    python make_manifests.py [FILE]

    {"base": text, "places": [{"find": text, "puts": {put: null or the name of an error's class, ...}}, ...]}

In each case the first `find` of the base is replaced by `put`. The verdicts are those of `read_manifest`.
"""

import json
import sys
from pathlib import Path
from typing import Any

from eightcount_runtime.classpack.errors import PackError
from eightcount_runtime.classpack.fields import canonical_json
from eightcount_runtime.classpack.manifest import read_manifest

_RATE = [30_000, 1001]
_FRAMES = 270
_VALUES = (
    *(
        "null",
        "true",
        "0",
        "1",
        "-1",
        "2",
        "1.0",
        "1e0",
        "0.5",
        "1e400",
        "9007199254740991",
        "9007199254740992",
    ),
    *(
        '""',
        '"1"',
        '"a"',
        '"A"',
        '"한국어"',
        '"\\ud83d\\ude00"',
        '"\\ud800"',
        '"../a"',
        '"a/b"',
        '"a/b/c/d/e"',
    ),
    *("[]", "[1]", "[30,1]", "[60000,2002]", "[30000,1001,1]", "[0,1]", "[1.0,1]", "[100,1]", "[200,2]"),
    *("{}", '{"en":""}', '{"en":"x"}', '{"start_s":1,"end_s":2.5}', '{"start_s":-1,"end_s":2}', '{"name":7}'),
    *('{"title":"","artist":null}', '["a"]', '["a",1]', '[""]', "NaN", "1 1", "01", "{", f'"{"x" * 501}"'),
    *(f'"{"0" * 64}"', f'"{"0" * 63}"', f'"{"F" * 64}"', '"video/mp4"', '"video"', '"video/mp4; a=b"'),
)
"""What is written in place of each field's value."""


def main(into: Path) -> None:
    """Write the file."""
    base = canonical_json(_base()).decode()
    places: dict[str, dict[str, str | None]] = {}
    for find, put in _changes(base):
        places.setdefault(find, {})[put] = _verdict(base.replace(find, put, 1))
    lines = [{"find": find, "puts": puts} for find, puts in places.items()]
    document = json.dumps({"base": base, "places": lines}, indent=0, ensure_ascii=False)
    into.write_text(document + "\n", encoding="utf-8")


def _base() -> dict[str, Any]:
    framed = {"rate": _RATE, "frames": _FRAMES}
    files = [
        _file("video", "class.mp4", "video/mp4", **framed, width=720, height=1280),
        _file("video", "small/class.mp4", "video/mp4", rate=[15, 1], frames=135, width=360, height=640),
        _file("routine", "routine.json", "application/json"),
        _file("poses", "poses.npy", "application/octet-stream", **framed),
        _file("poses_world", "poses_world.npy", "application/octet-stream", **framed),
        _file("poster", "poster.jpg", "image/jpeg", width=540, height=960),
        _file("thumbnail", "parts/1.jpg", "image/jpeg", width=144, height=256, part=1),
        _file("thumbnail", "parts/2.jpg", "image/jpeg", width=144, height=256, part=2),
        _file("waveform", "waveform.npy", "application/octet-stream", rate=[100, 1]),
        _file("unheard-of", "a/b-c/d_e/f.tar.gz", "application/x.y+z", part="any"),
    ]
    for number, file in enumerate(files):
        file |= {"bytes": 1000 + number, "sha256": f"{number:064x}"}
    metadata = {
        "titles": {"en": "Hello", "ko": "안녕"},
        "song": {"title": "Song", "artist": ""},
        "dancer": {"name": "Mina"},
        "difficulty": 3,
        "tags": ["arms", ""],
        "section": {"start_s": 10.25, "end_s": 19},
        "duration_s": round(_FRAMES * _RATE[1] / _RATE[0], 6),
        "parts": 2,
        "steps": 16,
    }
    about = {"format": 1, "class": "hello", "revision": 7, "min_runtime": 1, "unknown": [{"a": 1.5}, None]}
    return {**about, "metadata": metadata, "files": files}


def _file(role: str, path: str, media_type: str, **further: Any) -> dict[str, Any]:
    return {"role": role, "path": path, "type": media_type, **further}


def _changes(base: str) -> list[tuple[str, str]]:
    """Nothing; each field taken away and given each value; fields twice; what concerns several."""
    changes = [("{", "{"), ("{", ""), ("{", "\ufeff{"), ('"format":1', '"format":1,"format":1')]
    for key, value in _fields(json.loads(base)):
        here = f'"{key}":{canonical_json(value).decode()}'
        changes += [(here, f'"{key}x":0')]
        changes += [(here, f'"{key}":{put}') for put in _VALUES]
    changes += [
        ('"path":"class.mp4"', '"path":"small"'),
        ('"path":"class.mp4"', '"path":"parts/1.jpg"'),
        ('"path":"class.mp4"', '"path":"a/b-c"'),
        (f'"sha256":"{0:064x}"', f'"sha256":"{1:064x}"'),
        (
            f'"bytes":1000,"frames":270,"height":1280,"path":"class.mp4","rate":{_compact(_RATE)}',
            '"bytes":1000',
        ),
        (
            '"frames":270,"path":"poses.npy","rate":[30000,1001]',
            '"frames":270,"path":"poses.npy","rate":[60000,2002]',
        ),
        ('"duration_s":9.009', '"duration_s":9.0090009'),
        ('"duration_s":9.009', '"duration_s":9.0090011'),
        ('"duration_s":9.009', '"duration_s":9.0089991'),
        ('"parts":2,', '"parts":1,'),
        ('"part":2', '"part":1'),
        ('"part":2', '"part":3'),
        ('"role":"thumbnail"', '"role":"thumb"'),
        ('"role":"poster"', '"role":"poses"'),
        ('"role":"unheard-of"', '"role":"poster"'),
        ('"height":960', '"height":961'),
        ('"width":144', '"width":257'),
        ('"width":720', '"width":65536'),
        ('"steps":16', '"steps":15'),
        ('"bytes":1000', '"bytes":4294967297'),
        ('"bytes":1000', '"bytes":4294967296'),
    ]
    return [change for change in dict.fromkeys(changes) if change[0] in base]


def _fields(value: Any) -> list[tuple[str, Any]]:
    """Every field of every object, outermost first."""
    found: list[tuple[str, Any]] = []
    if isinstance(value, dict):
        found += [(key, each) for key, each in sorted(value.items()) if len(_compact(each)) < 200]
        for each in value.values():
            found += _fields(each)
    elif isinstance(value, list):
        for each in value:
            found += _fields(each)
    return found


def _compact(value: Any) -> str:
    return canonical_json(value).decode()


def _verdict(text: str) -> str | None:
    try:
        read_manifest(text.encode())
    except PackError as error:
        return type(error).__name__
    return None


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("manifests.json"))
