"""Tabs that tell of themselves: who is here, who edits the beats, and how long it took."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, update
from studio import told

from cms import presence
from cms.db import clock_s, reading, writing
from cms.models import Presence

PATH = "/api/v1/classes/uniform/presence"


@pytest.fixture
def two(studio):
    """Clients of two callers; each is somebody else."""
    studio.dance_class()
    return [studio.client_of(studio.key("read", "author")) for _ in range(2)]


def tell(client, tab="a", stage="beats", **given):
    return told(client.post(PATH, json={"tab": tab, "stage": stage, **given}), 200)


def silent_for(studio, seconds, tab="a"):
    """As if that tab had last told so long ago."""
    with writing(studio.house.engine) as session:
        seen_s = clock_s(session) - seconds
        session.execute(update(Presence).where(Presence.tab == tab).values(seen_s=seen_s))


def now_s(studio):
    with reading(studio.house.engine) as session:
        return clock_s(session)


def active(studio):
    return studio.get("/classes/uniform")["active_s"]


def test_one_tab_holds_the_beat_editor_until_another_takes_it_over(two):
    one, other = two
    first = tell(one, editing=True)
    assert (first["holder"]["tab"], first["holder"]["you"], first["others"]) == ("a", True, [])
    second = tell(other, tab="b", editing=True)
    assert (second["holder"]["tab"], second["holder"]["you"]) == ("a", False)
    assert second["others"] == [{"name": "test", "stage": "beats"}]
    assert tell(other, tab="b", editing=True, take_over=True)["holder"]["you"]
    lost = tell(one, editing=True)
    assert (lost["holder"]["tab"], lost["holder"]["you"]) == ("b", False)
    assert tell(other, tab="b", stage="overview")["holder"] is None
    assert tell(one, editing=True)["holder"]["you"]


def test_the_lease_ends_with_silence_and_with_leaving(studio, two):
    one, other = two
    tell(one, editing=True)
    silent_for(studio, 15)
    assert not tell(other, tab="b", editing=True)["holder"]["you"]
    silent_for(studio, 31)
    assert [each["name"] for each in studio.get("/classes/uniform")["open_by"]] == ["test"]
    taken = tell(other, tab="b", editing=True)
    assert (taken["holder"]["you"], taken["others"]) == (True, [])
    assert not tell(one, editing=True)["holder"]["you"]  # it comes back late: it is not its any more
    assert other.delete(f"{PATH}/b").status_code == other.delete(f"{PATH}/b").status_code == 204
    assert tell(one, editing=True)["holder"]["you"]


def test_nobody_closes_the_tab_of_somebody_else(studio, two):
    one, other = two
    tell(one, editing=True)
    assert other.delete(f"{PATH}/a").status_code == 204
    assert tell(one, editing=True)["holder"]["you"]
    assert not tell(other, tab="a", editing=True)["holder"]["you"]  # of the same name, and yet another


@pytest.mark.parametrize("take_over", [False, True])
def test_of_two_tabs_at_once_one_holds_it(two, take_over):
    def ask(number):
        client = two[number % 2]
        return tell(client, tab=f"t{number}", editing=True, take_over=take_over)

    for _ in range(3):
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(ask, range(4)))
        again = [tell(two[number % 2], tab=f"t{number}", editing=True) for number in range(4)]
        assert sum(each["holder"]["you"] for each in again) == 1
        assert len({each["holder"]["tab"] for each in again}) == 1


def test_who_may_only_look_cannot_hold_the_editor(studio):
    studio.dance_class()
    reader = studio.client_of(studio.key("read"))
    assert tell(reader, stage="align", active_s=0)["holder"] is None
    asked = reader.post(PATH, json={"tab": "a", "stage": "beats", "editing": True})
    assert told(asked, 403)["code"] == "forbidden"


def test_the_stopwatch_counts_at_most_what_has_passed(studio, two):
    one, other = two
    tell(one, active_s=500)  # nothing is known of before
    assert active(studio) == {}
    silent_for(studio, 10)
    tell(one, active_s=4)
    assert active(studio) == {"beats": 4.0}
    before_s = now_s(studio) - 10
    silent_for(studio, 10)
    tell(one, active_s=500)
    assert 10.0 <= active(studio)["beats"] - 4.0 <= now_s(studio) - before_s + 0.1
    silent_for(studio, 600)
    tell(one, stage="align", active_s=500)
    assert active(studio)["align"] == 500.0
    tell(other, tab="b")
    silent_for(studio, 8, tab="b")
    tell(other, tab="b", stage="align", active_s=6)
    assert active(studio)["align"] == 506.0


def test_ticks_of_many_tabs_at_once_are_all_counted(studio, two):
    for number in range(6):
        tell(two[0], tab=f"t{number}", stage="poses")
    with writing(studio.house.engine) as session:
        session.execute(update(Presence).values(seen_s=clock_s(session) - 20))
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda number: tell(two[0], tab=f"t{number}", stage="poses", active_s=10), range(6)))
    assert active(studio) == {"poses": 60.0}


@pytest.mark.parametrize(
    "told_wrong",
    [{"tab": ""}, {"tab": "a/b"}, {"stage": "lunch"}, {"active_s": -1}, {"active_s": "NaN"}, {"more": 1}],
)
def test_what_no_tab_can_mean_is_refused(sqlite_studio, told_wrong):
    sqlite_studio.dance_class()
    told(sqlite_studio.client.post(PATH, json={"tab": "a", "stage": "beats", **told_wrong}), 422)
    sqlite_studio.post("/classes/none/presence", {"tab": "a", "stage": "beats"}, 404)


def test_tabs_without_end_fill_nothing(studio, two):
    """Whoever may read could else make rows for ever, and everybody's look at them slow."""
    one, other = two
    tell(other, tab="b", editing=True)
    for number in range(presence.MOST_TABS + 5):
        tell(one, tab=f"t{number}")
    with reading(studio.house.engine) as session:
        tabs = set(session.scalars(select(Presence.tab)))
    assert tabs == {"b", *(f"t{number}" for number in range(5, presence.MOST_TABS + 5))}
    assert tell(other, tab="b", editing=True)["holder"]["you"]
