"""At what pace the browser itself meant to draw, of a trace of it. Chromium takes two videos that play at the
same time for a conference and then draws the page at their pace, 30 times a second, on and off. By it, frames
that come late by the clock alone are told from frames that the page was too slow for.
"""

import bisect
import json
from collections.abc import Sequence
from typing import Any

#: What of the browser is traced.
CATEGORIES = ["viz", "blink.user_timing"]
#: The page's clock in the trace: a mark that is set while it runs.
MARK = "bench"
_TICK = "DelayBasedBeginFrameSource::OnTimerTick"

#: When the browser began a frame, on the page's clock, and how long after it the next was to begin; ms.
Ticks = list[tuple[float, float]]


def ticks_ms(trace: bytes) -> Ticks:
    """The frames that the browser began, in order.

    Raises:
        ValueError: the trace has no mark, or no frame: this browser does not draw by a timer.
    """
    events: list[dict[str, Any]] = json.loads(trace)["traceEvents"]
    marks = [each["args"]["data"] for each in events if each["name"] == MARK and "data" in each["args"]]
    told = [each["args"] for each in events if each["name"] == _TICK]
    if not marks or not told:
        message = "the trace tells nothing of the browser's frames; it wants a Chromium without a screen"
        raise ValueError(message)
    offset_ms = marks[0]["callTime"] / 1000 - marks[0]["startTime"]
    return sorted({(each["frame_time"] / 1000 - offset_ms, each["interval"] / 1000) for each in told})


def paces_ms(frames: Sequence[tuple[float, float]], ticks: Ticks) -> list[float]:
    """For frames (when, how long after the one before): how long it was meant to be; ms."""
    begun = [tick for tick, _ in ticks]
    # A page is told its frames by tenths of a millisecond.
    return [ticks[max(bisect.bisect_right(begun, at - took + 1) - 1, 0)][1] for at, took in frames]
