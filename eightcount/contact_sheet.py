"""One picture of a whole class as a device has it: the frame at every step point, the skeleton on the dancer.

A row is a part, a column a count. What is drawn comes from the pack alone, so it shows whether video, poses
and routine belong together. Must not judge.
"""

from collections.abc import Mapping
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt
from eightcount_runtime.classpack.beats import STEPS_PER_PART
from eightcount_runtime.classpack.features import PLACES
from eightcount_runtime.classpack.poses import BONES, LANDMARKS
from eightcount_runtime.classpack.routine import StepPoint
from eightcount_runtime.device import Pack

Picture = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]

_CELL_HEIGHT = 336
_WIDEST = 0.75
_CAPTION = 24
_MARGIN = 6
_LEFT, _RIGHT, _MIDDLE = (80, 160, 255), (255, 176, 64), (235, 235, 235)
_UNSEEN = (90, 90, 255)
_PAPER, _INK, _FAINT = 26, (235, 235, 235), (150, 150, 150)


def write_contact_sheet(pack: Pack, path: Path, *, quality: int = 85) -> tuple[int, int]:
    """Write the sheet as a JPEG, and say its width and height in pixels.

    Args:
        pack: opened, so its hashes are verified.
        path: of the file to write.
        quality: of the JPEG, 0 to 100.

    Raises:
        ValueError: the class video lacks a frame that the routine names.
    """
    points = [step.point for step in pack.routine.steps]
    frames = _frames(pack.path_of("video"), {point.frame for point in points})
    cells = [_cell(frames[point.frame], pack.poses.image[point.frame], point) for point in points]
    rows = [
        _row(f"Part {number + 1}", cells[number * STEPS_PER_PART : (number + 1) * STEPS_PER_PART])
        for number in range(len(pack.routine.parts))
    ]
    sheet = np.vstack([_banner(pack, rows[0].shape[1]), *rows])
    ended, data = cv2.imencode(".jpg", sheet, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not ended:
        raise ValueError(f"no JPEG of a sheet of {sheet.shape}")
    path.write_bytes(bytes(data))
    return sheet.shape[1], sheet.shape[0]


def _frames(path: Path, wanted: set[int]) -> Mapping[int, Picture]:
    """Frames by number at the height of a cell, decoded in one pass."""
    found: dict[int, Picture] = {}
    with av.open(str(path), format="mp4") as container:
        container.streams.video[0].thread_type = "AUTO"
        for number, frame in enumerate(container.decode(video=0)):
            if number in wanted:
                found[number] = _shrunk(np.asarray(frame.to_ndarray(format="bgr24"), np.uint8))
            if len(found) == len(wanted):
                return found
    raise ValueError(f"the class video has no frame {min(wanted - set(found))}")


def _shrunk(picture: Picture) -> Picture:
    height, width = picture.shape[:2]
    size = (max(1, round(width * _CELL_HEIGHT / height)), _CELL_HEIGHT)
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def _cell(picture: Picture, pose: Floats, point: StepPoint) -> Picture:
    """A frame with the skeleton, cut to the dancer where it is wide, and a caption."""
    drawn = picture.copy()
    _draw(drawn, pose)
    caption = f"{point.at.video_s:.2f} s"
    if point.targets is None:
        caption += "  not seen"
    return _captioned(_cut(drawn, pose), caption, _UNSEEN if point.targets is None else _INK)


def _cut(picture: Picture, pose: Floats) -> Picture:
    """At most three quarters as wide as high, around the dancer."""
    height, width = picture.shape[:2]
    wanted = min(width, round(_WIDEST * height))
    middle = float(np.mean(pose[[11, 12, 23, 24], 0])) if np.isfinite(pose).all() else 0.5
    start = int(np.clip(round(middle * width) - wanted // 2, 0, width - wanted))
    return picture[:, start : start + wanted]


def _draw(picture: Picture, pose: Floats) -> None:
    """Bones, and a dot on each of the 8 judged places, a colour a side; what is hardly seen is thin."""
    if not np.isfinite(pose).all():
        return
    size = np.array([picture.shape[1], picture.shape[0]])
    at = np.rint(pose[:, :2] * size * 16).astype(int)
    for one, other in BONES:
        seen = min(pose[one, 3], pose[other, 3]) >= 0.5
        ends = tuple(map(int, at[one])), tuple(map(int, at[other]))
        cv2.line(picture, *ends, _colour(one, other), 3 if seen else 1, cv2.LINE_AA, shift=4)
    for _, mark in PLACES:
        centre = tuple(map(int, at[mark]))
        cv2.circle(picture, centre, 5 * 16, _colour(mark, mark), -1, cv2.LINE_AA, shift=4)
        cv2.circle(picture, centre, 5 * 16, (20, 20, 20), 1, cv2.LINE_AA, shift=4)


def _colour(one: int, other: int) -> tuple[int, int, int]:
    sides = {LANDMARKS[mark].split("_")[0] for mark in (one, other)}
    return _LEFT if sides == {"left"} else _RIGHT if sides == {"right"} else _MIDDLE


def _captioned(picture: Picture, words: str, ink: tuple[int, int, int]) -> Picture:
    strip = _paper(_CAPTION, picture.shape[1])
    _write(strip, words, 2, ink)
    cell = np.vstack([picture, strip])
    return np.pad(cell, ((0, 0), (0, _MARGIN), (0, 0)), constant_values=_PAPER)


def _row(title: str, cells: list[Picture]) -> Picture:
    joined = np.hstack(cells)
    numbers = _paper(_CAPTION, joined.shape[1])
    width = cells[0].shape[1]
    for count in range(len(cells)):
        _write(numbers, f"{title}: {count + 1}" if not count else f"{count + 1}", count * width + 2, _FAINT)
    return np.vstack([numbers, joined])


def _banner(pack: Pack, width: int) -> Picture:
    about = pack.manifest.metadata
    strip = _paper(_CAPTION + _MARGIN, width)
    words = (
        f"{pack.manifest.class_id}, revision {pack.manifest.revision}: {about.parts} parts,"
        f" {about.steps} steps, {about.duration_s:.1f} s. Orange: left, blue: right; thin: hardly seen."
    )
    _write(strip, words, 2, _INK)
    return strip


def _paper(height: int, width: int) -> Picture:
    return np.full((height, width, 3), _PAPER, np.uint8)


def _write(picture: Picture, words: str, left: int, ink: tuple[int, int, int]) -> None:
    place = (left, picture.shape[0] - 8)
    cv2.putText(picture, words, place, cv2.FONT_HERSHEY_SIMPLEX, 0.45, ink, 1, cv2.LINE_AA)
