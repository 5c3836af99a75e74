"""A worker clears by itself what nobody needs any more; its sweep goes on while that waits for a store."""

import socket
import threading
import time
from contextlib import ExitStack, suppress
from datetime import timedelta

import pytest
from clips import ShortClass
from plant import Plant, make_class
from sqlalchemy import select
from sqlalchemy.orm import Session

from cms.models import IdempotencyKey, Upload, utcnow


def test_an_idle_worker_clears_old_answers(plant: Plant) -> None:
    def add(session: Session) -> None:
        for key, days in (("old", 2), ("young", 0)):
            made = utcnow() - timedelta(days=days)
            session.add(
                IdempotencyKey(caller="c", key=key, request_sha256="", status=201, body="{}", created_at=made)
            )

    def kept() -> list[str]:
        with Session(plant.house.engine) as session:
            return list(session.scalars(select(IdempotencyKey.key)))

    plant.change(add)
    plant.start_worker()
    plant.until(lambda: kept() == ["young"])


@pytest.mark.parametrize("plant", ["embedded"], indirect=True)
def test_a_store_that_never_answers_does_not_hold_up_the_sweep(plant: Plant, short: ShortClass) -> None:
    """It is asked to forget an old upload, and to show a pointer; steps are looked for meanwhile."""
    old = Upload(filename="left", bytes=1, part_bytes=1, state="open", storage_upload="0" * 32)
    old.created_at = utcnow() - timedelta(days=8)
    plant.change(lambda session: session.add(old))
    class_id = plant.change(lambda session: make_class(session, plant.house, short))
    plant.stop_broker()  # so that nothing but the sweep finds the work
    with socket.create_server(("127.0.0.1", 0)) as store, ExitStack() as kept:
        store.settimeout(120)
        plant.start_worker(
            EIGHTCOUNT_S3_BUCKET="a",
            EIGHTCOUNT_S3_SHELF_BUCKET="b",
            EIGHTCOUNT_S3_ENDPOINT=f"http://127.0.0.1:{store.getsockname()[1]}",
            EIGHTCOUNT_S3_REGION="nowhere",
            AWS_ACCESS_KEY_ID="any",
            AWS_SECRET_ACCESS_KEY="any",  # noqa: S106 - of no store
        )
        for _ in range(2):  # upload and pointer, each on a line of its own
            line = kept.enter_context(store.accept()[0])
            threading.Thread(target=never_answer, args=(line,), daemon=True).start()
        build_id = plant.build(class_id)
        plant.until(lambda: any(step.state == "running" for step in plant.look(build_id).steps))


def never_answer(line: socket.socket) -> None:
    """Begin an answer, and never come to its end, so that a client goes on waiting."""
    with suppress(OSError):
        line.sendall(b"HTTP/1.1 200 OK\r\nx-patience: ")
        while True:
            line.sendall(b"-")
            time.sleep(2)
