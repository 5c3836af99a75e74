"""How a class is practised, and what of it cannot be. Said in a sentence, before the first frame."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any

from eightcount_runtime.scoring.hypotheses import Mirror

_MOST_SIDE_PX = 65_535
_LONGEST_ID = 80
SHA256 = re.compile(r"[0-9a-f]{64}")
_SLOWEST, _FASTEST = 0.05, 4.0


@dataclass(frozen=True)
class Setting:
    """How it is practised: see `Session`."""

    width: int
    height: int
    mirror: Mirror
    parts: tuple[int, ...]
    speed: float
    class_id: str
    manifest: str | None


def require_possible(width: float, height: float, mirror: str, speed: float) -> None:
    """Refuse pictures, mirrors and speeds that there are not.

    Raises:
        ValueError: one of them cannot be.
    """
    if not (_is_number(width, 1, _MOST_SIDE_PX) and _is_number(height, 1, _MOST_SIDE_PX)):
        raise ValueError(f"A picture has sides of 1 to {_MOST_SIDE_PX} pixels, not {width!r} x {height!r}.")
    if not isinstance(mirror, str) or mirror not in {"auto", "on", "off"}:
        raise ValueError(f"mirror is 'auto', 'on' or 'off', not {mirror!r}.")
    if not _is_number(speed, _SLOWEST, _FASTEST):
        raise ValueError(f"speed is a number within {_SLOWEST:g} and {_FASTEST:g}, not {speed!r}.")


def require_names(class_id: str, manifest: str | None) -> None:
    """Refuse what a sheet could not hold.

    Raises:
        ValueError: one of them cannot be.
    """
    if not isinstance(class_id, str) or len(class_id) > _LONGEST_ID:
        raise ValueError(
            f"A class's id is a text of at most {_LONGEST_ID} characters, not {class_id!r:.100}."
        )
    if manifest is not None and not (isinstance(manifest, str) and SHA256.fullmatch(manifest)):
        raise ValueError(
            "A manifest is named by its sha256, 64 lower-case hexadecimal digits, or is None; "
            f"not {manifest!r:.100}."
        )


def chosen_parts(parts: Sequence[int] | None, count: int) -> tuple[int, ...]:
    """In order; all `count` for None.

    Raises:
        ValueError: there are none, one is named twice, or is not one of the class.
    """
    if parts is None:
        return tuple(range(1, count + 1))
    wanted = _listed(parts)
    known = all(isinstance(part, Integral) and not isinstance(part, bool) for part in wanted)
    if not (
        wanted and known and len(set(wanted)) == len(wanted) and min(wanted) >= 1 and max(wanted) <= count
    ):
        raise ValueError(
            f"The class has parts 1 to {count}; practise at least one of them, each once, and no other: "
            f"not {parts!r:.100}."
        )
    return tuple(sorted(int(part) for part in wanted))


def _listed(parts: Any) -> list[Any]:
    try:
        return list(parts)
    except TypeError as error:
        raise ValueError(f"parts is a list of numbers, or None; not {parts!r:.100}.") from error


def _is_number(value: Any, low: float, high: float) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and low <= float(value) <= high
