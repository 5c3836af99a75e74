"""Writes canonical.json: JSON texts, and what canonical JSON of each is, or null where it must be refused.

    python make_canonical.py [FILE]

The same dice give the same file in every run.
"""

import json
import random
import sys
from pathlib import Path
from typing import Any

from eightcount_runtime.classpack.fields import canonical_json

_SIGNS = ("a", "Z", "0", '"', "\\", "/", "\b", "\f", "\n", "\r", "\t", "\0", "\x1f", "\x7f", "\x80", "é")
_WIDE = ("\u2028", "\ud7ff", "\ue000", "\uff5e", "\uffff", "\U00010000", "\U0001f600", "\U0010ffff")
_INTEGERS = (0, -0, 1, -1, 10**15, 2**53 - 1, -(2**53) + 1)
_BY_HAND = (
    '{"b":[1,2.5,"\\u00e9"],"a":null}',
    '{"\\ud83d\\ude00":1,"\\uff5e":2,"\\u0041":3}',
    '{"__proto__":{"x":1},"constructor":2,"10":3,"9":4}',
    "[-0,0.5,-123.25,1234567890.125,0.0001]",
    '"\\/\\u002f\\u000A\\u001F"',
    '""',
    "{}",
    "[]",
)
_REFUSED = ('"\\ud800"', '{"\\udc00":1}', '["\\ude00\\ud83d"]', '"\\ud83dx\\ude00"')


def main(into: Path) -> None:
    """Write the file."""
    dice = random.Random(8)  # noqa: S311 - dice for tests
    texts = [*_BY_HAND, *(_loosely(_value(dice, 4), dice) for _ in range(400))]
    cases: list[dict[str, str | None]] = [
        {"text": text, "canonical": canonical_json(json.loads(text)).decode()} for text in texts
    ]
    cases += [{"text": text, "canonical": None} for text in _REFUSED]
    into.write_text(json.dumps(cases, indent=1) + "\n")


def _value(dice: random.Random, depth: int) -> Any:
    kind = dice.randrange(7 if depth else 4)
    if kind == 0:
        return dice.choice((None, True, False))
    if kind == 1:
        return dice.choice((*_INTEGERS, dice.randrange(-(10**9), 10**9)))
    if kind in (2, 3):
        return _text(dice)
    count = dice.randrange(6)
    if kind == 4:
        return [_value(dice, depth - 1) for _ in range(count)]
    return {_text(dice): _value(dice, depth - 1) for _ in range(count)}


def _text(dice: random.Random) -> str:
    return "".join(dice.choice(_SIGNS + _WIDE) for _ in range(dice.randrange(6)))


def _loosely(value: Any, dice: random.Random) -> str:
    """The same value, not as canonical JSON has it: escapes and blanks as the dice fall."""
    return json.dumps(value, ensure_ascii=dice.random() < 0.5, indent=dice.choice((None, 1, "\t")))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("canonical.json"))
