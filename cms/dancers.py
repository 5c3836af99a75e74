"""Dancers: who dances the takes."""

from typing import TypedDict, Unpack

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from cms.accounts import Actor
from cms.edits import Expected, open_for_edit
from cms.errors import NotFoundError
from cms.models import Dancer
from cms.originals import must_be_here


class DancerChanges(TypedDict, total=False):
    """What an author may say of a dancer. `picture` is the sha256 of an original, or None for none."""

    name: str
    profile: str
    picture: str | None


def create(session: Session, actor: Actor, **given: Unpack[DancerChanges]) -> Dancer:
    """A new dancer; `name` must be given. Raises InvalidError when the picture was not uploaded."""
    dancer = Dancer(created_by=actor.id, profile="", version=1)
    _apply(session, dancer, given)
    session.add(dancer)
    session.flush()
    return dancer


def edit(session: Session, dancer: Dancer, expected: Expected, **given: Unpack[DancerChanges]) -> Dancer:
    """Change what is given and leave the rest. Raises StaleError, InvalidError."""
    open_for_edit(session, dancer, expected, "dancer")
    _apply(session, dancer, given)
    session.flush()
    return dancer


def get(session: Session, dancer_id: str) -> Dancer:
    """The dancer of that id. Raises NotFoundError."""
    dancer = session.get(Dancer, dancer_id)
    if dancer is None:
        raise NotFoundError(f"There is no dancer '{dancer_id}'.")
    return dancer


def search(words: str | None) -> Select[Dancer]:
    """All dancers, or those whose name holds the words."""
    query = select(Dancer)
    return query.where(Dancer.name.icontains(words, autoescape=True)) if words else query


def _apply(session: Session, dancer: Dancer, given: DancerChanges) -> None:
    dancer.name = given.get("name", dancer.name)
    dancer.profile = given.get("profile", dancer.profile)
    if "picture" in given:
        dancer.picture_sha256 = must_be_here(session, given["picture"], "picture")
