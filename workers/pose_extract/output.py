"""The two files that the step leaves, each written whole or not at all, the same bytes for the same track."""

from pathlib import Path

import numpy as np
from eightcount_runtime.classpack.fields import canonical_json

from workers.pose_extract.report import Report
from workers.pose_extract.track import Track

FORMAT = 1


def write_poses(path: Path, track: Track) -> None:
    """Write poses.npz."""
    unfinished = path.with_name(path.name + ".unfinished")
    with unfinished.open("wb") as file:
        np.savez(
            file,
            allow_pickle=False,
            times_s=track.times_s.astype(np.float64),
            image=track.image,
            world=track.world,
            source=track.source,
        )
    unfinished.replace(path)


def write_report(path: Path, engine: str, model: str, report: Report) -> None:
    """Write pose_report.json."""
    content = {
        "format": FORMAT,
        "engine": engine,
        "model": model,
        "frames": report.frames,
        "seen": report.seen,
        "filled": report.filled,
        "missing": report.missing,
        "jitter": round(report.jitter, 4),
        "spans": [
            {
                "kind": span.kind,
                "start_s": round(span.start_s, 6),
                "end_s": round(span.end_s, 6),
                "sentence": span.sentence,
            }
            for span in report.spans
        ],
        "problems": [problem.as_json() for problem in report.problems],
    }
    unfinished = path.with_name(path.name + ".unfinished")
    unfinished.write_bytes(canonical_json(content))
    unfinished.replace(path)
