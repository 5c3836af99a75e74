"""Packs over HTTP, for authors. Devices read manifests and objects from the public shelf."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from cms import classes, judgings, packs
from cms.api.deps import InHouse, Reads, needs
from cms.api.fields import EXAMPLE_ID, EXAMPLE_SHA256, EXAMPLE_TIME, Example, Id, Made
from cms.api.paging import Paged, page_of
from cms.api.ranged import AskedFor, Lying, answer, read_piece, told
from cms.api.warning_shapes import WARNING, WarningShown
from cms.db import let_go
from cms.models import Pack
from cms.storage import Storage

router = APIRouter(prefix="/packs", tags=["packs"])

_FILE_TYPES = {"video": "video/mp4", "routine": "application/json", "poses": "application/octet-stream"}
_FILE_HEADERS = {
    "Cache-Control": "private, max-age=31536000, immutable",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}

_LISTED: Example = {
    "id": EXAMPLE_ID,
    "created_at": EXAMPLE_TIME,
    "created_by": f"key:{EXAMPLE_ID}",
    "class_id": EXAMPLE_ID,
    "build_id": EXAMPLE_ID,
    "revision": 3,
    "manifest_sha256": EXAMPLE_SHA256,
    "manifest_bytes": 4210,
    "bytes": 9_412_020,
}
_SHOWN: Example = {**_LISTED, "manifest": {"format": 1, "class": "spring-combo-1", "revision": 3}}
_DIFF: Example = {
    "sentence": "3 steps moved by up to 12 ms; video unchanged; devices download 38 KB.",
    "sentences": ["3 beats move, by 12 ms at most.", "The video stays.", "A device downloads 38 KB."],
    "steps_before": 32,
    "steps_after": 32,
    "steps_moved": 3,
    "beats_moved": 3,
    "moved_max_ms": 12.0,
    "video_changed": False,
    "poses_changed": False,
    "metadata_changed": False,
    "files_changed": ["routine.json"],
    "download_bytes": 38_112,
    "against": EXAMPLE_ID,
    "pack": EXAMPLE_ID,
    "warnings": [WARNING],
}


class PackListed(Made):
    """A class pack: finished, immutable."""

    model_config = ConfigDict(json_schema_extra={"examples": [_LISTED]})

    class_id: str = Field(description="The class.")
    build_id: str = Field(description="The build that made it.")
    revision: int = Field(description="The revision of the class.")
    manifest_sha256: str = Field(description="sha256 of its manifest: what devices know it by.")
    manifest_bytes: int = Field(description="Length of the manifest, bytes.")
    bytes: int = Field(description="Length of its files together, bytes.")


class PackShown(PackListed):
    """A class pack and its manifest."""

    model_config = ConfigDict(json_schema_extra={"examples": [_SHOWN]})

    manifest: dict[str, Any] = Field(description="The manifest, as docs/classpack.md describes it.")


class PackList(BaseModel):
    """A page of packs, newest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"items": [_LISTED], "next": None}]})

    items: list[PackListed] = Field(description="The packs.")
    next: str | None = Field(description="`after` of the next page; null on the last one.")


class DiffShown(BaseModel):
    """What changes for learners and devices from one pack to another."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra={"examples": [_DIFF]})

    sentence: str = Field(description="The difference in one sentence.")
    sentences: list[str] = Field(description="The difference in words, each thing in a sentence.")
    steps_before: int = Field(description="How many steps; 0 where there was no pack.")
    steps_after: int = Field(description="How many steps.")
    steps_moved: int = Field(description="Steps whose step point moved, of those that both have.")
    beats_moved: int = Field(description="Beats whose time differs, of those that both have.")
    moved_max_ms: float = Field(description="By how much at most, milliseconds.")
    video_changed: bool = Field(description="Whether the video is another file.")
    poses_changed: bool = Field(description="Whether the pose track is another file.")
    metadata_changed: bool = Field(description="Whether titles or other metadata differ.")
    files_changed: list[str] = Field(description="Files that are new, others, or gone.")
    download_bytes: int = Field(description="What a device that has the old one downloads.")
    against: str | None = Field(description="The pack compared with; null: none.")
    pack: str = Field(description="The pack looked at.")
    warnings: list[WarningShown] = Field(
        description="What to know before the pack looked at is published, the gravest first."
    )


@router.get("", summary="List packs", dependencies=[needs("read")])
def list_packs(
    session: Reads,
    page: Paged,
    of_class: Annotated[
        str | None,
        Query(alias="class", pattern=r"^[a-z0-9-]{1,80}$", description="Of this class: id or slug."),
    ] = None,
) -> PackList:
    """Newest first."""
    query = select(Pack)
    if of_class is not None:
        query = query.where(Pack.class_id == classes.get(session, of_class).id)
    rows, following = page_of(session, query, Pack.id, page, newest_first=True)
    return PackList(items=[PackListed.model_validate(row) for row in rows], next=following)


@router.get("/{id}", summary="Get a pack", dependencies=[needs("read")])
def show(id: Id, session: Reads, house: InHouse) -> PackShown:  # noqa: A002 - the word of the URL
    """A pack and its manifest."""
    pack = packs.get(session, id)
    listed = PackListed.model_validate(pack).model_dump()
    let_go(session)
    return PackShown.model_validate({**listed, "manifest": packs.manifest_document(house.storage, pack)})


@router.get("/{id}/diff", summary="Compare packs", dependencies=[needs("read")])
def diff(
    id: Id,  # noqa: A002 - the word of the URL
    session: Reads,
    house: InHouse,
    against: Annotated[
        str | None,
        Query(
            pattern=r"^[0-9a-f]{22}$",
            description="The older pack; without it: as for a device that has none.",
        ),
    ] = None,
) -> DiffShown:
    """What a device that has `against` gets with this pack, in meaning and in bytes."""
    new = packs.get(session, id)
    old = packs.get(session, against) if against else None
    return show_diff(session, house.storage, old, new)


@router.head("/{id}/files/{role}", include_in_schema=False, dependencies=[needs("read")])
@router.get(
    "/{id}/files/{role}",
    summary="A file of a pack",
    dependencies=[needs("read")],
    response_class=Response,
    responses=told(*_FILE_TYPES.values()),
)
def a_file(
    id: Id,  # noqa: A002 - the word of the URL
    role: Annotated[
        str,
        Path(
            pattern=r"^(video|routine|poses)$",
            description="`video`, `routine` or `poses`.",
            examples=["poses"],
        ),
    ],
    session: Reads,
    house: InHouse,
    asked: AskedFor,
) -> Response:
    """The bytes that devices get, published or not: for pages that show how a pack is danced and scored."""
    pack = packs.get(session, id)
    let_go(session)
    file = packs.file_of(house.storage, pack, role)
    lying = Lying(
        total=file.bytes,
        etag=file.sha256,
        media_type=_FILE_TYPES[role],
        headers=_FILE_HEADERS,
        read=lambda start, end: read_piece(lambda: house.storage.open(file.sha256), start, end),
    )
    return answer(asked, lying)


def show_diff(session: Session, storage: Storage, old: Pack | None, new: Pack) -> DiffShown:
    """The difference as it is shown, here and before a release."""
    let_go(session)
    found = packs.diff(storage, old, new)
    values = {name: getattr(found, name) for name in DiffShown.model_fields if hasattr(found, name)}
    values |= {"against": old.id if old else None, "pack": new.id}
    return DiffShown.model_validate({**values, "warnings": judgings.warnings_of(session, storage, new)})
