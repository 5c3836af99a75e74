"""Edits that lose nobody's work: who edits says which version was read; the row is locked for the check."""

from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy.orm import Session

from cms.errors import StaleError
from cms.models import DanceClass, Dancer, Song

Edited = TypeVar("Edited", Song, Dancer, DanceClass)


@dataclass(frozen=True)
class Expected:
    """What the editor has read: one of these versions, or `anything`."""

    versions: frozenset[int] = frozenset()
    anything: bool = False

    def holds(self, version: int) -> bool:
        """Whether that version is one that the editor has read."""
        return self.anything or version in self.versions


def open_for_edit(session: Session, row: Edited, expected: Expected, noun: str) -> None:
    """Lock the row, check that it is as the editor has read it, and count the edit.

    Raises:
        StaleError: it is not; `facts["version"]` is what it is now.
    """
    session.refresh(row, with_for_update=True)
    if not expected.holds(row.version):
        raise StaleError(
            f"Somebody changed this {noun} since you read it. Read it again, then edit.",
            version=row.version,
        )
    row.version += 1
