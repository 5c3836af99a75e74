"""Classes: the draft that authors edit. What is published is a pack and does not change with it.

Where a class stands on its way to devices is `cms.standing`.
"""

import json
import re
from dataclasses import dataclass
from typing import TypedDict, Unpack

from sqlalchemy import Select, String, cast, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from cms import dancers, songs
from cms.accounts import Actor
from cms.edits import Expected, open_for_edit
from cms.errors import ConflictError, InvalidError, NotFoundError
from cms.models import Account, DanceClass, Dancer, Song
from cms.originals import must_be_here

_ID = re.compile(r"[0-9a-f]{22}")


@dataclass(frozen=True)
class Section:
    """The piece of the song that the class teaches, seconds on the song clock."""

    start_s: float
    end_s: float


class ClassChanges(TypedDict, total=False):
    """What an author may say of a class. `take` and `cover` are sha256 of originals, or None for none;
    `owner_id` is the account of who cares for it, or None for nobody.
    """

    titles: dict[str, str]
    song_id: str
    dancer_id: str
    difficulty: int
    tags: list[str]
    section: Section | None
    take: str | None
    cover: str | None
    owner_id: str | None


def create(session: Session, actor: Actor, slug: str, **given: Unpack[ClassChanges]) -> DanceClass:
    """A new class; titles, song and dancer must be given. The slug is for ever.

    Raises:
        ConflictError: another class has this slug.
        InvalidError: the slug looks like an id, a file was not uploaded, song or dancer are not there.
    """
    if _ID.fullmatch(slug):
        raise InvalidError("This slug looks like an id. Choose one with words in it.")
    if session.scalar(select(DanceClass.id).where(DanceClass.slug == slug)) is not None:
        raise ConflictError(
            f"Another class has the slug '{slug}' already. Choose another.", code="slug-taken"
        )
    dance_class = DanceClass(slug=slug, created_by=actor.id, difficulty=3, tags=[], version=1)
    _apply(session, dance_class, given)
    session.add(dance_class)
    session.flush()
    return dance_class


def edit(
    session: Session, dance_class: DanceClass, expected: Expected, **given: Unpack[ClassChanges]
) -> DanceClass:
    """Change what is given and leave the rest; what is published stays. Raises StaleError, InvalidError."""
    open_for_edit(session, dance_class, expected, "class")
    _apply(session, dance_class, given)
    session.flush()
    return dance_class


def get(session: Session, name: str) -> DanceClass:
    """The class of that id or slug. Raises NotFoundError."""
    found = session.scalar(
        select(DanceClass).where(DanceClass.id == name if _ID.fullmatch(name) else DanceClass.slug == name)
    )
    if found is None:
        raise NotFoundError(f"There is no class '{name}'.")
    return found


def search(
    *,
    words: str | None,
    song_id: str | None,
    dancer_id: str | None,
    tag: str | None,
    owner_id: str | None = None,
) -> Select[DanceClass]:
    """All classes, or those of a song, of a dancer, of an owner, with a tag, and with the words in the slug,
    in a title, in the title or artist of the song, or in the dancer's name. Song, dancer and owner are read
    with them.
    """
    query = select(DanceClass).join(DanceClass.song).join(DanceClass.dancer)
    query = query.options(
        contains_eager(DanceClass.song), contains_eager(DanceClass.dancer), joinedload(DanceClass.owner)
    )
    if song_id:
        query = query.where(DanceClass.song_id == song_id)
    if dancer_id:
        query = query.where(DanceClass.dancer_id == dancer_id)
    if owner_id:
        query = query.where(DanceClass.owner_id == owner_id)
    if words:
        written = json.dumps(words)[1:-1]  # as the column holds it: other scripts are escaped there
        titles = cast(DanceClass.titles, String)
        named = (DanceClass.slug, Song.title, Song.artist, Dancer.name)
        query = query.where(
            or_(
                titles.icontains(written, autoescape=True),
                *(column.icontains(words, autoescape=True) for column in named),
            )
        )
    if tag:
        query = query.where(cast(DanceClass.tags, String).contains(json.dumps(tag), autoescape=True))
    return query


def _apply(session: Session, dance_class: DanceClass, given: ClassChanges) -> None:
    if "song_id" in given:
        dance_class.song_id = _known(session, "song", given["song_id"])
    if "dancer_id" in given:
        dance_class.dancer_id = _known(session, "dancer", given["dancer_id"])
    if "take" in given:
        dance_class.take_sha256 = must_be_here(session, given["take"], "take")
    if "cover" in given:
        dance_class.cover_sha256 = must_be_here(session, given["cover"], "cover")
    if "owner_id" in given:
        dance_class.owner_id = _account(session, given["owner_id"])
    if "section" in given:
        section = given["section"]
        dance_class.section_start_s = section.start_s if section else None
        dance_class.section_end_s = section.end_s if section else None
    dance_class.titles = given.get("titles", dance_class.titles)
    dance_class.difficulty = given.get("difficulty", dance_class.difficulty)
    dance_class.tags = given.get("tags", dance_class.tags)


def _known(session: Session, noun: str, given_id: str) -> str:
    """A song or dancer that is there. Raises InvalidError: the fault is in the body, not in the address."""
    try:
        return songs.get(session, given_id).id if noun == "song" else dancers.get(session, given_id).id
    except NotFoundError as error:
        raise InvalidError(
            error.sentence, errors=[{"field": f"{noun}_id", "sentence": error.sentence}]
        ) from error


def _account(session: Session, account_id: str | None) -> str | None:
    """An account that works here. Raises InvalidError for one that there is not, or that is disabled."""
    if account_id is None:
        return None
    account = session.get(Account, account_id)
    if account is None or account.disabled_at is not None:
        sentence = "Nobody with this id works here. Choose an owner among those that `GET /people` lists."
        raise InvalidError(sentence, errors=[{"field": "owner_id", "sentence": sentence}])
    return account.id
