"""What commands that act as a device are given: whom to believe, and what lets them in."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eightcount.failures import RefusedError

if TYPE_CHECKING:
    from eightcount_runtime.classpack.verify import Trust

RootOption = Annotated[
    list[str] | None,
    typer.Option(
        envvar="EIGHTCOUNT_ROOT_KEY",
        metavar="PUBLIC_KEY",
        help="Root key to believe, in hex; may be repeated. `eightcount up` and `trust show` tell it.",
    ),
]
AccessOption = Annotated[
    str,
    typer.Option(
        envvar="EIGHTCOUNT_ACCESS",
        metavar="FILE",
        help="What lets this device in, as POST /api/v1/channels/<channel>/access answers; - reads it.",
    ),
]


def must_be_web(url: str) -> None:
    """Raise BadParameter for an address that is not of a web server."""
    if not url.startswith(("http://", "https://")):
        raise typer.BadParameter(f"'{url}' is not the address of a web server (http:// or https://).")


def query_of(access: str, url: str) -> str:
    """What is to stand behind every address, of a file or of standard input."""
    try:
        given = json.loads(sys.stdin.read() if access == "-" else Path(access).read_text())
        base_url, query = str(given["base_url"]), str(given["query"])
    except OSError as error:
        raise RefusedError(f"The access in {access} cannot be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise RefusedError(
            "That is no access: it is the JSON that POST /api/v1/channels/<channel>/access answers."
        ) from error
    if base_url.rstrip("/") != url.rstrip("/"):
        raise RefusedError(f"That access is for {base_url}. It is not shown to {url}.")
    return query


def trust_of(roots: list[str]) -> "Trust":
    """Whom to believe. Raises BadParameter for nobody, and for what is no key."""
    from eightcount_runtime.classpack.verify import Trust  # noqa: PLC0415 - `--help` must not cost seconds

    if not roots:
        raise typer.BadParameter(
            "A device believes only what a root key stands for. Give its public key: --root, or "
            "EIGHTCOUNT_ROOT_KEY. `eightcount up` tells it as it starts, `eightcount trust show` at any time."
        )
    try:
        return Trust(tuple(roots))
    except ValueError as error:
        raise typer.BadParameter("A root key is written as 64 lower-case hexadecimal digits.") from error
