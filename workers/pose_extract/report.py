"""What a person should look at in a pose track: spans of the take, each with a sentence. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from eightcount_runtime.classpack.problems import Problem
from numpy.typing import NDArray

from workers.pose_extract.region import Person, Region
from workers.pose_extract.track import FILLED, MISSING, SEEN, Track, body_length

_SURE = 0.5
_LEAST_OTHER_SIDE = 0.4
_APART = 0.12
_JOIN_S = 0.6
_VISIBLE = 0.5
_UNSTEADY = 2.0
_UNSTEADY_WINDOW_S = 0.5
_MOST_MISSING = 0.05
_FOURTH_GAIN = 70**0.5


@dataclass(frozen=True)
class Span:
    """A stretch of the take on the video clock. `kind` as in pose_report.json."""

    kind: str
    start_s: float
    end_s: float
    sentence: str


@dataclass(frozen=True)
class Report:
    """Counts of pictures, `jitter` in per cent of body length, what to look at, and what is wrong."""

    frames: int
    seen: int
    filled: int
    missing: int
    jitter: float
    spans: tuple[Span, ...]
    problems: tuple[Problem, ...]


def describe(
    track: Track,
    raw: Track,
    aspect: float,
    people: Mapping[int, Sequence[Person]],
    chosen: Mapping[int, Region | None],
) -> Report:
    """The whole report; arguments as `find_spans` has them."""
    found = find_spans(track, raw, aspect, people, chosen)
    seen, filled, missing = (int((track.source == kind).sum()) for kind in (SEEN, FILLED, MISSING))
    problems = tuple(_problems(track, found))
    return Report(len(track.source), seen, filled, missing, jitter(track, aspect), tuple(found), problems)


def find_spans(
    track: Track,
    raw: Track,
    aspect: float,
    people: Mapping[int, Sequence[Person]],
    chosen: Mapping[int, Region | None],
) -> list[Span]:
    """Everything worth a look, in the order of the take.

    Args:
        track: filled and smoothed; raw: as seen.
        aspect: upright width over height.
        people: who was in view, by place of the picture.
        chosen: whose region was followed, by place of the picture.
    """
    times_s = track.times_s
    missing = _runs(times_s, track.source == MISSING, 0.0)
    filled = _runs(times_s, track.source == FILLED, 0.0)
    found = [Span("missing", *run, "The dancer is not seen here; there is no pose.") for run in missing]
    found += [
        Span("filled", *run, "The dancer was lost for a moment; the pose is bridged.") for run in filled
    ]
    for place in track.jumps:
        sentence = "The pose jumps: a cut, or another person taken for the dancer."
        found.append(Span("jump", float(times_s[place - 1]), float(times_s[place]), sentence))
    others = _second_person(times_s, people, chosen)
    found += [
        Span("second_person", *run, "Another person is in view; check who is followed.") for run in others
    ]
    unsteady = _runs(times_s, unsteadiness(track, raw, aspect) > _UNSTEADY, _JOIN_S)
    found += [Span("jitter", *run, "The pose trembles here; check the limbs by eye.") for run in unsteady]
    return sorted(found, key=lambda span: (span.start_s, span.end_s, span.kind))


def _problems(track: Track, found: Sequence[Span]) -> Iterator[Problem]:
    kinds = {span.kind for span in found}
    missing = float((track.source == MISSING).mean())
    if missing > _MOST_MISSING:
        sentence = f"The dancer is not seen in {missing:.0%} of the take. Keep the whole body in view."
        yield Problem("warning", "dancer_missing", sentence)
    if "jump" in kinds:
        sentence = "The pose jumps in the take. Check the places told in the report."
        yield Problem("warning", "pose_jumps", sentence)
    if "second_person" in kinds:
        sentence = "More than one person is in view. Check that the dancer is the one followed."
        yield Problem("warning", "second_person", sentence)


def jitter(track: Track, aspect: float) -> float:
    """How much visible landmarks tremble from picture to picture, in per cent of body length.

    The mean fourth difference over five pictures that are all seen, as the deviation of the white noise that
    would give it (its gain is the root of 70). A second difference would mostly measure the dance.
    """
    if len(track.source) < 5:
        return 0.0
    at = track.image[:, :, :2].astype(np.float64) * (aspect, 1.0)
    bend = np.linalg.norm(np.diff(at, n=4, axis=0), axis=2) / body_length(track.image, aspect)[2:-2, None]
    seen = np.convolve(track.source == SEEN, np.ones(5), mode="valid") == 5
    use = seen[:, None] & (track.image[2:-2, :, 3] >= _VISIBLE)
    return float(bend[use].mean() / _FOURTH_GAIN * 100) if use.any() else 0.0


def unsteadiness(track: Track, raw: Track, aspect: float) -> NDArray[np.float64]:
    """How far (n,) the visible landmarks lay from the smooth track around each picture, % of body length."""
    apart = (raw.image[:, :, :2] - track.image[:, :, :2]).astype(np.float64) * (aspect, 1.0)
    off = np.linalg.norm(apart, axis=2) / body_length(track.image, aspect)[:, None] * 100
    off[~(track.image[:, :, 3] >= _VISIBLE)] = np.nan
    seen = raw.source == SEEN
    each = np.zeros(len(seen))
    counted = np.isfinite(off).sum(axis=1)
    np.divide(np.nansum(off, axis=1), counted, out=each, where=counted > 0)
    return _mean_around(track.times_s, each, _UNSTEADY_WINDOW_S / 2)


def _mean_around(
    times_s: NDArray[np.float64], values: NDArray[np.float64], reach_s: float
) -> NDArray[np.float64]:
    first = np.searchsorted(times_s, times_s - reach_s, side="left")
    last = np.searchsorted(times_s, times_s + reach_s, side="right")
    total = np.concatenate([[0.0], np.cumsum(values)])
    mean: NDArray[np.float64] = (total[last] - total[first]) / (last - first)
    return mean


def _second_person(
    times_s: NDArray[np.float64],
    people: Mapping[int, Sequence[Person]],
    chosen: Mapping[int, Region | None],
) -> list[tuple[float, float]]:
    """Stretches in which somebody else is seen for certain who is not much smaller than the dancer."""
    places = np.array(sorted(people), np.int64)
    with_others = np.array([_others(people[place], chosen.get(place)) for place in places.tolist()], np.bool_)
    return _runs(times_s[places], with_others, _JOIN_S)


def _others(people: Sequence[Person], dancer: Region | None) -> bool:
    if dancer is None:
        return False
    return any(
        person.score >= _SURE
        and person.region.side >= _LEAST_OTHER_SIDE * dancer.side
        and np.hypot(person.region.x - dancer.x, person.region.y - dancer.y) > _APART * dancer.side
        for person in people
    )


def _runs(times_s: NDArray[np.float64], flags: NDArray[np.bool_], join_s: float) -> list[tuple[float, float]]:
    """First and last time of each run of flags; runs no further apart than `join_s` are one."""
    runs: list[tuple[float, float]] = []
    before = -2
    for place in np.flatnonzero(flags).tolist():
        time_s = float(times_s[place])
        if runs and (place == before + 1 or time_s - runs[-1][1] <= join_s):
            runs[-1] = (runs[-1][0], time_s)
        else:
            runs.append((time_s, time_s))
        before = place
    return runs
