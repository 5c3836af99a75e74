"""`key`: API keys, in the database of the settings."""

from dataclasses import asdict
from typing import Annotated

import typer

from eightcount import console
from eightcount.options import JsonOption

app = typer.Typer(no_args_is_help=True, help="API keys, in the database of the settings.")


@app.command()
def create(
    name: Annotated[str, typer.Option(help="Whose it is, or what for.")],
    scope: Annotated[
        list[str] | None,
        typer.Option(
            help="What it allows: read, author, review, build, publish, admin or all. May be repeated.  "
            "[default: read]"
        ),
    ] = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Make a key. Its secret is printed this once and kept nowhere."""
    from eightcount import local_keys
    from eightcount.local_database import told_settings

    key, secret = local_keys.create(told_settings("Keys"), name, scope or ["read"])
    if as_json:
        console.answer_json({**asdict(key), "secret": secret})
        return
    console.note(f"Key {key.id} may: {', '.join(key.scopes)}. Its secret is shown this once:")
    console.results.print(secret)


@app.command("list")
def list_keys(*, as_json: JsonOption = False) -> None:
    """All keys, without their secrets."""
    from eightcount import local_keys
    from eightcount.local_database import told_settings

    keys = local_keys.every(told_settings("Keys"))
    if as_json:
        console.answer_json([asdict(key) for key in keys])
        return
    rows = [
        (key.id, key.name, " ".join(key.scopes), key.created_at[:10], "revoked" if key.revoked_at else "")
        for key in keys
    ]
    console.results.print(console.table(("id", "name", "scopes", "made", ""), rows))


@app.command()
def revoke(
    key: Annotated[str, typer.Argument(metavar="KEY", help="The key's id, from `key list`.")],
    *,
    as_json: JsonOption = False,
) -> None:
    """End a key at once."""
    from eightcount import local_keys
    from eightcount.local_database import told_settings

    ended = local_keys.revoke(told_settings("Keys"), key)
    if as_json:
        console.answer_json(asdict(ended))
    else:
        console.note(f"Key {ended.id} is revoked.")
