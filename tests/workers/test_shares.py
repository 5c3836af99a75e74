import dataclasses

from cms.pipeline import PIPELINE
from workers.shares import bounds_of, share
from workers.step import Limits

LIMITS = Limits(max_memory_bytes=4 * 1024**3, max_wall_s=3600.0, max_duration_s=600.0)


def test_what_probes_or_decodes_gets_less_than_the_settings_allow():
    for step in PIPELINE:
        mine = share(step.name, LIMITS)
        looks_at_poses = step.queue == "pose"
        assert (mine.max_memory_bytes == LIMITS.max_memory_bytes) is looks_at_poses
        assert looks_at_poses or mine.max_memory_bytes == 1500 * 1000**2
    assert share("probe", LIMITS).max_wall_s < share("audio_align", LIMITS).max_wall_s < LIMITS.max_wall_s
    assert share("audio_replace", LIMITS).max_wall_s == LIMITS.max_wall_s


def test_nobody_gets_more_than_the_settings_allow():
    tight = Limits(max_memory_bytes=10**8, max_wall_s=5.0, max_duration_s=7200.0)
    for step in PIPELINE:
        assert share(step.name, tight) == tight


def test_longer_takes_bring_more():
    longer = dataclasses.replace(LIMITS, max_duration_s=1200.0)
    assert share("audio_align", longer).max_memory_bytes == 3000 * 1000**2
    assert share("audio_align", longer).max_wall_s == 2 * share("audio_align", LIMITS).max_wall_s


def test_bounds_follow_the_limits():
    bounds = bounds_of(dataclasses.replace(LIMITS, max_wall_s=10.0, processes=3))
    assert (bounds.memory_bytes, bounds.cpu_s) == (LIMITS.max_memory_bytes, 31)
