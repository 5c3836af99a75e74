"""What the editor plays, sample by sample: rendered offline by the same graph and tape that play live."""

from base64 import b64decode
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import rooms
from numpy.typing import NDArray
from playwright.sync_api import Browser, Page

RATE_HZ = rooms.RATE_HZ
FRAMES = 22 * RATE_HZ
#: The part of the song that the slow files cover.
SLOW_START_S = 2.0
MARKS_S = [round(2.5 + 0.461538 * k, 6) for k in range(20)]
Opened = Callable[..., Page]

#: Opens the files of a song and renders a window; gives both channels as bytes in base64.
RENDER = """async ({turns, cues, recue, frames, heard, voice, camera}) => {
  const reels = {
    1: {pcm: await rooms.openPcm("/song.wav"), originS: 0, rate: 1},
    0.75: {pcm: await rooms.openPcm("/slow-75.wav"), originS: 2, rate: 0.75},
    0.5: {pcm: await rooms.openPcm("/slow-50.wav"), originS: 2, rate: 0.5},
  };
  const quiet = {gain: 1, muted: true};
  const sound = await rooms.renderOffline({
    frames, cues, recue,
    turns: turns.map(({rate, ...turn}) => ({...turn, reel: reels[rate]})),
    voice: voice ? await rooms.loadVoice(voice) : null,
    camera: camera ? {pcm: await rooms.openPcm("/camera.wav"), alignment: camera} : null,
    buses: {music: quiet, click: quiet, voice: quiet, camera: quiet, [heard]: {gain: 1, muted: false}},
  });
  return sound.map(channel => {
    const bytes = new Uint8Array(channel.slice().buffer);
    let text = "";
    const size = 32768;
    for (let at = 0; at < bytes.length; at += size) {
      text += String.fromCharCode(...bytes.subarray(at, at + size));
    }
    return btoa(text);
  });
}"""


@pytest.fixture(scope="module", autouse=True)
def sounds(site: rooms.Site) -> None:
    """Sounds whose every frame says which it is; the slow ones as long as the server would make them."""
    site.files["song.wav"] = rooms.wav(rooms.counting(FRAMES))
    site.files["camera.wav"] = rooms.wav(rooms.counting(FRAMES)[:, :1])
    for name, rate in (("slow-75.wav", 0.75), ("slow-50.wav", 0.5)):
        site.files[name] = rooms.wav(rooms.counting(int(12 * RATE_HZ / rate)))


@pytest.fixture(scope="module")
def page(site: rooms.Site, chromium: Browser, sounds: None) -> Iterator[Page]:
    """One page for all renderings: each has a graph of its own."""
    context = chromium.new_context(base_url=site.url)
    page = context.new_page()
    page.goto("/")
    page.wait_for_function("window.rooms")
    yield page
    context.close()


@pytest.fixture
def render(page: Page) -> Callable[..., tuple[NDArray[np.float32], NDArray[np.float32]]]:
    def make(turns: list[dict[str, Any]], *, heard: str, seconds: float = 4.0, **given: Any) -> Any:
        asked = {"turns": turns, "cues": [], "frames": round(seconds * RATE_HZ), "heard": heard, **given}
        left, right = page.evaluate(RENDER, asked)
        return samples(left), samples(right)

    return make


def samples(text: str) -> NDArray[np.float32]:
    return np.frombuffer(b64decode(text), np.float32)


def cue(at_s: float, tick: str | None = "beat", count: int | None = None) -> dict[str, Any]:
    return {"atS": at_s, "tick": tick, "count": count}


def onsets(sound: NDArray[np.float32]) -> list[int]:
    """Frames at which a click begins: silence for 10 ms, then something."""
    loud = np.flatnonzero(np.abs(sound) > 0.3)
    return [int(n) for n in loud if not np.any(np.abs(sound[max(0, n - 480) : n]) > 1e-3)]


def song_seconds(turns: list[dict[str, Any]], frames: int) -> NDArray[np.float64]:
    """Which song second each output frame should be, by the words of the contract alone."""
    out = np.full(frames, np.nan)
    for k, turn in enumerate(turns):
        end = turns[k + 1]["out"] if k + 1 < len(turns) else frames
        at_s = turn["atS"] + np.arange(end - turn["out"]) / RATE_HZ * turn["rate"]
        if "loop" in turn:
            start_s, end_s = turn["loop"]["startS"], turn["loop"]["endS"]
            at_s = np.where(at_s < end_s, at_s, start_s + (at_s - end_s) % (end_s - start_s))
        out[turn["out"] : end] = at_s
    return out


def reached(at_s: NDArray[np.float64], mark_s: float) -> list[int]:
    """Output frames at which a song second is come to: by playing on, or by a jump that lands on it."""
    jumps = np.abs(np.diff(at_s)) > 2 / RATE_HZ
    played = np.flatnonzero(~jumps & (at_s[:-1] < mark_s) & (at_s[1:] >= mark_s)) + 1
    landed = [frame for frame in np.flatnonzero(jumps) + 1 if abs(at_s[frame] - mark_s) < 1 / RATE_HZ]
    return [int(frame) for frame in (*played, *landed)]


#: What is played: plain, at each speed, sought while it plays, in loops whose ends are on no round sample.
PLAYED = {
    "plain": [{"out": 0, "atS": 2.25, "rate": 1}],
    "late": [{"out": 0, "atS": 9.123457, "rate": 1}],
    "three quarters": [{"out": 0, "atS": 2.4, "rate": 0.75}],
    "half": [{"out": 0, "atS": 2.4, "rate": 0.5}],
    "sought": [{"out": 0, "atS": 2.25, "rate": 1}, {"out": 70_037, "atS": 9.9, "rate": 1}],
    "sought slowly": [{"out": 0, "atS": 2.25, "rate": 0.5}, {"out": 70_037, "atS": 6.2, "rate": 0.5}],
    "other speed": [{"out": 0, "atS": 2.25, "rate": 1}, {"out": 61_111, "atS": 3.5, "rate": 0.75}],
    "loop": [{"out": 0, "atS": 2.4, "rate": 1, "loop": {"startS": MARKS_S[1], "endS": MARKS_S[2]}}],
    "slow loop": [{"out": 0, "atS": 2.4, "rate": 0.5, "loop": {"startS": 2.9, "endS": 3.777777}}],
    "loop of a part": [{"out": 0, "atS": 4.0, "rate": 0.75, "loop": {"startS": 3.9, "endS": 4.9}}],
}


@pytest.mark.parametrize("turns", PLAYED.values(), ids=PLAYED.keys())
def test_every_click_is_within_one_sample_of_its_mark(render: Any, turns: list[dict[str, Any]]) -> None:
    left, right = render(turns, heard="click", cues=[cue(at_s) for at_s in MARKS_S])
    assert np.array_equal(left, right)
    at_s = song_seconds(turns, len(left))
    heard = onsets(left)
    expected = sorted({frame for mark in MARKS_S for frame in reached(at_s, mark)})
    assert len(expected) >= 4
    assert len(heard) == len(expected), (heard, expected)
    assert max(abs(a - b) for a, b in zip(heard, expected, strict=True)) <= 1


@pytest.mark.parametrize("turns", PLAYED.values(), ids=PLAYED.keys())
def test_the_music_is_the_file_frame_by_frame(render: Any, turns: list[dict[str, Any]]) -> None:
    frames = rooms.counted(*render(turns, heard="music"))
    for k, turn in enumerate(turns):
        end = turns[k + 1]["out"] if k + 1 < len(turns) else len(frames)
        heard = frames[turn["out"] : end]
        origin_s = 0.0 if turn["rate"] == 1 else SLOW_START_S
        at = lambda at_s, turn=turn, origin_s=origin_s: round((at_s - origin_s) * RATE_HZ / turn["rate"])  # noqa: E731
        assert heard[0] == at(turn["atS"])
        steps = np.diff(heard)
        if "loop" not in turn:
            assert np.all(steps == 1)
            continue
        start, stop = at(turn["loop"]["startS"]), at(turn["loop"]["endS"])
        seams = np.flatnonzero(steps != 1)
        assert len(seams) >= 1
        assert np.all(heard[seams] == stop - 1)
        assert np.all(heard[seams + 1] == start)


def test_a_moved_mark_is_heard_at_its_new_place_in_the_next_pass(render: Any) -> None:
    loop = {"startS": 3.0, "endS": 4.0}
    turns = [{"out": 0, "atS": 3.0, "rate": 1, "loop": loop}]
    recue = {"out": 60_000, "cues": [cue(3.1), cue(3.512345)]}
    left, _ = render(turns, heard="click", cues=[cue(3.1), cue(3.5)], recue=recue, seconds=3)
    moved = round(0.512345 * RATE_HZ)
    second = RATE_HZ
    assert onsets(left) == [
        4800,
        24_000,
        second + 4800,
        second + moved,
        2 * second + 4800,
        2 * second + moved,
    ]


def test_a_click_that_is_being_heard_is_not_touched_by_a_change_of_others(render: Any) -> None:
    turns = [{"out": 0, "atS": 3.0, "rate": 1}]
    cues = [cue(3.1), cue(3.5)]
    untouched, _ = render(turns, heard="click", cues=cues, seconds=1)
    recue = {"out": 4800 + 333, "cues": [cue(3.1), cue(3.6)]}
    changed, _ = render(turns, heard="click", cues=cues, recue=recue, seconds=1)
    assert np.array_equal(changed[:24_000], untouched[:24_000])
    assert onsets(changed) == [4800, 28_800]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_vowel_of_a_counted_word_falls_on_its_mark(render: Any, language: str) -> None:
    cues = [cue(3.0 + k, tick=None, count=k + 1) for k in range(8)]
    left, _ = render(
        [{"out": 0, "atS": 2.5, "rate": 1}], heard="voice", cues=cues, seconds=8.5, voice=language
    )
    for k in range(8):
        mark = RATE_HZ // 2 + k * RATE_HZ
        word = left[mark - RATE_HZ // 4 : mark + RATE_HZ // 2]
        # The band of first formants, about 250 to 1200 Hz: it rises through the mark.
        spectrum = np.fft.rfft(word)
        hz = np.fft.rfftfreq(len(word), 1 / RATE_HZ)
        spectrum[(hz < 250) | (hz > 1200)] = 0
        level = np.sqrt(np.convolve(np.fft.irfft(spectrum, len(word)) ** 2, np.hanning(600) / 300, "same"))
        at = RATE_HZ // 4
        vowel = level[at : at + RATE_HZ // 16].max()
        assert level[at - RATE_HZ // 50] < 0.55 * vowel < level[at + RATE_HZ // 50], (language, k + 1)


def test_the_camera_is_heard_where_the_alignment_lays_it(render: Any) -> None:
    turns = [{"out": 0, "atS": 3.0, "rate": 1}]
    left, _ = render(turns, heard="camera", camera={"offsetS": 2.75, "rate": 1}, seconds=0.5)
    assert np.array_equal(np.round(left * 32_768), rooms.counting(FRAMES)[12_000 : 12_000 + len(left), 0])
    shifted, _ = render(turns, heard="camera", camera={"offsetS": 3.25, "rate": 1}, seconds=0.5)
    assert not shifted[:12_000].any()
    assert np.array_equal(
        np.round(shifted[12_000:] * 32_768), rooms.counting(FRAMES)[: len(shifted) - 12_000, 0]
    )
    faster, _ = render(turns, heard="camera", camera={"offsetS": 2.75, "rate": 1.001}, seconds=0.4)
    expected = 0.25 * RATE_HZ / 1.001 + np.arange(len(faster)) / 1.001 + 2
    assert np.abs(faster * 32_768 - expected).max() < 0.01
    assert not render(
        [{"out": 0, "atS": 3.0, "rate": 0.5}], heard="camera", camera={"offsetS": 0, "rate": 1}
    )[0].any()


def test_nothing_is_heard_of_a_muted_bus(render: Any) -> None:
    turns = [{"out": 0, "atS": 2.5, "rate": 1}]
    assert not render(turns, heard="voice", cues=[cue(3.0)], seconds=1)[0].any()


def test_samples_come_by_ranges_and_the_same_ones_once(open_rooms: Opened, site: rooms.Site) -> None:
    page = open_rooms()
    site.asked.clear()
    got = page.evaluate(
        """async () => {
          const pcm = await rooms.openPcm("/song.wav", {blockFrames: 1000, keptBlocks: 3});
          const into = new Float32Array(600);
          const before = pcm.read(0, 5700, into);
          await Promise.all([pcm.load(5700, 6300), pcm.load(5900, 6100)]);
          const after = pcm.read(0, 5700, into);
          const edge = new Float32Array(4);
          await pcm.load(-2, 2);
          const outside = pcm.read(1, -2, edge);
          await pcm.load(20000, 22000);
          const evicted = pcm.read(0, 5700, new Float32Array(600));
          return {shape: [pcm.channels, pcm.frames], before, after, outside, evicted,
                  into: [...into].map(v => v * 32768), edge: [...edge].map(v => v * 32768)};
        }"""
    )
    known = rooms.counting(FRAMES)
    assert got["shape"] == [2, FRAMES]
    assert (got["before"], got["after"], got["outside"], got["evicted"]) == (False, True, True, False)
    assert got["into"] == known[5700:6300, 0].tolist()
    assert got["edge"] == [0, 0, *known[:2, 1].tolist()]
    spans = [span for path, span in site.asked if path == "song.wav"]
    assert spans == [
        "bytes=0-43",
        *(f"bytes={44 + 4000 * k}-{44 + 4000 * k + 3999}" for k in (5, 6, 0, 20, 21)),
    ]


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/absent.wav", "the server answered 404"),
        ("/whole.wav", "the server answered 200"),
        ("/text.wav", "not a plain WAV"),
    ],
)
def test_a_file_that_cannot_be_played_is_refused_in_a_sentence(
    open_rooms: Opened, site: rooms.Site, path: str, told: str
) -> None:
    site.files |= {"whole.wav": site.files["camera.wav"], "text.wav": b"These are words and no sound." * 9}
    site.without_ranges.add("whole.wav")
    said = open_rooms().evaluate("path => rooms.openPcm(path).catch(problem => problem.message)", path)
    assert told in said
