"""`device`: what a phone does, done here: follow a channel, verify everything, keep the last good."""

import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eightcount import bars, console
from eightcount.device_side import AccessOption, RootOption, must_be_web, query_of, trust_of
from eightcount.failures import CommandError, RefusedError, UnreachableError
from eightcount.options import ClassArgument, JsonOption

if TYPE_CHECKING:
    from eightcount_runtime.device import SyncReport

app = typer.Typer(no_args_is_help=True, help="Play the device: follow a channel, look at what arrived.")

FolderArgument = Annotated[Path, typer.Argument(metavar="DIR", help="The device's folder.")]
NewFolderArgument = Annotated[
    Path, typer.Argument(metavar="DIR", help="The device's folder; made if missing.")
]
ChannelOption = Annotated[str, typer.Option(help="staging or production.")]


@app.command()
def sync(
    url: Annotated[str, typer.Argument(metavar="URL", help="Where packs are handed out.")],
    folder: NewFolderArgument,
    channel: ChannelOption = "production",
    root: RootOption = None,
    access: AccessOption = "",
    only: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CLASS",
            help="Bring only this class; may be repeated. Of the others the manifests come, and what is "
            "installed of them stays as it is. All without it.",
        ),
    ] = None,
    *,
    thorough: Annotated[
        bool, typer.Option(help="Hash what is held again, not only look at its length.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Bring a folder to what a channel shows: signed under the root key, resumed, verified by hash."""
    from eightcount_runtime import device
    from eightcount_runtime.classpack.errors import PackError
    from eightcount_runtime.fetch import OfflineError

    must_be_web(url)
    trust = trust_of(root or [])
    source = device.Source(url, query=query_of(access, url) if access else "")
    began_s = time.monotonic()
    try:
        with bars.bytes_bar(f"sync {channel}") as move:
            done: dict[str, int] = {}

            def tell(progress: device.Progress) -> None:
                fresh = progress.done_bytes - done.get(progress.class_id, 0)
                done[progress.class_id] = progress.done_bytes
                move(fresh, progress.total_bytes)

            report = device.sync(
                source, folder, channel, trust, thorough=thorough, progress=tell, only=only or None
            )
    except OfflineError as error:
        raise UnreachableError(error.sentence, code="unreachable") from error
    except PackError as error:
        raise RefusedError(error.sentence, code=type(error).__name__) from error
    took_s = time.monotonic() - began_s
    if as_json:
        said = {**asdict(report), "expires": report.expires.isoformat(), "took_s": round(took_s, 3)}
        console.answer_json({**said, "complete": report.complete})
    else:
        _tell(report, took_s, thorough=thorough)
    if not report.complete:
        failed = next(each for each in report.classes if each.state == "failed")
        kind: type[CommandError] = UnreachableError if failed.offline else RefusedError
        raise kind(f"{failed.class_id}: {failed.sentence}", code="incomplete")


@app.command()
def sheet(
    folder: FolderArgument,
    name: ClassArgument,
    out: Annotated[Path, typer.Option(help="The picture to write.")] = Path("contact-sheet.jpg"),
    channel: Annotated[str | None, typer.Option(help="Where the folder holds it from several.")] = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """A contact sheet of a class on the device: each step point with the skeleton drawn on the dancer."""
    from eightcount.contact_sheet import write_contact_sheet
    from eightcount.packs import opened

    write_contact_sheet(opened(folder, name, channel), out)
    if as_json:
        console.answer_json({"path": str(out.resolve())})
    else:
        console.results.print(str(out.resolve()))


def _tell(report: "SyncReport", took_s: float, *, thorough: bool) -> None:
    rows = [
        (
            each.class_id,
            each.state,
            console.readable_bytes(each.downloaded_bytes),
            console.readable_bytes(each.reused_bytes),
            each.sentence,
        )
        for each in report.classes
    ]
    columns = ("class", "state", "downloaded", "kept", "")
    console.results.print(console.table(columns, rows, right=("downloaded", "kept")))
    console.results.print(
        f"{report.channel}, version {report.version}: {console.readable_bytes(report.downloaded_bytes)} "
        f"downloaded in {took_s:.2f} s; {_verified(report, thorough=thorough)}"
    )
    console.results.print(
        f"signed under the root key (its document's version {report.root_version}), good until "
        f"{report.expires:%Y-%m-%d}"
    )


def _verified(report: "SyncReport", *, thorough: bool) -> str:
    """How sure we are of the files: an updated class is hashed whole, a current one only when asked."""
    states = {each.state for each in report.classes}
    if "failed" in states:
        return "what came is verified by its hash"
    if thorough or "current" not in states:
        return "every file verified by its hash"
    if "updated" not in states:
        return "held files checked by their length (--thorough reads them all)"
    return "updated classes verified by hash, files of the others by their length (--thorough reads them all)"
