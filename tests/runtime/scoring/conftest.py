from dataclasses import dataclass, replace

import numpy as np
import pytest
from eightcount_runtime.classpack.manifest import read_manifest
from eightcount_runtime.classpack.poses import PoseTrack, read_pose_track
from eightcount_runtime.classpack.routine import Routine
from eightcount_runtime.classpack.routine_files import read_routine
from eightcount_runtime.scoring import Reference, Session, Sheet, replay
from small_class import Built

Array = np.ndarray


@dataclass(frozen=True)
class Class:
    """A real class of two parts, and its teacher's poses as a learner's."""

    routine: Routine
    track: PoseTrack
    reference: Reference
    width: int = 144
    height: int = 256

    @property
    def times_s(self) -> Array:
        return self.track.times_s

    @property
    def landmarks(self) -> Array:
        return self.track.image

    def danced(self, landmarks: Array | None = None, times_s: Array | None = None, **how) -> Sheet:
        """The sheet of a practice; what is not given is as the teacher danced it."""
        shape = {"width": self.width, "height": self.height} | how
        poses = self.landmarks if landmarks is None else landmarks
        return replay(self.reference, self.times_s if times_s is None else times_s, poses, **shape)

    def session(self, **how) -> Session:
        return Session(self.reference, **({"width": self.width, "height": self.height} | how))

    def judged_by(self, **numbers) -> "Class":
        """The same class, scored by other parameters."""
        parameters = replace(self.reference.parameters, **numbers)
        return replace(self, reference=Reference.of(self.routine, self.track, parameters))


@pytest.fixture(scope="session")
def class_(built: Built) -> Class:
    files = {file.role: file for file in read_manifest(built.manifest).files}
    routine = read_routine(built.objects[files["routine"].sha256])
    image, world = (built.objects[files[role].sha256] for role in ("poses", "poses_world"))
    track = read_pose_track(image, world, routine.video.rate_hz)
    return Class(routine, track, Reference.of(routine, track))
