"""Histories of saves: revisions count up, none is lost, and the newest is the draft."""

from itertools import pairwise

import pytest
from eightcount_runtime.classpack.beats import Beats
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from cms import beats
from cms.accounts import Actor
from cms.db import connect
from cms.edits import Expected
from cms.errors import InvalidError, StaleError
from cms.models import BeatRevision, DanceClass, Dancer, Song

AUTHOR = Actor("key:1", "author", frozenset({"author"}))
TIMES = st.lists(st.integers(0, 40), max_size=20).map(lambda steps: [step * 0.25 for step in steps])


@pytest.fixture(scope="module")
def connection(sqlite_template, tmp_path_factory):
    path = tmp_path_factory.mktemp("beats") / "eightcount.db"
    path.write_bytes(sqlite_template.read_bytes())
    engine = connect(f"sqlite:///{path}")
    with engine.connect() as opened:
        yield opened
    engine.dispose()


def a_class(session):
    made = DanceClass(slug="a", titles={}, tags=[], song=Song(title="S", artist=""), dancer=Dancer(name="D"))
    session.add(made)
    session.flush()
    return made


def saved(session, dance_class, times_s, read):
    """The number of the revision that holds them now, or what was wrong."""
    expected = Expected(frozenset({read}))
    try:
        return beats.save(session, AUTHOR, dance_class, Beats.of(times_s), expected).number
    except InvalidError as error:
        return error.code
    except StaleError as error:
        return error.facts


@settings(max_examples=60, deadline=None)
@given(saves=st.lists(st.tuples(TIMES, st.integers(0, 6)), max_size=8))
def test_any_history_of_saves(connection, saves):
    with connection.begin() as transaction, Session(bind=connection) as session:
        dance_class = a_class(session)
        kept: list[list[float]] = []
        for times_s, read in saves:
            told = saved(session, dance_class, times_s, read)
            if any(after - before < 0.05 for before, after in pairwise(times_s)):
                assert told == "beats-unusable"
            elif kept and times_s == kept[-1]:
                assert told == len(kept)
            elif read != len(kept):
                assert told == {"revision": len(kept)}
            else:
                kept.append(times_s)
                assert told == len(kept)
        rows = session.scalars(beats.history(dance_class).order_by(BeatRevision.number)).all()
        assert [row.number for row in rows] == list(range(1, len(kept) + 1))
        assert [row.beats["beats_s"] for row in rows] == kept
        newest = beats.current(session, dance_class)
        assert (newest.beats["beats_s"] if newest else None) == (kept[-1] if kept else None)
        transaction.rollback()


@pytest.mark.parametrize("time_s", [float("nan"), float("inf"), -0.5])
def test_times_that_are_none_are_refused(engine, time_s):
    with Session(engine) as session:
        dance_class = a_class(session)
        with pytest.raises(InvalidError, match="These beats were not saved"):
            beats.save(session, AUTHOR, dance_class, Beats.of([0.5, time_s]), Expected(anything=True))
