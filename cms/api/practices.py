"""Stored practices over HTTP: kept, listed, looked at and deleted by staff; devices send none."""

from typing import Annotated, Any, Literal

from eightcount_runtime import RUNTIME_LEVEL, __version__
from eightcount_runtime.classpack.parameters import parameters_as_json
from eightcount_runtime.scoring import DEFAULTS
from fastapi import APIRouter, Depends, Response, status
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from cms import classes, practices
from cms.accounts import Actor
from cms.api.deps import InHouse, Needs, Reads, Writes, needs
from cms.api.fields import (
    EXAMPLE_ID,
    EXAMPLE_SHA256,
    EXAMPLE_TIME,
    ClassName,
    Example,
    Given,
    Id,
    Made,
    MaybeLine,
    Sha256,
)
from cms.api.idempotency import MadeOnce
from cms.api.paging import Paged, page_of
from cms.models import Practice

router = APIRouter(prefix="/classes/{class_name}/practices", tags=["practices"])

_SESSION: Example = {
    "mirror": "auto",
    "mirrored": False,
    "yaw_deg": 0,
    "lag_ms": 35,
    "speed": 1,
    "picture": [720, 1280],
    "parts": [1, 2, 3, 4],
    "frames": {"taken": 900, "unordered": 0, "unseen": 4, "several": 0, "rate_hz": 30.0},
}
_TOTAL: Example = {
    "score": 78.2,
    "raw": 0.61,
    "shape": 0.66,
    "timing": 0.93,
    "medal": "silver",
    "judged": 31,
    "steps": 32,
}
_SHEET: Example = {
    "format": 1,
    "runtime": {"name": "eightcount-runtime", "version": __version__, "level": RUNTIME_LEVEL},
    "scoring": parameters_as_json(DEFAULTS),
    "class": {"id": "spring-combo-1", "manifest": EXAMPLE_SHA256},
    "session": _SESSION,
    "total": _TOTAL,
    "warnings": [],
    "parts": [],
    "steps": [],
    "best": None,
    "worst": None,
    "costly": None,
    "not_seen": [],
}
_GIVEN: Example = {
    "name": "Jiwoo, second try",
    "danced_at": EXAMPLE_TIME,
    "poses": EXAMPLE_SHA256,
    "video": EXAMPLE_SHA256,
    "offset_s": -1.25,
    "rate": 1.0,
    "sheet": _SHEET,
}
_LISTED: Example = {
    "id": EXAMPLE_ID,
    "created_at": EXAMPLE_TIME,
    "created_by": f"key:{EXAMPLE_ID}",
    **{name: value for name, value in _GIVEN.items() if name != "sheet"},
    "pack_id": EXAMPLE_ID,
    "manifest_sha256": EXAMPLE_SHA256,
    "session": _SESSION,
    "total": _TOTAL,
}

#: Who keeps one: the server reads the whole pose file.
Keeps = Annotated[Actor, Depends(Needs("author", cost=20))]
OffsetS = Annotated[float, Field(ge=-36_000, le=36_000, allow_inf_nan=False)]
Side = Annotated[int, Field(ge=1, le=65_535)]


class DancedTo(BaseModel):
    """The class of a sheet."""

    model_config = ConfigDict(extra="allow", json_schema_extra={"examples": [_SHEET["class"]]})

    manifest: Sha256 = Field(description="sha256 of the manifest of the pack that was danced to.")


class SessionOfSheet(BaseModel):
    """How it was danced and seen."""

    model_config = ConfigDict(extra="allow", json_schema_extra={"examples": [_SESSION]})

    mirror: Literal["auto", "on", "off"] = Field(description="What was asked for.")
    speed: float = Field(gt=0, le=4, allow_inf_nan=False, description="Of playback; 1 is full speed.")
    picture: list[Side] = Field(
        min_length=2, max_length=2, description="Width and height in which poses were measured."
    )
    parts: list[Annotated[int, Field(ge=1, le=512)]] = Field(
        max_length=512, description="The parts that were danced, from 1."
    )


class TotalOfSheet(BaseModel):
    """The result in short."""

    model_config = ConfigDict(extra="allow", json_schema_extra={"examples": [_TOTAL]})

    score: float | None = Field(ge=0, le=100, allow_inf_nan=False, description="null: not judged.")


class SheetGiven(BaseModel):
    """A sheet, as docs/sheet.schema.json describes it; what that does not name is kept as it is."""

    model_config = ConfigDict(extra="allow", json_schema_extra={"examples": [_SHEET]})

    format: Literal[1] = Field(description="1.")
    class_: DancedTo = Field(alias="class", description="The class.")
    session: SessionOfSheet = Field(description="How the practice was danced.")
    total: TotalOfSheet = Field(description="The result of all that was danced.")
    parts: list[dict[str, Any]] = Field(max_length=512, description="By part.")
    steps: list[dict[str, Any]] = Field(max_length=4096, description="By step.")


class PracticeGiven(Given):
    """A practice to be kept."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_GIVEN]})

    name: MaybeLine = Field(default="", description="Of the learner, or of the take.")
    danced_at: AwareDatetime | None = Field(default=None, description="When it was danced.")
    poses: Sha256 = Field(description="sha256 of the uploaded pose file (docs/practices.md).")
    video: Sha256 | None = Field(
        default=None, description="sha256 of the uploaded video; null: none is kept."
    )
    offset_s: OffsetS = Field(
        description="Of the class's video clock: `class_s = offset_s + rate * practice_s`."
    )
    rate: float = Field(
        default=1.0,
        ge=0.1,
        le=4,
        allow_inf_nan=False,
        description="Class seconds per second of the practice.",
    )
    sheet: SheetGiven = Field(description="The result.")


class PracticeListed(Made):
    """A practice in short."""

    model_config = ConfigDict(json_schema_extra={"examples": [_LISTED]})

    name: str = Field(description="Of the learner, or of the take.")
    danced_at: AwareDatetime | None = Field(description="When it was danced.")
    poses: str = Field(description="sha256 of the pose file, an original.")
    video: str | None = Field(description="sha256 of the video, an original; null: none is kept.")
    offset_s: float = Field(
        description="Of the class's video clock: `class_s = offset_s + rate * practice_s`."
    )
    rate: float = Field(description="Class seconds per second of the practice.")
    pack_id: str = Field(description="The pack that was danced to.")
    manifest_sha256: str = Field(description="sha256 of that pack's manifest.")
    session: dict[str, Any] = Field(description="`session` of the sheet.")
    total: dict[str, Any] = Field(description="`total` of the sheet.")


class PracticeShown(PracticeListed):
    """A practice with its sheet."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**_LISTED, "sheet": _SHEET}]})

    sheet: dict[str, Any] = Field(description="The result, as docs/sheet.schema.json describes it.")


class PracticeList(BaseModel):
    """A page of practices, newest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"items": [_LISTED], "next": None}]})

    items: list[PracticeListed] = Field(description="The practices.")
    next: str | None = Field(description="`after` of the next page; null on the last one.")


@router.post("", status_code=status.HTTP_201_CREATED, summary="Keep a practice")
def keep(
    class_name: ClassName,
    body: PracticeGiven,
    session: Writes,
    house: InHouse,
    actor: Keeps,
    once: MadeOnce,
    response: Response,
) -> PracticeListed:
    """Upload its files first. Its pack must be one of this class that this server made, and stays with it."""
    sheet = body.sheet.model_dump(by_alias=True)
    practices.check_sheet(sheet)
    practices.check_poses(house.storage, body.poses)  # reads a file, so before `session` has begun
    danced = practices.Danced(
        name=body.name,
        danced_at=body.danced_at,
        poses=body.poses,
        video=body.video,
        offset_s=body.offset_s,
        rate=body.rate,
        sheet=sheet,
    )

    def make() -> PracticeListed:
        made = practices.keep(session, actor, classes.get(session, class_name), danced)
        return _listed(made, practices.pack_ids(session, [made]))

    shown = once(actor, body, PracticeListed, make)
    response.headers["Location"] = f"/api/v1/classes/{class_name}/practices/{shown.id}"
    return shown


@router.get("", summary="List practices", dependencies=[needs("read")])
def list_practices(class_name: ClassName, session: Reads, page: Paged) -> PracticeList:
    """Newest first, without their sheets."""
    query = practices.of(classes.get(session, class_name))
    rows, following = page_of(session, query, Practice.id, page, newest_first=True)
    packs = practices.pack_ids(session, rows)
    return PracticeList(items=[_listed(row, packs) for row in rows], next=following)


@router.get("/{id}", summary="Get a practice", dependencies=[needs("read")])
def show(class_name: ClassName, id: Id, session: Reads) -> PracticeShown:  # noqa: A002 - the word of the URL
    """With its sheet. Its files are originals: `GET /originals/{sha256}/content`."""
    practice = practices.get(session, classes.get(session, class_name), id)
    listed = _listed(practice, practices.pack_ids(session, [practice]))
    return PracticeShown.model_validate({**listed.model_dump(), "sheet": practice.sheet})


@router.delete(
    "/{id}",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="Delete a practice",
    dependencies=[needs("author")],
)
def delete(class_name: ClassName, id: Id, session: Writes) -> None:  # noqa: A002 - the word of the URL
    """With its files, unless something else names them: they cannot be read from now on."""
    practices.delete(session, classes.get(session, class_name), id)


def _listed(row: Practice, packs: practices.PackIds) -> PracticeListed:
    return PracticeListed(
        id=row.id,
        created_at=row.created_at,
        created_by=row.created_by,
        name=row.name,
        danced_at=row.danced_at,
        poses=row.poses_sha256,
        video=row.video_sha256,
        offset_s=row.offset_s,
        rate=row.rate,
        pack_id=packs[row.manifest_sha256],
        manifest_sha256=row.manifest_sha256,
        session=row.session,
        total=row.total,
    )
