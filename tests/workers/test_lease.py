"""A claim is kept for as long as its work takes, and the work learns when it is lost."""

import threading

import pytest

from workers.lease import Lease


def test_it_is_renewed_while_the_work_waits_for_something_else() -> None:
    said: list[tuple[float, str]] = []
    renewed = threading.Semaphore(0)

    def renew(progress: float, words: str) -> bool:
        said.append((progress, words))
        renewed.release()
        return True

    before = threading.active_count()
    with Lease(renew, 0.01, threading.Event()) as lease:
        assert lease(0.5, "half")
        while said[-1:] != [(0.5, "half")]:
            renewed.acquire()
        for _ in range(3):  # nobody calls it meanwhile
            renewed.acquire()
        assert lease(0.6, "more")
    assert threading.active_count() == before  # its thread is gone


def test_who_works_is_told_that_it_is_lost() -> None:
    asked = threading.Event()

    def renew(_progress: float, _words: str) -> bool:
        asked.set()
        return False

    with Lease(renew, 0.01, threading.Event()) as lease:
        assert asked.wait(60)
        while lease(0.1, ""):
            asked.wait(0.01)


def test_who_works_is_told_that_the_worker_stops() -> None:
    stopping = threading.Event()
    with Lease(lambda _progress, _words: True, 60.0, stopping) as lease:
        assert lease(0.1, "")
        stopping.set()
        assert not lease(0.2, "")


def test_who_works_is_told_when_renewing_breaks(caplog: pytest.LogCaptureFixture) -> None:
    """As on a database that became a read-only copy: hours of work could never be recorded."""
    pause = threading.Event()

    def renew(_progress: float, _words: str) -> bool:
        raise RuntimeError("read only")

    with Lease(renew, 0.01, threading.Event()) as lease:
        for _ in range(6000):
            if not lease(0.1, ""):
                break
            pause.wait(0.01)
        assert not lease(0.1, "")
    assert "the lease cannot be renewed" in caplog.text
