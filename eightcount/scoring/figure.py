"""A dancer drawn as SVG: bones, head, and rings around joints. Numbers in, markup out; no text of others."""

from collections.abc import Iterable

import numpy as np
from eightcount_runtime.classpack.poses import BONES, LANDMARKS

from eightcount.scoring.moments import Seen

#: Units to a torso's length, and the window around the body's centre: left, top, width, height.
_TORSO = 100.0
_WINDOW = (-200, -240, 400, 510)
_SEEN = 0.5
_HEAD, _TRUNK = [0, 7, 8], [11, 12, 23, 24]


def figure(seen: Seen, joints: Iterable[int], nobody: str) -> str:
    """An `svg` element; `nobody`, escaped, stands in it where the dancer is not seen."""
    box = " ".join(map(str, _WINDOW))
    inner = (
        "".join(_drawn(seen, joints)) if np.isfinite(seen.points).all() else f'<text y="0">{nobody}</text>'
    )
    return f'<svg viewBox="{box}" aria-hidden="true">{inner}</svg>'


def _drawn(seen: Seen, joints: Iterable[int]) -> Iterable[str]:
    at = (seen.points - seen.points[_TRUNK].mean(axis=0)) * (_TORSO / seen.torso)
    at = np.clip(at, -1000, 1000)  # a joint that was taken for one far away
    visible = seen.visibility >= _SEEN
    for one, other in BONES:
        (x1, y1), (x2, y2) = at[one], at[other]
        kind = _side(one, other) + ("" if visible[one] and visible[other] else " hidden")
        yield f'<line class="{kind}" x1="{x1:.0f}" y1="{y1:.0f}" x2="{x2:.0f}" y2="{y2:.0f}"/>'
    x, y = at[_HEAD].mean(axis=0)
    yield f'<circle class="middle" cx="{x:.0f}" cy="{y:.0f}" r="26" fill="none" stroke-width="7"/>'
    for joint in joints:
        x, y = at[joint]
        yield f'<circle class="joint" cx="{x:.0f}" cy="{y:.0f}" r="22"/>'


def _side(one: int, other: int) -> str:
    sides = {LANDMARKS[mark].split("_")[0] for mark in (one, other)}
    return sides.pop() if len(sides) == 1 else "middle"
