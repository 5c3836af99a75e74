"""What nothing needs goes, after its time and with its reason; what anybody needs stays."""

import hashlib
import threading

import pytest
from histories import DAY_S, NOTHING_WAITS, open_studio, quick_folder
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from cms import builds, collecting, keeping, material, packs, releases, uploads
from cms.accounts import Actor
from cms.db import clock_s, connect, reading, writing
from cms.errors import ConflictError
from cms.migrate import migrate
from cms.models import Build, Collector, DanceClass, Garbage, Gone, Output, Pack, Step, Upload
from cms.needs import LostError
from cms.settings import Settings
from cms.survey import Unneeded, survey, wanted, younger_than

AUTHOR = Actor("key:1", "author", frozenset({"author"}))


@pytest.fixture
def studio(engine):
    with quick_folder() as folder:
        yield open_studio(engine, folder)


def on_shelf(studio):
    return {each.name for each in studio.delivery.listing()}


def in_store(studio):
    return {each.name for each in studio.storage.listing()}


def marks(studio):
    with reading(studio.engine) as session:
        return {(row.place, row.name): row.state for row in session.scalars(select(Garbage))}


def pack_of(studio, build_id):
    with reading(studio.engine) as session:
        build = session.get_one(Build, build_id)
        return session.scalars(select(Pack).where(Pack.manifest_sha256 == build.pack_sha256)).one()


def published_twice(studio, channel="production"):
    """A class whose first pack is not shown any more. Returns its id and the two packs."""
    one = studio.add_class("one")
    old = pack_of(studio, studio.build(one))
    studio.publish(one, channel)
    studio.move_a_beat(one)
    new = pack_of(studio, studio.build(one))
    studio.publish(one, channel)
    return one, old, new


def files_of(studio, pack):
    return {f"o/{file.sha256}" for file in studio.manifest(pack.manifest_sha256).files}


def late(studio, days):
    """Mark, let days pass, and look again."""
    studio.days_pass(3)
    studio.collect()
    studio.days_pass(days)
    return studio.collect()


def test_in_a_studio_that_shows_all_it_made_nothing_is_unneeded(studio):
    one = studio.add_class("one")
    studio.build(one)
    studio.publish(one)
    before = on_shelf(studio), in_store(studio)
    assert late(studio, 400) == collecting.Round(0, 0, 0, 0)
    assert (on_shelf(studio), in_store(studio)) == before
    studio.must_be_whole()


def test_what_is_not_shown_any_more_leaves_the_shelf_after_its_days_and_says_why(studio):
    _, old, new = published_twice(studio)
    gone = files_of(studio, old) - files_of(studio, new)
    assert gone
    assert late(studio, 29.9).gone == 0
    assert on_shelf(studio) >= gone
    studio.days_pass(0.2)
    done = studio.collect()
    manifest = f"packs/one/{old.manifest_sha256}.json"
    assert on_shelf(studio) == files_of(studio, new) | {f"packs/one/{new.manifest_sha256}.json"}
    assert studio.gone("shelf").keys() == gone | {manifest}
    assert done.bytes > 0
    assert "one, revision 1, last released " in studio.gone("shelf")[manifest]
    studio.must_be_whole()


def test_a_rollback_finds_the_pack_it_leads_to_however_long_ago_that_was(studio):
    one, old, _ = published_twice(studio)
    for _ in range(3):
        late(studio, 100)
    assert f"packs/one/{old.manifest_sha256}.json" not in on_shelf(studio)
    assert studio.do(studio.ask_to_roll_back(one, "production"))
    with reading(studio.engine) as session:
        (live,) = releases.live(session, "production")
        assert live.pack_id == old.id
    studio.must_be_whole()


def test_what_only_old_builds_made_goes_with_its_files_in_two_times(studio):
    one = studio.add_class("one")
    old = pack_of(studio, studio.build(one))
    for _ in range(2):
        studio.move_a_beat(one)
        studio.build(one)
        studio.publish(one)
    manifest = studio.manifest(old.manifest_sha256)
    routine = manifest.file("routine").sha256
    late(studio, 31)
    why = list(studio.gone("output").values())
    assert len(why) == 3  # compile, package and judge; the rest the new builds share
    assert any("What package wrote; last used by build" in each and "revision 1" in each for each in why)
    assert routine in in_store(studio)
    studio.collect()
    studio.days_pass(2.1)
    studio.collect()
    assert routine not in in_store(studio)
    assert "of an output that went" in studio.gone("store")[routine]
    assert old.manifest_sha256 in in_store(studio)  # the pack's row names it
    assert f"o/{routine}" not in on_shelf(studio)
    studio.must_be_whole()
    with reading(studio.engine) as session:
        assert packs.files_of(session, session.get_one(Pack, old.id)) is None
        with pytest.raises(ConflictError, match="cleared away"):
            packs._opened(studio.storage, old)
    with pytest.raises(ConflictError, match="Build the class again"):
        studio.ask_to_publish(one, "production", old.id)


def test_a_build_whose_results_were_cleared_away_can_be_tried_again(studio):
    one = studio.add_class("one")
    aborted = studio.start_build(one)
    studio.work(aborted, but=("package",))
    with writing(studio.engine) as session:
        builds.abort(session, session.get_one(Build, aborted))
    studio.shoot_again(one, b"another take")
    studio.build(one)
    late(studio, 31)
    late(studio, 31)
    with reading(studio.engine) as session:
        done = [step.key for step in session.get_one(Build, aborted).steps if step.state == "done"]
        there = set(session.scalars(select(Output.key).where(Output.key.in_(done))))
        assert there < set(done)
    with writing(studio.engine) as session:
        builds.retry(session, session.get_one(Build, aborted))
    studio.work(aborted)
    with reading(studio.engine) as session:
        assert session.get_one(Build, aborted).state == "done"
    studio.must_be_whole()


def test_what_people_look_at_stays_while_it_belongs_to_the_draft(studio):
    one = studio.add_class("one")
    studio.build(one)
    studio.shoot_again(one, b"another take")
    studio.build(one)
    studio.shoot_again(one, b"take")  # the first take again, not built anew
    with reading(studio.engine) as session:
        before = material.of(session, studio.storage, session.get_one(DanceClass, one)).files
    assert "thumbnail.jpg" in before
    late(studio, 31)
    late(studio, 31)
    with reading(studio.engine) as session:
        after = material.of(session, studio.storage, session.get_one(DanceClass, one)).files
    assert after == before


def test_a_running_build_keeps_what_it_has_made(studio):
    one, two = studio.add_class("one"), studio.add_class("two")
    running = studio.start_build(one)
    studio.work(running, at_most=3)
    studio.build(two)
    late(studio, 100)
    studio.work(running)
    with reading(studio.engine) as session:
        assert session.get_one(Build, running).state == "done"
    studio.must_be_whole()


def test_a_file_that_no_row_names_goes_after_the_grace(studio):
    orphan = studio.storage.put_bytes(b"a worker died before it recorded this")
    studio.days_pass(1.9)
    assert studio.collect().marked == 0  # by the store's own clock it is young
    studio.days_pass(0.2)
    assert studio.collect().marked == 1
    studio.days_pass(1.9)
    assert studio.collect().gone == 0
    studio.days_pass(0.2)
    assert studio.collect() == collecting.Round(0, 0, 1, orphan.bytes)
    assert studio.gone("store") == {orphan.sha256: "No row names this file."}


def test_what_an_upload_may_have_brought_stays_until_the_upload_ends(studio, tmp_path):
    joined = studio.storage.put_bytes(b"joined, and the server died before it was recorded")
    announced = studio.storage.put_bytes(b"announced")
    with writing(studio.engine) as session:
        for stored, sha256 in ((joined, None), (announced, announced.sha256)):
            uploads.begin(
                session,
                Settings(data=tmp_path),
                AUTHOR,
                studio.storage.begin_upload(),
                filename="take.mp4",
                total=stored.bytes,
                sha256=sha256,
            )
    late(studio, 10)
    late(studio, 10)
    assert in_store(studio) == {joined.sha256, announced.sha256}
    with writing(studio.engine) as session:
        for upload in session.scalars(select(Upload)).all():
            uploads.abort(session, upload.id)
    late(studio, 3)
    assert in_store(studio) == set()


def test_an_original_is_never_taken_whoever_names_it(studio):
    one = studio.add_class("one", take=b"first")
    studio.shoot_again(one, b"second")
    studio.shoot_again(one, b"third")
    for _ in range(3):
        late(studio, 400)
    assert {hashlib.sha256(each).hexdigest() for each in (b"first", b"second", b"third")} <= in_store(studio)


def test_an_upload_of_what_is_about_to_go_keeps_it(studio, tmp_path):
    data = b"a step wrote this once, and now somebody uploads it"
    orphan = studio.storage.put_bytes(data)
    studio.days_pass(3)
    studio.collect()
    with writing(studio.engine) as session:  # the collector died here
        session.get_one(Garbage, ("store", orphan.sha256)).state = keeping.GOING
        upload = uploads.begin(
            session,
            Settings(data=tmp_path),
            AUTHOR,
            studio.storage.begin_upload(),
            filename="take.mp4",
            total=len(data),
            sha256=orphan.sha256,
        )
    with writing(studio.engine) as session:
        keeping.hold_files(session, [orphan.sha256])
    studio.days_pass(3)
    studio.collect()
    stored = uploads.join(studio.storage, upload, orphan.sha256)
    with writing(studio.engine) as session:
        uploads.record(session, upload.id, stored, AUTHOR)
    studio.days_pass(400)
    studio.collect()
    assert orphan.sha256 in in_store(studio)


def test_marks_are_looked_at_some_at_a_time_and_each_of_them(studio, monkeypatch):
    """Whoever names a thing waits for a lock on its mark, so nobody holds thousands of them."""
    monkeypatch.setattr(collecting, "MARKS_AT_ONCE", 3)
    for number in range(8):
        studio.storage.put_bytes(b"nobody's %d" % number)
    studio.days_pass(3)
    assert studio.collect().marked == 8
    for name in sorted(in_store(studio))[::2]:
        studio.storage.delete(name)
    with reading(studio.engine) as session:
        seen = survey(session, studio.storage, studio.delivery, young=younger_than(clock_s(session), DAY_S))
    with writing(studio.engine) as session:
        count, last = collecting.unmark(session, seen)
        assert (count, last) == (2, ("store", sorted(name for _, name in marks(studio))[2]))
        session.rollback()
    assert studio.collect() == collecting.Round(marked=0, unmarked=4, gone=0, bytes=0)
    assert {name for _, name in marks(studio)} == in_store(studio)


def test_nothing_of_the_shelf_is_decided_by_a_look_from_before_a_release(studio):
    published_twice(studio)
    other = studio.add_class("other")
    third = pack_of(studio, studio.build(other))
    studio.days_pass(3)
    assert studio.collect().marked > 0
    studio.days_pass(31)
    with reading(studio.engine) as session:
        epoch = session.scalars(select(Collector.epoch)).one()
        before = wanted(session, studio.storage, studio.delivery)
        seen = survey(session, studio.storage, studio.delivery, young=younger_than(clock_s(session), DAY_S))
    studio.publish(other, pack_id=third.id)
    with writing(studio.engine) as session:
        looked_at = collecting.decide(session, studio.terms, "shelf", seen, before, epoch=epoch)
    assert looked_at > 0
    assert keeping.GOING not in marks(studio).values()
    with reading(studio.engine) as session:
        now = wanted(session, studio.storage, studio.delivery)
    with writing(studio.engine) as session:
        assert collecting.decide(session, studio.terms, "shelf", seen, now, epoch=epoch) == looked_at
    assert keeping.GOING in marks(studio).values()
    studio.collect()
    studio.must_be_whole()


def test_what_is_named_again_starts_to_wait_anew(studio):
    one, old, new = published_twice(studio)
    late(studio, 20)
    studio.publish(one, pack_id=old.id)
    studio.publish(one, pack_id=new.id)
    assert late(studio, 20).gone == 0
    assert f"packs/one/{old.manifest_sha256}.json" in on_shelf(studio)


def test_what_began_to_go_and_is_released_again_stays_or_is_laid_again(studio):
    one, old, _ = published_twice(studio)
    studio.days_pass(3)
    studio.collect()
    with writing(studio.engine) as session:  # the collector died when one file was gone and the others not
        rows = session.scalars(select(Garbage).where(Garbage.place == "shelf")).all()
        for row in rows:
            row.state = keeping.GOING
    studio.delivery.delete(rows[0].name)
    step = studio.ask_to_publish(one, "production", old.id)
    studio.collect()
    assert studio.do(step)
    studio.must_be_whole()


def test_what_its_collector_died_over_is_finished_by_the_next_and_written_down_once(studio):
    _, old, new = published_twice(studio)
    studio.days_pass(3)
    studio.collect()
    with writing(studio.engine) as session:
        rows = session.scalars(select(Garbage).where(Garbage.place == "shelf")).all()
        for row in rows:
            row.state = keeping.GOING
    studio.delivery.delete(rows[0].name)
    for _ in range(2):
        studio.collect()
    with reading(studio.engine) as session:
        written = session.scalars(select(Gone.name).where(Gone.place == "shelf")).all()
    assert sorted(written) == sorted(
        {*(files_of(studio, old) - files_of(studio, new)), f"packs/one/{old.manifest_sha256}.json"}
    )
    studio.must_be_whole()


def test_a_worker_that_puts_what_goes_meanwhile_is_told_so(studio):
    orphan = studio.storage.put_bytes(b"equal")
    studio.terms = NOTHING_WAITS
    studio.collect()
    with reading(studio.engine) as session:
        since = keeping.moment(session)
    assert studio.storage.put_bytes(b"equal") == orphan
    studio.collect()
    assert in_store(studio) == set()
    with pytest.raises(keeping.GoneError), writing(studio.engine) as session:
        keeping.keep_files(session, [orphan.sha256], since=since)


def test_what_was_held_and_put_is_named_whatever_else_goes_meanwhile(studio):
    """So no worker puts its files again and again while the collector is busy."""
    orphan = studio.storage.put_bytes(b"equal")
    studio.terms = NOTHING_WAITS
    studio.collect()
    for _ in range(2):  # what went before does not count, be it this very file
        with writing(studio.engine) as session:
            since = keeping.hold_files(session, [orphan.sha256])
        studio.storage.put_bytes(b"equal")
        studio.storage.put_bytes(b"another's")
        with writing(studio.engine) as session:
            collecting.mark(session, [Unneeded("store", "a" * 64, 1, "")])
        with writing(studio.engine) as session:
            keeping.keep_files(session, [orphan.sha256], since=since)
        studio.collect()
        studio.collect()
        assert in_store(studio) == set()  # no row names it here, so it goes in the end


@pytest.mark.parametrize("died", [False, True])
def test_what_was_held_and_went_all_the_same_is_told(studio, died):
    orphan = studio.storage.put_bytes(b"equal")
    studio.terms = NOTHING_WAITS
    with writing(studio.engine) as session:
        since = keeping.hold_files(session, [orphan.sha256])
    studio.collect()
    studio.collect()
    assert in_store(studio) == set()
    if died:  # after it took the file away, before it wrote that down
        with writing(studio.engine) as session:
            session.delete(session.scalars(select(Gone).where(Gone.name == orphan.sha256)).one())
            mark = Garbage(place="store", name=orphan.sha256, bytes=5, why="", state=keeping.GOING)
            mark.epoch, mark.marked_s = 0, 0.0
            session.add(mark)
    with pytest.raises(keeping.GoneError), writing(studio.engine) as session:
        keeping.keep_files(session, [orphan.sha256], since=since)


def test_a_pointer_that_the_rows_do_not_know_is_believed(studio):
    """As after a backup of the rows was restored that is older than the shelf."""
    _, old, new = published_twice(studio)
    with writing(studio.engine) as session:
        for release in releases.live(session, "production"):
            release.state = "superseded"
            release.pack = session.get_one(Pack, old.id)
    late(studio, 31)
    late(studio, 31)
    assert files_of(studio, new) <= on_shelf(studio)


def test_a_database_that_is_not_the_one_of_this_shelf_takes_nothing_away(studio, tmp_path):
    """As when the database was lost and its place taken by an empty one, before anybody restored it."""
    published_twice(studio)
    before = on_shelf(studio), in_store(studio)
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    migrate(url)
    other = connect(url)
    for _ in range(2):
        with pytest.raises(LostError, match="knows nothing"):
            collecting.collect(other, studio.storage, studio.delivery, collecting.Terms(0, 0))
    assert (on_shelf(studio), in_store(studio)) == before
    other.dispose()


def test_where_it_cannot_be_told_what_is_needed_nothing_goes(studio):
    _, _, new = published_twice(studio)
    late(studio, 10)
    before = marks(studio)
    studio.storage.delete(new.manifest_sha256)
    from cms import needs  # noqa: PLC0415 - its memory of manifests, as a new process has none

    needs._objects.clear()
    with pytest.raises(LostError, match="nothing is taken away"):
        studio.collect()
    assert marks(studio) == before


def test_one_of_many_that_ask_begins_a_round(studio):
    asked = []

    def ask():
        with writing(studio.engine) as session:
            asked.append(collecting.due(session))

    asking = [threading.Thread(target=ask) for _ in range(8)]
    for each in asking:
        each.start()
    for each in asking:
        each.join()
    assert sorted(asked) == [False] * 7 + [True]


def test_who_names_a_file_on_its_way_out_waits_for_that(studio):
    if studio.engine.dialect.name == "sqlite":
        pytest.skip(
            "NOT TESTED on SQLite: it has one writer at a time, so nobody can name anything meanwhile"
        )
    orphan = studio.storage.put_bytes(b"on its way out")
    with writing(studio.engine) as session:
        session.add(
            Garbage(
                place="store",
                name=orphan.sha256,
                bytes=orphan.bytes,
                why="",
                state=keeping.GOING,
                epoch=0,
                marked_s=clock_s(session),
            )
        )
    answers = []

    def name():
        with writing(studio.engine) as session:
            keeping.hold_files(session, [orphan.sha256])
        answers.append("gone" if studio.storage.size(orphan.sha256) is None else "kept")

    naming = threading.Thread(target=name)
    with writing(studio.engine) as session:
        collecting.take_away(session, studio.storage, studio.delivery, "store")
        naming.start()
        naming.join(0.5)
        assert answers == []
    naming.join()
    assert answers == ["gone"]


def test_a_collector_that_lost_its_rows_touches_no_further_file(studio, monkeypatch):
    if studio.engine.dialect.name == "sqlite":
        pytest.skip("NOT TESTED on SQLite: nobody can take a lock from a writer there")
    for data in (b"one", b"two", b"three"):
        studio.storage.put_bytes(data)
    studio.days_pass(3)
    studio.collect()
    with writing(studio.engine) as session:
        for row in session.scalars(select(Garbage)):
            row.state = keeping.GOING
    session = None
    taken = []

    def delete(name):
        taken.append(name)
        session.connection().connection.dbapi_connection.close()  # as the server does with who is frozen

    monkeypatch.setattr(type(studio.storage), "delete", lambda _self, name: delete(name))
    with pytest.raises(OperationalError), writing(studio.engine) as session:
        collecting.take_away(session, studio.storage, studio.delivery, "store")
    assert len(taken) == 1


def test_steps_of_a_split_take_are_kept_with_their_build(studio):
    one = studio.add_class("one")
    build_id = studio.build(one)
    late(studio, 100)
    with reading(studio.engine) as session:
        keys = set(session.scalars(select(Step.key).where(Step.build_id == build_id)))
        assert keys == set(session.scalars(select(Output.key)))


def test_days_are_those_of_the_settings():
    terms = collecting.Terms.of(Settings(keep_days=3, grace_hours=12))
    assert (terms.wait_s("shelf"), terms.wait_s("output"), terms.wait_s("store")) == (
        3 * DAY_S,
        3 * DAY_S,
        DAY_S / 2,
    )
    assert collecting.Terms.of(Settings(keep_days=0, grace_hours=12)).wait_s("shelf") == DAY_S / 2
