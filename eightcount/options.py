"""Options that many commands share, so that they read the same everywhere."""

from typing import Annotated

import typer

UrlOption = Annotated[
    str, typer.Option("--url", envvar="EIGHTCOUNT_URL", help="Where the API is.", show_default=True)
]
KeyOption = Annotated[
    str, typer.Option("--key", envvar="EIGHTCOUNT_KEY", help="The API key's secret.", show_default=False)
]
JsonOption = Annotated[bool, typer.Option("--json", help="JSON on stdout, for scripts.")]
ClassArgument = Annotated[str, typer.Argument(metavar="CLASS", help="The class: its slug or its id.")]

DEFAULT_URL = "http://127.0.0.1:8080"
