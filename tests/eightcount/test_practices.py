from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from desk import Said, Served

from cms.db import writing
from cms.models import Build, DanceClass, Dancer, Original, Pack, Practice, Song

Type = Callable[..., Said]
POSES, MANIFEST = "1" * 64, "2" * 64


@pytest.fixture(scope="module")
def kept(served: Served) -> str:
    """A practice of the class `danced`; its id. How one gets there is the matter of tests/api."""
    with writing(served.engine) as session:
        song, dancer = Song(title="Song", artist=""), Dancer(name="Mina")
        dance_class = DanceClass(slug="danced", titles={"en": "Danced"}, tags=[], song=song, dancer=dancer)
        session.add_all([dance_class, Original(sha256=POSES, bytes=1, filename="practice.npy")])
        session.flush()
        build = Build(class_id=dance_class.id, revision=1, fingerprint="3" * 64, inputs={})
        session.add(build)
        session.flush()
        session.add(
            Pack(
                class_id=dance_class.id,
                build_id=build.id,
                manifest_sha256=MANIFEST,
                manifest_bytes=1,
                revision=1,
                bytes=1,
            )
        )
        session.flush()
        total = {"score": 78.25, "judged": 31, "steps": 32}
        practice = Practice(
            class_id=dance_class.id,
            manifest_sha256=MANIFEST,
            name="[Kim/] 수진",
            poses_sha256=POSES,
            offset_s=0.0,
            rate=1.0,
            session={},
            total=total,
            sheet={"total": total},
        )
        session.add(practice)
        session.flush()
        return practice.id


def test_practices_are_listed_and_removed_for_good(eightcount: Type, served: Served, kept: str) -> None:
    told = eightcount("practice", "list", "danced")
    assert told.code == 0
    assert "[Kim/] 수진" in told.out
    assert "31 of 32" in told.out
    assert "stored" in told.out
    assert told.out.count(f"{datetime.now(UTC):%Y-}") == 1  # nobody said when it was danced
    listed = eightcount("practice", "list", "danced", "--json").document
    assert [one["id"] for one in listed] == [kept]
    may_not = eightcount("practice", "remove", "danced", kept, "--key", served.reader)
    assert may_not.code == 1
    named = eightcount("practice", "remove", "danced", "second")
    assert (named.code, "see `eightcount practice list danced`" in " ".join(named.err.split())) == (1, True)
    gone = eightcount("practice", "remove", "danced", kept)
    assert (gone.code, gone.out) == (0, "")
    assert "is deleted, with its video and poses" in " ".join(gone.err.split())
    assert eightcount("practice", "list", "danced", "--json").document == []
    again = eightcount("practice", "remove", "danced", kept)
    assert (again.code, "no practice" in again.err) == (1, True)
