"""The shelf over HTTP, as devices see it: pointers, manifests, objects, with the ranges, validators and cache
headers that the CDN would give. No key is asked for: what lies here is public. A shelf in a bucket has its
own addresses and is not served here.

Starlette's FileResponse is not used: it refuses (400) a Range that HTTP says to ignore, answers 416 without
the headers that a browser needs to read it, and knows no If-None-Match.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request, Response
from starlette.responses import StreamingResponse

from cms.api import problems
from cms.api.byte_ranges import UnsatisfiableError, byte_range, known_already, same_state
from cms.api.deps import InHouse
from cms.bootstrap import House
from cms.storage import MissingError, ServesShelf

router = APIRouter(tags=["devices"])

_CHUNK_BYTES = 256 * 1024
_FOR_EVER = "public, max-age=31536000, immutable"
_FOR_A_MOMENT = "public, max-age=30"
#: What is not there now may be there in a moment: published, or copied to the edge.
_FOR_SECONDS = "public, max-age=5"

#: Any web page may read the shelf, and see what it needs to seek and to resume.
_OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Accept-Ranges, Content-Length, Content-Range, ETag",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}
_PREFLIGHT = {
    **_OPEN,
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "Cache-Control, If-None-Match, If-Range, Range",
    "Access-Control-Max-Age": "86400",
}


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
class _Lying:
    """A file of the shelf: `read(start, end)` gives its bytes."""

    total: int
    etag: str
    media_type: str
    cache: str
    read: Callable[[int, int], Iterable[bytes]]


def _told(media_type: str) -> dict[int | str, dict[str, Any]]:
    content = {media_type: {"schema": {"type": "string", "format": "binary"}}}
    return {
        200: {"description": "The whole file.", "content": content},
        206: {"description": "The range.", "content": content},
        304: {"description": "The caller has it already."},
        404: {"description": "It is not on the shelf."},
        416: {"description": "The range begins behind the end."},
    }


def _preflight() -> Response:
    """Tells a browser that any page may read here, with ranges and validators."""
    return Response(status_code=204, headers=_PREFLIGHT)


for _path in ("/channels/{channel}.json", "/packs/{class_id}/{sha256}.json", "/o/{sha256}"):
    router.add_api_route(_path, _preflight, methods=["OPTIONS"], include_in_schema=False)


@router.head("/channels/{channel}.json", include_in_schema=False)
@router.get(
    "/channels/{channel}.json",
    summary="What devices of a channel see",
    response_class=Response,
    responses=_told("application/json"),
)
def channel(channel: str, house: InHouse, asked: AskedFor) -> Response:
    """The channel's pointer: its classes and their manifests. Ask again with If-None-Match.

    Its list of signatures is empty so far: nothing signs it yet, and TLS is what protects it on its way.
    """
    pointer = house.delivery.pointer(channel)
    if pointer is None:
        return _absent("Nothing was released on this channel yet, or there is no channel of that name.")
    return _answer(asked, _document(pointer.data, pointer.etag, _FOR_A_MOMENT))


@router.head("/packs/{class_id}/{sha256}.json", include_in_schema=False)
@router.get(
    "/packs/{class_id}/{sha256}.json",
    summary="The manifest of a class pack",
    response_class=Response,
    responses=_told("application/json"),
)
def manifest(class_id: str, sha256: str, house: InHouse, asked: AskedFor) -> Response:
    """The files of a pack with their hashes. It never changes."""
    try:
        file = _shelf(house).manifest_file(class_id, sha256)
    except MissingError as error:
        return _absent(str(error))
    return _answer(asked, _document(file.path.read_bytes(), sha256, _FOR_EVER))


@router.head("/o/{sha256}", include_in_schema=False)
@router.get(
    "/o/{sha256}",
    summary="A file of a pack",
    response_class=Response,
    responses=_told("application/octet-stream"),
)
def an_object(sha256: str, house: InHouse, asked: AskedFor) -> Response:
    """Any file of any pack, by its sha256. It never changes; a range resumes a download or seeks."""
    try:
        file = _shelf(house).object_file(sha256)
    except MissingError as error:
        return _absent(str(error))
    lying = _Lying(
        total=file.path.stat().st_size,
        etag=sha256,
        media_type=file.media_type,
        cache=_FOR_EVER,
        read=lambda start, end: _bytes(file.path, start, end),
    )
    return _answer(asked, lying)


def _shelf(house: House) -> ServesShelf:
    if not isinstance(house.delivery, ServesShelf):
        raise MissingError("This server's shelf lies in a bucket, at its own address.")
    return house.delivery


def _document(data: bytes, etag: str, cache: str) -> _Lying:
    return _Lying(len(data), etag, "application/json", cache, lambda start, end: [data[start:end]])


def _answer(asked: Asked, lying: _Lying) -> Response:
    headers = {**_OPEN, "Cache-Control": lying.cache, "ETag": f'"{lying.etag}"', "Accept-Ranges": "bytes"}
    if known_already(asked.if_none_match, lying.etag):
        return Response(status_code=304, headers=headers)
    status, start, end = 200, 0, lying.total
    if not asked.head and same_state(asked.if_range, lying.etag):
        try:
            if span := byte_range(asked.range, lying.total):
                status, (start, end) = 206, span
        except UnsatisfiableError:
            return Response(
                status_code=416,
                headers={**_OPEN, "Cache-Control": "no-store", "Content-Range": f"bytes */{lying.total}"},
            )
    headers["Content-Length"] = str(end - start)
    if status == 206:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{lying.total}"
    if asked.head:
        return Response(headers=headers, media_type=lying.media_type)
    return StreamingResponse(lying.read(start, end), status, headers, lying.media_type)


def _bytes(path: Path, start: int, end: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        while chunk := file.read(min(_CHUNK_BYTES, end - start)):
            start += len(chunk)
            yield chunk


def _absent(sentence: str) -> Response:
    problem = problems.Problem(
        type="urn:eightcount:problem:not-found",
        title="Not found",
        status=404,
        detail=sentence,
        code="not-found",
    )
    return Response(
        problem.model_dump_json(),
        status_code=404,
        media_type=problems.MEDIA_TYPE,
        headers={**_OPEN, "Cache-Control": _FOR_SECONDS},
    )
