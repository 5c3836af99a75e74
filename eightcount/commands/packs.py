"""`pack`: what is in a class pack."""

from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer

from eightcount import console
from eightcount.options import JsonOption

app = typer.Typer(no_args_is_help=True, help="Class packs that lie on a disk.")


@app.command()
def inspect(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR", help="A device's folder, or one in which `eightcount step package` left a pack."
        ),
    ],
    name: Annotated[
        str | None, typer.Argument(metavar="[CLASS]", help="The class, in a device's folder.")
    ] = None,
    channel: Annotated[str | None, typer.Option(help="Where the folder holds it from several.")] = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Open a pack as a device does, every hash verified, and show its files, parts and steps."""
    from eightcount import packs

    pack = packs.opened(folder, name, channel) if name else packs.of_step(folder)
    document = packs.described(pack)
    if as_json:
        console.answer_json(document)
    else:
        show(document)


def show(document: dict[str, Any]) -> None:
    """The document of `packs.described` for people."""
    titles = " / ".join(document["titles"].values())
    song = document["song"]
    console.results.print(f"{document['class']} revision {document['revision']}: {titles}", style="bold")
    console.results.print(
        f"{song['title']} ({song['artist']}), danced by {document['dancer']}; "
        f"{document['duration_s']:.2f} s, {console.readable_bytes(document['bytes'])}, "
        f"song at {document['alignment']['offset_s']:+z.4f} s"
    )
    files = [
        (file["path"], file["role"], console.readable_bytes(file["bytes"]), file["sha256"][:12])
        for file in document["files"]
    ]
    console.results.print(console.table(("file", "role", "size", "sha256"), files, right=("size",)))
    parts = [
        (
            str(number),
            part["name"] or "",
            str(len(part["steps"])),
            f"{part['start_s']:.3f}",
            f"{part['end_s']:.3f}",
            f"{sum(step['judged'] for step in part['steps'])} of {len(part['steps'])}",
        )
        for number, part in enumerate(document["parts"], start=1)
    ]
    columns = ("part", "name", "steps", "from s", "to s", "judged")
    console.results.print(console.table(columns, parts, right=("part", "steps", "from s", "to s")))
    for number, part in enumerate(document["parts"], start=1):
        if hidden := _hidden(part["steps"]):
            console.results.print(f"Part {number}, too little seen to be judged: {hidden}.")
    for problem in document["problems"]:
        console.results.print(f"{problem['severity']}: {problem['sentence']}")


def _hidden(steps: list[dict[str, Any]]) -> str:
    """The joints of a part that are not judged at some of its steps, and at how many; empty: none."""
    counts = Counter(joint for step in steps for joint in step["hidden"])
    by_count: dict[int, list[str]] = {}
    for joint, count in counts.most_common():
        by_count.setdefault(count, []).append(joint.replace("_", " "))
    return "; ".join(
        f"{', '.join(joints)} at {'every step' if count == len(steps) else f'{count} of {len(steps)} steps'}"
        for count, joints in by_count.items()
    )
