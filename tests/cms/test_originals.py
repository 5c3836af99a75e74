"""A file that a person wants gone, and one who names it at the same moment: one after the other."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from cms import originals
from cms.db import reading, writing
from cms.errors import InvalidError
from cms.models import Dancer, Original

SHA256 = "a" * 64


@pytest.fixture
def uploaded(engine):
    with writing(engine) as session:
        session.add(Original(sha256=SHA256, bytes=1, filename="a.npy"))
    return engine


def still_there(engine):
    with reading(engine) as session:
        return session.scalar(select(Original.id).where(Original.sha256 == SHA256)) is not None


def test_what_is_being_named_is_not_dropped(uploaded):
    named = threading.Event()

    def drop():
        assert named.wait(60)
        with writing(uploaded) as session:
            return originals.drop(session, SHA256)

    with ThreadPoolExecutor(1) as pool:
        with writing(uploaded) as session:
            sha256 = originals.must_be_here(session, SHA256, "picture")
            dropping = pool.submit(drop)
            named.set()
            session.add(Dancer(name="Mina", picture_sha256=sha256))
        assert dropping.result(60) is False
    assert still_there(uploaded)


def test_what_is_being_dropped_is_not_named(uploaded):
    gone = threading.Event()

    def name():
        assert gone.wait(60)
        with writing(uploaded) as session:
            sha256 = originals.must_be_here(session, SHA256, "picture")
            session.add(Dancer(name="Mina", picture_sha256=sha256))

    with ThreadPoolExecutor(1) as pool:
        with writing(uploaded) as session:
            assert originals.drop(session, SHA256)
            naming = pool.submit(name)
            gone.set()
        with pytest.raises(InvalidError, match="Upload the file first"):
            naming.result(60)
    assert not still_there(uploaded)
