"""`walls`: whether this machine can wall in what people upload, found by trying."""

import typer

from eightcount import console
from eightcount.options import JsonOption


def walls(*, as_json: JsonOption = False) -> None:
    """Try the walls behind which steps read what people upload. Ends with 1 where they have holes."""
    from workers.walls.proof import TRIED, prove

    proof = prove()
    if as_json:
        console.answer_json({"rings": list(proof.rings), "open": list(proof.open)})
    else:
        rows = [(what, "POSSIBLE" if name in proof.open else "refused") for name, what in TRIED.items()]
        console.results.print(console.table(("a step's process tries to", "here"), rows))
        console.note(proof.sentence())
    if proof.open:
        raise typer.Exit(1)
