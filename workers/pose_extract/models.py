"""Which pose nets there are, by name and content: the pins that set-up and run time both hold to.

A net whose normalisation or graph differs loads without complaint and gives rubbish, so no net is used
unless its bytes are the ones named here. Must not fetch or build anything (that is `setup_models`).
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from workers.step import StepRefusedError

#: The npm package that all nets come from (Google MediaPipe, Apache-2.0).
PACKAGE = "@mediapipe/pose"
PACKAGE_VERSION = "0.5.1675469404"

KINDS = ("lite", "full", "heavy")


@dataclass(frozen=True)
class Pinned:
    """A file known by its content: `sha256` in hex."""

    name: str
    sha256: str


#: Files inside the npm package. The detector bears another name there; it is the plain tflite file.
SOURCES: dict[str, Pinned] = {
    "detector": Pinned(
        "pose_solution_packed_assets.data", "a63c614bef30d35947f13be361820b1e4e3bec9cfeebf4d11216a18373108e85"
    ),
    "lite": Pinned(
        "pose_landmark_lite.tflite", "f17bfbecadb61c3be1baa8b8d851cc6619c870a87167b32848ad20db306b9d61"
    ),
    "full": Pinned(
        "pose_landmark_full.tflite", "e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f"
    ),
    "heavy": Pinned(
        "pose_landmark_heavy.tflite", "59e42d71bcd44cbdbabc419f0ff76686595fd265419566bd4009ef703ea8e1fe"
    ),
}

DETECTOR = Pinned("pose_detector.tflite", SOURCES["detector"].sha256)

#: Landmark nets without the mask head, for the fast engine.
NETS: dict[str, Pinned] = {
    "lite": Pinned(
        "pose_landmarks_lite.tflite", "7f6dfe588fd32b70a6f04fe7e90806b757cc683d40cbfdb57ca0b895ae6d5b28"
    ),
    "full": Pinned(
        "pose_landmarks_full.tflite", "c30c07149b18db3772166efaf8098851948f5571722f5854f2216659c77058da"
    ),
    "heavy": Pinned(
        "pose_landmarks_heavy.tflite", "db04be543209fbb195a0d311fcaa0bab18c869a2c6889c9789c0afbbddcc3eb8"
    ),
}

#: Bundles for the Tasks API without the mask head, for the reference engine.
BUNDLES: dict[str, Pinned] = {
    "lite": Pinned(
        "pose_landmarker_lite_nomask.task", "f33b8020044b2cb7a48b086fd159cd34d56d29c86bc5e3d777ef0847cba078ce"
    ),
    "full": Pinned(
        "pose_landmarker_full_nomask.task", "9b1226a8367b61631e816b8b391e59bbe8d09a81732aec5606ec437ce30820a2"
    ),
    "heavy": Pinned(
        "pose_landmarker_heavy_nomask.task",
        "80c0d679c70010b7362a17a472ef9195e50f2b72644519f41b977b5d40fb02d5",
    ),
}

#: Bundles as Google publishes them, mask head included, to measure against.
MASK_BUNDLES: dict[str, Pinned] = {
    "lite": Pinned(
        "pose_landmarker_lite.task", "8cf82438e792e24014b72f46b5a78d3892c1dc479e1c309e1913ab3a7a2ac2ec"
    ),
    "full": Pinned(
        "pose_landmarker_full.task", "82af57a5f3665cb862048d8ea5e62bbd547a0c0499be0dce6ad41e17a62d7cd8"
    ),
    "heavy": Pinned(
        "pose_landmarker_heavy.task", "2031f19ec3cbd13d36e4c9d79135fef4dd75eb6caf8e101f6a3ef9d02c8a6802"
    ),
}

BUILT = (DETECTOR, *NETS.values(), *BUNDLES.values(), *MASK_BUNDLES.values())


def sha256_of(content: bytes) -> str:
    """Hex digest, as the pins are written."""
    return hashlib.sha256(content).hexdigest()


def read_model(folder: Path, pinned: Pinned) -> bytes:
    """The bytes of a model file, checked against its pin.

    Raises:
        StepRefusedError: the file is not there or is another one; the sentence says what to type.
    """
    path = folder / pinned.name
    try:
        content = path.read_bytes()
    except FileNotFoundError as missing:
        raise StepRefusedError(
            "The pose model is not set up on this server. An administrator can run `make models` there.",
            f"{pinned.name} is missing from the folder of models",
            code="server-not-ready",
        ) from missing
    found = sha256_of(content)
    if found != pinned.sha256:
        raise StepRefusedError(
            "The pose model on this server is damaged. An administrator can run `make models` there.",
            f"{pinned.name}: sha256 {found}, expected {pinned.sha256}",
            code="server-not-ready",
        )
    return content
