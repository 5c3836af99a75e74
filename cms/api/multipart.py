"""An upload as S3 itself would answer for it, in XML, for ready-made multipart clients (Uppy's).

Beginning, signing and aborting are those of `uploads`; here is only what such a client reads with its own
eyes: which parts have arrived, and that the whole was completed.
"""

import base64
import binascii
from typing import Annotated, Any
from xml.sax.saxutils import escape

from fastapi import APIRouter, Header, Response, status

from cms import uploads
from cms.api.deps import InHouse, Reader, Writes
from cms.api.fields import Id
from cms.api.uploads import NO_ROOM, PROBLEM_CONTENT, Brings, UploadComplete, read
from cms.api.uploads import complete as complete_upload
from cms.errors import InvalidError

router = APIRouter(prefix="/uploads", tags=["uploads"])

_XML = "application/xml"
_NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"
_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {"description": "As S3 tells it.", "content": {_XML: {"schema": {"type": "string"}}}}
}


@router.get(
    "/{id}/multipart",
    summary="Which parts have arrived, as S3 lists them",
    response_class=Response,
    responses={**_ANSWER, 409: {"description": "The upload is not open.", "content": PROBLEM_CONTENT}},
)
def list_parts(id: Id, house: InHouse, _actor: Reader) -> Response:  # noqa: A002 - the word of the URL
    """S3's ListParts."""
    arrived = uploads.parts(house.storage, read(house, id))
    told = "".join(
        f"<Part><PartNumber>{part.number}</PartNumber><ETag>{part.etag}</ETag><Size>{part.bytes}</Size></Part>"
        for part in arrived
    )
    return _xml("ListPartsResult", f"<UploadId>{id}</UploadId><IsTruncated>false</IsTruncated>{told}")


@router.post(
    "/{id}/multipart",
    status_code=status.HTTP_200_OK,
    summary="Complete an upload, as S3 does",
    response_class=Response,
    responses={**_ANSWER, 507: NO_ROOM},
)
def complete(
    id: Id,  # noqa: A002 - the word of the URL
    house: InHouse,
    session: Writes,
    actor: Brings,
    x_amz_checksum_sha256: Annotated[
        str,
        Header(
            description="The sha256 of the whole file in base64, as S3 takes it.",
            examples=["n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg="],
            pattern=r"^[A-Za-z0-9+/]{43}=$",
        ),
    ],
) -> Response:
    """S3's CompleteMultipartUpload with a checksum of the full object. Its body, the client's list of parts,
    is not read: the length and the hash decide.
    """
    try:
        sha256 = base64.b64decode(x_amz_checksum_sha256, validate=True).hex()
    except binascii.Error as error:
        raise InvalidError("x-amz-checksum-sha256 is not base64.") from error
    original = complete_upload(id, UploadComplete(sha256=sha256), house, session, actor)
    return _xml(
        "CompleteMultipartUploadResult",
        f"<Location>{escape(f'/api/v1/originals/{original.sha256}')}</Location><Key>{original.sha256}</Key>"
        f"<ChecksumSHA256>{x_amz_checksum_sha256}</ChecksumSHA256>",
    )


def _xml(name: str, inner: str) -> Response:
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return Response(f'{head}\n<{name} xmlns="{_NAMESPACE}">{inner}</{name}>', media_type=_XML)
