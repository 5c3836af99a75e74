"""The URL that takes the bytes of an upload part, for a store that is a folder here. A bucket takes them
itself. The credential is the signature in the URL (`uploads.sign_part`), so no key is asked for.
"""

from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Request, Response, status
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from cms.api.deps import InHouse
from cms.api.uploads import NO_ROOM, PROBLEM_CONTENT
from cms.errors import ForbiddenError, InvalidError, NotFoundError
from cms.storage import ChecksumError, MissingError, Part, PartUrlError, ServesParts

router = APIRouter(prefix="/storage", tags=["uploads"])


@router.put(
    "/uploads/{upload}/parts/{number}",
    summary="Send a part",
    responses={
        200: {
            "description": "The part lies here whole.",
            "headers": {"ETag": {"description": "Its md5, quoted.", "schema": {"type": "string"}}},
        },
        403: {"description": "The URL has expired or was changed.", "content": PROBLEM_CONTENT},
        507: NO_ROOM,
    },
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
async def take_part(  # the one async route: a slow line must not hold a thread while it waits
    request: Request,
    house: InHouse,
    upload: Annotated[str, Path(description="As in the signed URL.", max_length=64)],
    number: Annotated[int, Path(ge=1, le=10_000, description="As in the signed URL.")],
    total: Annotated[int, Query(alias="bytes", ge=1, le=2**53, description="As in the signed URL.")],
    expires: Annotated[int, Query(ge=0, le=2**53, description="As in the signed URL.")],
    signature: Annotated[str, Query(max_length=64, description="As in the signed URL.")],
    content_length: Annotated[int | None, Header(ge=0, description="The length of the part.")] = None,
) -> Response:
    """Takes the bytes of one part at the URL that signing it gave; use that URL as it is.

    The part is kept when all its bytes have come and lie on the disk, else nothing of it is.
    """
    storage = house.storage
    if not isinstance(storage, ServesParts):
        raise NotFoundError("Parts are taken by the bucket. Send this one to the URL that signing it gave.")
    try:
        storage.check_part_url(upload, number, total=total, expires=expires, signature=signature)
        _must_announce(content_length, total)
        part = await _receive(request, storage, upload, number, total)
    except PartUrlError as error:
        raise ForbiddenError(
            f"{error} Ask for a fresh one and send this part again.", code="part-url-refused"
        ) from error
    except ChecksumError as error:
        raise InvalidError(
            f"{error} Nothing of it was kept; send the part again, exactly.", code="part-length", bytes=total
        ) from error
    except ClientDisconnect as error:  # nobody hears the answer; the log must not call it a fault of ours
        raise InvalidError("The connection broke before the part was whole.", code="part-length") from error
    except MissingError as error:
        raise NotFoundError(f"{error} It was completed or aborted.", code="upload-not-open") from error
    return Response(status_code=status.HTTP_200_OK, headers={"ETag": f'"{part.etag}"'})


def _must_announce(content_length: int | None, total: int) -> None:
    """Refuse a wrong length before its bytes are read; bytes that come without one are counted instead."""
    if content_length not in (None, total):
        raise ChecksumError(f"The request brings {content_length} bytes instead of the announced {total}.")


async def _receive(request: Request, storage: ServesParts, upload: str, number: int, total: int) -> Part:
    with storage.receive_part(upload, number, total=total) as part:
        async for chunk in request.stream():
            await run_in_threadpool(part.write, chunk)
        return await run_in_threadpool(part.keep)
