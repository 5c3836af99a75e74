"""`verify`: a live channel checked from outside, and against database and shelf on the server."""

import time
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from eightcount import bars, console
from eightcount.device_side import AccessOption, RootOption, must_be_web, query_of, trust_of
from eightcount.failures import ExitCode, RefusedError
from eightcount.options import JsonOption

if TYPE_CHECKING:
    from eightcount.comparing import Compared
    from eightcount.walking import Walk


def verify(
    url: Annotated[
        str, typer.Argument(metavar="URL", help="Where devices read packs: the CDN, or the server.")
    ],
    channel: Annotated[str, typer.Option(help="staging or production.")] = "production",
    root: RootOption = None,
    access: AccessOption = "",
    *,
    database: Annotated[
        bool, typer.Option(help="On the server: compare with the database and the shelf of the settings.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Fetch all that a channel shows, as a device would, and tell everything that is wrong with it."""
    import httpx

    from eightcount.walking import Way, walk

    must_be_web(url)
    trust = trust_of(root) if root else None
    query = query_of(access, url) if access else ""
    began_s = time.monotonic()
    with (
        httpx.Client(timeout=30.0, follow_redirects=False) as client,
        bars.bytes_bar(f"verify {channel}") as move,
    ):
        done = [0]

        def tell(count: int) -> None:
            done[0] += count
            move(count, done[0])

        walked = walk(Way(client, url.rstrip("/"), query), channel, trust, now=datetime.now(UTC), tell=tell)
    compared = _compare(walked) if database else None
    faults = [*walked.faults, *(compared.faults if compared else ())]
    if as_json:
        console.answer_json(_document(walked, compared, time.monotonic() - began_s))
        raise typer.Exit(int(ExitCode.REFUSED if faults else ExitCode.OK))
    _tell(walked, compared)
    if faults:
        some = "fault was" if len(faults) == 1 else "faults were"
        raise RefusedError(f"{len(faults)} {some} found on {channel} at {url}.", code="faults")


def _compare(walked: "Walk") -> "Compared":
    from eightcount.comparing import compare
    from eightcount.local_house import local_house

    with local_house("Rows and shelf") as house:
        return compare(house, walked)


def _document(walked: "Walk", compared: "Compared | None", took_s: float) -> dict[str, Any]:
    pointer = walked.pointer
    return {
        "url": walked.url,
        "channel": walked.channel,
        "version": pointer.version if pointer else None,
        "expires": pointer.expires.isoformat() if pointer else None,
        "age_s": walked.age_s,
        "max_age_s": walked.max_age_s,
        "classes": len(pointer.classes) if pointer else 0,
        "objects": walked.objects,
        "bytes": walked.bytes,
        "faults": [asdict(each) for each in (*walked.faults, *(compared.faults if compared else ()))],
        "notes": [asdict(each) for each in (*walked.notes, *(compared.notes if compared else ()))],
        "shelf": {
            "files": compared.shelf_files,
            "unneeded_files": compared.unneeded_files,
            "unneeded_bytes": compared.unneeded_bytes,
        }
        if compared
        else None,
        "took_s": round(took_s, 3),
    }


def _tell(walked: "Walk", compared: "Compared | None") -> None:
    faults = [*walked.faults, *(compared.faults if compared else ())]
    for each in (*walked.notes, *(compared.notes if compared else ())):
        console.notes.print(
            f"{each.where} {each.sentence}".strip(), style="yellow", markup=False, soft_wrap=True
        )
    if faults:
        rows = [(each.code, each.where, each.sentence) for each in faults]
        console.results.print(console.table(("fault", "where", ""), rows))
    if (pointer := walked.pointer) is not None:
        console.results.print(
            f"{walked.channel}, version {pointer.version}, good until {pointer.expires:%Y-%m-%d}: "
            f"{len(pointer.classes)} classes, {walked.objects} files fetched whole and verified by hash, "
            f"{console.readable_bytes(walked.bytes)}"
        )
    if compared is not None:
        console.results.print(
            f"the shelf has {compared.shelf_files} files; {compared.unneeded_files} "
            f"({console.readable_bytes(compared.unneeded_bytes)}) are not needed any more"
        )
