"""Who is measured, each in a process of its own: `python -m bench.pose.contenders NAME CLIP MODEL MODELS`.

Prints one JSON line: pictures, CPU and wall seconds, and for the loop the landmarks' file. CPU of the loop
and of the nets is counted without imports and loading; CPU of the step holds all that it starts.
"""

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from workers import pose_extract, probe
from workers.pose_extract.decode import read_frames, read_index
from workers.pose_extract.detect import Detector
from workers.pose_extract.frame import Upright
from workers.pose_extract.models import DETECTOR, MASK_BUNDLES, NETS, read_model
from workers.pose_extract.net import Net
from workers.pose_extract.sampling import sample
from workers.pose_extract.take import Take
from workers.step import Limits, Work

_NET_RUNS = 60


def main() -> None:
    """Run one contender on one clip."""
    name, clip, model, models = sys.argv[1], Path(sys.argv[2]), sys.argv[3], Path(sys.argv[4])
    if name == "loop":
        said = loop(clip, model, models)
    elif name == "nets":
        said = nets(clip, model, models)
    else:
        said = step(clip, model, models, processes=int(name.removeprefix("step")))
    print(json.dumps(said))


def loop(clip: Path, model: str, models: Path) -> dict[str, float]:
    """cv2.VideoCapture and PoseLandmarker in VIDEO mode with the bundle as published, one process."""
    import cv2  # noqa: PLC0415 - only the loop may load mediapipe, and its imports are not counted
    import mediapipe as mp  # noqa: PLC0415
    from mediapipe.tasks.python import BaseOptions  # noqa: PLC0415
    from mediapipe.tasks.python.vision import (  # noqa: PLC0415
        PoseLandmarker,
        PoseLandmarkerOptions,
        RunningMode,
    )

    options = PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=str(models / MASK_BUNDLES[model].name)),
        running_mode=RunningMode.VIDEO,
    )
    landmarker = PoseLandmarker.create_from_options(options)
    capture = cv2.VideoCapture(str(clip))
    rate_hz = capture.get(cv2.CAP_PROP_FPS)
    points: list[Any] = []
    cpu_s, wall_s = time.process_time(), time.perf_counter()
    while True:
        read, picture = capture.read()
        if not read:
            break
        rgb = mp.Image(image_format=mp.ImageFormat.SRGB, data=cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))
        result = landmarker.detect_for_video(rgb, int(len(points) * 1000 / rate_hz))
        points.append(result)
    said = _said(len(points), time.process_time() - cpu_s, time.perf_counter() - wall_s)
    _keep_loop(clip, model, points)
    return said


def _keep_loop(clip: Path, model: str, results: list[Any]) -> None:
    """Leave the landmarks beside the clip: image (n, 33, 2) in parts, world (n, 33, 3); NaN where none."""
    image, world = np.full((len(results), 33, 2), np.nan), np.full((len(results), 33, 3), np.nan)
    for row, result in enumerate(results):
        for bodies, into in ((result.pose_landmarks, image), (result.pose_world_landmarks, world)):
            if bodies:
                into[row] = [(p.x, p.y, p.z)[: into.shape[2]] for p in bodies[0]]
    np.savez(clip.with_name(f"loop-{model}.npz"), image=image, world=world)


def nets(clip: Path, model: str, models: Path) -> dict[str, float]:
    """The landmark net alone, on one patch, over and over: the limit."""
    take = Take(clip, "mov", 0, Limits().max_pixels)
    pts = read_index(take, 10**6).pts
    frame = next(read_frames(take, int(pts[0]), int(pts[-1])))
    upright = Upright(frame.y.shape[1], frame.y.shape[0])
    person = Detector(read_model(models, DETECTOR)).people(frame, upright, 0.1)[0]
    net = Net(read_model(models, NETS[model]))
    patch = sample(frame, upright, person.region, net.size)
    net(patch, 1 / 255, 0.0)
    cpu_s, wall_s = time.process_time(), time.perf_counter()
    for _ in range(_NET_RUNS):
        net(patch, 1 / 255, 0.0)
    return _said(_NET_RUNS, time.process_time() - cpu_s, time.perf_counter() - wall_s)


def step(clip: Path, model: str, models: Path, processes: int) -> dict[str, float]:
    """The step itself, its processes and their start counted in."""
    desk = clip.with_name(f"{clip.stem}-{model}-{processes}")
    desk.mkdir(exist_ok=True)
    (desk / "take").unlink(missing_ok=True)
    (desk / "take").hardlink_to(clip)
    work = Work(desk, limits=Limits(processes=processes, models=models))
    if not (desk / "media.json").exists():
        probe.run(work, probe.Params())
    before, wall_s = _cpu_s(), time.perf_counter()
    pose_extract.run(work, pose_extract.Params(model=model))
    wall_s = time.perf_counter() - wall_s
    with np.load(desk / "poses.npz") as poses:
        frames = len(poses["times_s"])
    said = _said(frames, _cpu_s() - before, wall_s)
    parent, child = (
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return said | {"parent_mb": parent, "child_mb": child}


def _cpu_s() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _said(frames: int, cpu_s: float, wall_s: float) -> dict[str, float]:
    return {"frames": frames, "cpu_ms": cpu_s / frames * 1000, "rate_hz": frames / wall_s}


if __name__ == "__main__":
    main()
