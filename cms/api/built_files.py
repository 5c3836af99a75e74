"""What the bundler left in a folder, as browsers are given it: files by name, the application's page for
every other address. Must not know which application it is.
"""

from collections.abc import Mapping
from mimetypes import guess_type
from pathlib import Path

from fastapi import Response
from fastapi.responses import FileResponse, PlainTextResponse

#: Nothing that is kept for so long ever changes: its name holds a hash of its contents.
FOR_EVER = "public, max-age=31536000, immutable"
#: Media types that Python's own table lacks.
_TYPES = {".webmanifest": "application/manifest+json", ".wasm": "application/wasm", ".js": "text/javascript"}


def built_file(folder: Path, path: str, headers: Mapping[str, str], *, not_built: str) -> Response:
    """A built file, or the page that reads the address itself.

    Args:
        folder: the bundler's output.
        path: as asked for, below the application's address.
        headers: for every answer.
        not_built: a sentence for where there is no page.
    """
    folder = folder.resolve()
    file = _file(folder, path)
    if file is None and path.startswith("assets/"):
        return PlainTextResponse("There is no such file.\n", status_code=404, headers=dict(headers))
    if file is None:
        file = folder / "index.html"
    if not file.is_file():
        return PlainTextResponse(not_built, status_code=503, headers=dict(headers))
    hashed = path.startswith("assets/")  # the bundler puts a hash of their contents into these names
    return FileResponse(
        file,
        headers={**headers, "Cache-Control": FOR_EVER if hashed else "no-cache"},
        media_type=_TYPES.get(file.suffix) or guess_type(file.name)[0],
    )


def _file(folder: Path, path: str) -> Path | None:
    """The built file of that name; None for none, and for whatever lies outside of the folder."""
    if not path or "\0" in path:
        return None
    named = (folder / path).resolve()
    try:
        return named if named.is_relative_to(folder) and named.is_file() else None
    except OSError:  # a name that is longer than any file's
        return None
