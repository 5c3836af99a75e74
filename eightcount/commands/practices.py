"""`practice`: what learners danced, as the server keeps it. `score --keep` stores one."""

import re
from typing import Annotated, Any

import typer

from eightcount import console
from eightcount.options import DEFAULT_URL, ClassArgument, JsonOption, KeyOption, UrlOption

app = typer.Typer(no_args_is_help=True, help="Stored practices of a class; `score --keep` stores one.")


@app.command("list")
def list_practices(
    name: ClassArgument, url: UrlOption = DEFAULT_URL, key: KeyOption = "", *, as_json: JsonOption = False
) -> None:
    """All stored practices of a class, newest first."""
    from eightcount.client import Client

    with Client(url, key) as client:
        practices = list(client.every(f"/classes/{name}/practices"))
    if as_json:
        console.answer_json(practices)
        return
    rows = [_row(practice) for practice in practices]
    console.results.print(
        console.table(("id", "name", "danced", "stored", "score", "judged"), rows, right=("score", "judged"))
    )


@app.command()
def remove(
    name: ClassArgument,
    practice: Annotated[str, typer.Argument(metavar="PRACTICE", help="Its id, from `practice list`.")],
    url: UrlOption = DEFAULT_URL,
    key: KeyOption = "",
    *,
    as_json: JsonOption = False,
) -> None:
    """Delete a practice for good, with its video and poses."""
    from eightcount.client import Client
    from eightcount.failures import RefusedError

    if not re.fullmatch(r"[0-9a-f]{22}", practice):
        raise RefusedError(
            f"'{practice}' is no practice's id. Name its id: see `eightcount practice list {name}`.",
            code="usage",
        )
    with Client(url, key) as client:
        client.delete(f"/classes/{name}/practices/{practice}")
    if as_json:
        console.answer_json({"removed": practice})
    else:
        console.note(f"Practice {practice} of {name} is deleted, with its video and poses.")


def _row(practice: Any) -> tuple[str, ...]:
    total = practice["total"]
    danced, stored = (practice[moment] or "" for moment in ("danced_at", "created_at"))
    score = "" if total["score"] is None else f"{total['score']:.1f}"
    judged = f"{total['judged']} of {total['steps']}" if "judged" in total else ""
    return practice["id"], practice["name"], danced[:10], stored[:10], score, judged
