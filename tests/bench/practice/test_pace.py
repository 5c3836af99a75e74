"""Frames that a browser leaves out by itself are told from such as come late."""

import json

import pytest

from bench.practice.pace import MARK, paces_ms, ticks_ms

TICK = "DelayBasedBeginFrameSource::OnTimerTick"


def trace(*ticks: tuple[int, int]) -> bytes:
    """Of a page whose clock began at the trace's 1,000 ms; when and for how long, microseconds."""
    mark = {"name": MARK, "args": {"data": {"callTime": 1_500_000, "startTime": 500.0}}}
    told = [{"name": TICK, "args": {"frame_time": begun, "interval": lasts}} for begun, lasts in ticks]
    return json.dumps({"traceEvents": [mark, *told, *told]}).encode()


def test_each_frame_is_held_against_the_pace_of_the_one_before() -> None:
    ticks = ticks_ms(
        trace((1_000_000, 16_666), (1_016_666, 33_332), (1_050_000, 16_666), (1_066_666, 16_666))
    )
    assert [lasts for _, lasts in ticks] == [16.666, 33.332, 16.666, 16.666], "each once, in order"
    frames = [(16.7, 16.7), (50.0, 33.3), (83.3, 33.3)]
    assert paces_ms(frames, ticks) == [16.666, 33.332, 16.666], "the last one is late"


def test_a_trace_without_frames_is_refused() -> None:
    with pytest.raises(ValueError, match="without a screen"):
        ticks_ms(trace())
