"""A worker clears by itself what nobody needs any more."""

from datetime import timedelta

from plant import Plant
from sqlalchemy import select
from sqlalchemy.orm import Session

from cms.models import IdempotencyKey, utcnow


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
