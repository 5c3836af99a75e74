"""The built practice app in the browsers that Playwright does not drive, as somebody uses it: in Firefox from
the catalogue to a film on the disk and without a network; in WebKitGTK, which keeps no films, to a result.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "web"))
sys.path.insert(0, str(Path(__file__).parents[1] / "web/practice"))

import film_page
import rooms
from app_danced import real_nets
from app_served import Served, app_served
from numpy.typing import NDArray
from small_class import lay_desk, pack

from bench.practice.clip import number_in
from tests.torture.conftest import Figure
from tests.torture.other_browsers import firefox, webkit
from tests.torture.webdriver import Window

ROOT = Path(__file__).parents[2]
CLASS_S = 9.0
CLICKS_S = tuple(click_s for click_s in film_page.CLICKS_S if click_s < CLASS_S - 0.5)
#: What the app takes off for a camera that nobody calibrated.
USUAL_LATENCY_S = 0.08
#: Of one click from the others: how late a camera is in all a browser does not say, and calibrating finds it.
ALIGNED_S = 0.020
PHASE = "document.querySelector('.dance')?.dataset.phase"
BEGUN = f"['counting', 'dancing'].includes({PHASE})"
HASTEN = f"""
const [button] = document.querySelectorAll(".dance-controls button.is-main:enabled");
if ({PHASE} === "waiting") button?.click();
return {BEGUN};
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The app with an onlooker and what its camera shows, and a desk whose class clicks."""
    built = Path(os.environ.get("EIGHTCOUNT_PRACTICE", ROOT / "web/practice/dist"))
    if not (built / "index.html").is_file():
        pytest.fail("The practice app is not built: run `make web` before these tests.")
    folder = tmp_path_factory.mktemp("site")
    app = folder / "app"
    shutil.copytree(built, app)
    shutil.copy(Path(__file__).with_name("onlooker.js"), app)
    page = (app / "index.html").read_text()
    script = '<head><script src="/practice/onlooker.js"></script>'
    (app / "index.html").write_text(page.replace("<head>", script, 1))
    tool = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error"]
    shown = ["-i", str(ROOT / "samples/escape/take.mp4"), "-t", "12", "-an", "-pix_fmt", "yuv420p"]
    fit = "scale=640:480:force_original_aspect_ratio=decrease,pad=640:480:-1:-1,fps=30"
    coded = ["-vf", fit, "-c:v", "libx264", "-g", "15", "-movflags", "+faststart"]
    subprocess.run([*tool, *shown, *coded, str(app / "clip.mp4")], check=True)
    video = lay_desk(folder / "desk") / "class.mp4"
    sound, silent = folder / "clicks.wav", video.rename(folder / "silent.mp4")
    sound.write_bytes(rooms.wav(film_page.clicking(CLASS_S, CLICKS_S)))
    mixed = ["-i", str(silent), "-i", str(sound), "-map", "0:v", "-map", "1:a", "-c:v", "copy", "-c:a", "aac"]
    subprocess.run([*tool, *mixed, "-b:a", "192k", "-movflags", "+faststart", str(video)], check=True)
    return folder


@contextmanager
def served(site: Path, folder: Path) -> Iterator[Served]:
    with app_served(folder / "served", site / "app", real_nets()) as house:
        house.publish(pack(site / "desk"))
        yield house


def bring(window: Window, url: str) -> None:
    """The class to this device, verified."""
    window.go(f"{url}/practice/")
    window.click("//a[contains(@href, '/c/uniform')]")
    window.button("Download")
    window.find("//a[contains(., 'Dance')]")
    window.until("navigator.serviceWorker.controller !== null")


def learn(window: Window, url: str) -> None:
    """At half the speed."""
    window.go(f"{url}/practice/c/uniform/learn")
    window.button("0.5")
    window.click("//button[contains(@class, 'learn-play')]")
    window.until("document.querySelector('video').currentTime > 1")
    assert window.run(
        "const v = document.querySelector('video'); return [v.playbackRate, v.preservesPitch];"
    ) == [
        0.5,
        True,
    ]


def dance(window: Window, url: str) -> dict[str, Any]:
    """All of it, whatever the look at the body says; what was looked at, up to the result."""
    window.go(f"{url}/practice/c/uniform/dance?parts=1,2&speed=1")
    window.button("Start")
    window.until(f"(() => {{ {HASTEN} }})()")
    window.until(f"{PHASE} === 'dancing'")
    window.until("location.pathname.includes('/r/')")
    window.find("//*[contains(., 'steps scored')]")
    looked: dict[str, Any] = window.run("return looked")
    return looked


def score(window: Window) -> str:
    """As the result tells it."""
    found = re.search(r"([^\n]+)\s+Shape", window.text())
    assert found, window.text()
    return found[1]


def number_of(picture: NDArray[np.uint8]) -> int:
    return number_in(picture.mean(axis=2))


def saved_film(window: Window, downloads: Path) -> Path:
    window.button("Make the film")
    window.button("Save as a file")
    window.find("//*[contains(., 'among your downloads')]")
    window.until("document.querySelector('video.film-made').duration > 0")
    [film] = [path for path in downloads.iterdir() if path.suffix in {".mp4", ".webm"}]
    return film


def test_firefox_from_the_catalogue_to_a_film_and_offline(site: Path, tmp_path: Path, figure: Figure) -> None:
    with firefox(tmp_path / "browser") as (window, downloads):
        with served(site, tmp_path) as house:
            bring(window, house.url)
            learn(window, house.url)
            looked = dance(window, house.url)
            told = score(window)
            figure("score", told)
            film = film_page.decode(saved_film(window, downloads), number_of)
            faults = window.run("return looked.faults")
        # Nobody answers any more.
        window.go(f"{house.url}/practice/c/uniform/dance")
        window.find("//button[normalize-space(.) = 'Start'][not(@disabled)]")
    late_ms = 1000 * film_page.misplaced_s(film, looked, latency_s=USUAL_LATENCY_S, clicks_s=CLICKS_S)
    figure("film", f"{film.codecs}, {len(film.counts)} pictures in {film.times_s[-1]:.1f} s")
    figure("sound after picture, ms", f"{np.median(late_ms):.1f} ± {np.ptp(late_ms) / 2:.1f}")
    assert told.isdigit()
    assert film.codecs[0] in {"h264", "vp9"}
    assert film.codecs[1] in {"opus", "aac"}
    assert film.times_s[-1] > CLASS_S - 1
    assert np.all(np.diff(film.counts) > 0)
    assert len(late_ms) >= 8
    # What a busy page takes late lies late: single pictures may.
    assert np.percentile(np.abs(late_ms - np.median(late_ms)), 75) <= 1000 * ALIGNED_S, late_ms
    assert abs(np.median(late_ms)) <= 1000 * USUAL_LATENCY_S, late_ms
    assert faults == []


def test_webkit_dances_and_says_that_it_keeps_no_films(site: Path, tmp_path: Path, figure: Figure) -> None:
    with webkit(tmp_path / "browser") as window, served(site, tmp_path) as house:
        bring(window, house.url)
        learn(window, house.url)
        looked = dance(window, house.url)
        figure("score", score(window))
        assert not looked["faults"]
        assert "Your film" not in window.text()
        window.go(f"{house.url}/practice/settings")
        window.find("//*[contains(., 'There are no films on this device')]")


def test_a_private_window_of_webkit_is_told_before_anything_is_downloaded(site: Path, tmp_path: Path) -> None:
    with webkit(tmp_path / "browser", private=True) as window, served(site, tmp_path) as house:
        window.go(f"{house.url}/practice/")
        window.find("//*[contains(., 'Leave private browsing')]")
        assert not [asked for asked, _ in house.asked if asked.startswith("o/")]
