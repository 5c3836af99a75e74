"""What to do after a step has failed: try it again where the machine was at fault, else bring or mark what
the step refused. Knows codes alone, which are stable as sentences are not; it reads no row and decides no
state.
"""

from collections.abc import Mapping
from typing import Literal

Remedy = Literal[
    "upload_take", "upload_song", "change_cover", "check_alignment", "mark_beats", "build", "retry"
]

UNFORESEEN = (
    "This step failed for a reason that we did not foresee. Retry it; if it fails again, give an engineer "
    "the detail."
)
NOT_SIGNED = (
    "The release cannot be signed, so devices would refuse it; nothing was made visible. Whoever runs this "
    "server has to look after its keys (the detail says what is wrong), then publish again."
)
DISK_FULL = "The disk of the worker is full. Nothing was lost: make room, then retry."
STORE_FULL = "The store has no room left. Nothing was lost: make room there, then retry."
STORE_AWAY = "The store did not answer, again and again. Nothing was lost: once it is back, retry."
DATABASE_AWAY = "The database did not answer, again and again. Nothing was lost: once it is back, retry."
STORE_REFUSED = (
    "The store refuses what this server asks; a key, a right or a bucket is wrong. Nothing was lost. Whoever "
    "runs this server finds out more by `eightcount storage check`; then retry."
)
STORE_DAMAGED = (
    "A file that this step reads is damaged in the store, so it was not used. Whoever runs this server has "
    "to bring it back from a backup (the detail names it), then retry."
)
STORE_LACKS = (
    "A file that this step reads is not in the store any more. Whoever runs this server has to bring it back "
    "from a backup, then retry."
)
OUT_OF_MEMORY = "The worker ran out of memory on this step. Try a smaller take or a worker with more memory."
TOO_LONG = "This step took longer than a step may. Try a shorter or smaller take, or raise the limit."
TOO_LARGE = "This step would write a larger file than a step may. Try a shorter or smaller take."
CRASHED = (
    "The program that reads these files crashed on them. Export the take or song again, as a plain MP4 or "
    "WAV, and upload that; if it crashes again, give an engineer the detail."
)
#: Of a refusal that blames nothing.
REFUSED = "refused"
#: What is to blame -> the one thing that can help.
REMEDIES: Mapping[str, Remedy] = {
    "take-unusable": "upload_take",
    "take-not-heard": "check_alignment",
    "song-unusable": "upload_song",
    "song-not-found": "check_alignment",
    "alignment-unusable": "check_alignment",
    "dancer-not-seen": "check_alignment",
    "beats-unusable": "mark_beats",
    "cover-unusable": "change_cover",
    "parameter-unusable": "build",
    "server-not-ready": "retry",
    "signing": "retry",
    "unforeseen": "retry",
    "disk-full": "retry",
    "store-away": "retry",
    "database-away": "retry",
    "store-refused": "retry",
    "store-damaged": "retry",
    "out-of-memory": "retry",
    "too-long": "retry",
    "too-large": "retry",
    "crashed": "retry",
    "worker-died": "retry",
    REFUSED: "retry",
}


def died(attempts: int) -> str:
    """The sentence of a step that so many workers began and none ended."""
    return (
        f"This step was started {attempts} times and never ended: its worker died or ran out of memory. "
        "Try a shorter or smaller take, or give the worker more memory, then retry."
    )


def remedy(code: str) -> Remedy:
    """The one thing that can help a build of which a step failed with that code."""
    return REMEDIES.get(code, "retry")
