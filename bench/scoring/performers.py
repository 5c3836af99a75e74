"""Performers of known quality: what a camera would see if somebody danced a class well, badly or not at all.

A performer dances in joint angles, in space: bones are turned, held back, frozen or lengthened from the hips
outwards, so that what an upper arm does carries the hand along. Then a camera looks, and a pose estimator
errs. Every part of it is drawn from a seed; one seed at two qualities is one person on two days, with the
same faults, larger or smaller.

Quality 1 is a trained dancer (limbs within some 4 degrees, 15 ms), 0 one who hardly knows the dance. As a
yardstick: four films of one choreography by different people lie at about 0.5.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bench.scoring.bones import (
    BONES,
    FLIP,
    LIMBS,
    SHOULDERS,
    SPINE,
    Body,
    arms_down,
    between,
    bones_of,
    mean_pose,
    rebuilt,
    stretched,
    turned_bones,
)
from bench.scoring.corpus import DanceClass, Track, image_of
from bench.scoring.mocap import turned

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Dancing:
    """How a class is danced; the defaults are the teacher's own dance.

    Attributes:
        angle_deg: bones point wrong by so much (standard deviation of each of 3 axes).
        amplitude: 1 as the teacher; 0 stays at the mean pose of the dance.
        jitter_s: instants are off by so much, smoothly in time (standard deviation).
        lag_s: all of it late by so much.
        forgotten: share of steps in which the pose before stays.
        frozen: limbs that stay as they are on average.
        mirrored: danced with the other side.
    """

    angle_deg: float = 0.0
    amplitude: float = 1.0
    jitter_s: float = 0.0
    lag_s: float = 0.0
    forgotten: float = 0.0
    frozen: tuple[str, ...] = ()
    mirrored: bool = False


@dataclass(frozen=True)
class Camera:
    """What films and what estimates.

    Attributes:
        yaw_deg: the camera stands so far to the side.
        scale: size in the picture by the teacher's.
        shift: (x, y) of place in the picture, in its heights.
        noise: of the estimated x and y, in torso lengths (standard deviation); of z, three times that.
        depth: the estimated z by the true one.
        rate_hz: frames a second.
        hole_s: two holes of so much in the stream.
    """

    yaw_deg: float = 0.0
    scale: float = 1.0
    shift: tuple[float, float] = (0.0, 0.0)
    noise: float = 0.0
    depth: float = 1.0
    rate_hz: float = 30.0
    hole_s: float = 0.0


@dataclass(frozen=True)
class Performer:
    """One practice: dancing, body and camera, and the seed of all its chances."""

    seed: int
    dancing: Dancing = field(default_factory=Dancing)
    body: Body = field(default_factory=Body)
    camera: Camera = field(default_factory=Camera)


@dataclass(frozen=True)
class Stream:
    """Frames as an app pushes them: (n,) seconds on the video clock, (n, 33, 4) landmarks, the picture."""

    times_s: Floats
    landmarks: Floats
    width: int
    height: int


def dancing_of(quality: float, dice: np.random.Generator) -> Dancing:
    """A dance of a quality; single faults scatter a little around it."""
    skills = np.clip(quality + dice.normal(0, 0.06, 4), 0, 1)
    bad = 1 - skills
    return Dancing(
        angle_deg=float(4 + 18 * bad[0]),
        amplitude=float(1 - 0.45 * bad[1]),
        jitter_s=float(0.015 + 0.075 * bad[2]),
        lag_s=float(dice.uniform(-0.05, 0.15)),
        forgotten=float(0.25 * bad[3] ** 2),
    )


def performer_of(quality: float, seed: int) -> Performer:
    """Somebody of a quality, with a body, a phone and a place to dance."""
    dice = np.random.default_rng([seed, 1])
    body = Body((*dice.uniform(0.88, 1.12, 4),), float(dice.uniform(0.92, 1.08)))
    camera = Camera(
        yaw_deg=float(dice.uniform(-15, 15)),
        scale=float(dice.uniform(0.6, 1.1)),
        shift=(float(dice.uniform(-0.05, 0.05)), float(dice.uniform(-0.05, 0.05))),
        noise=float(dice.uniform(0.01, 0.025)),
        depth=float(dice.uniform(0.7, 1.3)),
        rate_hz=float(dice.choice([12.0, 15.0, 20.0, 24.0, 30.0])),
        hole_s=float(dice.choice([0.0, 0.25])),
    )
    return Performer(seed, dancing_of(quality, dice), body, camera)


def perform(danced: DanceClass, performer: Performer, *, ahead_s: float = 0.0) -> Stream:
    """A practice of a class, on its video clock; `ahead_s` dances what comes so much later in it."""
    track, dancing = danced.track, performer.dancing
    end_s = float(track.times_s[-1])
    times_s = _frames(performer, end_s)
    inner_s = times_s - dancing.lag_s + ahead_s + _drift(performer, times_s)
    inner_s = np.clip(_with_pauses(performer, inner_s, danced.beats_s), 0.0, end_s)
    points = _danced(track, inner_s, times_s, performer)
    visibility = _sampled(track.times_s, track.visibility, inner_s)
    if dancing.mirrored:
        points, visibility = _mirrored(points), visibility[:, FLIP]
    return _seen(points, visibility, times_s, performer, track)


def stand(danced: DanceClass, performer: Performer, kind: str) -> Stream:
    """Somebody who does not dance but stands and sways a little.

    Args:
        danced: the class that is not danced.
        performer: whose body and camera these are.
        kind: "neutral" arms down; "mean" the mean pose of the class, which pays best of all constant poses;
            "held" one pose of the dance, drawn by the seed.
    """
    track, dice = danced.track, np.random.default_rng([performer.seed, 7])
    bones, centre = bones_of(np.nan_to_num(track.points))
    if kind == "held":
        at = int(dice.integers(len(bones)))
        pose, middle = bones[at], centre[at]
    else:
        pose, middle = mean_pose(bones), np.median(centre, axis=0)
    if kind == "neutral":
        pose = arms_down(pose)
    times_s = _frames(performer, float(track.times_s[-1]))
    still = np.tile(pose, (len(times_s), 1, 1))
    swaying = turned_bones(still, np.radians(1.5) * _wander(dice, times_s, 1.2, (len(BONES), 3)))
    moved = middle + 0.004 * _wander(dice, times_s, 1.5, (3,))
    points = rebuilt(stretched(swaying, performer.body), moved, np.zeros((len(times_s), 33, 3)))
    seen = np.tile(track.visibility.mean(axis=0), (len(times_s), 1))
    return _seen(points, seen, times_s, performer, track)


def _mirrored(points: Floats) -> Floats:
    flipped = points[:, FLIP].copy()
    flipped[..., 0] = 2 * np.nanmedian(points[..., 0]) - flipped[..., 0]
    return flipped


def _frames(performer: Performer, end_s: float) -> Floats:
    """Instants of the frames: uneven by some milliseconds, with the holes of the stream."""
    camera, dice = performer.camera, np.random.default_rng([performer.seed, 2])
    step_s = 1 / camera.rate_hz
    times_s = np.arange(0.0, end_s, step_s)
    if camera.rate_hz < 30 or camera.hole_s:
        times_s = times_s + dice.uniform(-0.15, 0.15, len(times_s)) * step_s
    for start_s in dice.uniform(0, max(end_s - 1, 0.1), 2) if camera.hole_s else ():
        times_s = times_s[(times_s < start_s) | (times_s > start_s + camera.hole_s)]
    return np.asarray(np.maximum(times_s, 0.0))


def _drift(performer: Performer, times_s: Floats) -> Floats:
    dice = np.random.default_rng([performer.seed, 3])
    return performer.dancing.jitter_s * _wander(dice, times_s, 0.8, ())


def _with_pauses(performer: Performer, inner_s: Floats, beats_s: Floats) -> Floats:
    """A forgotten step stays where the one before it ended, and hurries into the next one's end."""
    chances = np.random.default_rng([performer.seed, 4]).uniform(size=len(beats_s) - 1)
    held = inner_s.copy()
    for start_s, end_s in zip(
        beats_s[:-1][chances < performer.dancing.forgotten],
        beats_s[1:][chances < performer.dancing.forgotten],
        strict=True,
    ):
        length_s = end_s - start_s
        inside = (inner_s > start_s) & (inner_s < end_s + length_s / 2)
        share = (inner_s[inside] - end_s) / (length_s / 2)
        held[inside] = start_s + np.clip(share, 0, 1) * 1.5 * length_s
    return held


def _danced(track: Track, inner_s: Floats, times_s: Floats, performer: Performer) -> Floats:
    """(n, 33, 3): the teacher's points at inner_s, as this body and this skill have them."""
    dancing = performer.dancing
    there = _sampled(track.times_s, track.points, inner_s)
    bones, centre = bones_of(there)
    every, centres = bones_of(np.nan_to_num(track.points))
    mean, middle = mean_pose(every), np.median(centres, axis=0)
    if dancing.amplitude != 1:
        bones = between(mean, bones, dancing.amplitude)
        centre = middle + dancing.amplitude * (centre - middle)
    for limb in dancing.frozen:
        for bone in LIMBS[limb]:
            bones[:, bone] = between(mean, bones, 0.0)[:, bone]
    if dancing.angle_deg:
        dice = np.random.default_rng([performer.seed, 5])
        own = dice.normal(size=(len(BONES), 3))
        faults = 0.55 * own + 0.835 * _wander(dice, times_s, 0.5, (len(BONES), 3))
        faults[:, : SHOULDERS + 1] *= 0.35
        bones = turned_bones(bones, np.radians(dancing.angle_deg) * faults)
    return rebuilt(stretched(bones, performer.body), centre, there)


def _seen(points: Floats, visibility: Floats, times_s: Floats, performer: Performer, track: Track) -> Stream:
    """What the camera sees and the estimator makes of it."""
    camera, dice = performer.camera, np.random.default_rng([performer.seed, 6])
    middle = np.median(points[:, [23, 24]].reshape(-1, 3), axis=0)
    torso = np.median(np.linalg.norm(bones_of(points)[0][:, SPINE], axis=1))
    view = turned(points - middle, np.radians(camera.yaw_deg)) * camera.scale
    view = view + middle + np.array([*camera.shift, 0.0])
    errs = 0.75 * _wander(dice, times_s, 0.15, (33, 3)) + 0.66 * dice.normal(size=(len(times_s), 33, 3))
    view = view + camera.noise * camera.scale * torso * errs * np.array([1.0, 1.0, 3.0])
    view[..., 2] *= camera.depth
    return Stream(times_s, image_of(view, visibility, track.width, track.height), track.width, track.height)


def _sampled(times_s: Floats, values: Floats, at_s: Floats) -> Floats:
    place = np.clip(at_s, times_s[0], times_s[-1]) / (times_s[1] - times_s[0])
    low = np.minimum(place.astype(int), len(times_s) - 2)
    share = (place - low).reshape(-1, *(1,) * (values.ndim - 1))
    return np.asarray(values[low] * (1 - share) + values[low + 1] * share)


def _wander(dice: np.random.Generator, times_s: Floats, smooth_s: float, shape: tuple[int, ...]) -> Floats:
    """Smooth noise of unit variance: white noise at 30 Hz under a bell of `smooth_s` (standard deviation).

    Drawn over a fixed time before the frames are chosen, so that it does not hang on the rate of frames.
    """
    rate_hz, most_s = 30.0, 60.0
    bell = np.exp(-0.5 * (np.arange(-3 * smooth_s, 3 * smooth_s, 1 / rate_hz) / smooth_s) ** 2)
    bell /= np.sqrt((bell**2).sum())
    white = dice.normal(size=(int(most_s * rate_hz) + len(bell), *shape))
    size = len(white)
    spectrum = np.fft.rfft(white, axis=0) * np.fft.rfft(bell, size).reshape(-1, *(1,) * len(shape))
    smooth = np.fft.irfft(spectrum, size, axis=0)[len(bell) :]
    return _sampled(np.arange(len(smooth)) / rate_hz, smooth, times_s)
