"""A practice that was recorded, scored as if it were danced: the same sheet as live."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from eightcount_runtime.scoring.hypotheses import Mirror
from eightcount_runtime.scoring.reference import Reference
from eightcount_runtime.scoring.session import Session
from eightcount_runtime.scoring.sheet import Sheet


def replay(
    reference: Reference,
    times_s: npt.ArrayLike,
    landmarks: npt.ArrayLike,
    width: int,
    height: int,
    *,
    mirror: Mirror = "auto",
    parts: Sequence[int] | None = None,
    speed: float = 1.0,
    class_id: str = "",
    manifest: str | None = None,
) -> Sheet:
    """The sheet of a recording.

    Args:
        reference: the class.
        times_s: (n,) of the frames, on the class's video clock.
        landmarks: (n, 33, 4), NaN throughout a frame with nobody; or n frames of (people, 33, 4).
        width: and what follows: as `Session`.

    Raises:
        ValueError: there are not as many poses as times, or they are not of such a shape.
    """
    times: list[Any] = np.asarray(times_s, np.float64).tolist()
    frames = list(landmarks)  # type: ignore[arg-type] # an array, or a list of arrays
    if len(times) != len(frames):
        raise ValueError(f"There are {len(times)} times, but {len(frames)} frames of landmarks.")
    session = Session(
        reference,
        width,
        height,
        mirror=mirror,
        parts=parts,
        speed=speed,
        class_id=class_id,
        manifest=manifest,
    )
    for time_s, frame in zip(times, frames, strict=True):
        session.take(time_s, frame)
    return session.result()
