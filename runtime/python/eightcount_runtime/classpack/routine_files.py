"""routine.json: read and written. Numbers are rounded on writing, so that the file is small and stable."""

from typing import Any

from eightcount_runtime.classpack.beats import MAX_BEATS, MAX_NAME, MAX_PARTS, STEPS_PER_PART
from eightcount_runtime.classpack.errors import MalformedError, UnsupportedFormatError
from eightcount_runtime.classpack.features import FEATURES_VERSION
from eightcount_runtime.classpack.fields import Fields, canonical_json, read_object, require_format
from eightcount_runtime.classpack.parameters import parameters_as_json, read_parameters
from eightcount_runtime.classpack.problems import Problem
from eightcount_runtime.classpack.routine import (
    MAX_DURATION_S,
    MAX_FRAMES,
    MAX_RATE_HZ,
    MAX_SIDE_PX,
    MIN_RATE_HZ,
    Instant,
    Part,
    Routine,
    Step,
    StepPoint,
    Targets,
    VideoShape,
)

FORMAT = 1
MAX_BYTES = 4 * 1024 * 1024
_ANGLES, _PLACES, _FEATURES = 8, 8, 16


def routine_to_json(routine: Routine) -> bytes:
    """Canonical JSON: seconds to 1e-6, targets to 1e-4, weights to 1e-3, visibility to 1e-2."""
    return canonical_json(
        {
            "format": FORMAT,
            "features": FEATURES_VERSION,
            "video": {
                "width": routine.video.width,
                "height": routine.video.height,
                "rate": [routine.video.rate_hz.numerator, routine.video.rate_hz.denominator],
                "frames": routine.video.frames,
            },
            "alignment": {"offset_s": _seconds(routine.offset_s), "rate": round(routine.rate, 9)},
            "parts": [
                {"name": part.name, "steps": [_step(step) for step in part.steps]} for part in routine.parts
            ],
            "problems": [problem.as_json() for problem in routine.problems],
            **({} if routine.scoring is None else {"scoring": parameters_as_json(routine.scoring)}),
        }
    )


def read_routine(data: bytes) -> Routine:
    """The routine that a file holds.

    Raises:
        MalformedError: it is not a routine, or of a rate or length that no class has, or its times do not
            rise, or its steps do not join.
        UnsupportedFormatError: it is of another format, or its features or its scoring are of another
            version.
    """
    fields = read_object(data, "routine", limit=MAX_BYTES)
    require_format(fields, FORMAT)
    if fields.integer("features", 1) != FEATURES_VERSION:
        raise UnsupportedFormatError(
            "The routine's features are of a version that this runtime does not know."
        )
    shape, alignment = _read_video(fields.inner("video")), fields.inner("alignment")
    routine = Routine(
        video=shape,
        offset_s=alignment.number("offset_s"),
        rate=alignment.number("rate", 0.01, 100),
        parts=tuple(_read_part(part, shape) for part in fields.each("parts", fewest=1, most=MAX_PARTS)),
        problems=tuple(_read_problem(problem) for problem in fields.each("problems", most=MAX_BEATS)),
        scoring=read_parameters(fields.inner("scoring")) if fields.has("scoring") else None,
    )
    _require_joined(routine)
    return routine


def _step(step: Step) -> dict[str, Any]:
    point = step.point
    return {
        "start": _instant(step.start),
        "point": _instant(point.at)
        | {"frame": point.frame, "weights": [round(weight, 3) for weight in point.weights]}
        | {"targets": None if point.targets is None else _targets(point.targets)},
    }


def _instant(at: Instant) -> dict[str, Any]:
    return {"song_s": _seconds(at.song_s), "video_s": _seconds(at.video_s)}


def _targets(targets: Targets) -> dict[str, Any]:
    return {
        "angles": _rounded(targets.angles),
        "places": [_rounded(place) for place in targets.places],
        "visibility": [round(value, 2) for value in targets.visibility],
        "centre": _rounded(targets.centre),
        "torso": round(targets.torso, 4),
    }


def _rounded(values: tuple[float, ...]) -> list[float]:
    return [round(value, 4) + 0.0 for value in values]


def _seconds(value: float) -> float:
    return round(value, 6) + 0.0  # + 0.0: no negative zero


def _read_video(fields: Fields) -> VideoShape:
    shape = VideoShape(
        width=fields.integer("width", 1, MAX_SIDE_PX),
        height=fields.integer("height", 1, MAX_SIDE_PX),
        rate_hz=fields.ratio("rate"),
        frames=fields.integer("frames", 1, MAX_FRAMES),
    )
    if not MIN_RATE_HZ <= shape.rate_hz <= MAX_RATE_HZ:
        fields.refuse("rate", f"{MIN_RATE_HZ} to {MAX_RATE_HZ} frames a second")
    if shape.frames > MAX_DURATION_S * shape.rate_hz:
        fields.refuse("frames", f"at most {MAX_DURATION_S} seconds of frames")
    return shape


def _read_part(fields: Fields, shape: VideoShape) -> Part:
    steps = tuple(
        Step(_read_instant(step.inner("start")), _read_point(step.inner("point"), shape))
        for step in fields.each("steps", fewest=STEPS_PER_PART, most=STEPS_PER_PART)
    )
    return Part(fields.text("name", longest=MAX_NAME) if fields.has("name") else None, steps)


def _read_instant(fields: Fields) -> Instant:
    return Instant(fields.number("song_s"), fields.number("video_s"))


def _read_point(fields: Fields, shape: VideoShape) -> StepPoint:
    return StepPoint(
        at=_read_instant(fields),
        frame=fields.integer("frame", 0, shape.frames - 1),
        targets=_read_targets(fields.inner("targets")) if fields.has("targets") else None,
        weights=fields.numbers("weights", count=_FEATURES, low=0, high=1),
    )


def _read_targets(fields: Fields) -> Targets:
    rows = [Fields({"x": row}, fields.what) for row in fields.items("places", fewest=_PLACES, most=_PLACES)]
    places = [row.numbers("x", count=2, low=0, high=1) for row in rows]
    centre_x, centre_y = fields.numbers("centre", count=2)
    return Targets(
        angles=fields.numbers("angles", count=_ANGLES, low=0, high=1),
        places=tuple((x, y) for x, y in places),
        visibility=fields.numbers("visibility", count=_FEATURES, low=0, high=1),
        centre=(centre_x, centre_y),
        torso=fields.number("torso", 0),
    )


def _read_problem(fields: Fields) -> Problem:
    severity = fields.text("severity", longest=7)
    return Problem(
        severity="error" if severity == "error" else "warning",
        code=fields.text("code", longest=80),
        sentence=fields.text("sentence", longest=2000),
        index=fields.integer("index", 0) if fields.has("index") else None,
    )


def _require_joined(routine: Routine) -> None:
    ends = [None, *(step.point.at for step in routine.steps)]
    for end, step in zip(ends, routine.steps, strict=False):
        if end is not None and end != step.start:
            raise MalformedError("In the routine, a step does not start where the one before it ends.")
        if step.point.at.song_s <= step.start.song_s or step.point.at.video_s <= step.start.video_s:
            raise MalformedError("In the routine, the times of the steps do not rise.")
