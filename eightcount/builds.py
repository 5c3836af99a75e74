"""Builds and releases as the command line sees them: started, and watched until they have ended."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from eightcount.client import Client
from eightcount.failures import BuildFailedError, RefusedError, UnreachableError

_LOOK_S = 0.15


@dataclass(frozen=True)
class Step:
    """One step of a build. `seconds` is None for a step that was not begun; `attempt` is more than 1 when one
    was lost with its worker. `shard` is "2/3" for the second of three that a take is split into, else empty.
    """

    name: str
    shard: str
    state: str
    progress: float
    attempt: int
    words: str
    cached: bool
    seconds: float | None
    sentence: str
    detail: str

    @property
    def title(self) -> str:
        """What people read: no two steps of a build have the same."""
        return f"{self.name} {self.shard}".rstrip()


@dataclass(frozen=True)
class Build:
    """A build as it stands. state: running, needs_beats, done, failed, aborted."""

    id: str
    class_slug: str
    state: str
    revision: int
    beats_revision: int | None
    pack_sha256: str | None
    steps: tuple[Step, ...]
    document: Mapping[str, Any]

    @property
    def ran(self) -> tuple[str, ...]:
        """Names of the steps that were worked on for this build."""
        return tuple(step.name for step in self.steps if step.state == "done" and not step.cached)

    @property
    def from_cache(self) -> tuple[str, ...]:
        """Names of the steps whose output was there already."""
        return tuple(step.name for step in self.steps if step.cached)


def start(client: Client, name: str, params: Mapping[str, Mapping[str, Any]]) -> Build:
    """Build the draft of a class as it stands; one that is being built already is given back."""
    return _build(client.post(f"/classes/{name}/builds", {"params": params}).document)


def abort(client: Client, name: str) -> Build:
    """Stop the build of a class that runs now; what it has finished stays. The server refuses one that has
    ended. Raises RefusedError where there was none.
    """
    newest = client.get(f"/classes/{name}").document["build"]
    if newest is None:
        raise RefusedError(f"The class '{name}' was never built; there is nothing to abort.", code="no-build")
    return _build(client.post(f"/builds/{newest['id']}/abort", {}).document)


def watch(client: Client, build_id: str) -> Iterator[Build]:
    """The build now and after every change until it has ended. A stream that breaks is asked for again."""
    broken_since_s: float | None = None
    while True:
        try:
            for event in client.events(f"/builds/{build_id}/events"):
                broken_since_s = None
                build = _build(event.data)
                yield build
                if build.state != "running":
                    return
        except UnreachableError:
            broken_since_s = broken_since_s or time.monotonic()
            if time.monotonic() - broken_since_s > client.patience_s:
                raise
        time.sleep(0.5)


def must_be_done(build: Build) -> None:
    """Raise BuildFailedError with the sentence of the step that failed."""
    if build.state == "aborted":
        raise BuildFailedError("The build was aborted.", code="aborted")
    if build.state != "failed":
        return
    failed = next((step for step in build.steps if step.state == "failed"), None)
    said = f"{failed.name}: {failed.sentence}" if failed else "The build failed."
    raise BuildFailedError(said, code="build-failed")


def publish(client: Client, name: str, channel: str, note: str = "") -> Mapping[str, Any]:
    """Make the newest pack visible on a channel and wait until it is live; the release's document."""
    asked = client.post(f"/classes/{name}/releases", {"channel": channel, "note": note})
    return _live(client, asked.document)


def roll_back(client: Client, name: str, channel: str, note: str = "") -> Mapping[str, Any]:
    """Make the pack before visible again and wait until it is live; the release's document."""
    asked = client.post(f"/classes/{name}/rollback", {"channel": channel, "note": note})
    return _live(client, asked.document)


def _live(client: Client, release: Mapping[str, Any]) -> Mapping[str, Any]:
    while release["state"] == "pending":
        time.sleep(_LOOK_S)
        release = client.get(f"/releases/{release['id']}").document
    if release["state"] == "failed":
        raise BuildFailedError(f"publish: {release['sentence']}", code="publish-failed")
    return release


def _build(document: Mapping[str, Any]) -> Build:
    return Build(
        id=document["id"],
        class_slug=document["class_slug"],
        state=document["state"],
        revision=document["revision"],
        beats_revision=document["beats_revision"],
        pack_sha256=document["pack_sha256"],
        steps=tuple(
            Step(**{field: step[field] for field in Step.__dataclass_fields__}) for step in document["steps"]
        ),
        document=document,
    )
