"""JSON of unknown origin, read field by field: the right type and range, or a `MalformedError` that names the
field.

Also the one way in which the format writes JSON. Must not know what the fields mean.
"""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NoReturn

from eightcount_runtime.classpack.errors import MalformedError, UnsupportedFormatError

MAX_INTEGER = 2**53 - 1
"""The largest integer that every JSON reader keeps exactly."""
_HALF_OF_A_PAIR = re.compile("[\ud800-\udfff]")
MAX_DEPTH = 100
"""How deep objects and lists may be nested, the outermost counted: readers differ in what they can bear."""
MAX_RATIO = 10**9
"""The largest numerator or denominator of a rate."""


def canonical_json(value: Any) -> bytes:
    """UTF-8 JSON with keys sorted by code point and no white space: the same value gives the same bytes.

    Raises:
        ValueError: a number is NaN or infinite.
    """
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


@dataclass(frozen=True)
class Fields:
    """A JSON object and what to call it in a sentence. Fields that nobody asks for are ignored."""

    values: dict[str, Any]
    what: str

    def has(self, key: str) -> bool:
        """Is the field there and not null?"""
        return self.values.get(key) is not None

    def text(self, key: str, *, longest: int = 500, empty: bool = False) -> str:
        """A string of at most `longest` characters."""
        value = self.values.get(key)
        if not isinstance(value, str) or len(value) > longest or (not value and not empty):
            self.refuse(key, f"a text of {0 if empty else 1} to {longest} characters")
        if not _is_unicode(value):
            self.refuse(key, "valid Unicode")
        return value

    def integer(self, key: str, low: int, high: int = MAX_INTEGER) -> int:
        """An integer within low..high."""
        value = self.values.get(key)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.refuse(key, f"an integer from {low} to {high}")
        return value

    def number(self, key: str, low: float = -1e9, high: float = 1e9) -> float:
        """A finite number within low..high."""
        return self._number(self.values.get(key), key, low, high)

    def flag(self, key: str) -> bool:
        """True or false."""
        value = self.values.get(key)
        if not isinstance(value, bool):
            self.refuse(key, "true or false")
        return value

    def items(self, key: str, *, fewest: int = 0, most: int) -> list[Any]:
        """A list of fewest..most values of any type."""
        value = self.values.get(key)
        if not isinstance(value, list) or not fewest <= len(value) <= most:
            self.refuse(key, f"a list of {fewest} to {most} values")
        return value

    def numbers(
        self, key: str, *, count: int | None = None, most: int = 0, low: float = -1e9, high: float = 1e9
    ) -> tuple[float, ...]:
        """A list of finite numbers within low..high: exactly `count` of them, or at most `most`."""
        values = self.items(key, fewest=count or 0, most=most if count is None else count)
        return tuple(self._number(value, f"{key}[{at}]", low, high) for at, value in enumerate(values))

    def ratio(self, key: str) -> Fraction:
        """The number that [numerator, denominator] stands for, integers from 1 to MAX_RATIO both."""
        pair = self.items(key, fewest=2, most=2)
        said = Fields(dict(zip(("numerator", "denominator"), pair, strict=True)), f"{self.what}, {key}")
        return Fraction(*(said.integer(name, 1, MAX_RATIO) for name in said.values))

    def inner(self, key: str) -> "Fields":
        """An object within this one."""
        value = self.values.get(key)
        if not isinstance(value, dict):
            self.refuse(key, "an object")
        return Fields(value, f"{self.what}, {key}")

    def each(self, key: str, *, fewest: int = 0, most: int) -> Iterator["Fields"]:
        """The objects of a list of fewest..most of them."""
        for at, value in enumerate(self.items(key, fewest=fewest, most=most)):
            if not isinstance(value, dict):
                self.refuse(f"{key}[{at}]", "an object")
            yield Fields(value, f"{self.what}, {key} {at + 1}")

    def refuse(self, key: str, wanted: str) -> NoReturn:
        """Raise the error for a field that is not what it must be."""
        raise MalformedError(f"In {self.what}, {key!r} must be {wanted}.")

    def _number(self, value: Any, key: str, low: float, high: float) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            self.refuse(key, "a number")
        if not (abs(value) <= MAX_INTEGER and math.isfinite(value) and low <= value <= high):
            self.refuse(key, f"a number from {low:g} to {high:g}")
        return float(value)


def read_object(data: bytes, what: str, *, limit: int) -> Fields:
    """The JSON object that a file holds.

    Args:
        data: UTF-8, at most `limit` bytes.
        what: what to call the file in a sentence.
        limit: bytes.

    Raises:
        MalformedError: it is larger, not one JSON object, or nested too deep, or an object in it has a key
            twice: of the two, readers in other languages may believe the other one.
    """
    if len(data) > limit:
        raise MalformedError(f"The {what} is larger than the {limit} bytes that it may have.")
    try:
        value = json.loads(data.decode("utf-8"), parse_constant=_no_constant, object_pairs_hook=_no_key_twice)
    except (ValueError, RecursionError) as error:
        raise MalformedError(f"The {what} is not valid JSON; it may be cut off.") from error
    if not isinstance(value, dict):
        raise MalformedError(f"The {what} is not a JSON object.")
    if _is_deep(value):
        raise MalformedError(f"In the {what}, too much is nested.")
    return Fields(value, f"the {what}")


def require_format(fields: Fields, known: int) -> None:
    """Refuse a format other than `known`.

    Raises:
        UnsupportedFormatError: it is another one.
    """
    found = fields.integer("format", 1)
    if found != known:
        raise UnsupportedFormatError(
            f"{fields.what.capitalize()} has format {found}; this runtime reads format {known}."
        )


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _is_deep(value: dict[str, Any]) -> bool:
    level: list[Any] = [value]
    for _ in range(MAX_DEPTH):
        inner = (each.values() if isinstance(each, dict) else each for each in level)
        level = [value for values in inner for value in values if isinstance(value, (dict, list))]
        if not level:
            return False
    return True


def _is_unicode(text: str) -> bool:
    """JSON can escape half of a surrogate pair, which no encoder can write again."""
    return _HALF_OF_A_PAIR.search(text) is None
