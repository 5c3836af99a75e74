"""Too much at once: the bucket of each caller, what is dear, and streams that are held open."""

import pytest
from signed_in import SAME_ORIGIN, person
from starlette.testclient import TestClient
from studio import told

from cms.api.pace import BURST_S, Open, Pace
from cms.errors import TooManyError


class Clock:
    now_s = 0.0

    def __call__(self):
        return self.now_s


@pytest.fixture
def clock():
    return Clock()


def taken(pace, caller, most=1000, cost=1.0):
    """How many calls went through before one was refused."""
    for number in range(most):
        try:
            pace.take(caller, cost)
        except TooManyError:
            return number
    return most


def test_a_burst_goes_through_and_then_the_pace(clock):
    pace = Pace(2.0, clock)
    assert taken(pace, "mina") == 2 * BURST_S
    assert taken(pace, "teal") == 2 * BURST_S  # nobody pays for somebody else
    clock.now_s += 5
    assert taken(pace, "mina") == 10
    clock.now_s += 10_000
    assert taken(pace, "mina") == 2 * BURST_S  # no more than a full bucket


def test_who_is_refused_is_told_when_to_come_and_then_may(clock):
    pace = Pace(2.0, clock)
    taken(pace, "mina")
    with pytest.raises(TooManyError) as refused:
        pace.take("mina", 10)
    clock.now_s += refused.value.facts["retry_after_s"]
    pace.take("mina", 10)
    assert taken(pace, "mina") == 0


def test_what_costs_more_than_a_bucket_goes_when_it_is_full(clock):
    pace = Pace(0.1, clock)
    assert taken(pace, "mina", cost=50, most=3) == 1
    clock.now_s += 1000
    assert taken(pace, "mina", cost=50, most=3) == 1


def test_without_a_pace_everything_goes(clock):
    assert taken(Pace(0.0, clock), "mina") == 1000


def test_callers_without_end_fill_no_memory(clock):
    pace = Pace(1.0, clock)
    for number in range(25_000):
        pace.take(f"address:{number}")
    assert len(pace._buckets) <= 10_001


def test_only_so_much_is_held_open():
    streams = Open(most=3, most_each=2)
    with streams.one("mina"), streams.one("mina"):
        with pytest.raises(TooManyError), streams.one("mina"):
            pass
        with streams.one("teal"), pytest.raises(TooManyError), streams.one("joon"):
            pass
    assert not streams._held
    with streams.one("mina"):
        pass


def test_a_caller_who_calls_too_fast_is_told_so(sqlite_studio, clock):
    sqlite_studio.app.state.pace = Pace(1.0, clock)
    client, other = person(sqlite_studio), person(sqlite_studio)
    statuses = [client.get("/api/v1/songs").status_code for _ in range(40)]
    assert statuses == [200] * 30 + [429] * 10
    answer = client.get("/api/v1/songs")
    assert told(answer, 429)["code"] == "too-fast"
    assert answer.headers["retry-after"] == "1"
    told(other.get("/api/v1/songs"), 200)
    clock.now_s += 1
    told(client.get("/api/v1/songs"), 200)


def test_what_is_dear_counts_for_more(sqlite_studio, clock):
    sqlite_studio.dance_class()
    sqlite_studio.app.state.pace = Pace(4.0, clock)  # 120 calls at once
    for _ in range(2):
        sqlite_studio.post("/classes/uniform/builds", {})
    problem = sqlite_studio.post("/classes/uniform/builds", {}, 429)
    assert problem["facts"]["retry_after_s"] > 5
    sqlite_studio.get("/songs")


def test_who_is_not_known_is_paced_by_address(sqlite_studio, clock):
    sqlite_studio.app.state.pace = Pace(1.0, clock)
    body = {"login": "nobody", "password": "seven quiet drums"}
    for address, expected in (("192.0.2.1", [401, 401, 401, 429]), ("192.0.2.2", [401])):
        client = TestClient(sqlite_studio.app, client=(address, 1), headers=SAME_ORIGIN)
        statuses = [client.post("/api/v1/session", json=body).status_code for _ in expected]
        assert statuses == expected
