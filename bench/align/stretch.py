"""Music made slower or faster with its pitch kept, as practice players do it: overlapped grains moved
to where they fit best (WSOLA, Verhelst and Roelands 1993).

Grain k lies, to a few milliseconds, at song time rate * k.
"""

import numpy as np
from numpy.typing import NDArray

GRAIN_S, SLACK_S = 0.05, 0.006


def stretch(x: NDArray[np.float32], rate: float, rate_hz: int) -> NDArray[np.float32]:
    """(n, channels) at `rate` times the speed, about n / rate samples: time t holds the input's rate * t."""
    grain = int(GRAIN_S * rate_hz) // 2 * 2
    hop, slack = grain // 2, int(SLACK_S * rate_hz)
    window = np.hanning(grain + 1)[:-1, None]
    padded = np.pad(x, ((hop + slack, grain + 2 * slack), (0, 0)))
    mono = padded.mean(1)
    count = int(len(x) / rate) // hop
    out = np.zeros((count * hop + grain, x.shape[1]))
    at = slack
    for k in range(count):
        aim = int(rate * k * hop) + slack
        if k:
            wanted = mono[at + hop : at + hop + grain]
            near = mono[aim - slack : aim + slack + grain]
            size = len(near) + grain
            fit = np.fft.irfft(np.fft.rfft(near, size) * np.conj(np.fft.rfft(wanted, size)), size)
            at = aim - slack + int(np.argmax(fit[: 2 * slack + 1]))
        out[k * hop : k * hop + grain] += window * padded[at : at + grain]
    return out[hop : count * hop].astype(np.float32)
