"""Which pack of a class on a server is meant: what learners see, unless another is named. Fetches no pack."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, get_args

from eightcount.client import Client
from eightcount.failures import RefusedError

Channel = Literal["staging", "production"]
Undone = Literal["rollback", "withdraw"]
#: What most learners see comes first.
_CHANNELS: tuple[Channel, ...] = ("production", "staging")


@dataclass(frozen=True)
class Served:
    """A pack as it stands on its server.

    Attributes:
        pack: its id there.
        live_on: the channels on which it is live, the one of most learners first; empty: it is live on none.
        newest: the revision of the newest pack that the class has.
        newest_undone: how that one, which was live, was taken back; None: it was not.
    """

    pack: str
    live_on: tuple[str, ...]
    newest: int
    newest_undone: Undone | None = None


#: Asks a server for the pack of the class of a name. Raises RefusedError, UnreachableError.
Choice = Callable[[Client, str], Served]


def choice_of(channel: str | None, revision: int | None) -> Choice:
    """The newest pack of a revision; or what is live on a channel; or, where neither is named, what is live
    on production, else on staging, else the newest.

    Raises RefusedError for both, and for a channel that there is not.
    """
    if channel is not None and revision is not None:
        raise RefusedError("Name a pack by --channel or by --revision, not by both.", code="usage")
    if channel is not None and channel not in _CHANNELS:
        raise RefusedError(
            f"There is no channel {channel}: --channel is {' or '.join(_CHANNELS)}.", code="usage"
        )
    if revision is not None:
        return partial(_of_revision, revision=revision)
    return partial(_live, channel=channel)


def _of_revision(client: Client, name: str, *, revision: int) -> Served:
    packs = list(client.every("/packs", **{"class": name}))
    found = next((each["id"] for each in packs if each["revision"] == revision), None)
    if found is None:
        there = ", ".join(map(str, sorted({each["revision"] for each in packs}))) or "none"
        raise RefusedError(
            f"{name} has no pack of revision {revision}. Its packs are of: {there}.", code="not-found"
        )
    return _served(client, name, found, _packs_live(client, name), packs[0])


def _live(client: Client, name: str, *, channel: str | None) -> Served:
    live = _packs_live(client, name)
    if channel is not None and channel not in live:
        where = f"it is on {' and '.join(live)}" if live else "nor on another channel"
        raise RefusedError(f"{name} is not live on {channel}, {where}.", code="not-found")
    newest = client.get("/packs", limit=1, **{"class": name}).document["items"]
    if not newest:
        raise RefusedError(f"{name} has no pack yet: build it first.", code="not-found")
    pack = live[channel] if channel else next(iter(live.values()), newest[0]["id"])
    return _served(client, name, pack, live, newest[0])


def _packs_live(client: Client, name: str) -> dict[str, str]:
    """Channel -> the id of the pack that is live there, the channel of most learners first."""
    live: list[Mapping[str, Any]] = client.get(f"/classes/{name}").document["live"]
    packs = {each["channel"]: each["pack_id"] for each in live if each["pack_id"]}
    return {channel: packs[channel] for channel in _CHANNELS if channel in packs}


def _served(
    client: Client, name: str, pack: str, live: Mapping[str, str], newest: Mapping[str, Any]
) -> Served:
    live_on = tuple(channel for channel, shown in live.items() if shown == pack)
    newest_id = newest["id"]
    is_shown = newest_id in (pack, *live.values())
    undone = None if is_shown else _how_undone(client, name, newest_id)
    return Served(pack, live_on, newest["revision"], undone)


def _how_undone(client: Client, name: str, pack: str) -> Undone | None:
    """How a pack that is live nowhere, and was live on a channel, was taken back there, if that is the last
    thing that was done there; of several channels the one where something was done last.
    """
    released = [
        each  # newest first
        for each in client.every(f"/classes/{name}/releases")
        if each["state"] in ("live", "superseded")
    ]
    had = {each["channel"] for each in released if each["pack_id"] == pack}
    last: dict[str, str] = {}
    for each in released:
        last.setdefault(each["channel"], each["kind"])
    undone = (kind for channel, kind in last.items() if channel in had)
    return next((way for kind in undone for way in get_args(Undone) if kind == way), None)
