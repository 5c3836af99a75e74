"""Pictures of both dancers at a moment, for who words a result by looking. Cut by ffmpeg behind its walls, as
steps do; nothing is cut unless it is asked for.
"""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import ffmpeg

from eightcount.coaching import KeyFrames, Moment, Pictures
from eightcount.scoring.alignment import Placement
from workers.media.child import run_ffmpeg, source
from workers.media.container import read_container
from workers.step import Limits, StepRefusedError

_HEIGHT_PX = 512
_LARGEST_BYTES = 1024**2
_QUALITY = 5  # ffmpeg's for JPEG: 2, the best, to 31
_NO_PICTURE = "No picture could be cut."


def no_pictures(moments: Sequence[Moment]) -> Sequence[KeyFrames]:  # noqa: ARG001 - the port of pictures
    """Of a recording that nobody filmed."""
    return ()


def pictures_of(class_video: Path, practice_video: Path, placement: Placement, limits: Limits) -> Pictures:
    """What cuts pictures: the teacher from the class video, the learner from his own, laid by `placement`.

    A moment that either video does not show is left out.
    """

    def cut(moments: Sequence[Moment]) -> Sequence[KeyFrames]:
        found = []
        for moment in moments:
            learner_s = (moment.learner_s - placement.offset_s) / placement.rate
            teacher = _picture(class_video, moment.video_s, limits)
            learner = _picture(practice_video, learner_s, limits)
            if teacher and learner:
                found.append(KeyFrames(moment, teacher, learner))
        return found

    return cut


def _picture(video: Path, at_s: float, limits: Limits) -> bytes:
    """A JPEG of the frame at or after an instant; empty where there is none."""
    if at_s < 0:
        return b""
    with tempfile.TemporaryDirectory(prefix="eightcount-picture-") as name:
        made = Path(name).resolve() / "picture.jpg"
        taken = source(video.resolve(), read_container(video, "video"), limits, seek_s=at_s)
        graph = ffmpeg.output(
            taken["V:0"],
            str(made),
            f="mjpeg",
            vf=f"scale=-2:'min({_HEIGHT_PX},ih)':flags=area:out_range=pc,setsar=1,format=yuvj420p",
            **{"frames:v": 1, "c:v": "mjpeg", "q:v": _QUALITY},
        )
        try:
            run_ffmpeg(
                graph,
                reads=[video],
                writes=made.parent,
                limits=limits,
                otherwise=_NO_PICTURE,
                max_file_bytes=_LARGEST_BYTES,
            )
        except StepRefusedError:
            return b""  # past the end, or damaged there: the words do without it
        return made.read_bytes() if made.is_file() else b""
