"""What to do after a step has failed: try it again where the machine was at fault, else bring or mark what
the step refused. Knows sentences alone; it reads no row and decides no state.
"""

from typing import Literal

Remedy = Literal["upload_take", "upload_song", "check_alignment", "mark_beats", "retry"]

UNFORESEEN = (
    "This step failed for a reason that we did not foresee. Retry it; if it fails again, give an engineer "
    "the detail."
)
DISK_FULL = "The disk of the worker is full. Nothing was lost: make room, then retry."
OUT_OF_MEMORY = "The worker ran out of memory on this step. Try a smaller take or a worker with more memory."
TOO_LONG = "This step took longer than a step may. Try a shorter or smaller take, or raise the limit."
#: How a sentence begins that speaks of the machine and not of what a person gave.
_OF_THE_MACHINE = (
    UNFORESEEN,
    DISK_FULL,
    OUT_OF_MEMORY,
    TOO_LONG,
    "This step was started",
    "The pose model",
    "The reference engine",
)


def died(attempts: int) -> str:
    """The sentence of a step that so many workers began and none ended."""
    return (
        f"This step was started {attempts} times and never ended: its worker died or ran out of memory. "
        "Try a shorter or smaller take, or give the worker more memory, then retry."
    )


def remedy(step: str, sentence: str) -> Remedy:
    """The one thing that can help a build whose `step` failed with that sentence."""
    if sentence.startswith(_OF_THE_MACHINE):
        return "retry"
    of_song = step in ("audio_align", "audio_replace", "song_preview")
    if of_song and sentence.startswith(("The song's file", "The song is")):
        return "upload_song"
    if step == "audio_align":
        return "check_alignment"
    if step == "compile" and "beat" in sentence.lower():
        return "mark_beats"
    if step == "compile" and ("song starts" in sentence or "alignment" in sentence):
        return "check_alignment"
    return "upload_take" if step in ("probe", "audio_replace", "pose_extract", "take_preview") else "retry"
