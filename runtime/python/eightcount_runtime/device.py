"""What a device does: follow a channel, fetch what is new, believe only what verifies, keep the last good.

    trust = Trust(("…the root's public key, pinned with the app…",))
    report = sync(Source("https://classes.example"), Path("packs"), "production", trust)
    pack = open_pack(Path("packs"), "my-class")

A class switches to its new pack at once, when all of it is there, verified, and has been opened; until then,
and whenever something is wrong, the old one stays in use.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Literal

from eightcount_runtime.classpack.channel import MAX_BYTES as MAX_POINTER_BYTES
from eightcount_runtime.classpack.channel import Pointer, PointerClass
from eightcount_runtime.classpack.errors import NewerRuntimeError, PackError, UnsupportedFormatError
from eightcount_runtime.classpack.manifest import is_name
from eightcount_runtime.classpack.shelf import pointer_key
from eightcount_runtime.classpack.verify import Trust, accept_pointer
from eightcount_runtime.device_folder import (
    Held,
    locked,
    read_held,
    root_version_seen,
    sweep,
    write_held,
)
from eightcount_runtime.fetch import OfflineError, Source, fetch_small
from eightcount_runtime.install import Desk, Meter, Progress, install, is_installed
from eightcount_runtime.pack import Pack, open_pack, read_pack

__all__ = [
    "ClassReport",
    "Pack",
    "Progress",
    "Source",
    "SyncReport",
    "Trust",
    "open_pack",
    "read_pack",
    "sync",
]

ClassState = Literal["current", "updated", "skipped", "failed", "removed"]


@dataclass(frozen=True)
class ClassReport:
    """What became of a class: `current` (nothing to do), `updated`, `skipped` (needs a newer runtime),
    `failed`, `removed`. `sentence` says why it was skipped or failed; then the pack in use before stays, if
    there was one. `manifest` is the one in use afterwards; `offline`: it failed because the server cannot be
    reached.
    """

    class_id: str
    state: ClassState
    manifest: str | None
    sentence: str = ""
    downloaded_bytes: int = 0
    reused_bytes: int = 0
    offline: bool = False


@dataclass(frozen=True)
class SyncReport:
    """What a sync did. `downloaded_bytes` counts pointer, manifests and objects, `reused_bytes` objects that
    an updated class needs and the device held; `not_modified`: the server said that the held pointer is
    current. `version` and `expires` are the pointer's, `root_version` is that of the root document beside it.
    """

    channel: str
    version: int
    expires: datetime
    root_version: int
    not_modified: bool
    classes: tuple[ClassReport, ...]
    downloaded_bytes: int
    reused_bytes: int

    @property
    def complete(self) -> bool:
        """Does the device now show what the channel shows, but for classes that need a newer runtime?"""
        return all(each.state != "failed" for each in self.classes)


def sync(
    source: Source,
    folder: Path,
    channel: str,
    trust: Trust,
    *,
    now: datetime | None = None,
    thorough: bool = False,
    progress: Callable[[Progress], None] = lambda _: None,
) -> SyncReport:
    """Bring the folder to what the channel shows.

    Args:
        source: where from.
        folder: the device's own; made where it is missing.
        channel: for example "production".
        trust: whose word counts.
        now: the time, with a zone; the device's clock where not given.
        thorough: read and hash held objects of packs in use too, not only their lengths; `open_pack` always
            does.
        progress: is told of every piece that came.

    Returns:
        What was done for each class. A class that failed keeps its last good pack; the next sync goes on
        where this one ended.

    Raises:
        PackError: the pointer cannot be had, believed or written, or another sync is at work: nothing has
            changed.
        OSError: the folder cannot be written at all.
    """
    if not is_name(channel):
        raise PackError(f"{channel!r} is not the name of a channel.")
    with locked(folder):
        held, root_version = read_held(folder, channel), root_version_seen(folder)
        if held is None or held.base_url != source.base_url:
            held = Held(source.base_url, installed=held.installed if held else {})
        answer = fetch_small(source, pointer_key(channel), limit=MAX_POINTER_BYTES, etag=held.etag)
        pointer_file = answer.data if answer.data is not None else held.pointer or b""
        moment = now or datetime.now(timezone.utc)
        accepted = accept_pointer(
            pointer_file,
            channel=channel,
            trust=trust,
            held=held.pointer,
            root_version_seen=root_version,
            now=moment,
        )
        known, held = held, replace(held, etag=answer.etag, pointer=pointer_file)
        if held != known:
            write_held(folder, channel, held)
        classes = _follow(Desk(source, folder, thorough, progress), channel, accepted.pointer, held)
        sweep(folder)
        return SyncReport(
            channel=channel,
            version=accepted.pointer.version,
            expires=accepted.pointer.expires,
            root_version=accepted.root.root.version,
            not_modified=answer.data is None,
            classes=classes,
            downloaded_bytes=len(answer.data or b"") + sum(each.downloaded_bytes for each in classes),
            reused_bytes=sum(each.reused_bytes for each in classes),
        )


def _follow(desk: Desk, channel: str, pointer: Pointer, held: Held) -> tuple[ClassReport, ...]:
    """Install what the pointer shows, class by class; each switch is recorded when its class is whole."""
    reports = []
    offline = ""
    for entry in pointer.classes:
        report = _bring(desk, entry, held.installed.get(entry.class_id), offline)
        offline = offline or (report.sentence if report.offline else "")
        reports.append(report)
        if report.state == "updated":
            held = replace(held, installed={**held.installed, entry.class_id: entry.manifest})
            write_held(desk.folder, channel, held)
    shown = {entry.class_id for entry in pointer.classes}
    gone = [class_id for class_id in held.installed if class_id not in shown]
    if gone:
        kept = {name: sha256 for name, sha256 in held.installed.items() if name in shown}
        write_held(desk.folder, channel, replace(held, installed=kept))
    return (*reports, *(ClassReport(class_id, "removed", None) for class_id in gone))


def _bring(desk: Desk, entry: PointerClass, in_use: str | None, offline: str) -> ClassReport:
    """One class: whole and verified, or what kept it from that."""
    meter = Meter()
    report = ClassReport(entry.class_id, "failed", in_use)
    try:
        if in_use == entry.manifest and is_installed(desk, entry):
            return replace(report, state="current")
        if offline:
            return replace(report, sentence=offline)
        install(desk, entry, meter)
    except (NewerRuntimeError, UnsupportedFormatError) as error:
        report = replace(report, state="skipped", sentence=error.sentence)
    except PackError as error:
        report = replace(report, sentence=error.sentence, offline=isinstance(error, OfflineError))
    except OSError as error:
        report = replace(report, sentence=f"{entry.class_id} cannot be kept here: {error.strerror}.")
    else:
        report = replace(report, state="updated", manifest=entry.manifest, reused_bytes=meter.reused)
    return replace(report, downloaded_bytes=meter.downloaded)
