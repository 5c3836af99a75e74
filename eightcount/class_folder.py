"""A class as a folder: class.yaml beside the take, the song and the beats (samples/README.md describes it).

Reads and checks what lies there; must not know the server.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eightcount.failures import RefusedError

NAME = "class.yaml"


class _Given(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Song(_Given):
    title: str
    artist: str = ""
    licence: str = ""


class _Dancer(_Given):
    name: str
    profile: str = ""


class _Section(_Given):
    start_s: float
    end_s: float


class _Files(_Given):
    take: str
    song: str
    beats: str | None = None
    cover: str | None = None
    picture: str | None = None  # of the dancer


class _Document(_Given):
    """class.yaml as it is written. The defaults stand for what is left out; they are never sent."""

    slug: str
    titles: dict[str, str]
    song: _Song
    dancer: _Dancer
    difficulty: int = Field(default=3, ge=1, le=5)
    tags: tuple[str, ...] = ()
    section: _Section | None = None
    files: _Files


@dataclass(frozen=True)
class ClassFolder:
    """What class.yaml says (`song`, `dancer`, `about` as the API takes them) and where its files lie.

    A field that class.yaml leaves out is in none of them: it stays as the server has it.
    """

    folder: Path
    slug: str
    song: Mapping[str, Any]
    dancer: Mapping[str, Any]
    about: Mapping[str, Any]
    files: Mapping[str, Path]


def read_class_folder(folder: Path) -> ClassFolder:
    """Read class.yaml and find its files. Raises RefusedError with what to mend."""
    try:
        read = yaml.safe_load((folder / NAME).read_text(encoding="utf-8"))
        document = _Document.model_validate(read)
    except FileNotFoundError:
        raise RefusedError(f"{folder} has no {NAME}.", code="not-found") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise RefusedError(f"{folder / NAME} is not YAML: {error}", code="class-folder") from error
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(str(part) for part in fault['loc']) or 'the file'}: {fault['msg']}"
            for fault in error.errors()
        )
        raise RefusedError(f"{folder / NAME} cannot be used. {faults}", code="class-folder") from error
    return ClassFolder(
        folder=folder,
        slug=document.slug,
        song=document.song.model_dump(exclude_unset=True),
        dancer=document.dancer.model_dump(exclude_unset=True),
        about=document.model_dump(
            mode="json", include={"titles", "difficulty", "tags", "section"}, exclude_unset=True
        ),
        files=_found(folder, document.files),
    )


def class_folders(folder: Path) -> list[Path]:
    """The folder itself when it holds a class, else its folders that do. Raises RefusedError for none."""
    if not folder.is_dir():
        raise RefusedError(f"There is no folder {folder}.", code="not-found")
    if (folder / NAME).is_file():
        return [folder]
    inner = sorted(path.parent for path in folder.glob(f"*/{NAME}"))
    if not inner:
        raise RefusedError(f"There is no {NAME} in {folder} nor in its folders.", code="not-found")
    return inner


def _found(folder: Path, files: _Files) -> dict[str, Path]:
    found = {role: folder / name for role, name in files.model_dump(exclude_none=True).items()}
    lacking = [path.name for path in found.values() if not path.is_file()]
    if lacking:
        raise RefusedError(f"{folder} lacks {', '.join(lacking)}, which {NAME} names.", code="class-folder")
    return found
