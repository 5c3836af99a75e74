"""The teacher over a learner, on real pixels: where nobody is in view, in the middle of the preview."""

from typing import Any

import numpy as np
from eightcount_runtime.classpack.poses import SCALE
from numpy.typing import NDArray
from practising import Dancing, Visit
from small_class import CLIPS, RATE_HZ

#: Ears, shoulders, hips.
EARS, TRUNK = (7, 8), (11, 12, 23, 24)
#: The class stands, and what was drawn last lies there.
PIXELS = """() => {
  const {overlay, preview, video} = practice.stage;
  const {width, height} = overlay;
  const {data} = overlay.getContext("2d").getImageData(0, 0, width, height);
  const alpha = data.filter((_, at) => at % 4 === 3);
  const shape = preview.videoWidth / preview.videoHeight;
  return {width, height, shape, atS: video.currentTime, alpha: [...alpha]};
}"""
#: The camera as the page draws it: how bright from top to bottom, in the middle.
CAMERA = """() => {
  const {picture, preview} = practice.stage;
  const {width, height} = picture;
  const {data} = picture.getContext("2d").getImageData(width >> 1, 0, 1, height);
  const isSeen = !picture.hidden && getComputedStyle(preview).visibility === "hidden";
  return {isSeen, shape: width / height, green: [...data.filter((_, at) => at % 4 === 1)]};
}"""


def drawn(visit: Visit, **wishes: Any) -> tuple[NDArray[np.int64], Any]:
    """How dense what lies over the preview is, row by row, and all that was read with it."""
    visit.begin(**wishes)
    visit.page.evaluate("practice.theDance().start()")
    visit.until("practice.stage.video.currentTime > 1.5")
    visit.page.evaluate("practice.theDance().pause()")
    # What is due is drawn with the next picture of the page.
    visit.page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    read = visit.page.evaluate(PIXELS)
    return np.array(read["alpha"]).reshape(read["height"], read["width"]), read


def test_the_silhouette_is_one_calm_shape_where_the_teacher_dances_as_in_a_mirror(dancing: Dancing) -> None:
    with dancing("nobody") as visit:
        alpha, read = drawn(visit, overlay="silhouette", mirrored=True)
    inside = alpha.max()
    assert 100 < inside < 160, "the learner is seen through it"
    # Nothing is darker where pieces overlap: only edges are less than all.
    assert (alpha[alpha > 0] >= inside - 1).mean() > 0.85
    assert 0.02 < (alpha > 0).mean() < 0.4, "a body, not its lines, and not the whole picture"
    for marks in (EARS, TRUNK):
        across, down = middle(read["atS"], marks)
        wide = read["height"] * 144 / 256
        left = (read["width"] - wide) / 2
        x = round(left + (1 - across) * wide)
        assert alpha[round(down * read["height"]), x] == inside, marks
    assert not alpha[0].any()


def middle(at_s: float, marks: tuple[int, ...]) -> tuple[float, float]:
    """Of those landmarks of the class, by its picture's width and height."""
    image = np.load(CLIPS / "uniform_9s.poses.npy") / SCALE
    across, down = image[int(at_s * RATE_HZ), marks, :2].mean(axis=0)
    return float(across), float(down)


def test_the_page_draws_the_camera_where_the_browser_would_slow_it_down(dancing: Dancing) -> None:
    with dancing("nobody") as visit:
        drawn(visit, overlay="none")
        read = visit.page.evaluate(CAMERA)
        visit.page.evaluate("practice.theDance().end()")
        visit.page.evaluate("practice.theDance().dispose()")
        visit.until("practice.stage.picture.hidden")
        assert visit.page.evaluate("practice.stage.preview.style.visibility") == ""
    assert read["isSeen"]
    assert abs(read["shape"] - 4 / 3) < 0.02
    quarter = len(read["green"]) // 4
    above, between, below = read["green"][quarter::quarter][:3]
    assert 60 < above < between - 10 < below - 20, "an empty room, lighter from top to bottom"


def test_who_wants_no_teacher_over_them_has_none(dancing: Dancing) -> None:
    with dancing("nobody") as visit:
        alpha, _ = drawn(visit, overlay="none")
    assert not alpha.any()
