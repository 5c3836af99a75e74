"""An installation is backed up beside its work and restored into an empty one, on any engine."""

import json
import os
import threading
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from eightcount_runtime.classpack.channel import read_pointer
from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session
from studio import Studio, told

from cms import backups
from cms.db import reading, writing
from cms.errors import ConflictError, InvalidError
from cms.migrate import migrate
from cms.models import ApiKey, Base, Song, Step
from cms.row_files import FLEETING
from cms.storage.local import LocalStorage
from cms.storage.s3 import Bucket, Place, S3Delivery, S3Storage, connect


@pytest.fixture
def studio(database_url, tmp_path):
    made = Studio(database_url, tmp_path / "data")
    made.dance_class()
    made.beats()
    made.build()
    made.publish("staging")
    made.publish("production")
    yield made
    made.house.engine.dispose()


@pytest.fixture
def other(request, studio, tmp_path):
    """An empty installation on the engine that the first one has not."""
    is_sqlite = studio.house.engine.dialect.name == "sqlite"
    url = request.getfixturevalue("postgres_url") if is_sqlite else f"sqlite:///{tmp_path / 'other.db'}"
    migrate(url)
    with emptied(url, tmp_path / "other", studio.folder / "keys") as made:
        yield made


@pytest.fixture
def small(sqlite_url, tmp_path):
    """An installation with a song, for what depends on no engine."""
    made = Studio(sqlite_url, tmp_path / "data")
    made.song()
    yield made
    made.house.engine.dispose()


@pytest.fixture
def elsewhere(tmp_path):
    """An empty one beside it."""
    migrate(f"sqlite:///{tmp_path / 'elsewhere.db'}")
    with emptied(f"sqlite:///{tmp_path / 'elsewhere.db'}", tmp_path / "elsewhere") as made:
        yield made


@contextmanager
def emptied(url, folder, keys=None):
    made = Studio(url, folder)
    for name in ("online.key", "root.json") if keys else ():  # brought by whoever restores
        (folder / "keys" / name).write_bytes((keys / name).read_bytes())
    with writing(made.house.engine) as session:
        session.execute(delete(ApiKey))
    yield made
    made.house.engine.dispose()


def rows(house, table):
    with Session(house.engine) as session:
        found = session.execute(select(table).order_by(*table.primary_key)).all()
        return [tuple(row) for row in found]


def test_all_rows_and_files_move_to_another_engine(studio, other, tmp_path):
    before = {table.name: rows(studio.house, table) for table in Base.metadata.sorted_tables}
    written = backups.write(studio.house, tmp_path / "backup")
    restored = backups.restore(other.house, tmp_path / "backup")
    assert restored.files == written.files == len(list(studio.house.storage.listing()))
    changed = {"steps", "channels", *FLEETING}  # what was live is to be published again
    for table in Base.metadata.sorted_tables:
        if table.name not in changed:
            assert rows(other.house, table) == before[table.name], table.name
    assert len(rows(other.house, Step.__table__)) == len(before["steps"])
    for lying in studio.house.storage.listing():
        with studio.house.storage.open(lying.name) as one, other.house.storage.open(lying.name) as copy:
            assert one.read() == copy.read()


def test_what_was_live_is_published_again_on_an_empty_shelf(studio, other, tmp_path):
    backups.write(studio.house, tmp_path / "backup")
    backups.restore(other.house, tmp_path / "backup")
    assert other.house.delivery.pointer("production") is None
    assert other.work() == ["publish", "publish"]
    for channel in ("staging", "production"):
        was = read_pointer(studio.house.delivery.pointer(channel).data)
        shown = read_pointer(other.house.delivery.pointer(channel).data)
        assert shown.classes == was.classes
        assert shown.version > was.version + 1000  # devices may have seen what came after the backup
    names = {lying.name for lying in studio.house.delivery.listing()}
    assert {lying.name for lying in other.house.delivery.listing()} == names
    client = other.client_of(studio.secret)  # keys moved too
    assert told(client.get("/api/v1/classes/uniform"), 200)["slug"] == "uniform"


def test_what_outgrew_one_machine_moves_to_real_engines(
    sqlite_url, postgres_url, s3_server, monkeypatch, tmp_path
):
    """From SQLite and folders to PostgreSQL and buckets; a device sees the same class."""
    for name, value in s3_server.owner.environment.items():
        monkeypatch.setenv(name, value)
    small = Studio(sqlite_url, tmp_path / "small")
    small.dance_class()
    small.beats()
    small.build()
    small.publish("production")
    backups.write(small.house, tmp_path / "backup")
    client = connect(Place(s3_server.endpoint, s3_server.region))
    store, shelf = (Bucket(s3_server.fresh_bucket(name), client, client) for name in ("store", "shelf"))
    with emptied(postgres_url, tmp_path / "large", small.folder / "keys") as large:
        large.house = replace(large.house, storage=S3Storage(store), delivery=S3Delivery(shelf))
        restored = backups.restore(large.house, tmp_path / "backup")
        assert restored.files == len(list(large.house.storage.listing()))
        assert large.work() == ["publish"]
        was, shown = (
            read_pointer(house.delivery.pointer("production").data) for house in (small.house, large.house)
        )
        assert shown.classes == was.classes
        names = {lying.name for lying in small.house.delivery.listing()}
        assert {lying.name for lying in large.house.delivery.listing()} == names
    small.house.engine.dispose()


def test_a_backup_is_of_one_moment_while_people_work(studio, tmp_path):
    """Songs come in pairs, in one transaction each: a backup never holds half a pair."""
    stop = threading.Event()

    def write_songs():
        number = 0
        while not stop.is_set():
            with writing(studio.house.engine) as session:
                session.add_all(Song(title=f"pair {number}", artist=half) for half in ("a", "b"))
            number += 1

    thread = threading.Thread(target=write_songs)
    thread.start()
    try:
        for turn in range(4):
            backups.write(studio.house, tmp_path / f"backup{turn}")
            lines = (tmp_path / f"backup{turn}" / "rows" / "songs.jsonl").read_text().splitlines()
            pairs = [json.loads(line)["title"] for line in lines if '"pair ' in line]
            assert len(pairs) == 2 * len(set(pairs))
    finally:
        stop.set()
        thread.join()


def test_an_earlier_backup_is_brought_up_to_date(small, tmp_path):
    folder = tmp_path / "backup"
    backups.write(small.house, folder)
    kept = {path.name: path.stat().st_mtime_ns for path in (folder / "objects").iterdir()}
    gone = small.original(b"to be deleted")
    backups.write(small.house, folder)
    assert (folder / "objects" / gone).is_file()
    small.house.storage.delete(gone)
    new = small.original(b"new")
    backups.write(small.house, folder)
    now = {path.name: path.stat().st_mtime_ns for path in (folder / "objects").iterdir()}
    assert now.items() >= kept.items()
    assert now.keys() - kept.keys() == {new}


def test_only_an_empty_installation_is_filled(small, tmp_path):
    backups.write(small.house, tmp_path / "backup")
    with pytest.raises(ConflictError, match="not empty"):
        backups.restore(small.house, tmp_path / "backup")


def test_a_folder_of_something_else_is_left_alone(small, tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "one.jpg").write_bytes(b"x")
    with pytest.raises(InvalidError, match="something else"):
        backups.write(small.house, tmp_path / "photos")
    with pytest.raises(InvalidError, match=r"no backup\.json"):
        backups.restore(small.house, tmp_path / "photos")


class Collected(LocalStorage):
    """A store of which every file that no row names is taken away between being listed and being read."""

    def listing(self):
        for lying in super().listing():
            with self.open(lying.name) as file:
                if file.read() == b"garbage":
                    self.delete(lying.name)
            yield lying


def test_a_file_that_is_collected_meanwhile_is_left_out(small, elsewhere, tmp_path):
    storage = small.house.storage
    storage.put_bytes(b"garbage")
    house = replace(small.house, storage=Collected(storage.folder, storage.base_url, storage.secret))
    written = backups.write(house, tmp_path / "backup")
    assert written.files == len(list(storage.listing()))
    assert backups.restore(elsewhere.house, tmp_path / "backup").files == written.files


def test_a_backup_is_for_its_user_alone_in_whatever_folder(small, tmp_path):
    folder = tmp_path / "backup"
    folder.mkdir(mode=0o755)
    backups.write(small.house, folder)
    assert {path.name: oct(path.stat().st_mode & 0o077) for path in folder.iterdir() if path.is_dir()} == {
        "rows": "0o0",
        "objects": "0o0",
    }


@pytest.mark.parametrize("harm", ["no file", "a line less"])
def test_a_backup_that_lacks_rows_is_refused_and_leaves_no_row(small, elsewhere, tmp_path, harm):
    folder = tmp_path / "backup"
    small.song(title="Another")
    backups.write(small.house, folder)
    songs = folder / "rows" / "songs.jsonl"
    if harm == "no file":
        songs.unlink()
    else:
        songs.write_text(songs.read_text().splitlines(keepends=True)[0])
    with pytest.raises(InvalidError, match=r"rows/songs\.jsonl has [01] rows instead of 2"):
        backups.restore(elsewhere.house, folder)
    with reading(elsewhere.house.engine) as session:
        assert session.scalars(select(Song)).all() == []


def test_files_that_lack_are_named_before_anything_is_changed(small, elsewhere, tmp_path):
    folder = tmp_path / "backup"
    take, step = small.original(b"the take"), small.house.storage.put_bytes(b"a step wrote this").sha256
    backups.write(small.house, folder)
    for name in (take, step):
        (folder / "objects" / name).unlink()
    with pytest.raises(InvalidError, match="lacks 2 of its 3 files") as told:
        backups.restore(elsewhere.house, folder)
    assert f"file ({take})" in told.value.sentence
    assert step in told.value.sentence
    assert list(elsewhere.house.storage.listing()) == []


def test_where_devices_would_not_believe_what_is_signed_nothing_is_restored_unasked(
    studio, elsewhere, tmp_path
):
    backups.write(studio.house, tmp_path / "backup")
    with pytest.raises(ConflictError, match="another root key than that of the backup") as told:
        backups.restore(elsewhere.house, tmp_path / "backup")
    assert "--without-keys" in told.value.sentence
    (elsewhere.folder / "keys/online.key").unlink()
    with pytest.raises(ConflictError, match=r"online\.key.* cannot be read"):
        backups.restore(elsewhere.house, tmp_path / "backup")
    assert list(elsewhere.house.storage.listing()) == []
    said = []
    backups.restore(elsewhere.house, tmp_path / "backup", without_keys=True, told=said.append)
    assert "online.key" in said[0]


def test_a_backup_is_on_the_disk_before_it_says_that_it_is_whole(small, tmp_path, monkeypatch):
    folder, synced, real = tmp_path / "backup", [], os.fsync

    def noted(fd):
        synced.append(Path(f"/proc/self/fd/{fd}").readlink())
        real(fd)

    monkeypatch.setattr(os, "fsync", noted)
    backups.write(small.house, folder)
    monkeypatch.undo()
    # Files are written aside and renamed, so those of objects/ are known by where, not by name.
    kept = [path for path in synced if path.parent == folder / "objects"]
    assert len(kept) == len(list((folder / "objects").iterdir()))
    last_named = len(synced) - 1 - synced[::-1].index(folder)
    for path in [folder / "rows", folder / "objects", *(folder / "rows").iterdir()]:
        assert synced.index(path) < last_named
    assert synced.index(folder / "objects") > max(synced.index(path) for path in kept)
    assert tmp_path in synced


@pytest.mark.parametrize("harm", ["other bytes", "missing", "cut short"])
def test_a_damaged_backup_is_refused_and_leaves_no_row(small, elsewhere, tmp_path, harm):
    folder = tmp_path / "backup"
    backups.write(small.house, folder)
    victim = next((folder / "objects").iterdir())
    if harm == "other bytes":
        victim.write_bytes(b"x")
    elif harm == "missing":
        victim.unlink()
    else:
        (folder / "backup.json").unlink()
    with pytest.raises(InvalidError):
        backups.restore(elsewhere.house, folder)
    with reading(elsewhere.house.engine) as session:
        assert session.scalars(select(Song)).all() == []


def test_a_backup_of_an_older_version_is_migrated_on(small, elsewhere, tmp_path):
    folder = tmp_path / "backup"
    backups.write(small.house, folder)
    made = json.loads((folder / "backup.json").read_text())
    later = ("garbage", "gone", "collector", "practices")
    rows = {name: count for name, count in made["rows"].items() if name not in later}
    (folder / "backup.json").write_text(json.dumps({**made, "schema": "0003", "rows": rows}))
    for name in later:
        (folder / "rows" / f"{name}.jsonl").unlink()
    backups.restore(elsewhere.house, folder)
    with reading(elsewhere.house.engine) as session:
        assert [song.title for song in session.scalars(select(Song))] == ["Happy lofi day"]
        assert session.execute(text("SELECT count(*) FROM collector")).scalar_one() == 1


def test_a_backup_of_a_newer_version_is_refused(small, elsewhere, tmp_path):
    folder = tmp_path / "backup"
    backups.write(small.house, folder)
    made = json.loads((folder / "backup.json").read_text())
    (folder / "backup.json").write_text(json.dumps({**made, "schema": "9999"}))
    with pytest.raises(InvalidError, match="newer version"):
        backups.restore(elsewhere.house, folder)
