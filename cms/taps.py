"""Passes of taps as they came: raw data from which beats are made, kept for whoever asks later how.

A pass is never changed. What becomes of it (latency taken off, passes averaged) is the editor's matter.
"""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from cms.accounts import Actor
from cms.models import DanceClass, TapPass


def keep(
    session: Session,
    actor: Actor,
    dance_class: DanceClass,
    *,
    rate: float,
    latency_ms: float,
    taps_s: Sequence[float],
    device: str = "",
) -> TapPass:
    """Keep a pass.

    Args:
        rate: of playback while it was tapped.
        latency_ms: what the editor takes this person's and device's latency for; not taken off `taps_s`.
        taps_s: seconds on the song clock at which the key was heard, in the order in which it was.
    """
    made = TapPass(
        class_id=dance_class.id,
        song_sha256=dance_class.song.sound_sha256,
        rate=rate,
        latency_ms=latency_ms,
        taps_s=list(taps_s),
        device=device,
        created_by=actor.id,
    )
    session.add(made)
    session.flush()
    return made


def passes(dance_class: DanceClass) -> Select[TapPass]:
    """All passes of a class, whatever sound its song had then."""
    return select(TapPass).where(TapPass.class_id == dance_class.id)
