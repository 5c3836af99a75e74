"""What a device does: follow a channel, fetch what is new, believe only what verifies, keep the last good.

    trust = Trust(("…the root's public key, pinned with the app…",))
    report = sync(Source("https://classes.example"), Path("packs"), "production", trust)
    pack = open_pack(Path("packs"), "my-class")

A class switches to its new pack at once, when all of it is there, verified, and has been opened; until then,
and whenever something is wrong, the old one stays in use.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from pathlib import Path

from eightcount_runtime.choosing import Listed, catalogue, remove_class
from eightcount_runtime.classpack.channel import MAX_BYTES as MAX_POINTER_BYTES
from eightcount_runtime.classpack.channel import Pointer, PointerClass
from eightcount_runtime.classpack.errors import PackError
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
from eightcount_runtime.install import Desk, Meter, Progress, install, is_installed, is_previewed, preview
from eightcount_runtime.pack import Pack, open_pack, read_pack
from eightcount_runtime.report import ClassReport, SyncReport, failed

__all__ = [
    "ClassReport",
    "Listed",
    "Pack",
    "Progress",
    "Source",
    "SyncReport",
    "Trust",
    "catalogue",
    "open_pack",
    "read_pack",
    "remove_class",
    "sync",
]


def sync(
    source: Source,
    folder: Path,
    channel: str,
    trust: Trust,
    *,
    now: datetime | None = None,
    thorough: bool = False,
    progress: Callable[[Progress], None] = lambda _: None,
    only: Collection[str] | None = None,
    previews: Collection[str] = (),
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
        only: classes to bring. Of the others the manifests come alone, so that they can be shown
            (`catalogue`), and what is installed of them stays as it is. All where not given.
        previews: files of these roles come with the manifests of classes that are not to be brought.

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
        desk, wishes = Desk(source, folder, thorough, progress), _Wishes(only, previews)
        classes = _follow(desk, wishes, channel, accepted.pointer, held)
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


@dataclass(frozen=True)
class _Wishes:
    """Which classes to bring (None: all), and what of the others."""

    only: Collection[str] | None
    previews: Collection[str]


def _follow(
    desk: Desk, wishes: _Wishes, channel: str, pointer: Pointer, held: Held
) -> tuple[ClassReport, ...]:
    """Install what the pointer shows, class by class; each switch is recorded when its class is whole."""
    reports = []
    offline: OfflineError | None = None
    for entry in pointer.classes:
        report = _bring(desk, wishes, entry, held.installed.get(entry.class_id), offline)
        if report.offline and offline is None:
            offline = OfflineError(report.sentence)
        reports.append(report)
        if report.state == "updated":
            held = replace(held, installed={**held.installed, entry.class_id: entry.manifest})
            write_held(desk.folder, channel, held)
    shown = {entry.class_id for entry in pointer.classes}
    gone = [class_id for class_id in held.installed if class_id not in shown]
    if gone:
        kept = {name: sha256 for name, sha256 in held.installed.items() if name in shown}
        write_held(desk.folder, channel, replace(held, installed=kept))
    unknown = [name for name in dict.fromkeys(wishes.only or ()) if name not in shown and name not in gone]
    return (
        *reports,
        *(ClassReport(class_id, "removed", None) for class_id in gone),
        *(failed(ClassReport(name, "failed", None), _not_shown(name, channel)) for name in unknown),
    )


def _not_shown(class_id: str, channel: str) -> PackError:
    return PackError(f"The channel {channel!r} does not show the class {class_id!r}.")


def _bring(
    desk: Desk, wishes: _Wishes, entry: PointerClass, in_use: str | None, offline: OfflineError | None
) -> ClassReport:
    """One class: whole and verified, or shown at least, or what kept it from that."""
    meter = Meter()
    report = ClassReport(entry.class_id, "failed", in_use)
    wanted = wishes.only is None or entry.class_id in wishes.only
    try:
        if in_use == entry.manifest and is_installed(desk, entry):
            return replace(report, state="current")
        if not wanted and is_previewed(desk, entry, wishes.previews):
            return replace(report, state="offered")
        if offline is not None:
            return failed(report, offline)
        if wanted:
            install(desk, entry, meter)
            report = replace(report, state="updated", manifest=entry.manifest, reused_bytes=meter.reused)
        else:
            preview(desk, entry, wishes.previews, meter)
            report = replace(report, state="offered")
    except PackError as error:
        report = failed(report, error)
    except OSError as error:
        report = replace(report, sentence=f"{entry.class_id} cannot be kept here: {error.strerror}.")
    return replace(report, downloaded_bytes=meter.downloaded)
