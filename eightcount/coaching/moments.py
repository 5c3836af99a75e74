"""Which steps of a run are worth looking at: those that lost most, and where each dancer is seen at them."""

from eightcount_runtime.scoring.sheet import Sheet, StepSheet

from eightcount.coaching.port import MAX_MOMENTS, Moment


def weakest_moments(sheet: Sheet, most: int = MAX_MOMENTS) -> tuple[Moment, ...]:
    """At most `most` judged steps, weakest first; of steps alike the earlier one."""
    judged = [step for step in sheet.steps if step.raw is not None]
    judged.sort(key=lambda step: (step.raw, step.part, step.count))
    return tuple(_moment(step, sheet.session.speed) for step in judged[:most])


def _moment(step: StepSheet, speed: float) -> Moment:
    late_s = (step.late_ms or 0.0) / 1000.0 * speed  # on the class's clock, which a slow practice stretches
    return Moment(step.part, step.count, step.video_s, max(step.video_s + late_s, 0.0))
