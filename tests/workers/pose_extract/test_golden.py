"""The fast engine finds what mediapipe finds. Wrong normalisation would load, run, and fail here."""

import ctypes.util

import numpy as np
import pytest

from tests.workers.pose_extract.golden import CLIP, FILE, PICTURES
from tests.workers.pose_extract.taking import pictures_of, poses_of
from workers.pose_extract.engine import FastEngine
from workers.pose_extract.net import Net

#: Mean distance allowed: image in per cent of body length, world in metres. The engines look at slightly
#: different squares, as their detectors see slightly different pixels, and the nets are that sensitive.
TOLERANCE = {"lite": (0.6, 0.035), "full": (0.5, 0.04), "heavy": (0.33, 0.032)}


def differences(models, model):
    """Mean distance from the golden landmarks, image and world, over all pictures."""
    golden = np.load(FILE)
    engine = FastEngine(models, model)
    image, world = [], []
    for number, (frame, upright) in enumerate(pictures_of(CLIP)):
        if number not in PICTURES:
            continue
        body = engine._net.body(frame, upright, engine.people(frame, upright)[0].region)
        size = (upright.width, upright.height)
        expected = golden[f"{model}_image"][PICTURES.index(number), :, :2] * size
        length = np.linalg.norm(np.ptp(expected, axis=0))
        image.append(np.linalg.norm(body.image[:, :2] * size - expected, axis=1).mean() / length * 100)
        off = body.world - golden[f"{model}_world"][PICTURES.index(number)]
        world.append(np.linalg.norm(off, axis=1).mean())
    return np.mean(image), np.mean(world)


@pytest.mark.parametrize("model", ["lite", "full", "heavy"])
def test_landmarks_are_the_golden_ones(models, model):
    image, world = differences(models, model)
    assert image < TOLERANCE[model][0]
    assert world < TOLERANCE[model][1]


@pytest.mark.parametrize(
    ("size", "scale", "offset"),
    [(256, 2.0, -1.0), (256, 255.0, 0.0), (224, 0.5, 0.5)],
    ids=["landmark net told -1..1", "landmark net told 0..255", "detector told 0..1"],
)
def test_wrong_normalisation_would_be_seen(models, monkeypatch, size, scale, offset):
    right = Net.__call__

    def wrong(net, patch, given_scale, given_offset):
        if net.size != size:
            return right(net, patch, given_scale, given_offset)
        return right(net, patch, given_scale * scale, given_offset * scale + offset)

    monkeypatch.setattr(Net, "__call__", wrong)
    image, _ = differences(models, "heavy")
    assert image > 1.3 * TOLERANCE["heavy"][0]


@pytest.mark.skipif(
    not (ctypes.util.find_library("EGL") and ctypes.util.find_library("GLESv2")),
    reason="NOT RUN: mediapipe needs libEGL and libGLESv2 (Debian: libegl1 libgles2)",
)
@pytest.mark.parametrize("model", ["lite"])
def test_the_reference_engine_agrees_with_the_fast_one_over_a_whole_take(desk, model):
    """Twice the tolerance: the fast engine's squares lie between sightings, the reference has its own."""
    clip = FILE.parent / CLIP
    fast = poses_of(desk(clip, "fast"), model=model)
    reference = poses_of(desk(clip, "reference"), model=model, engine="reference")
    assert np.array_equal(fast["times_s"], reference["times_s"])
    assert (reference["source"] == 0).all()
    apart = (fast["image"] - reference["image"])[:, :, :2] * (432, 768)
    length = np.linalg.norm(np.ptp(reference["image"][:, :, :2] * (432, 768), axis=1), axis=1)
    assert (np.linalg.norm(apart, axis=2).mean(axis=1) / length).mean() * 100 < 2 * TOLERANCE[model][0]
    assert np.linalg.norm(fast["world"] - reference["world"], axis=2).mean() < 2 * TOLERANCE[model][1]
