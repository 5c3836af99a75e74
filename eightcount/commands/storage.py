"""`storage`: the buckets of the settings, looked at and prepared."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from eightcount import console
from eightcount.failures import RefusedError
from eightcount.options import JsonOption

if TYPE_CHECKING:
    from cms.storage.s3_check import Finding

app = typer.Typer(no_args_is_help=True, help="The buckets of the settings.")
_COLOURS = {"fine": "green", "advice": "yellow", "wrong": "red"}


@app.command()
def check(*, as_json: JsonOption = False) -> None:
    """Try whether both buckets are there, private, and keep their word; exit code 1 where they do not."""
    from cms.storage.s3_check import check as look

    store, shelf, origin = _buckets()
    _tell(look(store, shelf, origin), as_json=as_json)


@app.command()
def prepare(*, as_json: JsonOption = False) -> None:
    """Let the admin's pages send parts to the private bucket (CORS), and left uploads end (lifecycle)."""
    from cms.storage.s3_check import prepare as set_up

    store, _, origin = _buckets()
    _tell(set_up(store, origin), as_json=as_json)


def _buckets() -> tuple[Any, Any, str]:
    """The private bucket, that of the shelf, and the origin of the admin's pages. Raises RefusedError."""
    from urllib.parse import urlsplit

    from cms.errors import CmsError
    from cms.settings import Settings
    from cms.stores import buckets, in_buckets

    settings = Settings()
    try:
        if not in_buckets(settings):
            raise RefusedError(
                "No buckets are set: files lie in the data folder, and there is nothing to check. Set"
                " EIGHTCOUNT_S3_BUCKET and EIGHTCOUNT_S3_SHELF_BUCKET to use S3 (docs/storage.md).",
                code="no-buckets",
            )
        store, shelf = buckets(settings)
    except CmsError as error:
        raise RefusedError(error.sentence, code=error.code) from error
    url = urlsplit(settings.public_url)
    return store, shelf, f"{url.scheme}://{url.netloc}"


def _tell(findings: "list[Finding]", *, as_json: bool) -> None:
    """Everything that was found. Raises RefusedError where something is wrong."""
    if as_json:
        console.answer_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            told = f"{finding.kind:<7}{finding.bucket}: {finding.sentence}"
            console.results.print(told, style=_COLOURS[finding.kind], markup=False, soft_wrap=True)
    wrong = sum(finding.kind == "wrong" for finding in findings)
    if wrong:
        if as_json:
            raise typer.Exit(1)
        raise RefusedError(
            f"{wrong} of {len(findings)} things are wrong; do not use these buckets before they are right.",
            code="buckets-not-right",
        )
