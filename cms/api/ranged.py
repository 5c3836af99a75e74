"""Files over HTTP, whole or in part: ranges, validators, HEAD, for the public shelf and for authors alike.

Starlette's FileResponse is not used: it refuses (400) a Range that HTTP says to ignore, answers 416 without
the headers that a browser needs to read it, and knows no If-None-Match.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, BinaryIO

from fastapi import Depends, Header, Request, Response
from starlette.responses import StreamingResponse

from cms.api.byte_ranges import UnsatisfiableError, byte_range, known_already, same_state

_CHUNK_BYTES = 256 * 1024


@dataclass(frozen=True)
class Asked:
    """What of a file is asked for."""

    head: bool
    range: str | None
    if_range: str | None
    if_none_match: str | None


def _asked(
    request: Request,
    range: Annotated[  # noqa: A002 - the header's name
        str | None, Header(description="One range of bytes.", examples=["bytes=0-1023"])
    ] = None,
    if_range: Annotated[str | None, Header(description="Give the range only of this ETag, else all.")] = None,
    if_none_match: Annotated[str | None, Header(description="The ETag that the caller has.")] = None,
) -> Asked:
    return Asked(request.method == "HEAD", range, if_range, if_none_match)


AskedFor = Annotated[Asked, Depends(_asked)]


@dataclass(frozen=True)
class Lying:
    """A file that is there: `read(start, end)` gives its bytes, `headers` tell how it may be used."""

    total: int
    etag: str
    media_type: str
    headers: Mapping[str, str]
    read: Callable[[int, int], Iterable[bytes]]


_BYTES = {"type": "string", "format": "binary"}


def told(*media_types: str) -> dict[int | str, dict[str, Any]]:
    """The answers of such a route, for the OpenAPI document: the file is of one of these types."""
    content = {each: {"schema": {} if each.endswith("json") else _BYTES} for each in media_types}
    return {
        200: {"description": "The whole file.", "content": content},
        206: {"description": "The range.", "content": content},
        304: {"description": "The caller has it already."},
        416: {"description": "The range begins behind the end."},
    }


def answer(asked: Asked, lying: Lying) -> Response:
    """What of the file was asked for, with the headers that seeking and resuming need."""
    headers = {**lying.headers, "ETag": f'"{lying.etag}"', "Accept-Ranges": "bytes"}
    if known_already(asked.if_none_match, lying.etag):
        return Response(status_code=304, headers=headers)
    status, start, end = 200, 0, lying.total
    if not asked.head and same_state(asked.if_range, lying.etag):
        try:
            if span := byte_range(asked.range, lying.total):
                status, (start, end) = 206, span
        except UnsatisfiableError:
            refused = {"Cache-Control": "no-store", "Content-Range": f"bytes */{lying.total}"}
            return Response(status_code=416, headers={**lying.headers, **refused})
    headers["Content-Length"] = str(end - start)
    if status == 206:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{lying.total}"
    if asked.head:
        return Response(headers=headers, media_type=lying.media_type)
    return StreamingResponse(lying.read(start, end), status, headers, lying.media_type)


def read_piece(open_file: Callable[[], BinaryIO], start: int, end: int) -> Iterator[bytes]:
    """The bytes from `start` to `end` of a file that can be opened and sought in."""
    with open_file() as file:
        file.seek(start)
        while chunk := file.read(min(_CHUNK_BYTES, end - start)):
            start += len(chunk)
            yield chunk
