"""What the API takes and tells of builds."""

from datetime import UTC, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, StrictBool, StrictInt

from cms.api.fields import (
    EXAMPLE_ID,
    EXAMPLE_TIME,
    Example,
    Given,
    Made,
    MaybeLine,
)
from cms.models import Build, DanceClass, Step

_STEP: Example = {
    "name": "pose_extract",
    "shard": "",
    "state": "running",
    "progress": 0.42,
    "words": "frame 250 of 593",
    "cached": False,
    "attempt": 1,
    "seconds": 12.5,
    "code": "",
    "sentence": "",
    "detail": "",
    "started_at": EXAMPLE_TIME,
    "finished_at": None,
}
_SHOWN: Example = {
    "id": EXAMPLE_ID,
    "created_at": EXAMPLE_TIME,
    "created_by": f"key:{EXAMPLE_ID}",
    "class_id": EXAMPLE_ID,
    "class_slug": "spring-combo-1",
    "state": "running",
    "revision": 3,
    "beats_revision": 4,
    "pack_sha256": None,
    "finished_at": None,
    "progress": 0.57,
    "steps": [_STEP],
}

BuildState = Literal["running", "needs_beats", "done", "failed", "aborted"]
ParameterValue = StrictBool | StrictInt | FiniteFloat | MaybeLine | None


class BuildStart(Given):
    """How to build; mostly nothing needs saying."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{}, {"params": {"pose_extract": {"model": "full"}}}]}
    )

    params: dict[str, dict[str, ParameterValue]] = Field(
        default_factory=dict, description="Step -> its parameters, where they shall differ from the usual."
    )


class StepShown(BaseModel):
    """One step of a build."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra={"examples": [_STEP]})

    name: str = Field(description="The step of the pipeline.")
    shard: str = Field(
        description="Which stretch of the take it looks at, as `2/3`, where that is split; empty otherwise."
    )
    state: Literal["waiting", "ready", "running", "done", "failed", "aborted"] = Field(
        description="How it stands."
    )
    progress: float = Field(description="From 0 to 1.")
    words: str = Field(description="What it does now.")
    cached: bool = Field(description="Its output was there already; nothing was done again.")
    attempt: int = Field(description="How often it was begun.")
    seconds: float | None = Field(description="How long it took, or has been running.")
    code: str = Field(description="What is to blame that it failed, for a program; empty otherwise.")
    sentence: str = Field(description="Why it failed and what to do; empty otherwise.")
    detail: str = Field(description="The technical reason behind that, for an engineer.")
    started_at: datetime | None = Field(description="UTC.")
    finished_at: datetime | None = Field(description="UTC.")


class BuildShown(Made):
    """One run of the pipeline over fixed inputs."""

    model_config = ConfigDict(json_schema_extra={"examples": [_SHOWN]})

    class_id: str = Field(description="The class.")
    class_slug: str = Field(description="Its slug.")
    state: BuildState = Field(description="`needs_beats`: all that could be done without beats is done.")
    revision: int = Field(description="The revision of the class; a pack carries it.")
    beats_revision: int | None = Field(description="The beats it was started with.")
    pack_sha256: str | None = Field(description="The manifest of the pack it made.")
    finished_at: datetime | None = Field(description="When it ended, UTC.")
    progress: float = Field(description="From 0 to 1, the mean of its steps.")
    steps: list[StepShown] = Field(description="In the order of the pipeline.")


class BuildList(BaseModel):
    """A page of builds, newest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"items": [_SHOWN], "next": None}]})

    items: list[BuildShown] = Field(description="The builds.")
    next: str | None = Field(description="`after` of the next page; null on the last one.")


def show_build(build: Build, dance_class: DanceClass) -> BuildShown:
    """As it is shown, here and with its class."""
    steps = [step for step in build.steps if step.release_id is None]
    return BuildShown(
        id=build.id,
        created_at=build.created_at,
        created_by=build.created_by,
        class_id=build.class_id,
        class_slug=dance_class.slug,
        state=build.state,
        revision=build.revision,
        beats_revision=build.beats_revision,
        pack_sha256=build.pack_sha256,
        finished_at=build.finished_at,
        progress=round(sum(step.progress for step in steps) / len(steps), 4) if steps else 1.0,
        steps=[_show_step(step) for step in steps],
    )


def _show_step(step: Step) -> StepShown:
    seconds = None
    shard = f"{step.params['shard']}/{step.params['of']}" if "shard" in step.params else ""
    if step.started_at is not None:
        seconds = round(((step.finished_at or datetime.now(UTC)) - step.started_at).total_seconds(), 2)
    return StepShown.model_validate(
        {
            **{name: getattr(step, name) for name in StepShown.model_fields if hasattr(step, name)},
            "seconds": seconds,
            "shard": shard,
        }
    )
