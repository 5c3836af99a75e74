"""What the beat editor is told of a song: its onsets and the grids that its beats may lie on, as JSON."""

import json
from collections.abc import Sequence

from workers.song_preview.flux import Floats, flux
from workers.song_preview.grid import Proposal, propose
from workers.song_preview.onsets import Onset, find_onsets

FORMAT = 1


def listen(sound: Floats, rate_hz: int) -> tuple[tuple[Onset, ...], Proposal]:
    """Onsets and grids of a sound (n, channels)."""
    heard = flux(sound.mean(axis=1), rate_hz)
    return find_onsets(sound, heard, rate_hz), propose(heard)


def onsets_json(onsets: Sequence[Onset]) -> str:
    """onsets.json: seconds on the song clock to the microsecond, strength 0..1."""
    told = [{"s": round(onset.at_s, 6), "strength": round(onset.strength, 4)} for onset in onsets]
    return json.dumps({"format": FORMAT, "onsets": told}, separators=(",", ":"))


def grid_json(proposal: Proposal, duration_s: float) -> str:
    """beat_grid.json: the grids, and the beats of the best one over the whole song."""
    grids = [
        {
            "bpm": round(60 / grid.period_s, 4),
            "period_s": round(grid.period_s, 9),
            "phase_s": round(grid.phase_s, 6),
            "score": round(grid.score, 4),
        }
        for grid in proposal.grids
    ]
    beats_s = proposal.grids[0].beats_s(duration_s).tolist() if proposal.grids else []
    document = {
        "format": FORMAT,
        "confidence": round(proposal.confidence, 4),
        "grids": grids,
        "beats_s": [round(beat, 6) for beat in beats_s],
    }
    return json.dumps(document, separators=(",", ":"))
