"""Songs: the original sound and its metadata."""

from typing import TypedDict, Unpack

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from cms.accounts import Actor
from cms.edits import Expected, open_for_edit
from cms.errors import NotFoundError
from cms.models import Song
from cms.originals import must_be_here


class SongChanges(TypedDict, total=False):
    """What an author may say of a song. `sound` is the sha256 of an original, or None for none."""

    title: str
    artist: str
    licence: str
    sound: str | None


def create(session: Session, actor: Actor, **given: Unpack[SongChanges]) -> Song:
    """A new song; `title` must be given. Raises InvalidError when its sound was not uploaded."""
    song = Song(created_by=actor.id, artist="", version=1)
    _apply(session, song, given)
    session.add(song)
    session.flush()
    return song


def edit(session: Session, song: Song, expected: Expected, **given: Unpack[SongChanges]) -> Song:
    """Change what is given and leave the rest. Raises StaleError, InvalidError."""
    open_for_edit(session, song, expected, "song")
    _apply(session, song, given)
    session.flush()
    return song


def get(session: Session, song_id: str) -> Song:
    """The song of that id. Raises NotFoundError."""
    song = session.get(Song, song_id)
    if song is None:
        raise NotFoundError(f"There is no song '{song_id}'.")
    return song


def search(words: str | None) -> Select[Song]:
    """All songs, or those whose title or artist holds the words."""
    query = select(Song)
    if words:
        query = query.where(
            or_(Song.title.icontains(words, autoescape=True), Song.artist.icontains(words, autoescape=True))
        )
    return query


def _apply(session: Session, song: Song, given: SongChanges) -> None:
    song.title = given.get("title", song.title)
    song.artist = given.get("artist", song.artist)
    song.licence = given.get("licence", song.licence) or ""
    if "sound" in given:
        song.sound_sha256 = must_be_here(session, given["sound"], "sound")
