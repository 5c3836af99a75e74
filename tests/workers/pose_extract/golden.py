"""Golden landmarks: what mediapipe itself finds in a few pictures of the small clip.

`python -m tests.workers.pose_extract.golden` makes the file anew, in a process without a network.
"""

from pathlib import Path

import numpy as np

from tests.workers.pose_extract.taking import CLIPS, pictures_of
from workers.walls.seccomp import refuse_calls

CLIP = "dancer_1500ms.mp4"
FILE = CLIPS / "dancer_1500ms.golden.npz"
PICTURES = (0, 14, 28, 42)


def main() -> None:
    if not refuse_calls():
        raise SystemExit("this machine cannot keep mediapipe from the network")
    from workers.pose_extract.reference import ReferenceEngine  # noqa: PLC0415 - loads mediapipe

    made = {"pictures": np.array(PICTURES)}
    frames = [pair for number, pair in enumerate(pictures_of(CLIP)) if number in PICTURES]
    for model in ("lite", "full", "heavy"):
        engine = ReferenceEngine(Path(".models"), model)
        bodies = [engine.body(f, upright, engine.people(f, upright)[0].region) for f, upright in frames]
        made[f"{model}_image"] = np.array([body.image for body in bodies], np.float32)
        made[f"{model}_world"] = np.array([body.world for body in bodies], np.float32)
    np.savez(FILE, **made)


if __name__ == "__main__":
    main()
