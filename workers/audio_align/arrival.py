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
_FLOOR = 5.0  # times the noise (rms of an envelope)


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
    h, fine_hz = _envelope(response)
    middle = len(h) // 2
    start, end = middle - int(_BEFORE_S * fine_hz), middle + int(_AFTER_S * fine_hz)
    top = start + int(np.argmax(h[start:end]))
    noise = float(np.sqrt(np.mean(h[:start] ** 2))) + 1e-30
    least = max(_SHARE * h[top], _FLOOR * noise)
    from_k = top - int(_LEAD_S * fine_hz)
    lead = h[from_k - 1 : top + 2]
    tops = np.flatnonzero((lead[1:-1] >= least) & (lead[1:-1] >= lead[:-2]) & (lead[1:-1] > lead[2:]))
    k = from_k + int(tops[0]) if len(tops) else top
    return Arrival((k + vertex(h, k) - middle) / fine_hz, float(h[top] / noise), float(h[k] / h[top]))


def _envelope(response: Response) -> tuple[NDArray[np.float64], float]:
    """Envelope of the response, from _QUIET_S before the line to as long after, and its sample rate."""
    spectrum = response.whole()
    analytic = np.zeros(2 * (len(spectrum) - 1) * _FINE, np.complex64)
    analytic[: len(spectrum)] = spectrum
    h = np.abs(sf.ifft(analytic))
    fine_hz = len(analytic) * response.bin_hz
    span = int(_QUIET_S * fine_hz)
    return np.concatenate([h[-span:], h[:span]]).astype(np.float64), fine_hz
