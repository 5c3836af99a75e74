"""Make the sample class: a dance clip without sound and a song become a take whose truth is known.

No free clip has both a dancer and music in the room. So the song is played into a simulated room, at an
offset and with a clock error that are written to truth.json, and heard by a phone: reflections, a noisy room,
the dancer's steps, a narrow band, automatic gain, AAC. The same files come out of the same media each time.

    PYTHONPATH=. .venv/bin/python samples/make_take.py --media FOLDER

FOLDER holds the clip and the song named in escape/SOURCES.md.
"""

import argparse
import json
import tempfile
from pathlib import Path

import ffmpeg
import numpy as np
from eightcount_runtime.classpack.beat_files import beats_to_json
from eightcount_runtime.classpack.beats import Beats
from numpy.typing import NDArray
from scipy import signal

from workers.audio_replace.placing import sample_along
from workers.media.child import run_ffmpeg
from workers.media.pcm import decode_pcm
from workers.step import Limits

CLIP = "video/dance_synth_uniform.mp4"
SONG = "music/sectoid_escape_135bpm.ogg"
CHART_FIRST_BEAT_S, CHART_BPM = 0.028, 135.0

RATE_HZ = 44100
SECTION_S = (27.8, 107.8)
FIRST_BEAT, BEATS = 135, 41
OFFSET_S, RATE = 31.234567, 1.000021
TAKE_S = 593 / 30

Sound = NDArray[np.float64]
SOUND_M_S = 343.0
ROOM_M = np.array([6.2, 4.7, 2.8])
SPEAKER_M = np.array([5.6, 1.1, 1.0])
PHONE_M = np.array([1.3, 2.6, 1.5])
WALL_KEEPS, RT60_S = 0.78, 0.55


def room_response(random: np.random.Generator) -> Sound:
    """What the phone hears of a click: mirror images of the speaker, then a decaying tail.

    The direct sound is at sample 0, so that a take's offset means its first arrival. Images as in J. B. Allen
    and D. A. Berkley, Image method for efficiently simulating small-room acoustics, 1979.
    """
    length = int(RT60_S * RATE_HZ)
    response = np.zeros(length)
    direct_m = float(np.linalg.norm(SPEAKER_M - PHONE_M))
    for cell in np.ndindex(5, 5, 5):
        for flip in np.ndindex(2, 2, 2):
            shift = np.array(cell) - 2
            image = (1 - 2 * np.array(flip)) * SPEAKER_M + 2 * shift * ROOM_M
            bounces = int(np.abs(2 * shift - np.array(flip)).sum())
            distance_m = float(np.linalg.norm(image - PHONE_M))
            _add_click(
                response, (distance_m - direct_m) / SOUND_M_S, WALL_KEEPS**bounces * direct_m / distance_m
            )
    clock = np.arange(length) / RATE_HZ
    tail = random.normal(0, 1, length) * 10 ** (-3 * clock / RT60_S)
    return response + np.where(clock > 0.02, 0.02 * tail, 0.0)


def _add_click(response: Sound, at_s: float, level: float) -> None:
    """A click between samples: a short windowed sinc."""
    at = at_s * RATE_HZ
    taps = np.arange(int(at) - 15, int(at) + 17)
    inside = (taps >= 0) & (taps < len(response))
    shape = np.sinc(taps - at) * (0.5 + 0.5 * np.cos(np.pi * (taps - at) / 17))
    response[taps[inside]] += level * shape[inside]


def dancing(random: np.random.Generator, length: int, beats_s: Sound) -> Sound:
    """Feet on a wooden floor, a little off the beat and not on each one."""
    heard = np.zeros(length)
    clock = np.arange(int(0.18 * RATE_HZ)) / RATE_HZ
    for beat_s in beats_s:
        if random.uniform() < 0.3:
            continue
        at = int((beat_s + random.normal(0, 0.03)) * RATE_HZ)
        thud = np.sin(2 * np.pi * random.uniform(55, 95) * clock) * np.exp(-clock / 0.035)
        scrape = random.normal(0, 0.3, len(clock)) * np.exp(-clock / 0.012)
        step = random.uniform(0.3, 1.0) * (thud + scrape)
        heard[at : at + len(step)] += step[: max(0, length - at)]
    return heard


def hum_of_the_room(random: np.random.Generator, length: int) -> Sound:
    """Noise that falls by 3 dB each octave."""
    spectrum = np.fft.rfft(random.normal(0, 1, length))
    noise = np.fft.irfft(spectrum / np.sqrt(np.maximum(1.0, np.arange(len(spectrum)))), length)
    unit: Sound = noise / noise.std()
    return unit


def as_a_phone_hears(sound: Sound) -> Sound:
    """A narrow band, then automatic gain that pulls slow changes of level together, then soft limits."""
    band = signal.butter(2, (110, 11000), "bandpass", fs=RATE_HZ, output="sos")
    heard: Sound = signal.sosfilt(band, sound)
    slow = signal.butter(1, 0.8, "lowpass", fs=RATE_HZ, output="sos")
    level = np.sqrt(np.maximum(signal.sosfilt(slow, heard**2), 1e-6))
    limited: Sound = 0.8 * np.tanh(heard * (level.mean() / level) ** 0.5 * 0.35 / heard.std())
    return limited


def camera_sound(song: NDArray[np.float32], beats_s: Sound) -> Sound:
    """The take's sound, mono: what the phone recorded while the song ran at the true offset and rate.

    Args:
        song: (n, 1) at `RATE_HZ`.
        beats_s: on the video clock.
    """
    random = np.random.default_rng(20261122)
    length = int(TAKE_S * RATE_HZ)
    before = int(RT60_S * RATE_HZ)
    first = OFFSET_S * RATE_HZ - RATE * before
    played = sample_along(song, first, RATE, length + before)[:, 0].astype(np.float64)
    music = signal.fftconvolve(played, room_response(random))[before : before + length]
    music /= music.std()
    steps, hum = dancing(random, length, beats_s), hum_of_the_room(random, length)
    return as_a_phone_hears(music + 1.2 * steps + 0.25 * hum)


def cut_section(song: NDArray[np.float32]) -> NDArray[np.float32]:
    """The section of the song that the sample carries, eased in and out; (n, 2)."""
    first, last = (round(at_s * RATE_HZ) for at_s in SECTION_S)
    section = song[first:last].copy()
    ease_in, ease_out = round(0.02 * RATE_HZ), 3 * RATE_HZ
    section[:ease_in] *= np.linspace(0, 1, ease_in, dtype=np.float32)[:, None]
    section[-ease_out:] *= np.linspace(1, 0, ease_out, dtype=np.float32)[:, None]
    return section


def beats_of_the_chart() -> Sound:
    """The marks of the sample, seconds on the clock of song.ogg."""
    numbers = np.arange(FIRST_BEAT, FIRST_BEAT + BEATS).astype(np.float64)
    on_section: Sound = (CHART_FIRST_BEAT_S - SECTION_S[0]) + numbers * (60 / CHART_BPM)
    return on_section


def make(media: Path, folder: Path) -> None:
    """Write song.ogg, beats.json, take.mp4 and truth.json into `folder`."""
    chart, truth = beats_of_the_chart(), {"offset_s": OFFSET_S, "rate": RATE}
    (folder / "beats.json").write_bytes(beats_to_json(Beats.of(chart.tolist())))
    (folder / "truth.json").write_text(json.dumps(truth, sort_keys=True) + "\n")
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        section = cut_section(decode_pcm(media / SONG, RATE_HZ, Limits(), channels=2))
        _encode(section, scratch, "song.ogg", f="ogg", acodec="libvorbis", qscale=5, serial_offset=8)
        (scratch / "song.ogg").replace(folder / "song.ogg")
        song = decode_pcm(folder / "song.ogg", RATE_HZ, Limits()).reshape(-1, 1)
        heard = camera_sound(song, (chart - OFFSET_S) / RATE)
        clip = ffmpeg.input(str((media / CLIP).resolve()), f="mov")["v:0"]
        how = {
            "f": "mp4",
            "vcodec": "copy",
            "acodec": "aac",
            "audio_bitrate": "128k",
            "movflags": "+faststart",
        }
        _encode(heard[:, None], scratch, "take.mp4", clip=clip, reads=[media / CLIP], **how)
        (scratch / "take.mp4").replace(folder / "take.mp4")


def _encode(
    samples: NDArray[np.floating],
    scratch: Path,
    name: str,
    clip: object = None,
    reads: list[Path] | None = None,
    **how: object,
) -> None:
    """Encode samples (n, channels), beside a clip's picture where one is given, to `scratch`/`name`."""
    raw = scratch / "samples"
    raw.write_bytes(samples.astype("<f4").tobytes())
    sound = ffmpeg.input(str(raw), f="f32le", ar=RATE_HZ, ac=samples.shape[1])
    streams = [sound] if clip is None else [clip, sound]
    graph = ffmpeg.output(*streams, str(scratch / name), fflags="+bitexact", map_metadata=-1, **how)
    run_ffmpeg(
        graph,
        reads=[raw, *(reads or [])],
        writes=scratch,
        limits=Limits(),
        otherwise=f"{name} cannot be made",
        max_file_bytes=10**8,
    )


def main() -> None:
    """Make the sample beside this script and print what is true of it."""
    here = Path(__file__).resolve().parent
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--media", type=Path, required=True, help="folder with the clip and the song")
    parser.add_argument("--out", type=Path, default=here / "escape", help="where to write")
    given = parser.parse_args()
    make(given.media, given.out)
    print(f"song_s = {OFFSET_S} + {RATE} * video_s")


if __name__ == "__main__":
    main()
