"""The learner of the demo: the sample's own dancer as a mirror shows her, over the first parts of the class.

Nobody was filmed for it, so its score is the best that a learner can have.
"""

import subprocess
from pathlib import Path

from workers.media.child import ffmpeg_program

#: Parts that are danced, and how long they and some more take.
PARTS = "1,2"
_LENGTH_S = 8.5


def film(take: Path, into: Path) -> Path:
    """Make the learner's video out of the take, sound and all, where it is not there yet."""
    if not into.exists():
        half = into.with_suffix(".half.mp4")
        cut = ["-t", str(_LENGTH_S), "-i", str(take)]
        picture = ["-vf", "hflip,scale=-2:854", "-c:v", "libx264", "-preset", "veryfast"]
        tool = str(ffmpeg_program())
        subprocess.run([tool, "-v", "error", "-y", *cut, *picture, "-c:a", "aac", str(half)], check=True)
        half.replace(into)
    return into
