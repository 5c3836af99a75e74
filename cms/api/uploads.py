"""Uploads over HTTP, in the shape of S3's multipart uploads: begin, sign a part, list parts, complete, abort.

The bytes of a part do not come here: they go to the URL that signing a part gives.
"""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response, status
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict
from sqlalchemy.orm import Session

from cms import keeping, metrics, uploads
from cms.accounts import Actor
from cms.api import problems
from cms.api.deps import Author, InHouse, Needs, Reader, Reads, Writes, needs
from cms.api.fields import EXAMPLE_ID, EXAMPLE_SHA256, EXAMPLE_TIME, Given, Id, Line, Made, Sha256
from cms.api.idempotency import MadeOnce
from cms.bootstrap import House
from cms.db import reading, writing
from cms.models import Upload
from cms.passwords import Gate

router = APIRouter(prefix="/uploads", tags=["uploads"])

_ORIGINAL: JsonDict = {
    "id": EXAMPLE_ID,
    "created_at": EXAMPLE_TIME,
    "created_by": f"key:{EXAMPLE_ID}",
    "sha256": EXAMPLE_SHA256,
    "bytes": 20_971_520,
    "filename": "spring-take-3.mov",
}
_UPLOAD: JsonDict = {
    "id": EXAMPLE_ID,
    "created_at": EXAMPLE_TIME,
    "created_by": f"key:{EXAMPLE_ID}",
    "filename": "spring-take-3.mov",
    "bytes": 20_971_520,
    "part_bytes": 8_388_608,
    "parts": 3,
    "state": "open",
    "sha256": EXAMPLE_SHA256,
    "original": None,
}

PROBLEM_CONTENT = {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
NO_ROOM = {"description": "The store is full; nothing was kept.", "content": PROBLEM_CONTENT}

#: Who begins or completes an upload: gigabytes of disk and minutes of hashing.
Brings = Annotated[Actor, Depends(Needs("author", cost=20))]
#: Joining holds a thread, for minutes; some threads must be left for everybody else.
_JOINING = Gate(at_once=4, waiting=24)

PartNumber = Annotated[int, Path(ge=1, le=10_000, description="The part, counted from 1.", examples=[1])]


class UploadLimits(BaseModel):
    """What may be uploaded here."""

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={"examples": [{"max_bytes": 8_589_934_592, "max_duration_s": 600.0}]},
    )

    max_bytes: int = Field(description="Longest file, bytes.")
    max_duration_s: float = Field(description="Longest take or song, seconds; a build refuses a longer one.")


class UploadBegin(Given):
    """What is going to be uploaded."""

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={
            "examples": [{"filename": "spring-take-3.mov", "bytes": 20_971_520, "sha256": EXAMPLE_SHA256}]
        },
    )

    filename: Line = Field(description="Its name, to be shown to people; folders in front of it are dropped.")
    bytes: int = Field(description="Its length, bytes.", ge=0, le=2**53)
    sha256: Sha256 | None = Field(
        default=None, description="Its sha256, if it is known already: a file that is here is not sent again."
    )


class UploadComplete(Given):
    """What the parts must make."""

    model_config = ConfigDict(frozen=True, json_schema_extra={"examples": [{"sha256": EXAMPLE_SHA256}]})

    sha256: Sha256 = Field(description="The sha256 of the whole file.")


class OriginalShown(Made):
    """A file that lies here whole and verified. Songs, dancers and classes name it by its sha256."""

    model_config = ConfigDict(frozen=True, json_schema_extra={"examples": [_ORIGINAL]})

    sha256: str = Field(description="Its sha256; this names it everywhere.")
    bytes: int = Field(description="Its length, bytes.")
    filename: str = Field(description="Its name when it was first uploaded.")


class UploadShown(Made):
    """An upload: what was announced and how it stands."""

    model_config = ConfigDict(frozen=True, json_schema_extra={"examples": [_UPLOAD]})

    filename: str = Field(description="The announced name.")
    bytes: int = Field(description="The announced length, bytes.")
    part_bytes: int = Field(description="Length of every part but the last, bytes.")
    parts: int = Field(description="How many parts make the file.")
    state: str = Field(description="`open` takes parts; `complete` has its original; `aborted` is over.")
    sha256: str | None = Field(description="The announced sha256, or that of the complete file.")
    original: OriginalShown | None = Field(description="The file, once the upload is complete.")


class PartUrl(BaseModel):
    """Where to PUT a part."""

    model_config = ConfigDict(
        frozen=True,
        from_attributes=True,
        json_schema_extra={
            "examples": [
                {
                    "number": 1,
                    "url": "https://store.example.com/parts/1?signature=5f3c",
                    "bytes": 8_388_608,
                    "expires_at": EXAMPLE_TIME,
                }
            ]
        },
    )

    number: int = Field(description="The part.")
    url: str = Field(description="PUT its bytes here, as they are and without an Authorization header.")
    bytes: int = Field(description="Exactly so many bytes.")
    expires_at: datetime = Field(description="Later than this, ask for a fresh URL.")


class PartShown(BaseModel):
    """A part that has arrived whole."""

    model_config = ConfigDict(
        frozen=True,
        from_attributes=True,
        json_schema_extra={
            "examples": [{"number": 1, "bytes": 8_388_608, "etag": "5eb63bbbe01eeed093cb22bb8f5acdc3"}]
        },
    )

    number: int = Field(description="The part.")
    bytes: int = Field(description="Its length, bytes.")
    etag: str = Field(description="Its md5 in hexadecimal digits.")


class PartList(BaseModel):
    """The parts that have arrived whole; those that lack are still to be sent."""

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={
            "examples": [
                {"items": [{"number": 1, "bytes": 8_388_608, "etag": "5eb63bbbe01eeed093cb22bb8f5acdc3"}]}
            ]
        },
    )

    items: tuple[PartShown, ...] = Field(description="By number.")


@router.post("", status_code=status.HTTP_201_CREATED, summary="Begin an upload", responses={507: NO_ROOM})
def begin(
    body: UploadBegin, house: InHouse, session: Writes, actor: Brings, once: MadeOnce, response: Response
) -> UploadShown:
    """Opens an upload and says into how many parts to cut the file.

    With a `sha256` whose file is here already, the answer is `complete` at once and nothing is to be sent.
    """
    with reading(house.engine) as before:
        known = uploads.is_known(before, house.settings, total=body.bytes, sha256=body.sha256)
    # A store may be slow: `before` is closed and `session` has not begun.
    room = uploads.make_room(house.storage, total=body.bytes, known=body.sha256 if known else None)
    begun = []

    def make() -> UploadShown:
        begun.append(
            uploads.begin(
                session,
                house.settings,
                actor,
                room,
                filename=body.filename,
                total=body.bytes,
                sha256=body.sha256,
            )
        )
        return _shown(session, begun[0])

    try:
        shown = once(actor, body, UploadShown, make)
    finally:
        if not begun:  # it was begun before, by the same request
            session.rollback()
            house.storage.abort_upload(room)
    response.headers["Location"] = f"/api/v1/uploads/{shown.id}"
    return shown


@router.get("/limits", summary="What may be uploaded", dependencies=[needs("read")])
def limits(house: InHouse) -> UploadLimits:
    """So that a file which cannot be used is refused before hours of uploading."""
    return UploadLimits(
        max_bytes=house.settings.max_upload_bytes, max_duration_s=house.settings.max_duration_s
    )


@router.get("/{id}", summary="How an upload stands")
def show(id: Id, session: Reads, _actor: Reader) -> UploadShown:  # noqa: A002 - the word of the URL
    """What was announced, its state, and the original once it is complete."""
    return _shown(session, uploads.get(session, id))


@router.post("/{id}/parts/{number}/url", summary="Sign a part")
def sign_part(
    id: Id,  # noqa: A002 - the word of the URL
    number: PartNumber,
    house: InHouse,
    _actor: Author,
) -> PartUrl:
    """Gives a URL that takes this one part. It expires: ask when the part is about to be sent.

    A part may be sent again; the last whole one counts.
    """
    return PartUrl.model_validate(uploads.sign_part(house.storage, read(house, id), number))


@router.get(
    "/{id}/parts",
    summary="Which parts have arrived",
    responses={409: {"description": "The upload is not open.", "content": PROBLEM_CONTENT}},
)
def list_parts(
    id: Id,  # noqa: A002 - the word of the URL
    house: InHouse,
    _actor: Reader,
) -> PartList:
    """The parts that lie here whole. To resume, send those that lack."""
    arrived = uploads.parts(house.storage, read(house, id))
    return PartList(items=tuple(PartShown.model_validate(part) for part in arrived))


@router.post("/{id}/complete", summary="Complete an upload", responses={507: NO_ROOM})
def complete(
    id: Id,  # noqa: A002 - the word of the URL
    body: UploadComplete,
    house: InHouse,
    session: Writes,
    actor: Brings,
) -> OriginalShown:
    """Joins the parts and verifies length and sha256. Sent again, it gives the same answer.

    When the parts do not make that file, the upload stays open: send the damaged part again, or abort.
    """
    with writing(house.engine) as before:
        upload = uploads.get(before, id)
        keeping.hold_files(before, [body.sha256])  # should it lie here already, unknown, it does not go now
    # Hashing gigabytes takes minutes: `before` is closed and `session` has not begun, so nobody waits for us.
    with _JOINING.turn():
        stored = uploads.join(house.storage, upload, body.sha256)
    original = uploads.record(session, id, stored, actor)
    if upload.state == "open":
        metrics.UPLOAD_BYTES.inc(stored.bytes)
    return OriginalShown.model_validate(original)


@router.delete("/{id}", status_code=status.HTTP_204_NO_CONTENT, summary="Abort an upload")
def abort(
    id: Id,  # noqa: A002 - the word of the URL
    house: InHouse,
    session: Writes,
    _actor: Author,
) -> None:
    """Drops the upload and the parts that have arrived. Twice is no error."""
    uploads.drop_parts(house.storage, read(house, id))
    uploads.abort(session, id)


def read(house: House, id: str) -> Upload:  # noqa: A002 - the word of the URL
    """The upload; no transaction is open any more, as the store is asked next."""
    with reading(house.engine) as session:
        return uploads.get(session, id)


def _shown(session: Session, upload: Upload) -> UploadShown:
    original = uploads.original_of(session, upload)
    return UploadShown(
        id=upload.id,
        created_at=upload.created_at,
        created_by=upload.created_by,
        filename=upload.filename,
        bytes=upload.bytes,
        part_bytes=upload.part_bytes,
        parts=uploads.part_count(upload),
        state=upload.state,
        sha256=upload.sha256,
        original=OriginalShown.model_validate(original) if original else None,
    )
