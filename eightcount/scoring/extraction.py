"""A learner's video made into poses by the steps that look at takes, each run as a worker runs it: in a
process of its own behind the walls. Must not score, nor know where the video lies in a class.
"""

import os
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from eightcount_runtime.classpack.fields import read_object

from cms.settings import Settings
from eightcount.failures import RefusedError
from eightcount.scoring.refusals import of_a_practice
from workers.media.description import Media, read_media
from workers.runner import Ended, run_in_child
from workers.step import Limits

#: Of what the steps remark, that which makes scores doubtful; the sheet itself tells when nobody was seen.
_DOUBTS = frozenset({"low_resolution", "low_rate", "second_person", "pose_jumps"})
_MOST_BYTES = 10**7

Floats = npt.NDArray[np.float64]
#: Told how far a step is (0..1) and what it says.
Tell = Callable[[float, str], None]
#: Shows a stage of the work: gives what is told how far it is.
Watch = Callable[[str], AbstractContextManager[Tell]]


@dataclass(frozen=True)
class Desk:
    """A folder on which a learner's video lies as the take that steps read; `name` is what the video is
    called, `watch` shows how steps go.
    """

    folder: Path
    name: str
    settings: Settings
    watch: Watch


@dataclass(frozen=True)
class Recording:
    """What was seen of a learner.

    Attributes:
        times_s: (n,) rising, seconds from the video's first frame.
        landmarks: (n, 33, 4) as a pose track's `image`; NaN where nobody is seen.
        width, height: of the upright picture, pixels.
        doubts: codes of what a person should know before believing the poses.
        net: that looked for them: heavy, full or lite; empty where nobody knows.
    """

    times_s: Floats
    landmarks: Floats
    width: int
    height: int
    doubts: tuple[str, ...]
    net: str = ""

    @property
    def seen_share(self) -> float:
        """Share of the pictures in which somebody is seen."""
        return float(np.isfinite(self.landmarks[:, 0, 0]).mean())


def lay_desk(folder: Path, video: Path, settings: Settings, watch: Watch) -> Desk:
    """Lay a learner's video on a desk, an empty folder. Raises RefusedError where there is no such file."""
    if not video.is_file():
        what = "is a folder, not a video" if video.is_dir() else "is not there"
        raise RefusedError(f"{video} {what}. Name the learner's video.", code="not-found")
    if not os.access(video, os.R_OK):
        raise RefusedError(f"{video} may not be read by you.", code="not-found")
    (folder / "take").symlink_to(video.resolve())
    return Desk(folder, video.name, settings, watch)


def look_into(desk: Desk) -> Media:
    """What kind of video it is. Raises RefusedError for one that cannot be used."""
    must_end_well(run(desk, "probe"), desk.name)
    return read_media(desk.folder / "media.json")


def extract(desk: Desk, media: Media, model: str) -> Recording:
    """The poses in it, looked for by `model`: heavy, full or lite, as those of a class's take are.

    Raises:
        RefusedError: nobody is seen in it, or the nets are not here.
    """
    must_end_well(run(desk, "pose_extract", {"model": model}), desk.name)
    with np.load(desk.folder / "poses.npz", allow_pickle=False) as stored:
        times_s, image = np.asarray(stored["times_s"], np.float64), np.asarray(stored["image"], np.float64)
    report = read_object((desk.folder / "pose_report.json").read_bytes(), "pose report", limit=_MOST_BYTES)
    told = {each.code for each in media.problems}
    told |= {each.text("code") for each in report.each("problems", most=100)}
    doubts = tuple(sorted(told & _DOUBTS))
    return Recording(times_s, image, media.video.width, media.video.height, doubts, model)


def run(desk: Desk, step: str, params: Mapping[str, object] | None = None) -> Ended:
    """Run a step on a desk behind the walls, within the limits that a worker would set."""
    with desk.watch(step) as tell:

        def watch(fraction: float, said: str) -> bool:
            tell(fraction, of_a_practice(said))
            return True

        return run_in_child(step, desk.folder.resolve(), params or {}, limits_of(desk.settings), watch)


def limits_of(settings: Settings) -> Limits:
    """What a step may take."""
    return Limits(**{field: getattr(settings, field) for field in Limits.__dataclass_fields__})


def must_end_well(ended: Ended, name: str) -> None:
    """Raise RefusedError, in words for a practice, unless the step is done."""
    if ended.kind == "done":
        return
    sentence = of_a_practice(ended.sentence)
    if ended.code.startswith("take-"):
        raise RefusedError(f"{name} cannot be scored. {sentence}", code=ended.code)
    if ended.code == "server-not-ready":
        raise RefusedError(
            "The nets that look for poses are not here, or damaged. `make models` fetches them into .models; "
            "from another folder say where they lie by EIGHTCOUNT_MODELS.",
            code=ended.code,
        )
    raise RefusedError("\n".join(filter(None, (sentence, ended.detail))), code=ended.code or "refused")
