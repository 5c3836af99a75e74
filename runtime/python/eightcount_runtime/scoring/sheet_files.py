"""The sheet as JSON, format 1: read and written. docs/sheet.schema.json is its schema."""

from typing import Any, get_args

from eightcount_runtime.classpack.beats import MAX_NAME, MAX_PARTS, STEPS_PER_PART
from eightcount_runtime.classpack.errors import MalformedError
from eightcount_runtime.classpack.features import ANGLES, FEATURE_NAMES
from eightcount_runtime.classpack.fields import Fields, canonical_json, read_object, require_format
from eightcount_runtime.classpack.parameters import HIGHEST, LOWEST, parameters_as_json, read_parameters
from eightcount_runtime.scoring.curve import Medal
from eightcount_runtime.scoring.hypotheses import Mirror
from eightcount_runtime.scoring.setting import SHA256
from eightcount_runtime.scoring.sheet import (
    COSTS,
    FORMAT,
    LIMBS,
    UNSEEN,
    Difference,
    FrameCounts,
    NotSeen,
    PartSheet,
    Place,
    RuntimeName,
    SessionSheet,
    Sheet,
    SheetWarning,
    StepSheet,
    TotalSheet,
    WhyNot,
)
from eightcount_runtime.scoring.summary import JOINTS

MAX_BYTES = 32 * 1024 * 1024
_MEASURED = ("score", "raw", "shape", "timing", "pose", "motion", "energy", "amplitude", "late_ms")
_ONE = 1 + 1e-9
"""Of a mean or product of shares, rounding included."""
_MOST_STEPS = MAX_PARTS * STEPS_PER_PART
_MOST_WARNINGS, _MOST_SPANS = 100, 100_000
_WARNED = ("lag_ms", "share", "rate_hz")


def sheet_to_json(sheet: Sheet) -> bytes:
    """Canonical JSON; null where not judged."""
    return canonical_json(sheet_as_json(sheet))


def sheet_as_json(sheet: Sheet) -> dict[str, Any]:
    """The document of a sheet."""
    session, runtime = sheet.session, sheet.runtime
    return {
        "format": FORMAT,
        "runtime": {"name": runtime.name, "version": runtime.version, "level": runtime.level},
        "scoring": parameters_as_json(sheet.scoring),
        "class": {"id": sheet.class_id, "manifest": sheet.manifest},
        "session": {
            "mirror": session.mirror,
            "mirrored": session.mirrored,
            "yaw_deg": session.yaw_deg,
            "lag_ms": session.lag_ms,
            "speed": session.speed,
            "picture": list(session.picture),
            "parts": list(session.parts),
            "frames": vars(session.frames).copy(),
        },
        "total": vars(sheet.total).copy(),
        "warnings": [
            {key: value for key, value in vars(warning).items() if value is not None}
            for warning in sheet.warnings
        ],
        "parts": [vars(part).copy() for part in sheet.parts],
        "steps": [_step(step) for step in sheet.steps],
        "best": None if sheet.best is None else vars(sheet.best).copy(),
        "worst": None if sheet.worst is None else vars(sheet.worst).copy(),
        "costly": sheet.costly,
        "not_seen": [vars(span).copy() for span in sheet.not_seen],
    }


def read_sheet(data: bytes) -> Sheet:
    """The sheet that a file holds.

    Raises:
        MalformedError: it is not a sheet.
        UnsupportedFormatError: it is of another format, or scored by another version of the method.
    """
    found = read_object(data, "sheet", limit=MAX_BYTES)
    require_format(found, FORMAT)
    runtime, class_ = found.inner("runtime"), found.inner("class")
    return Sheet(
        runtime=RuntimeName(
            runtime.text("name", longest=80), runtime.text("version", longest=80), runtime.integer("level", 1)
        ),
        scoring=read_parameters(found.inner("scoring")),
        class_id=class_.text("id", longest=80, empty=True),
        manifest=_read_manifest(class_),
        session=_read_session(found.inner("session")),
        total=_read_total(found.inner("total")),
        warnings=tuple(_read_warning(warning) for warning in found.each("warnings", most=_MOST_WARNINGS)),
        parts=tuple(_read_part(part) for part in found.each("parts", most=MAX_PARTS)),
        steps=tuple(_read_step(step) for step in found.each("steps", most=_MOST_STEPS)),
        best=_read_place(found, "best"),
        worst=_read_place(found, "worst"),
        costly=_one_of(found, "costly", JOINTS) if found.has("costly") else None,
        not_seen=tuple(_read_span(span) for span in found.each("not_seen", most=_MOST_SPANS)),
    )


def _step(step: StepSheet) -> dict[str, Any]:
    found = vars(step).copy()
    found["costs"] = None if step.costs is None else dict(step.costs)
    if step.differences is not None:
        found["differences"] = {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in step.differences.items()
        }
    return found


def _read_manifest(found: Fields) -> str | None:
    if not found.has("manifest"):
        return None
    sha256 = found.text("manifest", longest=64)
    if not SHA256.fullmatch(sha256):
        found.refuse("manifest", "64 lower-case hexadecimal digits")
    return sha256


def _read_session(found: Fields) -> SessionSheet:
    frames = found.inner("frames")
    width, height = (int(side) for side in found.numbers("picture", count=2, low=1))
    mirror: Mirror = _one_of(found, "mirror", get_args(Mirror))  # type: ignore[assignment] # one of those
    return SessionSheet(
        mirror=mirror,
        mirrored=found.flag("mirrored"),
        yaw_deg=found.integer("yaw_deg", -90, 90),
        lag_ms=found.number("lag_ms"),
        speed=found.number("speed", 0),
        picture=(width, height),
        parts=tuple(int(part) for part in found.numbers("parts", most=MAX_PARTS, low=1)),
        frames=FrameCounts(
            taken=frames.integer("taken", 0),
            unordered=frames.integer("unordered", 0),
            unseen=frames.integer("unseen", 0),
            several=frames.integer("several", 0),
            rate_hz=_maybe(frames, "rate_hz", 0),
        ),
    )


def _read_total(found: Fields) -> TotalSheet:
    medal: Medal | None = None
    if found.has("medal"):
        medal = _one_of(found, "medal", get_args(Medal))  # type: ignore[assignment] # one of those
    return TotalSheet(
        score=_maybe(found, "score", LOWEST, HIGHEST),
        raw=_maybe(found, "raw", 0, _ONE),
        shape=_maybe(found, "shape", 0, _ONE),
        timing=_maybe(found, "timing", 0, _ONE),
        medal=medal,
        judged=found.integer("judged", 0, _MOST_STEPS),
        steps=found.integer("steps", 0, _MOST_STEPS),
    )


def _read_part(found: Fields) -> PartSheet:
    return PartSheet(
        part=found.integer("part", 1, MAX_PARTS),
        name=found.text("name", longest=MAX_NAME) if found.has("name") else None,
        score=_maybe(found, "score", LOWEST, HIGHEST),
        raw=_maybe(found, "raw", 0, _ONE),
        shape=_maybe(found, "shape", 0, _ONE),
        timing=_maybe(found, "timing", 0, _ONE),
        late_ms=_maybe(found, "late_ms"),
        amplitude=_maybe(found, "amplitude", 0),
        judged=found.integer("judged", 0, STEPS_PER_PART),
        best=found.integer("best", 1, STEPS_PER_PART) if found.has("best") else None,
        worst=found.integer("worst", 1, STEPS_PER_PART) if found.has("worst") else None,
        costly=_one_of(found, "costly", JOINTS) if found.has("costly") else None,
    )


def _read_step(found: Fields) -> StepSheet:
    judged, why_not = found.flag("judged"), None
    if found.has("why_not"):
        why_not = _one_of(found, "why_not", get_args(WhyNot))
    if judged == (why_not is not None):
        found.refuse("why_not", "given where the step is not judged, and only there")
    costs = differences = None
    if judged:
        lost, apart = found.inner("costs"), found.inner("differences")
        costs = {name: lost.number(name, 0, 1) for name in COSTS}
        differences = {name: _read_difference(apart, name, at) for at, name in enumerate(FEATURE_NAMES)}
    numbers = {key: found.number(key) if judged else None for key in _MEASURED}
    return StepSheet(
        part=found.integer("part", 1, MAX_PARTS),
        count=found.integer("count", 1, STEPS_PER_PART),
        video_s=found.number("video_s"),
        judged=judged,
        why_not=why_not,  # type: ignore[arg-type] # one of those
        costs=costs,
        differences=differences,
        **numbers,
    )


def _read_difference(found: Fields, name: str, at: int) -> Difference:
    if not found.has(name):
        return None
    if at < len(ANGLES):
        return found.number(name, -1, 1)
    across, down = found.numbers(name, count=2)
    return across, down


def _read_warning(found: Fields) -> SheetWarning:
    return SheetWarning(found.text("code", longest=80), **{key: _maybe(found, key) for key in _WARNED})


def _read_place(found: Fields, key: str) -> Place | None:
    if not found.has(key):
        return None
    place = found.inner(key)
    return Place(place.integer("part", 1, MAX_PARTS), place.integer("count", 1, STEPS_PER_PART))


def _read_span(found: Fields) -> NotSeen:
    what = _one_of(found, "what", (*UNSEEN, *LIMBS))
    return NotSeen(found.number("from_s"), found.number("to_s"), what)


def _maybe(found: Fields, key: str, low: float = -1e9, high: float = 1e9) -> float | None:
    return found.number(key, low, high) if found.has(key) else None


def _one_of(found: Fields, key: str, known: tuple[str, ...]) -> str:
    value = found.text(key, longest=80)
    if value not in known:
        raise MalformedError(f"In {found.what}, {key!r} must be one of {', '.join(known)}.")
    return value
