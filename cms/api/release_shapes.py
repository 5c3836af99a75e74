"""What the API takes and tells of releases."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from cms.api.fields import (
    EXAMPLE_ID,
    EXAMPLE_SHA256,
    EXAMPLE_TIME,
    Example,
    Given,
    Made,
    MaybeLine,
)
from cms.api.warning_shapes import WARNING, WarningShown
from cms.models import Release, Step

_SHOWN: Example = {
    "id": EXAMPLE_ID,
    "created_at": EXAMPLE_TIME,
    "created_by": f"key:{EXAMPLE_ID}",
    "channel": "staging",
    "class_id": EXAMPLE_ID,
    "class_slug": "spring-combo-1",
    "pack_id": EXAMPLE_ID,
    "manifest_sha256": EXAMPLE_SHA256,
    "revision": 3,
    "kind": "publish",
    "state": "live",
    "channel_version": 17,
    "live_at": EXAMPLE_TIME,
    "note": "beats checked",
    "progress": 1.0,
    "words": "",
    "sentence": "",
    "detail": "",
}

ChannelWord = Literal["staging", "production"]
ReleaseState = Literal["pending", "live", "superseded", "failed"]


class ReleaseAsk(Given):
    """Make a pack visible."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"channel": "staging", "note": "beats checked"}]}
    )

    channel: ChannelWord = Field(description="Where to.")
    pack: str | None = Field(
        default=None, pattern=r"^[0-9a-f]{22}$", description="Which pack; null: the newest of the class."
    )
    note: MaybeLine = Field(default="", description="Why, for whoever asks later.")


class ChannelAsk(Given):
    """On which channel, and why."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"channel": "production", "note": "wrong song"}]}
    )

    channel: ChannelWord = Field(description="Where.")
    note: MaybeLine = Field(default="", description="Why, for whoever asks later.")


class ReleaseShown(Made):
    """A pack made visible on a channel, or a class taken from it."""

    model_config = ConfigDict(json_schema_extra={"examples": [_SHOWN]})

    channel: ChannelWord = Field(description="Where.")
    class_id: str = Field(description="The class.")
    class_slug: str = Field(description="Its slug.")
    pack_id: str | None = Field(description="The pack; null: the class was withdrawn.")
    manifest_sha256: str | None = Field(description="Its manifest.")
    revision: int | None = Field(description="The revision of the class in that pack.")
    kind: Literal["publish", "rollback", "withdraw"] = Field(description="What was asked for.")
    state: ReleaseState = Field(description="`live` once devices see it; `superseded` by a later one.")
    channel_version: int | None = Field(description="The version of the channel that brought it.")
    live_at: datetime | None = Field(description="Since when, UTC.")
    note: str = Field(description="What was said of it.")
    progress: float = Field(description="From 0 to 1, while it is pending.")
    words: str = Field(description="What is being done now.")
    sentence: str = Field(description="Why it failed and what to do; empty otherwise.")
    detail: str = Field(description="The technical reason behind that, for an engineer.")


class ReleaseAsked(ReleaseShown):
    """A release as it was asked for, and what to know of its pack: nobody is kept from publishing by that."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{**_SHOWN, "state": "pending", "warnings": [WARNING]}]}
    )

    warnings: list[WarningShown] = Field(
        default_factory=list, description="What to know of the pack, the gravest first; none: all is well."
    )


class ReleaseList(BaseModel):
    """A page of releases, newest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"items": [_SHOWN], "next": None}]})

    items: list[ReleaseShown] = Field(description="The releases.")
    next: str | None = Field(description="`after` of the next page; null on the last one.")


class ChannelShown(BaseModel):
    """What a set of devices sees."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"channel": "staging", "version": 17, "live": [_SHOWN]}]}
    )

    channel: ChannelWord = Field(description="The channel.")
    version: int = Field(description="Rises with every change; 0 before the first release.")
    live: list[ReleaseShown] = Field(description="The live release of every class on it.")


def show_release(release: Release, slug: str, step: Step | None) -> ReleaseShown:
    """As it is shown, here and with its class. `step`: the publishing of it."""
    told = (
        "created_at",
        "created_by",
        "class_id",
        "pack_id",
        "channel",
        "kind",
        "state",
        "channel_version",
        "live_at",
        "note",
    )
    return ReleaseShown.model_validate(
        {
            "id": release.id,
            **{name: getattr(release, name) for name in told},
            "class_slug": slug,
            "manifest_sha256": release.pack.manifest_sha256 if release.pack else None,
            "revision": release.pack.revision if release.pack else None,
            **{name: getattr(step, name) if step else "" for name in ("words", "sentence", "detail")},
            "progress": step.progress if step else 1.0,
        }
    )
