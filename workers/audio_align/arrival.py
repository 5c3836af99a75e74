"""When the song's sound first reaches the microphone: the onset of the impulse response from song to take.

The strongest path may be a reflection many milliseconds late; a dancer hears, and a viewer sees, the first.
"""

from dataclasses import dataclass

import numpy as np
import scipy.fft as sf
from numpy.typing import NDArray

from workers.audio_align.candidates import vertex
from workers.audio_align.response import Response

_FINE = 4  # oversampling of the response
_BEFORE_S, _AFTER_S, _LEAD_S = 0.12, 0.06, 0.06
_QUIET_S = 0.2  # how far before the line the response is looked at for its noise
_SHARE = 0.25  # of the strongest path: less is a side lobe of the band limits or the codec's echo
_LOBES_S, _LOBE_MARGIN = 0.003, 2.0
_FLOOR = 4.7  # times the noise (rms of an envelope) far before the line
_LOCAL_S, _LOCAL_FLOOR = 0.01, 3.0  # just before a path, codecs and harmonics leave more noise than far off


@dataclass(frozen=True)
class Arrival:
    """`late_s`: first arrival after the line's prediction. `clarity`: strongest path over noise.

    `share`: first arrival over the strongest path.
    """

    late_s: float
    clarity: float
    share: float


def first_arrival(response: Response) -> Arrival:
    """The earliest path that stands clear of the noise and of the strongest path's side lobes."""
    h = _envelope(response.whole())
    fine_hz = 2 * (len(response.pulse) - 1) * _FINE * response.bin_hz
    span = int(_QUIET_S * fine_hz)
    h = np.concatenate([h[-span:], h[:span]])
    start, end = span - int(_BEFORE_S * fine_hz), span + int(_AFTER_S * fine_hz)
    top = start + int(np.argmax(h[start:end]))
    noise = float(np.sqrt(np.mean(h[:start] ** 2))) + 1e-30
    lobes = _envelope(response.pulse)[: int(_LOBES_S * fine_hz)]
    least = max(_SHARE * float(h[top]), _FLOOR * noise)
    start = top - int(_LEAD_S * fine_hz)
    k = _first_path(h, start, top, least, lobes / lobes[0], int(_LOCAL_S * fine_hz))
    return Arrival((k + vertex(h, k) - span) / fine_hz, float(h[top] / noise), float(h[k] / h[top]))


def _first_path(
    h: NDArray[np.float64], start: int, top: int, least: float, lobes: NDArray[np.float64], local: int
) -> int:
    """The first peak from `start` to `top` of at least `least` that is no side lobe of what follows it.

    It stands out of the `local` samples before it, too. `lobes` is the envelope of a single path, 1 at its
    middle, from there on.
    """
    lead = h[start - 1 : top + 2]
    tops = np.flatnonzero((lead[1:-1] >= least) & (lead[1:-1] >= lead[:-2]) & (lead[1:-1] > lead[2:])) + start
    width = int(np.argmax(lobes < _SHARE)) or 1  # of the pulse itself
    for k in tops:
        before = h[k - local : k - local // 16]
        if h[k] < _LOCAL_FLOOR * float(np.sqrt(np.mean(before**2))):
            continue
        following = h[k + width : k + len(lobes)]
        if h[k] > _LOBE_MARGIN * float(np.max(following * lobes[width : width + len(following)])):
            return int(k)
    return top


def _envelope(spectrum: NDArray[np.generic]) -> NDArray[np.float64]:
    """Envelope of what has this spectrum, at _FINE times the rate, from lag 0 on and around."""
    analytic = np.zeros(2 * (len(spectrum) - 1) * _FINE, np.complex64)
    analytic[: len(spectrum)] = spectrum
    return np.asarray(np.abs(sf.ifft(analytic)), np.float64)
