"""Writes scoring/: a class, practices of it, and what scoring says of each, for readers in every language.

    python make_scoring.py [FOLDER]

`class.json` holds `{width, height, rate, frames, poses, routine}`: a real dance of 9 seconds and its
routine as text; `poses` is base64 of little-endian int16, frames x 12 x 4 in the order of `marks`: value *
8192, -32768 where not
known, as in poses.npy. All other landmarks are not known. Every other file is a practice of it:

    {"name",
     "session":  {"width", "height", "mirror", "parts", "speed"},
     "times_s":  [...],
     "people":   [1, 0, 2, ...]: how many poses each frame has,
     "poses":    of all frames one after the other, as above,
     "states":   one digit for each sample of the grid: 0 no frame, 1 nobody, 2 seen,
     "tables":   for each step {"scale", "ratios", "similarity": of the leading hypothesis at every lag},
     "events":   in order, those of `finish` last: {"feedback": [time_s, similarity, off]},
                 {"judgement": [part, count, raw, revised]} or {"part": [part, raw]},
     "sheet":    as its JSON, without `runtime` and `scoring`}

Numbers that come out are rounded to 1e-12; hold them to 1e-9. `parameters.json` is not made: it is what the
class is scored by, and stays when defaults are calibrated anew.
"""

import base64
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import cos, pi, sin
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from eightcount_runtime.classpack.features import features, square, torso_at
from eightcount_runtime.classpack.poses import (
    PoseTrack,
    poses_at,
    quantised,
    read_pose_track,
    restored,
)
from eightcount_runtime.classpack.routine import Instant, Part, Routine, Step, StepPoint, Targets, VideoShape
from eightcount_runtime.classpack.routine_files import read_routine, routine_to_json
from eightcount_runtime.classpack.weights import step_weights
from eightcount_runtime.scoring import Event, Feedback, Judgement, Reference, Session
from eightcount_runtime.scoring.grid import MARKS
from eightcount_runtime.scoring.hypotheses import Mirror
from eightcount_runtime.scoring.parameters import read_parameters_file
from eightcount_runtime.scoring.sheet_files import sheet_as_json

Floats = npt.NDArray[np.float64]
Json = dict[str, Any]
Change = Callable[[Floats, Floats], tuple[Floats, Floats]]

HERE = Path(__file__).parent
CLIPS = HERE.parents[1] / "tests" / "clips"
WIDTH, HEIGHT, RATE_HZ = 144, 256, 30
FIRST_S, STEP_S, PARTS = 0.4, 0.5137, 2
FLIPPED = (1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10)
"""The other side's mark."""


@dataclass(frozen=True)
class Practice:
    """A case.

    Attributes:
        name: of its file.
        changes: what is done to the dance, one after the other: (times_s, marks (n, 12, 4)) -> the same.
        frames: what is done at last to the frames, each a list of people.
    """

    name: str
    changes: Sequence[Change] = ()
    frames: Callable[[list[float], list[Floats]], None] | None = None
    width: int = WIDTH
    height: int = HEIGHT
    mirror: Mirror = "auto"
    parts: tuple[int, ...] | None = None
    speed: float = 1.0


def swaying(size: float) -> Change:
    """Every mark sways around where it is, each in its own rhythm: a dancer of that carelessness."""

    def change(times_s: Floats, marks: Floats) -> tuple[Floats, Floats]:
        moved = marks.copy()
        for mark in range(12):
            for axis in range(3):
                rhythm, phase = 0.7 + 0.13 * mark + 0.29 * axis, 1.7 * mark + 2.3 * axis
                moved[:, mark, axis] += size * np.sin(2 * pi * rhythm * times_s + phase)
        return times_s, moved

    return change


def late(by_s: float) -> Change:
    """The whole run is late."""
    return lambda times_s, marks: (times_s + by_s, marks)


def thinned(keep: int) -> Change:
    """A camera that takes every so manieth frame."""
    return lambda times_s, marks: (times_s[::keep], marks[::keep])


def mirrored(times_s: Floats, marks: Floats) -> tuple[Floats, Floats]:
    """The mirror image."""
    found = marks[:, FLIPPED].copy()
    found[..., 0] = 1 - found[..., 0]
    return times_s, found


def reversed_(times_s: Floats, marks: Floats) -> tuple[Floats, Floats]:
    """Another dance: this one backwards."""
    return times_s, marks[::-1]


def still(times_s: Floats, marks: Floats) -> tuple[Floats, Floats]:
    """Nothing but standing there."""
    return times_s, np.repeat(marks[40:41], len(marks), axis=0)


def smaller(share: float) -> Change:
    """Everything in less of the picture."""

    def change(times_s: Floats, marks: Floats) -> tuple[Floats, Floats]:
        found = marks.copy()
        found[..., :2] = 0.5 + share * (found[..., :2] - 0.5)
        found[..., 2] *= share
        return times_s, found

    return change


def turned(degrees: float) -> Change:
    """The dancer, or the camera, turned about the vertical."""

    def change(times_s: Floats, marks: Floats) -> tuple[Floats, Floats]:
        found = marks.copy()
        angle = degrees * pi / 180
        x, z = (marks[..., axis] - marks[:, [0, 1, 6, 7], axis].mean(axis=1)[:, None] for axis in (0, 2))
        found[..., 0] += x * (cos(angle) - 1) + z * sin(angle)
        found[..., 2] += z * (cos(angle) - 1) - x * sin(angle)
        return times_s, found

    return change


def long_arms(times_s: Floats, marks: Floats) -> tuple[Floats, Floats]:
    """Arms a fifth longer."""
    found = marks.copy()
    for root, middle, tip in ((0, 2, 4), (1, 3, 5)):
        for mark in (middle, tip):
            found[:, mark, :3] = marks[:, root, :3] + 1.2 * (marks[:, mark, :3] - marks[:, root, :3])
    return times_s, found


def wide(times_s: Floats, marks: Floats) -> tuple[Floats, Floats]:
    """From the class's picture into one of 16 : 9."""
    found = marks.copy()
    found[..., 0] = 0.5 + (marks[..., 0] - 0.5) * (WIDTH / HEIGHT) / (16 / 9)
    found[..., 2] *= (WIDTH / HEIGHT) / (16 / 9)
    return times_s, found


def hidden(times_s: Floats, marks: Floats) -> tuple[Floats, Floats]:
    """The right arm is hardly visible from the middle on, the left foot is cut off in between."""
    found = marks.copy()
    half = len(found) // 2
    found[half:, [3, 5], 3] = 0.42
    found[half // 2 : half, 10] = np.nan
    return times_s, found


def messy(times_s: list[float], frames: list[Floats]) -> None:
    """Gaps, frames with nobody, a passer-by, times that do not rise, numbers that are none."""
    for at in range(40, 60):
        frames[at] = frames[at][:0]
    for at in range(70, 90):
        passer_by = frames[at][0].copy()
        passer_by[:, 0] += 0.4 - 0.01 * at
        frames[at] = np.stack([passer_by, frames[at][0]])
    frames[95] = np.full((1, 12, 4), np.nan)
    frames[20][0, 4] = np.nan
    del times_s[100:108], frames[100:108]
    times_s[30], times_s[31] = times_s[31], times_s[30]
    times_s[64] = times_s[63]


def broken_off(times_s: list[float], frames: list[Floats]) -> None:
    """The learner stops in the second part."""
    del times_s[80:], frames[80:]


def bystander(_: list[float], frames: list[Floats]) -> None:
    """Somebody stands beside the dancer, whom the net misses now and then, and once for longer."""
    beside = restored(quantised(frames[0][0] * [0.8, 0.8, 0.8, 1] + [1.4, 0, 0, 0]))
    for at in range(len(frames)):
        missed = at in {15, 33, 34, 60} or at in range(90, 108)
        frames[at] = np.stack([beside] if missed else [beside, frames[at][0]])


def flickering(_: list[float], frames: list[Floats]) -> None:
    """The net sees nobody in every third frame."""
    for at in range(1, len(frames), 3):
        frames[at] = frames[at][:0]


def leaving(_: list[float], frames: list[Floats]) -> None:
    """The learner leaves after the third step."""
    for at in range(61, len(frames)):
        frames[at] = frames[at][:0]


def wild(times_s: list[float], frames: list[Floats]) -> None:
    """Times far ahead, of which a leap of the whole class is one; the camera stops for a while."""
    for at, ahead_s in ((0, 500.0), (20, 3600.0), (21, 8.0), (70, 1e9)):
        times_s[at] = ahead_s
    del times_s[40:64], frames[40:64]


def none(times_s: list[float], frames: list[Floats]) -> None:
    """No frame ever comes."""
    times_s.clear()
    frames.clear()


CASES = (
    Practice("plain", (swaying(0.006), late(0.07))),
    Practice("mirrored", (swaying(0.008), mirrored, thinned(2))),
    Practice("mirrored-not-looked-for", (mirrored, thinned(3)), mirror="off"),
    Practice("mirrored-as-told", (swaying(0.01), mirrored, late(-0.05), thinned(3)), mirror="on"),
    Practice("turned-10fps", (turned(18), swaying(0.004), thinned(3))),
    Practice("messy", (swaying(0.005), thinned(2)), frames=messy),
    Practice("second-part-half-speed", (swaying(0.01), late(0.03), thinned(2)), parts=(2,), speed=0.5),
    Practice("wide-picture-long-arms", (long_arms, smaller(0.7), wide, thinned(2)), width=1280, height=720),
    Practice("still", (still, thinned(3))),
    Practice("another-dance", (reversed_, swaying(0.003), thinned(3))),
    Practice("hidden", (swaying(0.007), hidden, thinned(3))),
    Practice("broken-off", (swaying(0.02), late(0.15), thinned(2)), frames=broken_off),
    Practice("half-a-beat-late", (late(STEP_S / 2), thinned(3))),
    Practice("bystander", (swaying(0.006), thinned(2)), frames=bystander),
    Practice("flickering", (swaying(0.008), late(0.03), thinned(2)), frames=flickering),
    Practice("leaving", (swaying(0.012),), frames=leaving),
    Practice("wild-times", (swaying(0.009), thinned(3)), frames=wild),
    Practice("fast-and-few", (swaying(0.004), late(-0.04), thinned(13)), speed=3.0),
    Practice("nobody", (thinned(3),), frames=none),
)


def dance() -> PoseTrack:
    """The real dance, of the 12 marks alone."""
    files = [(CLIPS / f"uniform_9s.{name}.npy").read_bytes() for name in ("poses", "poses_world")]
    track = read_pose_track(files[0], files[1], Fraction(RATE_HZ))
    image = np.full_like(track.image, np.nan)
    image[:, MARKS] = track.image[:, MARKS]
    image[150:153] = np.nan  # the teacher is not seen for a moment
    return PoseTrack(track.rate_hz, image, track.world)


def class_of(track: PoseTrack) -> Routine:
    """Two parts, with a step at which the teacher is not seen."""
    at_s = np.array([FIRST_S + STEP_S * beat for beat in range(8 * PARTS + 1)])
    points = square(track.image, WIDTH, HEIGHT)
    shown = poses_at(track.times_s, track.image, at_s)
    found = features(square(shown, WIDTH, HEIGHT), shown[..., 3], torso_at(track.times_s, points, at_s))
    video = VideoShape(WIDTH, HEIGHT, track.rate_hz, len(track.image))
    instants = [Instant(10 + time_s, time_s) for time_s in at_s.tolist()]
    parts = []
    for part in range(PARTS):
        weights = step_weights(found, slice(8 * part + 1, 8 * part + 9)).tolist()
        steps = []
        for count in range(8):
            end = 8 * part + count + 1
            targets = Targets(
                angles=tuple(found.angles[end].tolist()),
                places=tuple((x, y) for x, y in found.places[end].tolist()),
                visibility=tuple(found.visibility[end].tolist()),
                centre=(float(found.centre[end, 0]), float(found.centre[end, 1])),
                torso=float(found.torso[end]),
            )
            seen = end != 13 and bool(np.isfinite(found.places[end]).all())
            point = StepPoint(
                instants[end],
                video.frame_at(instants[end].video_s),
                targets if seen else None,
                tuple(weights[count]) if seen else (0.0,) * 16,
            )
            steps.append(Step(instants[end - 1], point))
        parts.append(Part("Verse" if part == 0 else None, tuple(steps)))
    scoring = read_parameters_file((HERE / "scoring" / "parameters.json").read_bytes())
    routine = Routine(video, 10.0, 1.0, tuple(parts), scoring=scoring)
    return read_routine(routine_to_json(routine))


def case(practice: Practice, reference: Reference, track: PoseTrack) -> Json:
    """A practice, danced and judged."""
    times_s, marks = track.times_s, track.image[:, MARKS]
    for change in practice.changes:
        times_s, marks = change(times_s, marks)
    times = [round(time_s, 6) for time_s in times_s.tolist()]
    frames = [restored(quantised(frame[None])) for frame in marks]
    if practice.frames is not None:
        practice.frames(times, frames)
    session = Session(
        reference,
        practice.width,
        practice.height,
        mirror=practice.mirror,
        parts=practice.parts,
        speed=practice.speed,
        class_id="uniform",
    )
    pushed = [session.push(time_s, whole(frame)) for time_s, frame in zip(times, frames, strict=True)]
    pushed.append(session.finish())
    sheet = sheet_as_json(session.result())
    tables, leader = session.tables()
    return {
        "name": practice.name,
        "session": {
            name: getattr(practice, name) for name in ("width", "height", "mirror", "parts", "speed")
        },
        "times_s": times,
        "people": [len(frame) for frame in frames],
        "poses": packed(np.concatenate([*frames, np.empty((0, 12, 4))])),
        "states": "".join(map(str, session.grid.state.tolist())),
        "tables": [
            {
                "scale": None if np.isnan(table.scale) else table.scale,
                "ratios": table.ratios.tolist(),
                "similarity": table.similarity[leader.way].tolist(),
            }
            for table in tables
        ],
        "events": [as_told(event) for events in pushed for event in events],
        "sheet": {key: value for key, value in sheet.items() if key not in {"runtime", "scoring"}},
    }


def whole(frame: Floats) -> Floats:
    """(people, 33, 4) from (people, 12, 4)."""
    found = np.full((len(frame), 33, 4), np.nan)
    found[:, MARKS] = frame
    return found


def as_told(event: Event) -> Json:
    """The short form of an event."""
    if isinstance(event, Feedback):
        return {"feedback": [event.time_s, event.similarity, list(event.off)]}
    if isinstance(event, Judgement):
        return {"judgement": [event.step.part, event.step.count, event.step.raw, event.revised]}
    return {"part": [event.part.part, event.part.raw]}


def packed(marks: Floats) -> str:
    """Base64 of int16, little endian."""
    return base64.b64encode(quantised(marks).astype("<i2").tobytes()).decode()


def rounded(value: Any) -> Any:
    """Numbers to 1e-12, throughout."""
    if isinstance(value, float):
        return round(value, 12) + 0.0
    if isinstance(value, (list, tuple)):
        return [rounded(each) for each in value]
    return {key: rounded(each) for key, each in value.items()} if isinstance(value, dict) else value


def main(into: Path) -> None:
    """Write all files."""
    into.mkdir(parents=True, exist_ok=True)
    track = dance()
    routine = class_of(track)
    reference = Reference.of(routine, track)
    about = {
        "width": WIDTH,
        "height": HEIGHT,
        "rate": [RATE_HZ, 1],
        "frames": len(track.image),
        "marks": list(MARKS),
        "poses": packed(track.image[:, MARKS]),
        "routine": routine_to_json(routine).decode(),
    }
    write(into / "class.json", about)
    for practice in CASES:
        write(into / f"{practice.name}.json", case(practice, reference, track))


def write(file: Path, document: Json) -> None:
    """Canonical but for a line feed at the end."""
    file.write_text(json.dumps(rounded(document), sort_keys=True, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "scoring")
