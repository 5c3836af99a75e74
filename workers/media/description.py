"""What media.json says: a take as the other steps need to know it. The value, and how it is written and read.

Must not look into a take itself.
"""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from eightcount_runtime.classpack.fields import Fields, canonical_json, read_object, require_format
from eightcount_runtime.classpack.problems import Problem, Severity

FORMAT = 1
_MOST_BYTES = 10**6


@dataclass(frozen=True)
class VideoTrack:
    """The picture. Sizes in pixels; `width` x `height` is how it is to be shown, upright, with square pixels.

    `stream` is its index in the file, `rotation_deg` turns it upright clockwise (0, 90, 180, 270), `start_s`
    is the first frame on the file's own clock. `longest_group_s` is the largest distance of key frames,
    `level` is the codec's number for it (H.264: 10 times the level) or 0, `whole_start` says that
    no packet is hidden by an edit list or comes before the first key frame.
    """

    stream: int
    codec: str
    profile: str
    level: int
    pix_fmt: str
    transfer: str
    interlaced: bool
    width: int
    height: int
    coded_width: int
    coded_height: int
    pixel_aspect: Fraction
    rotation_deg: int
    frames: int
    start_s: float
    average_rate: Fraction
    variable: bool
    longest_group_s: float
    whole_start: bool


@dataclass(frozen=True)
class AudioTrack:
    """The sound. `start_s` counts from the first video frame and may be negative."""

    codec: str
    rate_hz: int
    channels: int
    start_s: float
    duration_s: float


@dataclass(frozen=True)
class Media:
    """A take. `class_rate` and `class_frames` are what the class video will have."""

    container: str
    duration_s: float
    video: VideoTrack
    audio: AudioTrack | None
    class_rate: Fraction
    class_frames: int
    problems: tuple[Problem, ...]


def write_media(path: Path, media: Media) -> None:
    """Write media.json, whole or not at all."""
    unfinished = path.with_name(path.name + ".unfinished")
    unfinished.write_bytes(canonical_json(_as_json(media)))
    unfinished.replace(path)


def read_media(path: Path) -> Media:
    """Read media.json.

    Raises:
        eightcount_runtime.classpack.errors.PackError: it is not what `write_media` writes.
    """
    fields = read_object(path.read_bytes(), "media description", limit=_MOST_BYTES)
    require_format(fields, FORMAT)
    return Media(
        container=fields.text("container"),
        duration_s=fields.number("duration_s", 0),
        video=_read_video(fields.inner("video")),
        audio=_read_audio(fields.inner("audio")) if fields.has("audio") else None,
        class_rate=_read_ratio(fields, "class_rate"),
        class_frames=fields.integer("class_frames", 1),
        problems=tuple(_read_problem(each) for each in fields.each("problems", most=100)),
    )


def _as_json(media: Media) -> dict[str, Any]:
    video = vars(media.video) | {
        "average_rate": _ratio(media.video.average_rate),
        "pixel_aspect": _ratio(media.video.pixel_aspect),
    }
    return {
        "format": FORMAT,
        "container": media.container,
        "duration_s": media.duration_s,
        "video": video,
        "audio": None if media.audio is None else dict(vars(media.audio)),
        "class_rate": _ratio(media.class_rate),
        "class_frames": media.class_frames,
        "problems": [problem.as_json() for problem in media.problems],
    }


def _ratio(value: Fraction) -> list[int]:
    return [value.numerator, value.denominator]


def _read_ratio(fields: Fields, key: str) -> Fraction:
    parts = fields.items(key, fewest=2, most=2)
    if not all(isinstance(part, int) and not isinstance(part, bool) and part > 0 for part in parts):
        fields.refuse(key, "a numerator and a denominator above 0")
    return Fraction(parts[0], parts[1])


def _read_video(fields: Fields) -> VideoTrack:
    return VideoTrack(
        stream=fields.integer("stream", 0),
        codec=fields.text("codec"),
        profile=fields.text("profile", empty=True),
        level=fields.integer("level", 0),
        pix_fmt=fields.text("pix_fmt"),
        transfer=fields.text("transfer", empty=True),
        interlaced=fields.flag("interlaced"),
        width=fields.integer("width", 1),
        height=fields.integer("height", 1),
        coded_width=fields.integer("coded_width", 1),
        coded_height=fields.integer("coded_height", 1),
        pixel_aspect=_read_ratio(fields, "pixel_aspect"),
        rotation_deg=fields.integer("rotation_deg", 0, 359),
        frames=fields.integer("frames", 1),
        start_s=fields.number("start_s"),
        average_rate=_read_ratio(fields, "average_rate"),
        variable=fields.flag("variable"),
        longest_group_s=fields.number("longest_group_s", 0),
        whole_start=fields.flag("whole_start"),
    )


def _read_audio(fields: Fields) -> AudioTrack:
    return AudioTrack(
        codec=fields.text("codec"),
        rate_hz=fields.integer("rate_hz", 1),
        channels=fields.integer("channels", 1),
        start_s=fields.number("start_s"),
        duration_s=fields.number("duration_s", 0),
    )


def _read_problem(fields: Fields) -> Problem:
    severity: Severity = "error" if fields.text("severity") == "error" else "warning"
    return Problem(severity, fields.text("code"), fields.text("sentence"))
