"""A page that films in a real Chromium, a camera whose pictures count themselves, a class that clicks and
flashes, and what a finished file says of both.
"""

import base64
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import imageio_ffmpeg
import numpy as np
import rooms
from browsers import FLAGS, chromium_path
from numpy.typing import NDArray
from playwright.sync_api import BrowserType, Page

RATE_HZ = 48_000
FPS = 30
#: Of a picture's number; as in the page.
BITS = 12
CAMERA_FRAMES = 600
WIDTH, HEIGHT = 640, 480
CLASS_S = 11.0
#: Never twice the same distance, so that a click is known by its neighbours; on the pictures of the class.
CLICKS_S = tuple(np.round((0.6 + np.cumsum(0.3 + 0.1 * (np.arange(24) * 7 % 5) / 3)) * FPS) / FPS)
CLICK_S = 0.004
#: By how much sound may be off its picture; how much of the class tells when a click in it was played.
ALIGNED_S = 0.020
AROUND_S = 0.5
PATIENCE_MS = 120_000


@dataclass(frozen=True)
class Clips:
    """Paths of what the camera films and of the class."""

    camera: Path
    lesson: Path


def make_clips(folder: Path) -> Clips:
    """Both, in a folder."""
    camera, lesson = folder / "camera.mjpeg", folder / "class.mp4"
    _encode(
        (_counting(number) for number in range(CAMERA_FRAMES)),
        [*_raw(WIDTH, HEIGHT), "-c:v", "mjpeg", "-q:v", "4", "-pix_fmt", "yuvj420p", str(camera)],
    )
    (folder / "class.wav").write_bytes(rooms.wav(clicking(CLASS_S, CLICKS_S)))
    flashes = {round(click_s * FPS) for click_s in CLICKS_S}
    shown = (
        np.full((240, 320, 3), 255 * (number in flashes), np.uint8) for number in range(round(CLASS_S * FPS))
    )
    coded = ["-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-g", "30"]
    spoken = ["-i", str(folder / "class.wav"), "-c:a", "aac", "-b:a", "192k", "-movflags", "+faststart"]
    _encode(shown, [*_raw(320, 240), *spoken, *coded, str(lesson)])
    return Clips(camera, lesson)


def clicking(seconds: float, clicks_s: Sequence[float]) -> NDArray[np.int16]:
    """Stereo silence with short tones."""
    sound = np.zeros((round(seconds * RATE_HZ), 2), np.int16)
    wave = np.round(24_000 * np.sin(2 * np.pi * 2_000 * np.arange(round(CLICK_S * RATE_HZ)) / RATE_HZ))
    for click_s in clicks_s:
        start = round(click_s * RATE_HZ)
        sound[start : start + len(wave)] = wave.astype(np.int16)[:, None]
    return sound


def _raw(width: int, height: int) -> list[str]:
    return ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", str(FPS), "-i", "pipe:0"]


def _encode(pictures: Iterator[NDArray[np.uint8]], options: Sequence[str]) -> None:
    tool = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *options]
    with subprocess.Popen(tool, stdin=subprocess.PIPE) as running:
        assert running.stdin is not None
        for picture in pictures:
            running.stdin.write(picture.tobytes())
    assert running.returncode == 0


def _counting(number: int) -> NDArray[np.uint8]:
    """Twelve columns, white where the bit is set, over a picture that moves."""
    picture = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    picture[120:, :, 0] = (np.arange(WIDTH) // 4 + 3 * number)[None, :] % 256
    picture[120:, :, 1] = (np.arange(HEIGHT - 120) // 2 + number)[:, None] % 256
    edges = np.linspace(0, WIDTH, BITS + 1).astype(int)
    for bit in range(BITS):
        picture[:120, edges[bit] : edges[bit + 1]] = 255 * (number >> bit & 1)
    return picture


def count_of(picture: NDArray[np.uint8]) -> int:
    """The number that is burnt into it."""
    middles = ((np.arange(BITS) + 0.5) * picture.shape[1] / BITS).astype(int)
    bits = picture[30:50, middles].mean(axis=(0, 2)) > 127
    return int((bits << np.arange(BITS)).sum())


@contextmanager
def filming_page(kind: BrowserType, site: rooms.Site, camera: Path, profile: Path) -> Iterator[Page]:
    """The page in a browser of its own whose profile lasts; its camera shows the clip."""
    flags = [
        *FLAGS,
        "--use-fake-ui-for-media-stream",
        f"--use-fake-device-for-media-stream=fps={FPS}",
        f"--use-file-for-fake-video-capture={camera}",
    ]
    context = kind.launch_persistent_context(
        profile, executable_path=chromium_path(), args=flags, base_url=site.url
    )
    try:
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.goto("/")
        page.wait_for_function("window.film")
        yield page
    finally:
        context.close()


#: A file of the page as text.
READ = """async (make) => {
  const file = await make();
  const url = await new Promise(done => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.readAsDataURL(file);
  });
  return url.slice(url.indexOf(",") + 1);
}"""


def read(page: Page, file: str) -> bytes:
    """Bytes of the file that the page's expression gives."""
    return base64.b64decode(page.evaluate(f"() => ({READ})(() => ({file}))"))


@dataclass(frozen=True)
class Decoded:
    """A finished film: each picture's number and second, and its sound, mono at 48 kHz from second 0."""

    codecs: tuple[str, ...]
    counts: NDArray[np.int64]
    times_s: NDArray[np.float64]
    sound: NDArray[np.float32]
    size: tuple[int, int]


def _pixels(frame: av.VideoFrame) -> NDArray[np.uint8]:
    return frame.to_ndarray(format="rgb24").astype(np.uint8, copy=False)


def decode(path: Path, count: Callable[[NDArray[np.uint8]], int] = count_of) -> Decoded:
    """What a player would show and play; `count` reads the number of a picture."""
    with av.open(str(path)) as container:
        codecs = tuple(stream.codec_context.name for stream in container.streams)
        video = container.streams.video[0]
        shown = [(count(_pixels(each)), each.time) for each in container.decode(video)]
        size = (video.codec_context.width, video.codec_context.height)
    sound = np.zeros(0, np.float32)
    with av.open(str(path)) as container:
        if container.streams.audio:
            resampler = av.AudioResampler("flt", "mono", RATE_HZ)
            for frame in container.decode(container.streams.audio[0]):
                assert frame.time is not None
                for part in resampler.resample(frame):
                    start = round(frame.time * RATE_HZ)
                    block = part.to_ndarray().ravel()
                    if start < 0:
                        start, block = 0, block[-start:]
                    grown = np.zeros(max(len(sound), start + len(block)), np.float32)
                    grown[: len(sound)] = sound
                    grown[start : start + len(block)] = block
                    sound = grown
    counts, times = zip(*shown, strict=True)
    return Decoded(codecs, np.array(counts), np.array(times, float), sound, size)


def colour_at(path: Path, x: float, y: float, *, share: float = 0.5) -> tuple[int, int, int]:
    """Red, green and blue at a share of a picture's width and height; `share`: which picture of the film."""
    with av.open(str(path)) as container:
        shown = [_pixels(each) for each in container.decode(container.streams.video[0])]
    picture = shown[int(share * len(shown))]
    red, green, blue = picture[int(y * picture.shape[0]), int(x * picture.shape[1])]
    return int(red), int(green), int(blue)


def clicks_in(sound: NDArray[np.float32]) -> NDArray[np.float64]:
    """Seconds at which clicks begin."""
    loud = np.abs(sound) > 0.25 * np.abs(sound).max()
    at = np.flatnonzero(loud)
    return at[np.diff(at, prepend=-RATE_HZ) > 0.1 * RATE_HZ] / RATE_HZ


def misplaced_s(
    film: Decoded,
    told: dict[str, Any],
    *,
    speed: float = 1.0,
    latency_s: float = 0.0,
    clicks_s: Sequence[float] = CLICKS_S,
) -> NDArray[np.float64]:
    """By how much each click of the sound comes later than the picture that was taken when the class clicked.

    `told`: what the page saw: when each picture was taken and, of the class's player itself, what it played
    when.
    """
    ticks = np.array(told["ticks"])
    runs = np.split(ticks, np.flatnonzero((ticks[:-1, 1] < 0) | (np.diff(ticks[:, 1]) < 0)) + 1)
    taken_ms = dict(told["seen"])
    known = [(t, taken_ms[n]) for n, t in zip(film.counts, film.times_s, strict=True) if n in taken_ms]
    file_s, page_ms = (np.array(each) for each in zip(*known, strict=True))
    found = clicks_in(film.sound)
    late = []
    for run in runs:
        run = run[run[:, 1] >= 0]  # noqa: PLW2901 - while it stood
        if len(run) < 20:
            continue
        zeros_ms = run[:, 0] - 1000 * run[:, 1] / speed
        for click_s in clicks_s:
            around = zeros_ms[np.abs(run[:, 1] - click_s) < AROUND_S]
            if len(around) < 10 or np.ptp(np.percentile(around, [10, 90])) > 1000 * ALIGNED_S:
                continue  # where a busy machine's player stood still no moment is known
            # Of pairs that a busy page took late the soonest are right.
            zero_ms = np.percentile(around, 25)
            at_ms = zero_ms + 1000 * (click_s / speed + latency_s)
            near = np.flatnonzero(np.abs(page_ms - at_ms) < 500)
            if not run[0, 0] + 200 < at_ms < run[-1, 0] - 200 or len(near) < 3:
                continue
            # The film's own pictures on the camera's clock: single stamps jitter.
            due = np.median(file_s[near] - page_ms[near] / 1000) + at_ms / 1000
            if due > film.times_s[-1] - 0.05:
                continue  # a film that broke off ends before it
            late.append(float(found[np.argmin(np.abs(found - due))] - due))
    return np.array(late)
