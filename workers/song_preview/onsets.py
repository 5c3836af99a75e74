"""When sounds begin: the instants of their first arrival, on the clock of the samples.

Peaks of the flux say that something begins; the samples around say when: where the sound's energy changes
most likely (the AIC picker of seismology, Maeda 1985), exact to the sample where it begins at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.ndimage as nd
from numpy.typing import NDArray

from workers.song_preview.flux import HOP, Floats, Flux

_APART_S = 0.02
_AROUND_S = 0.5
_LEAST_RISE = 0.08  # of the strongest rises of the song
_STRONGEST = 99.0  # percentile of the peaks that counts as the strongest, since one bang is no measure
_BEFORE_S, _AFTER_S = 0.035, 0.02
_EDGE_S = 0.002
_GRAIN_S, _HUSH_S = 0.0005, 0.02
_SHARP = 10.0  # times the loudest grain of the hush before it
_EDGE_SHARE = 0.1
_HEARD_WITHIN_S = 0.015
_SILENT = 1e-10  # mean square below which nothing is heard: -100 dB


@dataclass(frozen=True)
class Onset:
    """`at_s` on the song clock; `strength` 0..1, 1 for the strongest."""

    at_s: float
    strength: float


def find_onsets(sound: Floats, heard: Flux, rate_hz: int) -> tuple[Onset, ...]:
    """Onsets of a sound (n, channels), rising in time, at least `_APART_S` apart."""
    if not heard.all.any():
        return ()
    edged = np.diff(sound, axis=0, prepend=sound[:1])  # evens out the spectrum: attacks are bright
    energy = np.einsum("nc,nc->n", edged, edged, dtype=np.float64)
    swells = [_first_arrival(energy, int(frame) * HOP, rate_hz) for frame in _peaks(heard)]
    at = np.union1d(_edges(energy, rate_hz), np.array(swells, np.int64))
    highest = nd.maximum_filter1d(heard.all, 2 * round(_HEARD_WITHIN_S * heard.frame_hz) + 1)
    strength = highest[np.minimum(at // HOP, len(highest) - 1)]
    return tuple(_apart(at / rate_hz, strength / max(float(strength.max(initial=0)), 1e-9)))


def _edges(energy: NDArray[np.float64], rate_hz: int) -> NDArray[np.int64]:
    """Samples at which a sound begins so sharply that it shows in the samples themselves."""
    grain = round(_GRAIN_S * rate_hz)
    grains = np.asarray(energy[: len(energy) // grain * grain].reshape(-1, grain).sum(axis=1), np.float64)
    span = round(_HUSH_S / _GRAIN_S)
    around = nd.maximum_filter1d(grains, 2 * span - 1)
    before = np.concatenate([np.full(span, grains[:1].max(initial=0)), around[:-span]])[: len(grains)]
    jump = grains / (before + _SILENT * grain)
    tops = np.flatnonzero((jump > _SHARP) & (jump == nd.maximum_filter1d(jump, 2 * span + 1)))
    found = []
    for top in tops.tolist():
        first = max(0, top - 1) * grain
        piece = energy[first : (top + 1) * grain]
        found.append(first + int(np.argmax(piece > _EDGE_SHARE * piece.max())))
    return np.array(found, np.int64)


def _peaks(heard: Flux) -> NDArray[np.int64]:
    """Frames in which the flux is highest around and stands out of what is usual there."""
    apart = 2 * round(_APART_S * heard.frame_hz) + 1
    around = 2 * round(_AROUND_S * heard.frame_hz) + 1
    highest = nd.maximum_filter1d(heard.all, apart)
    usual = nd.uniform_filter1d(heard.all, around)
    tops = np.flatnonzero((heard.all == highest) & (heard.all > usual))
    if not len(tops):
        return tops
    least = _LEAST_RISE * np.percentile(heard.all[tops], _STRONGEST)
    return np.asarray(tops[heard.all[tops] - usual[tops] > least])


def _first_arrival(energy: NDArray[np.float64], near: int, rate_hz: int) -> int:
    """The sample near `near` at which the mean energy changes most clearly, by Akaike's criterion."""
    start = max(0, near - round(_BEFORE_S * rate_hz))
    piece = energy[start : near + round(_AFTER_S * rate_hz)] + _SILENT
    before = np.arange(1, len(piece))
    after = len(piece) - before
    total = np.cumsum(piece)
    misfit = before * np.log(total[:-1] / before) + after * np.log((total[-1] - total[:-1]) / after)
    edge = round(_EDGE_S * rate_hz)
    inside = misfit[edge : len(misfit) - edge]
    return start + (edge + int(np.argmin(inside)) + 1 if len(inside) else len(piece) // 2)


def _apart(at_s: NDArray[np.float64], strength: Floats) -> Sequence[Onset]:
    """In order; of two that fell together the stronger."""
    kept: list[Onset] = []
    for k in np.argsort(at_s, kind="stable"):
        onset = Onset(float(at_s[k]), float(strength[k]))
        if kept and onset.at_s - kept[-1].at_s < _APART_S:
            if onset.strength > kept[-1].strength:
                kept[-1] = onset
        else:
            kept.append(onset)
    return kept
