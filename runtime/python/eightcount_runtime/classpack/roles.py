"""What the roles ask of a manifest: how many files there are of each, which further fields their entries
have, and what must agree between them. Must not open the files, nor judge paths and hashes.
"""

from collections.abc import Sequence
from fractions import Fraction

from eightcount_runtime.classpack.errors import MalformedError
from eightcount_runtime.classpack.fields import Fields
from eightcount_runtime.classpack.routine import MAX_FRAMES, MAX_SIDE_PX

_ONCE = ("routine", "poses", "poses_world", "poster", "waveform")
_FRAMED = ("video", "poses", "poses_world")
_LONGEST_PX = {"video": MAX_SIDE_PX, "poster": 960, "thumbnail": 256}
_WAVEFORM_HZ = 100
_ROUNDING_S = 1e-6


def require_roles(files: Sequence[Fields], *, parts: int, duration_s: float) -> None:
    """Refuse a manifest whose files are not those of a pack; files of unknown roles may be there besides.

    Args:
        files: its entries, each with a role.
        parts: how many the manifest says that the class has.
        duration_s: of the video, as the manifest says.

    Raises:
        MalformedError: a role is missing, is there too often, or lacks a field; or two say different things.
    """
    for file in files:
        _require_further(file)
    for role in _ONCE:
        if (count := len(_of(role, files))) != 1:
            raise MalformedError(f"The manifest must have one file of the role {role!r}, not {count}.")
    if not _of("video", files):
        raise MalformedError("The manifest has no file of the role 'video'.")
    if sorted(file.integer("part", 1) for file in _of("thumbnail", files)) != list(range(1, parts + 1)):
        raise MalformedError("The manifest must have one file of the role 'thumbnail' for each part.")
    _require_same_frames(files, duration_s)


def _of(role: str, files: Sequence[Fields]) -> list[Fields]:
    return [file for file in files if file.values["role"] == role]


def _require_further(file: Fields) -> None:
    role = file.values["role"]
    if role in _LONGEST_PX:
        file.integer("width", 1, _LONGEST_PX[role])
        file.integer("height", 1, _LONGEST_PX[role])
    if role in _FRAMED:
        _frames(file)
    if role == "waveform" and file.ratio("rate") != _WAVEFORM_HZ:
        file.refuse("rate", f"[{_WAVEFORM_HZ}, 1]")


def _frames(file: Fields) -> tuple[int, Fraction]:
    return file.integer("frames", 1, MAX_FRAMES), file.ratio("rate")


def _require_same_frames(files: Sequence[Fields], duration_s: float) -> None:
    """The first video and the poses have the same frames; a rendition may have others."""
    first, *others = (_frames(_of(role, files)[0]) for role in _FRAMED)
    if any(other != first for other in others):
        raise MalformedError("In the manifest, the video and the poses differ in frames or rate.")
    frames, rate_hz = first
    if abs(duration_s - frames / rate_hz) > _ROUNDING_S:
        raise MalformedError("In the manifest, the duration is not that of the video.")
