"""The numbers by which a stranger checks a reader of docs/classpack.md are what this reader finds."""

import re
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from eightcount_runtime.classpack.beat_checks import DOUBLED_S
from eightcount_runtime.classpack.channel import Pointer, PointerClass, signed_part
from eightcount_runtime.classpack.features import ANGLES, PLACES, features, square, torso_at
from eightcount_runtime.classpack.fields import canonical_json
from eightcount_runtime.classpack.manifest import sha256_of
from eightcount_runtime.classpack.poses import BONES, LANDMARKS, restored
from eightcount_runtime.classpack.signed import Kind, public_key, sign

PAGE = (Path(__file__).parents[3] / "docs" / "classpack.md").read_text()
CHECKS = PAGE[PAGE.index("## Check yourself") :]


def numbers(text: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?\d*\.?\d+", text)]


def row(name: str) -> str:
    return next(line for line in CHECKS.splitlines() if line.startswith(f"| {name} |")).split("|")[2]


def test_hashes_of_canonical_json() -> None:
    data = canonical_json({"b": [1, 2.5, "é"], "a": None})
    assert f"`{data.decode()}`, {len(data)} bytes, sha256 `{sha256_of(data)}`" in CHECKS
    entry = PointerClass("hello", "0" * 63 + "1", 2074)
    pointer = Pointer("staging", 7, datetime(2027, 1, 31, tzinfo=UTC), (entry,))
    signed = signed_part(pointer)
    whole = canonical_json(signed)
    assert f"{len(whole)} bytes, sha256 `{sha256_of(whole)}`" in CHECKS
    key = Ed25519PrivateKey.from_private_bytes(bytes([1] * 32))
    assert f"`{public_key(key)}`" in CHECKS
    kinds: tuple[Kind, ...] = ("pointer", "root")
    for kind in kinds:
        assert f"`{sign(key, kind, signed)['signature']}`" in CHECKS


def test_values_of_a_pose_track() -> None:
    line = next(line for line in CHECKS.splitlines() if "six values" in line)
    quanta = np.frombuffer(bytes.fromhex(line.split("`")[1].replace(" ", "")), "<i2")
    values = ["missing" if np.isnan(value) else f"{value:.14g}" for value in restored(quanta)]
    assert line.split("|")[2].strip() == ", ".join(values)


def test_the_robust_length_of_a_torso() -> None:
    name = "T, where the lengths within 1.5 s are "
    line = next(line for line in CHECKS.splitlines() if line.startswith(f"| {name}"))
    lengths, expected = numbers(line.removeprefix(f"| {name}").split("|")[0]), float(line.split("|")[2])
    points = np.zeros((len(lengths) + 1, 33, 2))
    points[:, [11, 12], 1] = np.array([*lengths, 9.0])[:, None]
    times_s = np.array([-1.5, 0.0, 0.5, 1.5, 1.6])
    assert torso_at(times_s, points, np.zeros(1))[0] == pytest.approx(expected, abs=1e-12)


def test_features_of_a_pose() -> None:
    tables = re.findall(r"\|(.*)\|\n\|[-|]+\|\n\|(.*)\|", CHECKS)
    landmarks = np.full((1, 33, 4), 0.9)
    for heads, places in tables[1:3]:
        for mark, place in zip(heads.split("|"), places.split("|"), strict=True):
            landmarks[0, int(mark), :2] = numbers(place)
    landmarks[0, 15, 3] = 0.4
    points = square(landmarks, 720, 1280)
    found = features(points, landmarks[..., 3], torso_at(np.zeros(1), points, np.zeros(1)))
    np.testing.assert_allclose([*found.centre[0], *found.torso], numbers(row("centre, torso")), atol=1e-9)
    np.testing.assert_allclose(found.angles[0], numbers(row("angles")), atol=5.1e-5)
    np.testing.assert_allclose(found.places[0].ravel(), numbers(row("places")), atol=5.1e-5)
    assert found.visibility[0].tolist() == [0.4, *[0.9] * 9, 0.4, *[0.9] * 5]


def test_tables() -> None:
    for number, name in enumerate(LANDMARKS):
        side = name.split("_")[0]
        cell = re.search(rf"\| {number} ([a-z() ]+) \|", PAGE.replace("|", "| |"))
        assert cell is not None
        assert side not in ("left", "right") or side in cell[1]
    assert ", ".join(f"{a}-{b}" for a, b in BONES) in PAGE.replace("\n", " ")
    assert "| " + " | ".join(" ".join(map(str, marks)) for _, marks in ANGLES) + " |" in PAGE
    assert "| " + " | ".join(str(mark) for _, mark in PLACES) + " |" in PAGE


def test_the_rule_of_doubled_beats() -> None:
    assert f"{DOUBLED_S * 1000:.0f} ms" in PAGE
