"""A class danced before a camera in a real Chromium, all branches at once: what comes out is what the Python
runtime makes of the same, and nothing is lost silently.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import small_class
from eightcount_runtime.scoring import Reference, replay, sheet_to_json
from practising import PICTURES, ROOT, SAMPLE, Dancing

from eightcount.scoring.taught import Taught, taught_in

#: Of nine seconds; a free machine looks at twice as many.
ENOUGH_POSES = 50
GOES = 3


@pytest.fixture(scope="module")
def own(dancing: Dancing) -> Any:
    """The class's own dancer, all branches at once; again where a busy machine paused or hardly saw it."""
    for _ in range(GOES):
        with dancing("own") as visit:
            danced = visit.danced(record=True)
            origins = {url.split("/")[2] for url in visit.asked if not url.startswith(("blob:", "data:"))}
            danced["origins"], danced["page"] = origins, visit.page.url.split("/")[2]
            danced["faults"] = visit.faults
        if len(danced["posesAtS"]) >= ENOUGH_POSES and danced["interrupted"] is None:
            break
    return danced


@pytest.fixture(scope="module")
def taught(class_folder: Path) -> Taught:
    return taught_in(class_folder, None, None)


def steps_of(sheet: Any) -> dict[tuple[int, int], float]:
    """Raw score of each judged step, by part and count."""
    return {(step["part"], step["count"]): step["raw"] for step in sheet["steps"] if step["raw"] is not None}


def test_the_sheet_is_what_the_python_runtime_makes_of_the_same_poses(own: Any, taught: Taught) -> None:
    session = own["sheet"]["session"]
    again = replay(
        Reference.of(taught.routine, taught.poses),
        np.array(own["posesAtS"]),
        np.array([np.nan if value is None else value for value in own["poses"]]).reshape(-1, 33, 4),
        *session["picture"],
        parts=session["parts"],
        class_id="uniform",
        manifest=taught.manifest,
    )
    assert own["sheet"]["class"] == {"id": "uniform", "manifest": taught.manifest}
    expected = json.loads(sheet_to_json(again))
    assert own["sheet"]["total"]["raw"] == pytest.approx(expected["total"]["raw"], abs=1e-6)
    assert steps_of(own["sheet"]) == pytest.approx(steps_of(expected), abs=1e-6)


def test_the_sheet_is_that_of_the_same_video_within_what_dropped_pictures_cost(
    own: Any, class_folder: Path, tmp_path: Path
) -> None:
    written = tmp_path / "sheet.json"
    command = [sys.executable, "-m", "eightcount", "score", str(class_folder), str(_cut(tmp_path)), "--json"]
    options = ["--offset", "0", "--model", "lite", "--out", str(written)]
    subprocess.run([*command, *options], check=True, capture_output=True, cwd=ROOT)
    by_video, by_page = json.loads(written.read_text()), own["sheet"]
    assert by_video["total"]["medal"] == "gold"
    assert by_page["total"]["raw"] == pytest.approx(by_video["total"]["raw"], abs=0.06)
    seen, expected = steps_of(by_page), steps_of(by_video)
    both = sorted(seen.keys() & expected.keys())
    assert len(both) >= 12
    assert np.median([abs(seen[step] - expected[step]) for step in both]) < 0.05
    assert by_page["session"]["mirrored"] == by_video["session"]["mirrored"]


def _cut(folder: Path) -> Path:
    """The sample's take as long as the class."""
    import imageio_ffmpeg  # noqa: PLC0415 - only this test needs it

    video = folder / "learner.mp4"
    tool = imageio_ffmpeg.get_ffmpeg_exe()
    length = ["-t", str(PICTURES / small_class.RATE_HZ)]
    subprocess.run(
        [tool, "-v", "error", "-y", "-i", str(SAMPLE), *length, "-c", "copy", str(video)], check=True
    )
    return video


def test_all_six_branches_run_and_ask_nobody_else(own: Any) -> None:
    stats = own["stats"]
    assert set(stats) == {"class", "preview", "overlay", "pose", "scoring", "recording"}
    assert all(branch["done"] > 5 for branch in stats.values()), stats
    assert all(branch["done"] + branch["dropped"] <= branch["came"] + 1 for branch in stats.values()), stats
    assert own["interrupted"] is None
    assert own["film"]["frames"] > 5
    assert own["origins"] == {own["page"]}
    assert own["faults"] == []


def test_another_dance_is_clearly_lower(own: Any, dancing: Dancing) -> None:
    with dancing("other") as visit:
        sheet = visit.danced(parts=[1])["sheet"]
    assert sheet["total"]["raw"] < steps_mean(own["sheet"], part=1) - 0.3
    assert sheet["total"]["medal"] != "gold"


def steps_mean(sheet: Any, part: int) -> float:
    return float(np.mean([raw for (of, _), raw in steps_of(sheet).items() if of == part]))


def test_nobody_in_view_is_not_seen_and_has_no_points(dancing: Dancing) -> None:
    with dancing("nobody") as visit:
        danced = visit.danced(parts=[1])
    sheet = danced["sheet"]
    assert (sheet["total"]["judged"], sheet["total"]["score"], sheet["total"]["medal"]) == (0, None, None)
    assert {step["why_not"] for step in sheet["steps"] if step["part"] == 1} <= {
        "dancer_not_seen",
        "no_frames",
    }
    assert danced["stats"]["scoring"]["done"] > 3, "pictures came, and nobody was in them"
