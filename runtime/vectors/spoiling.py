"""A JSON text, and what becomes of it when one place is written otherwise: for scripts that write golden
files.

    {"base": text, "places": [{"find": text, "puts": {put: null or the name of an error's class, ...}}, ...]}

In each case the first `find` of the base is replaced by `put`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from eightcount_runtime.classpack.errors import PackError
from eightcount_runtime.classpack.fields import canonical_json

_VALUES = (
    *("null", "true", "0", "1", "2", "-1", "1.0", "0.5", "-0.5", "1e400", "1e-400", "1e9", "1000000000.1"),
    *("269", "270", "65535", "65536", "100000000", "100000001", "9007199254740992", "NaN", "01", "{"),
    *('""', '"error"', '"warning"', '"warnings"', '"\\ud800"', f'"{"x" * 80}"', f'"{"é" * 81}"'),
    *("[]", "{}", "[30,1]", "[30,0]", "[30]", "[60,2]", '{"song_s":1,"video_s":2}', "[{}]", "[[]]", "[3]"),
)
"""What is written in place of each field's value."""
_ITEMS = ("null", "true", '"0"', "0", "1", "-0.001", "1.001", "1e400", "[0.5,0.5]", "[0.5]", "[0.5,0.5,0.5]")
"""What is written in place of one item of a list."""


def spoilt(
    document: Mapping[str, Any],
    objects: Iterable[Mapping[str, Any]],
    others: Iterable[tuple[str, str]],
    read: Callable[[bytes], object],
) -> dict[str, Any]:
    """The golden value.

    Args:
        document: that is right.
        objects: within it; each of their fields is taken away and given each value.
        others: further pairs (find, put).
        read: the verdict on a text.
    """
    base = canonical_json(document).decode()
    places: dict[str, dict[str, str | None]] = {}
    for find, put in (("{", "{"), *others, *(change for fields in objects for change in _changes(fields))):
        if find in base:
            verdict = error_of(read, base.replace(find, put, 1).encode())
            places.setdefault(find, {})[put] = verdict
    return {"base": base, "places": [{"find": find, "puts": puts} for find, puts in places.items()]}


def error_of(read: Callable[[bytes], object], data: bytes) -> str | None:
    """The name of the error's class with which a file is refused."""
    try:
        read(data)
    except PackError as error:
        return type(error).__name__
    return None


def _changes(fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in sorted(fields.items()):
        here = f'"{key}":{_compact(value)}'
        yield here, f'"{key}x":0'
        yield from ((here, f'"{key}":{put}') for put in _VALUES)
        if isinstance(value, list) and value:
            yield from ((here, f'"{key}":{put}') for put in _other_lists(value))


def _other_lists(value: Sequence[Any]) -> Iterator[str]:
    items = [_compact(item) for item in value]
    yield f"[{','.join(items[:-1])}]"
    yield f"[{','.join([*items, items[-1]])}]"
    yield from (f"[{','.join([put, *items[1:]])}]" for put in _ITEMS)


def _compact(value: Any) -> str:
    return canonical_json(value).decode()
