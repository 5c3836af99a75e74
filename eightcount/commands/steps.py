"""`step`: any step of the pipeline by hand on a folder of files; no server, no broker, no database."""

import json
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from eightcount import bars, console
from eightcount.failures import RefusedError
from eightcount.options import JsonOption


def step(
    name: Annotated[str, typer.Argument(metavar="NAME", help="probe, audio_align, audio_replace, ...")],
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Holds what the step reads; it writes there too.")
    ],
    param: Annotated[
        list[str] | None, typer.Option(metavar="KEY=VALUE", help="A parameter; the value is JSON or a word.")
    ] = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Run one step of the pipeline by hand on a folder.

    The folder holds the files that the step reads under their names (take, song, beats.json, ...).
    """
    from cms.settings import Settings
    from workers.handing import written
    from workers.runner import run_in_child
    from workers.step import Limits

    if not folder.is_dir():
        raise RefusedError(f"There is no folder '{folder}'.", code="not-found")
    settings = Settings()
    shared = {field: getattr(settings, field) for field in Limits.__dataclass_fields__}
    began_s = time.monotonic()
    with bars.work_bar(name) as tell:

        def watch(fraction: float, words: str) -> bool:
            tell(fraction, words)
            return True

        ended = run_in_child(name, folder.resolve(), _params(param or []), Limits(**shared), watch)
    if ended.kind != "done":
        sentence = f"{ended.sentence}\n{ended.detail}" if ended.detail else ended.sentence
        raise RefusedError(sentence, code="step-refused")
    files = written(name, folder)
    took_s = time.monotonic() - began_s
    if as_json:
        console.answer_json({"step": name, "files": files, "took_s": round(took_s, 3)})
        return
    rows = [(file, console.readable_bytes((folder / file).stat().st_size)) for file in files]
    console.results.print(console.table(("wrote", "size"), rows, right=("size",)))
    console.note(f"{name}: {took_s:.1f} s")


def _params(given: list[str]) -> dict[str, Any]:
    found = {}
    for word in given:
        key, equals, value = word.partition("=")
        if not equals or not key:
            raise typer.BadParameter(f"'{word}' is not KEY=VALUE.", param_hint="--param")
        try:
            found[key] = json.loads(value)
        except ValueError:
            found[key] = value
    return found
