"""The desks and takes of pose_extract: the same work in shares."""

from tests.workers.pose_extract.conftest import desk, models, remade

__all__ = ["desk", "models", "remade"]
