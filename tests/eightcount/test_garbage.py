"""What would go and what went, on the command line."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from desk import Said
from histories import Studio, quick_folder

from cms.bootstrap import build_house
from cms.migrate import migrate
from cms.settings import Settings

Type = Callable[..., Said]


@pytest.fixture
def studio(monkeypatch: pytest.MonkeyPatch, eightcount: Type) -> Iterator[Studio]:
    with quick_folder() as folder:
        house = build_house(Settings(data=folder, database_url=""))
        migrate(house.engine)
        monkeypatch.setenv("EIGHTCOUNT_DATA", str(folder))
        yield Studio(
            house.engine,
            house.storage,
            house.delivery,
            house.signer,
            folders=(folder / "store/objects", folder / "shelf/public"),
        )
        house.engine.dispose()


def test_a_dry_run_tells_what_goes_and_touches_nothing(eightcount: Type, studio: Studio) -> None:
    orphan = studio.storage.put_bytes(b"nobody's")
    studio.days_pass(3)
    for _ in range(2):
        (thing,) = eightcount("garbage", "--dry-run", "--json").document["things"]
        assert (thing["place"], thing["name"], thing["now"], thing["marked_at"]) == (
            "store",
            orphan.sha256,
            False,
            None,
        )
    assert eightcount("garbage", "--now", "--json").document["round"] == {
        "marked": 1,
        "unmarked": 0,
        "gone": 0,
        "bytes": 0,
    }
    studio.days_pass(3)
    foreseen = eightcount("garbage", "--dry-run", "--json").document
    assert (foreseen["now"], foreseen["now_bytes"]) == (1, orphan.bytes)
    assert "A round would take away 1 now, 8 bytes of files" in eightcount("garbage", "--dry-run").out
    assert studio.storage.size(orphan.sha256) == orphan.bytes
    said = eightcount("garbage", "--now", "--json").document
    assert said["round"]["gone"] == 1
    assert [(each["name"], each["why"]) for each in said["gone"]] == [
        (orphan.sha256, "No row names this file.")
    ]
    assert orphan.sha256[:8] in eightcount("garbage").out
    assert eightcount("garbage", "--now", "--dry-run").code == 2


def test_what_cannot_be_told_is_refused(eightcount: Type, studio: Studio, tmp_path: Path) -> None:
    one = studio.add_class("one")
    studio.build(one)
    studio.publish(one)
    lying = studio.delivery.pointer("production")
    assert lying is not None
    studio.delivery.swap_pointer("production", b"{}", expected=lying.etag)
    said = eightcount("garbage", "--now", "--json")
    assert said.code == 1
    assert said.document["error"]["code"] == "needs-unknown"
