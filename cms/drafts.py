"""Drafts: a class as it would be built now, from what people gave and what its rows say, as files.

Starts nothing: that is `cms.builds`. Where a class stands on its way to devices is `cms.standing`, which must
say the same of what a build would be given.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from eightcount_runtime.classpack.fields import canonical_json
from eightcount_runtime.classpack.manifest import sha256_of
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from cms import alignments, beats, keeping, planning
from cms.db import writing
from cms.errors import InvalidError
from cms.models import BeatRevision, Build, DanceClass, Json
from cms.storage import Storage


@dataclass(frozen=True)
class Laid:
    """Documents that were put into the store before the transaction that names them."""

    names: frozenset[str]
    since: keeping.Moment


def lay(
    engine: Engine, storage: Storage, class_of: Callable[[Session], DanceClass], params: planning.Params
) -> Laid:
    """Put what a build of the draft as it stands is given by the rows, while nobody waits for a row of it.

    Raises InvalidError as `start` does.
    """
    planning.check(params)
    with writing(engine) as session:
        documents = draft_of(session, class_of(session), params).documents
        since = keeping.hold_files(session, [sha256_of(document) for document in documents.values()])
    return Laid(frozenset(storage.put_bytes(document).sha256 for document in documents.values()), since)


@dataclass(frozen=True)
class Draft:
    """A class as it would be built now. `documents`: what its rows say, as files; `same`: such builds."""

    beats: BeatRevision | None
    inputs: dict[str, str]
    documents: dict[str, bytes]
    fingerprint: str
    number: int
    same: Sequence[Build]


def draft_of(session: Session, dance_class: DanceClass, params: planning.Params) -> Draft:
    """The draft as it stands. Raises InvalidError where take or sound lack."""
    inputs, documents = _given_files(session, dance_class)
    description = describe(dance_class)
    fingerprint = sha256_of(canonical_json([inputs, description, planning.decisive(params)]))
    same = session.scalars(
        select(Build)
        .where(Build.class_id == dance_class.id, Build.fingerprint == fingerprint)
        .order_by(Build.id)
    ).all()
    number = same[0].revision if same else 1 + _last_revision(session, dance_class)
    documents["class.json"] = canonical_json({**description, "revision": number})
    inputs |= {name: sha256_of(document) for name, document in documents.items()}
    return Draft(beats.current(session, dance_class), inputs, documents, fingerprint, number, same)


def keep_documents(
    session: Session, storage: Storage, documents: Mapping[str, bytes], laid: Laid | None
) -> None:
    """They are in the store, and stay: put by `lay`, or else here."""
    names = {sha256_of(document) for document in documents.values()}
    try:
        keeping.keep_files(session, names, since=laid.since if laid and names <= laid.names else None)
    except keeping.GoneError:  # from here on they are held by this transaction
        for document in documents.values():
            storage.put_bytes(document)


def describe(dance_class: DanceClass) -> Json:
    """The class.json document of the draft, its revision aside."""
    section = None
    if dance_class.section_start_s is not None and dance_class.section_end_s is not None:
        section = {"start_s": dance_class.section_start_s, "end_s": dance_class.section_end_s}
    return {
        "format": 1,
        "class": dance_class.slug,
        "titles": dance_class.titles,
        "song": {"title": dance_class.song.title, "artist": dance_class.song.artist},
        "dancer": {"name": dance_class.dancer.name},
        "difficulty": dance_class.difficulty,
        "tags": dance_class.tags,
        "section": section,
    }


def _given_files(session: Session, dance_class: DanceClass) -> tuple[dict[str, str], dict[str, bytes]]:
    """Name -> sha256 of all that people gave, and name -> content of what of it is no file yet."""
    if dance_class.take_sha256 is None:
        raise InvalidError("This class has no take yet. Upload the dancer's video, then build again.")
    if dance_class.song.sound_sha256 is None:
        raise InvalidError(
            "The song of this class has no sound yet. Upload its original sound, then build again."
        )
    inputs = {"take": dance_class.take_sha256, "song": dance_class.song.sound_sha256}
    if dance_class.cover_sha256 is not None:
        inputs["cover"] = dance_class.cover_sha256
    documents = {}
    revision = beats.current(session, dance_class)
    if revision is not None and revision.confirmed:  # others are a draft of a draft
        documents["beats.json"] = canonical_json(revision.beats)
    decision = alignments.decision(session, dance_class)
    if decision is not None and decision.kind == "corrected":
        documents["alignment.json"] = canonical_json(decision.alignment)
    inputs |= {name: sha256_of(document) for name, document in documents.items()}
    return inputs, documents


def _last_revision(session: Session, dance_class: DanceClass) -> int:
    query = select(func.max(Build.revision)).where(Build.class_id == dance_class.id)
    return session.scalar(query) or 0
