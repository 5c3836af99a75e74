"""What must hold of a pack before it is published: its files are kept, and somebody has heard an alignment
that is not certain. Asks for no release: that is `cms.releases`.
"""

from eightcount_runtime.classpack.shelf import manifest_key, object_key
from sqlalchemy import select
from sqlalchemy.orm import Session

from cms import judgings, keeping, packs
from cms.documents import read_json
from cms.errors import ConflictError
from cms.models import AlignmentDecision, Build, DanceClass, Json, Output, Pack
from cms.storage import Storage


def read_ahead(session: Session, storage: Storage, dance_class: DanceClass, pack: Pack | None) -> None:
    """What publishing needs of the store is remembered (`cms.documents`), so that no transaction waits."""
    pack = pack or packs.newest(session, dance_class)
    if pack is not None:
        judgings.warnings_of(session, storage, pack)  # who publishes is told them in the answer
        _found_alignment(session, storage, packs.steps_of(session, pack)[-1].build)


def must_be_heard(session: Session, storage: Storage, pack: Pack) -> None:
    """A found alignment that is not certain must have been accepted or corrected by a person.

    Raises ConflictError.
    """
    build = packs.steps_of(session, pack)[-1].build  # the newest that ended with it: its files are kept
    found = _found_alignment(session, storage, build)
    if found is None or found["verdict"] == "certain":
        return
    judged = session.scalars(
        select(AlignmentDecision)
        .where(
            AlignmentDecision.class_id == pack.class_id,
            AlignmentDecision.take_sha256 == build.inputs["take"],
            AlignmentDecision.song_sha256 == build.inputs["song"],
        )
        .order_by(AlignmentDecision.id.desc())
        .limit(1)
    ).first()
    if judged is not None and judged.kind == "corrected":
        raise ConflictError(
            "The alignment was corrected after this pack was built. Build the class again, then publish."
        )
    if judged is None or judged.kind != "accepted":
        raise ConflictError(
            "The place of the song in this take is not certain. Listen to the class video, then "
            "accept or correct the alignment, and publish again."
        )


def keep(session: Session, dance_class: DanceClass, pack: Pack) -> None:
    """What this pack needs, in the store and on the shelf, stays from now on. Raises ConflictError when it
    was cleared away.
    """
    steps = packs.steps_of(session, pack)
    keeping.keep_outputs(session, [step.key for step in steps])
    files = packs.files_of(session, pack)
    if files is None:
        raise _cleared()
    objects = {file["sha256"] for name, file in files.items() if name.startswith("objects/")}
    manifest = manifest_key(dance_class.slug, pack.manifest_sha256)
    keeping.keep_on_shelf(session, [manifest, *map(object_key, objects)])


def _found_alignment(session: Session, storage: Storage, build: Build) -> Json | None:
    """What a build found; None where the alignment was a person's own. Raises ConflictError."""
    align = next((step for step in build.steps if step.name == "audio_align"), None)
    if align is None:
        return None
    output = session.get(Output, align.key)
    if output is None:
        raise _cleared()
    found: Json = read_json(session, storage, output.files["alignment.json"]["sha256"])
    return found


def _cleared() -> ConflictError:
    return ConflictError(
        "The files of this pack were cleared away, as nothing had shown it for a long time. Build the class "
        "again, then publish.",
        code="cleared-away",
    )
