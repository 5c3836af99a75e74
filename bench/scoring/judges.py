"""The product as a judge: whole, and with one addition after the other switched off."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from unittest.mock import patch

import numpy as np
from eightcount_runtime.classpack.routine import Routine
from eightcount_runtime.scoring import DEFAULTS, Parameters, Reference, Sheet, replay
from numpy.typing import NDArray

from bench.scoring.corpus import DanceClass
from bench.scoring.performers import Stream
from bench.scoring.trials import Judge, Marks

Floats = NDArray[np.float64]


def product(parameters: Parameters = DEFAULTS, *, weigh: bool = True) -> Judge:
    """The scoring runtime; without `weigh` every feature counts alike."""
    references: dict[str, Reference] = {}

    def judge(danced: DanceClass, stream: Stream, mirror: str) -> Marks:
        if danced.name not in references:
            routine = danced.routine if weigh else _unweighed(danced.routine)
            references[danced.name] = Reference.of(routine, danced.poses, parameters)
        return marks_of(sheet_of(references[danced.name], stream, mirror))

    return judge


def sheet_of(reference: Reference, stream: Stream, mirror: str = "auto") -> Sheet:
    """A practice's sheet."""
    assert mirror in {"auto", "on", "off"}
    return replay(
        reference,
        stream.times_s,
        stream.landmarks,
        stream.width,
        stream.height,
        mirror=mirror,  # type: ignore[arg-type] # asserted
    )


def marks_of(sheet: Sheet) -> Marks:
    """The figures of a sheet."""
    return Marks(
        steps=_numbers(step.raw for step in sheet.steps),
        parts=_numbers(part.raw for part in sheet.parts),
        total=_number(sheet.total.raw),
        score=_number(sheet.total.score),
        part_scores=_numbers(part.score for part in sheet.parts),
        lag_s=sheet.session.lag_ms / 1000,
    )


@dataclass(frozen=True)
class Switch:
    """An addition switched off: by parameters, by the routine's weights, or by a constant of the method."""

    parameters: Parameters
    weigh: bool = True
    constant: tuple[str, object] | None = None
    mirror: str = "auto"


def switches(whole: Parameters = DEFAULTS) -> Mapping[str, Switch]:
    """Every addition of the method, without it."""
    scoring = "eightcount_runtime.scoring"
    return {
        "lag search": Switch(replace(whole, lag_s=0.0, step_lag_s=0.0)),
        "a step's own lag": Switch(replace(whole, step_lag_s=0.0)),
        "timing factor": Switch(replace(whole, late_floor=1.0, late_fall=0.0, step_late_cost=0.0)),
        "motion": Switch(replace(whole, motion_share=0.0)),
        "halves of a step in motion": Switch(replace(whole, motion_halves=0.0)),
        "energy": Switch(replace(whole, energy_floor=1.0)),
        "weights": Switch(whole, weigh=False),
        "visibility": Switch(replace(whole, seen_from=-1.0, seen_full=0.0)),
        "smoothing": Switch(whole, constant=(f"{scoring}.grid._KERNEL", (0.0, 0.0, 1.0, 0.0, 0.0))),
        "limb ratios": Switch(whole, constant=(f"{scoring}.body._RATIOS", (1.0, 1.0))),
        "yaw": Switch(replace(whole, yaw_price=1000.0)),
        "mirror": Switch(whole, mirror="off"),
    }


@contextmanager
def switched(off: Switch) -> Iterator[Judge]:
    """A judge without the addition, while the context lasts."""
    inner = product(off.parameters, weigh=off.weigh)

    def judge(danced: DanceClass, stream: Stream, mirror: str) -> Marks:
        return inner(danced, stream, off.mirror if mirror == "auto" else mirror)

    if off.constant is None:
        yield judge
        return
    with patch(*off.constant):
        yield judge


def _unweighed(routine: Routine) -> Routine:
    parts = tuple(
        replace(
            part,
            steps=tuple(
                replace(step, point=replace(step.point, weights=(1.0,) * len(step.point.weights)))
                for step in part.steps
            ),
        )
        for part in routine.parts
    )
    return replace(routine, parts=parts)


def _number(value: float | None) -> float:
    return float("nan") if value is None else value


def _numbers(values: Iterator[float | None]) -> Floats:
    return np.array([_number(value) for value in values])
