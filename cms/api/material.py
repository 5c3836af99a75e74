"""What there is to see and hear of a class over HTTP, and the files themselves."""

from pathlib import PurePosixPath
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from cms import classes, material
from cms.api.deps import InHouse, Reads, needs
from cms.api.fields import EXAMPLE_ID, EXAMPLE_SHA256, ClassName, Example, Sha256
from cms.api.ranged import AskedFor, Lying, answer, read_piece, told
from cms.errors import NotFoundError

router = APIRouter(tags=["material"])

_FOR_EVER = {
    "Cache-Control": "private, max-age=31536000, immutable",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
_TYPES = {
    ".json": "application/json",
    ".mp4": "video/mp4",
    ".wav": "audio/wav",
    ".jpg": "image/jpeg",
}
_OTHER_TYPE = "application/octet-stream"

_FILE: Example = {
    "url": f"/api/v1/outputs/{EXAMPLE_SHA256}/song.wav",
    "bytes": 22_348_844,
    "sha256": EXAMPLE_SHA256,
}
_FAILURE: Example = {
    "step": "take_preview",
    "sentence": "No picture of the take could be made. Export it again as an H.264 MP4 and upload that.",
}


class FileShown(BaseModel):
    """A file that a step wrote."""

    model_config = ConfigDict(json_schema_extra={"examples": [_FILE]})

    url: str = Field(description="Where it is; what is there never changes.")
    bytes: int = Field(description="Its length.")
    sha256: str = Field(description="Of its bytes.")


class FailureShown(BaseModel):
    """A step that ended without its files."""

    model_config = ConfigDict(json_schema_extra={"examples": [_FAILURE]})

    step: str = Field(description="The step of the pipeline.")
    sentence: str = Field(description="Why, and what to do.")


class MaterialShown(BaseModel):
    """What there is to see and hear of a class as it stands."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "take": EXAMPLE_SHA256,
                    "song": EXAMPLE_SHA256,
                    "build_id": EXAMPLE_ID,
                    "files": {"song.wav": _FILE},
                    "failures": [_FAILURE],
                }
            ]
        }
    )

    take: str | None = Field(description="sha256 of the take that the files belong to; null: none yet.")
    song: str | None = Field(description="sha256 of the song's sound; null: none yet.")
    build_id: str | None = Field(description="The newest build of this take, song and alignment.")
    files: dict[str, FileShown] = Field(description="Name -> the newest file of it that still belongs here.")
    failures: list[FailureShown] = Field(description="Steps of that build which failed.")


@router.get("/classes/{class_name}/material", summary="What to see and hear", dependencies=[needs("read")])
def show(class_name: ClassName, session: Reads, house: InHouse) -> MaterialShown:
    """The newest outputs of the steps for the present take, song and, where it matters, alignment.

    A name that is not there has not been made yet, failed (see `failures`), or has nothing to tell: a take
    without sound has no `camera.wav`.
    """
    dance_class = classes.get(session, class_name)
    found = material.of(session, house.storage, dance_class)
    return MaterialShown(
        take=dance_class.take_sha256,
        song=dance_class.song.sound_sha256,
        build_id=found.build_id,
        files={
            name: FileShown(url=f"/api/v1/outputs/{file.sha256}/{name}", bytes=file.bytes, sha256=file.sha256)
            for name, file in found.files.items()
        },
        failures=[FailureShown(step=each.step, sentence=each.sentence) for each in found.failures],
    )


@router.head("/outputs/{sha256}/{name}", include_in_schema=False, dependencies=[needs("read")])
@router.get(
    "/outputs/{sha256}/{name}",
    summary="A file of a class",
    dependencies=[needs("read")],
    response_class=Response,
    responses=told(*_TYPES.values(), _OTHER_TYPE),
)
def an_output(
    sha256: Annotated[Sha256, Path(description="Its sha256.", examples=[EXAMPLE_SHA256])],
    name: Annotated[
        str,
        Path(pattern=r"^[a-z0-9_.-]{1,40}$", description="Its name in the material.", examples=["song.wav"]),
    ],
    house: InHouse,
    asked: AskedFor,
) -> Response:
    """A file that a step wrote, by its sha256. It never changes; a range seeks in it or resumes."""
    total = house.storage.size(sha256) if name in material.NAMES else None
    if total is None:
        raise NotFoundError(f"There is no file {name} with this sha256. Ask for the class's material again.")
    lying = Lying(
        total=total,
        etag=sha256,
        media_type=_TYPES.get(PurePosixPath(name).suffix, _OTHER_TYPE),
        headers=_FOR_EVER,
        read=lambda start, end: read_piece(lambda: house.storage.open(sha256), start, end),
    )
    return answer(asked, lying)
