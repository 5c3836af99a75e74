"""`class`: drafts on the server, made from folders."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from eightcount import console
from eightcount.failures import CommandError, RefusedError, StoppedError, UnreachableError
from eightcount.options import DEFAULT_URL, ClassArgument, JsonOption, KeyOption, UrlOption

app = typer.Typer(no_args_is_help=True, help="Classes from folders: take, song, beats and a class.yaml.")


@app.callback()
def classes() -> None:
    """Classes from folders: take, song, beats and a class.yaml."""


@app.command("import")
def import_folder(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Holds class.yaml, or folders that do.", file_okay=False)
    ],
    url: UrlOption = DEFAULT_URL,
    key: KeyOption = "",
    *,
    as_json: JsonOption = False,
) -> None:
    """Make the server's drafts what folders say; run again, only what differs is sent.

    One folder that cannot be imported does not keep the others from it; with --json, one line for each.
    """
    from eightcount.bars import bytes_bar
    from eightcount.class_folder import class_folders, read_class_folder
    from eightcount.client import Client
    from eightcount.importing import Imported, import_class

    failed: dict[str, CommandError] = {}
    folders = class_folders(folder)
    with Client(url, key) as client:
        for each in folders:
            try:
                imported: Imported = import_class(client, read_class_folder(each), bytes_bar)
            except UnreachableError:
                raise
            except KeyboardInterrupt:
                raise StoppedError("Run it again, it goes on where it was.") from None
            except CommandError as error:
                if len(folders) == 1:
                    raise
                failed[each.name] = error
                _tell_failed(each.name, error, as_json=as_json)
            else:
                _tell_done(each.resolve().name, imported, as_json=as_json)
    if failed:
        names = ", ".join(failed)
        raise RefusedError(
            f"{len(failed)} of {len(folders)} folders were not imported: {names}.", code="import"
        )


@app.command("align")
def align(
    name: ClassArgument,
    offset_s: Annotated[
        float | None, typer.Option(help="Correct it: song time of the take's first frame, seconds.")
    ] = None,
    rate: Annotated[
        float | None, typer.Option(help="Song seconds per take second; as found where not given.")
    ] = None,
    note: Annotated[str, typer.Option(help="Why, for whoever asks later.")] = "",
    url: UrlOption = DEFAULT_URL,
    key: KeyOption = "",
    *,
    accept: Annotated[bool, typer.Option("--accept", help="You have listened, and it is right.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Show where the song lies in the take; accept it, or correct it for the next build."""
    from eightcount.client import Client

    if accept and offset_s is not None:
        raise RefusedError("Either accept the offset that was found or give another, not both.", code="usage")
    path = f"/classes/{name}/alignment"
    with Client(url, key) as client:
        if accept:
            alignment = client.post(f"{path}/accept", {"note": note}).document
        elif offset_s is not None:
            correction = {"offset_s": offset_s, "rate": rate, "note": note}
            alignment = client.edit("PUT", path, correction, "*").document
        else:
            alignment = client.get(path).document
    _tell_alignment(alignment, as_json=as_json)


def _tell_alignment(alignment: Any, *, as_json: bool) -> None:
    if as_json:
        console.answer_json(alignment)
        return
    judged = alignment["decided"] or ("check it by ear" if alignment["to_check"] else alignment["verdict"])
    confidence = alignment["confidence"]  # none where only a person has spoken
    sure = f"  (confidence {confidence:.2f})" if confidence is not None else ""
    console.results.print(
        f"song_s = {alignment['offset_s']:+z.6f} + {alignment['rate']:.9f} * video_s{sure}: {judged}"
    )
    for problem in alignment["document"]["problems"]:
        console.results.print(f"{problem['severity']}: {problem['sentence']}", markup=False)


def _tell_done(name: str, imported: Any, *, as_json: bool) -> None:
    if as_json:
        console.answer_json({"folder": name, **asdict(imported)})
    else:
        changes = "; ".join(imported.changes) or "nothing to do, all is there"
        console.results.print(f"{imported.slug}: {changes}")


def _tell_failed(name: str, error: CommandError, *, as_json: bool) -> None:
    if as_json:
        console.answer_json({"folder": name, "error": {"code": error.code, "sentence": error.sentence}})
    else:
        console.notes.print(f"{name}: {error.sentence}", markup=False, style="red")
