"""Makes the words of the counting voice again, from espeak-ng (apt-get install espeak-ng).

Each word becomes a mono s16le WAV at 16 kHz whose vowel begins VOWEL_S after the first sample, which is where
the editor lays the beat: a word is heard in time when its vowel is, whatever consonants come before.
"""

import subprocess
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.io import wavfile
from scipy.signal import butter, resample_poly, sosfiltfilt

RATE_HZ = 16_000
VOWEL_S = 0.1
LONGEST_S = 0.45  # 14.4 kB
INTO = Path(__file__).parent
WORDS = {
    "en": ("en-us", ["one", "two", "three", "four", "five", "six", "seven", "eight"]),
    "ko": ("ko", ["하나", "둘", "셋", "넷", "다섯", "여섯", "일곱", "여덟"]),
}


def spoken(voice: str, word: str) -> NDArray[np.float64]:
    """The word as espeak-ng says it, at RATE_HZ."""
    with tempfile.NamedTemporaryFile(suffix=".wav") as said:
        subprocess.run(["espeak-ng", "-v", voice, "-s", "210", "-p", "55", "-w", said.name, word], check=True)
        rate_hz, samples = wavfile.read(said.name)
    sound: NDArray[np.float64] = resample_poly(samples / 32768, RATE_HZ, rate_hz)
    return sound


def vowel_at(sound: NDArray[np.float64]) -> int:
    """The sample at which the first vowel has risen to half its level, by the band of first formants."""
    band = sosfiltfilt(butter(4, [250, 1200], "bandpass", fs=RATE_HZ, output="sos"), sound)
    window = np.hanning(RATE_HZ // 80)
    level = np.sqrt(np.convolve(band**2, window / window.sum(), "same"))
    begins = int(np.argmax(level > 0.1 * level.max()))
    first = level[begins : begins + RATE_HZ // 5]
    return begins + int(np.argmax(first > 0.5 * first.max()))


def trimmed(sound: NDArray[np.float64]) -> NDArray[np.int16]:
    """Cut so that the vowel is at VOWEL_S, faded at both ends, at an even loudness."""
    lead = round(VOWEL_S * RATE_HZ)
    start = vowel_at(sound) - lead
    word = np.concatenate([np.zeros(max(0, -start)), sound[max(0, start) :]])[: round(LONGEST_S * RATE_HZ)]
    audible = np.flatnonzero(np.abs(word) > 0.01)[-1]
    word = word[: audible + RATE_HZ // 100]
    edge = RATE_HZ // 100
    word[:edge] *= np.linspace(0, 1, edge)
    word[-4 * edge :] *= np.linspace(1, 0, 4 * edge)
    loud = np.sqrt(np.mean(word[lead : lead + RATE_HZ // 8] ** 2))
    word *= min(0.25 / loud, 0.95 / np.abs(word).max())
    return np.round(word * 32767).astype(np.int16)


def main() -> None:
    """Writes <language>-<count>.wav of all words."""
    INTO.mkdir(exist_ok=True)
    for language, (voice, words) in WORDS.items():
        for count, word in enumerate(words, start=1):
            wavfile.write(INTO / f"{language}-{count}.wav", RATE_HZ, trimmed(spoken(voice, word)))


if __name__ == "__main__":
    main()
