"""The shelf over HTTP, as devices see it: pointers, manifests, objects, with the ranges, validators and cache
headers that the CDN would give. No key is asked for: what lies here is public. A shelf in a bucket has its
own addresses and is not served here.
"""

from typing import Any

from fastapi import APIRouter, Response

from cms.api import problems
from cms.api.deps import InHouse
from cms.api.ranged import AskedFor, Lying, answer, read_piece, told
from cms.bootstrap import House
from cms.storage import MissingError, ServesShelf
from cms.storage.names import FOR_A_MOMENT, FOR_EVER

router = APIRouter(tags=["devices"])

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


def _told(*media_types: str) -> dict[int | str, dict[str, Any]]:
    return {**told(*media_types), 404: {"description": "It is not on the shelf."}}


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

    It is signed by a key that the root document within it names; docs/classpack.md says how to judge it.
    """
    pointer = house.delivery.pointer(channel)
    if pointer is None:
        return _absent("Nothing was released on this channel yet, or there is no channel of that name.")
    return answer(asked, _document(pointer.data, pointer.etag, FOR_A_MOMENT))


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
    return answer(asked, _document(file.path.read_bytes(), sha256, FOR_EVER))


@router.head("/o/{sha256}", include_in_schema=False)
@router.get(
    "/o/{sha256}",
    summary="A file of a pack",
    response_class=Response,
    responses=_told("application/octet-stream", "application/json", "image/jpeg", "video/mp4"),
)
def an_object(sha256: str, house: InHouse, asked: AskedFor) -> Response:
    """Any file of any pack, by its sha256. It never changes; a range resumes a download or seeks."""
    try:
        file = _shelf(house).object_file(sha256)
    except MissingError as error:
        return _absent(str(error))
    lying = Lying(
        total=file.path.stat().st_size,
        etag=sha256,
        media_type=file.media_type,
        headers={**_OPEN, "Cache-Control": FOR_EVER},
        read=lambda start, end: read_piece(lambda: file.path.open("rb"), start, end),
    )
    return answer(asked, lying)


def _shelf(house: House) -> ServesShelf:
    if not isinstance(house.delivery, ServesShelf):
        raise MissingError("This server's shelf lies in a bucket, at its own address.")
    return house.delivery


def _document(data: bytes, etag: str, cache: str) -> Lying:
    headers = {**_OPEN, "Cache-Control": cache}
    return Lying(len(data), etag, "application/json", headers, lambda start, end: [data[start:end]])


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
