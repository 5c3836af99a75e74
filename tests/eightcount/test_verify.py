"""The checker finds what is wrong, all of it, and nothing where all is well."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import loopback
import pytest
from desk import Said
from histories import Studio, quick_folder
from shelf_server import Fault, Shelf, serving
from small_class import lay_desk, pack

from cms.api.app import create_app
from cms.bootstrap import House, build_house
from cms.migrate import migrate
from cms.settings import Settings
from cms.signing import read_root
from eightcount.comparing import compare
from eightcount.walking import Way, walk

Type = Callable[..., Said]


@dataclass
class Server:
    """A server of this module's own: `studio` makes and releases, `root` is what devices believe."""

    url: str
    house: House
    studio: Studio
    root: str


@pytest.fixture
def server() -> Iterator[Server]:
    with quick_folder() as folder:
        listener, url = loopback.listening()
        house = build_house(Settings(data=folder, public_url=url, database_url=""))
        migrate(house.engine)
        studio = Studio(house.engine, house.storage, house.delivery, house.signer)
        with loopback.serving(create_app(house), listener):
            _, _, trust = read_root(house.signer.root_path)
            one = studio.add_class("one")
            studio.build(one)
            studio.publish(one)
            yield Server(url, house, studio, trust.roots[0])
        house.engine.dispose()


@pytest.fixture
def verify(eightcount: Type, server: Server, monkeypatch: pytest.MonkeyPatch) -> Type:
    monkeypatch.setenv("EIGHTCOUNT_DATA", str(server.house.settings.data))
    monkeypatch.setenv("EIGHTCOUNT_ROOT_KEY", server.root)
    return lambda *words: eightcount("verify", server.url, *words)


def codes(said: Said) -> set[str]:
    return {fault["code"] for fault in said.document["faults"]}


def lay(server: Server, name: str) -> Path:
    return server.house.settings.data / "shelf/public" / name


def test_where_all_is_well_nothing_is_found(verify: Type, server: Server) -> None:
    said = verify("--database", "--json")
    assert said.code == 0
    assert said.document["faults"] == []
    assert (said.document["version"], said.document["classes"], said.document["objects"]) == (1, 1, 7)
    assert said.document["shelf"] == {"files": 8, "unneeded_files": 0, "unneeded_bytes": 0}
    told = verify("--database")
    assert told.code == 0
    assert "1 classes, 7 files fetched whole" in told.out


def test_all_faults_are_told_not_only_the_first(verify: Type, server: Server) -> None:
    objects = sorted(each.name for each in server.house.delivery.listing() if each.name.startswith("o/"))
    lay(server, objects[0]).unlink()
    lay(server, objects[1]).chmod(0o600)
    lay(server, objects[1]).write_bytes(bytes(lay(server, objects[1]).stat().st_size))
    lay(server, objects[2]).chmod(0o600)
    lay(server, objects[2]).write_bytes(b"longer" + lay(server, objects[2]).read_bytes())
    said = verify("--database", "--json")
    assert said.code == 1
    found = {(fault["code"], fault["where"]) for fault in said.document["faults"]}
    assert found >= {
        ("missing", objects[0]),
        ("wrong-hash", objects[1]),
        ("wrong-length", objects[2]),
        ("shelf-lacks", objects[0]),
        ("shelf-damaged", objects[1]),
        ("shelf-damaged", objects[2]),
    }
    assert "faults were found" in verify("--database").err


def test_a_signature_of_another_root_and_none_at_all(
    verify: Type, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert codes(verify("--json", "--root", "0" * 64)) == {"UntrustedError"}
    monkeypatch.delenv("EIGHTCOUNT_ROOT_KEY")
    said = verify("--json")
    assert said.code == 0
    assert [note["code"] for note in said.document["notes"]] == ["not-verified"]


def test_what_the_store_lacks_and_rows_that_say_otherwise(verify: Type, server: Server) -> None:
    manifest = next(each.name for each in server.house.delivery.listing() if each.name.startswith("packs/"))
    sha256 = manifest.rpartition("/")[2].removesuffix(".json")
    routine = server.studio.manifest(sha256).file("routine").sha256
    server.house.storage.delete(routine)
    lying = server.house.delivery.pointer("production")
    assert lying is not None
    lay(server, "channels/production.json").unlink()
    assert codes(verify("--database", "--json")) == {
        "pointer-refused",
        "rows-and-shelf-differ",
        "store-lacks",
    }


def test_what_nothing_needs_is_counted_and_noted_until_it_is_marked(verify: Type, server: Server) -> None:
    one = server.studio.classes()[0]
    server.studio.move_a_beat(one)
    server.studio.build(one)
    server.studio.publish(one)
    said = verify("--database", "--json")
    assert said.code == 0
    assert said.document["shelf"]["unneeded_files"] == 2
    assert [note["code"] for note in said.document["notes"]] == ["extra"]


def test_a_cache_that_lags_is_told_as_such(server: Server) -> None:
    with httpx.Client() as client:
        before = walk(Way(client, server.url), "production", None, now=datetime.now(UTC))
    one = server.studio.classes()[0]
    server.studio.move_a_beat(one)
    server.studio.build(one)
    server.studio.publish(one)
    before.age_s = 12
    found = compare(server.house, before)
    assert found.faults == ()
    (lag,) = [note for note in found.notes if note.code == "lag"]
    assert "version 1 instead of 2; it holds its copy for 12 s, and may keep it 30 s" in lag.sentence


def test_no_connection_is_held_while_store_and_shelf_are_asked(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool: Any = server.house.engine.pool
    held: list[int] = []

    def watched(asked: Callable[..., Any]) -> Callable[..., Any]:
        def ask(*words: Any) -> Any:
            held.append(pool.checkedout())
            return asked(*words)

        return ask

    for what, names in (
        (type(server.house.storage), ("open", "size")),
        (type(server.house.delivery), ("listing", "has_object")),
    ):
        for name in names:
            monkeypatch.setattr(what, name, watched(getattr(what, name)))
    with httpx.Client() as client:
        walked = walk(Way(client, server.url), "production", None, now=datetime.now(UTC))
    held.clear()
    assert compare(server.house, walked).faults == ()
    assert held
    assert not any(held)


def test_a_server_that_is_away(eightcount: Type) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert eightcount("verify", f"http://127.0.0.1:{port}").code == 3
    assert eightcount("verify", "ftp://here").code == 2


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    with serving() as shelf:
        yield shelf


def test_how_files_are_handed_out_is_looked_at_too(eightcount: Type, shelf: Shelf, tmp_path: Path) -> None:
    """This shelf says neither what its files are nor how long they hold."""
    shelf.publish(pack(lay_desk(tmp_path / "desk")))
    said = eightcount("verify", shelf.url, "--json")
    assert codes(said) == {"wrong-type", "pointer-cached-long", "cached-short"}
    keys = sorted(key for key in shelf.files if key.startswith("o/"))
    shelf.faults = {
        keys[0]: Fault("no_range"),
        keys[1]: Fault("wrong_range"),
        keys[2]: Fault("endless"),
        keys[3]: Fault("flip", 7),
        keys[4]: Fault("cut", 3),
        keys[5]: Fault("elsewhere"),
    }
    found = {
        (fault["code"], fault["where"])
        for fault in eightcount("verify", shelf.url, "--json").document["faults"]
    }
    assert found >= {
        ("no-range", keys[0]),
        ("no-range", keys[1]),
        ("wrong-length", keys[2]),
        ("wrong-hash", keys[3]),
        ("broken-off", keys[4]),
        ("missing", keys[5]),
    }
