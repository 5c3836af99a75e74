"""A worker collects garbage at its slow pace, and goes on after a round that failed."""

import threading
import time

from histories import open_studio, quick_folder
from sqlalchemy import select, update

from cms.db import reading, writing
from cms.models import Collector, Gone
from cms.settings import Settings
from workers import garbage


def test_rounds_are_done_when_it_is_time_also_after_one_that_failed(engine, monkeypatch, caplog):
    monkeypatch.setattr(garbage, "_ASK_EVERY_S", 0.01)
    stopping = threading.Event()

    def time_passes():
        with writing(engine) as session:
            session.execute(update(Collector).values(began_s=0.0))

    def gone():
        with reading(engine) as session:
            return session.scalars(select(Gone.name)).all()

    with quick_folder() as folder:
        studio = open_studio(engine, folder)
        studio.settings = Settings(data=folder, keep_days=0, grace_hours=0)
        orphan = studio.storage.put_bytes(b"nobody's")
        studio.days_pass(1)
        studio.delivery.swap_pointer("production", b"{}", expected=None)  # so that nothing can be told
        working = threading.Thread(target=garbage.collect_now_and_then, args=(studio.house, stopping))
        working.start()
        try:
            _until(lambda: "garbage is not collected" in caplog.text)
            assert gone() == []
            (folder / "shelf/public/channels/production.json").unlink()
            _until(lambda: time_passes() or gone() == [orphan.sha256])
        finally:
            stopping.set()
            working.join()


def _until(true):
    deadline = time.monotonic() + 120
    while not true():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.05)
