"""The picture of the class video: the take's own packets where they qualify, else encoded anew.

Both graphs give frame k at k / class rate, upright, and take the sound as made. Must not touch the sound.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ffmpeg

from workers.media.description import Media, VideoTrack

_PLAYED_PROFILES = ("Constrained Baseline", "Baseline", "Main", "High")
#: H.264 level 4.2: 1080p at 60 frames a second, which phones decode in hardware.
_PLAYED_LEVEL = 42
#: A fixed number, since x264 writes other bytes for another one.
_ENCODER_THREADS = 4
#: High dynamic range to BT.709; phones' colours are BT.2020, said here since not all files say it.
_TONE_MAP = (
    "zscale=transferin={transfer}:primariesin=bt2020:matrixin=bt2020nc:transfer=linear:npl=203,"
    "format=gbrpf32le,zscale=primaries=bt709,tonemap=mobius:desat=0,"
    "zscale=transfer=bt709:matrix=bt709:range=tv"
)


@dataclass(frozen=True)
class Quality:
    """How the picture is encoded, and up to where the take's own packets will do."""

    crf: float
    preset: str
    max_short_side_px: int
    key_each_s: float
    copied_key_each_s: float
    copied_max_mbps: float


def why_not_copied(media: Media, quality: Quality, take_bytes: int) -> list[str]:
    """What keeps the take's own packets out of the class video, in a few words each; may be nothing."""
    video = media.video
    mbps = take_bytes * 8e-6 / media.duration_s
    reasons = {
        "not in an MP4 or MOV": media.container != "mov",
        f"coded as {video.codec}": video.codec != "h264",
        f"pixels as {video.pix_fmt}": video.pix_fmt not in ("yuv420p", "yuvj420p"),
        f"profile {video.profile}": video.profile not in _PLAYED_PROFILES,
        f"level {video.level / 10}": video.level > _PLAYED_LEVEL,
        "frames come unevenly": video.variable,
        "another frame rate": media.class_rate != video.average_rate,
        "turned": video.rotation_deg != 0,
        "oblong pixels": video.pixel_aspect != 1,
        "interlaced": video.interlaced,
        "odd size": bool(video.width % 2 or video.height % 2),
        "cut before its first frame": not video.whole_start,
        "larger than wanted": min(video.width, video.height) > quality.max_short_side_px,
        "key frames far apart": video.longest_group_s > quality.copied_key_each_s,
        f"{mbps:.0f} Mbit/s": mbps > quality.copied_max_mbps,
    }
    return [words for words, holds in reasons.items() if holds]


def copied(take: Any, sound: Any, media: Media, target: Path, sound_kbps: int) -> Any:
    """The graph that keeps the take's packets and puts each into its slot of the class rate."""
    # The filter evaluates in the take's time base and then rounds to `time_base`: to the nearest slot.
    slot = f"{media.class_rate.denominator}/{media.class_rate.numerator}"
    retimed = f"setts=time_base={slot}:pts=PTS-STARTPTS:dts=DTS-STARTPTS"
    picture = {"c:v": "copy", "bsf:v": retimed}
    return _output(take[str(media.video.stream)], sound, target, media, sound_kbps, picture)


def encoded(take: Any, sound: Any, media: Media, target: Path, quality: Quality, sound_kbps: int) -> Any:
    """The graph that makes the picture upright, even, plain and no larger than wanted."""
    group = max(1, round(quality.key_each_s * media.class_rate))
    picture = {
        "c:v": "libx264",
        "preset": quality.preset,
        "crf": quality.crf,
        "g": group,
        "threads:v": _ENCODER_THREADS,
        "vf": ",".join(filters(media, quality)),
        "fps_mode": "passthrough",
        "enc_time_base:v": f"{media.class_rate.denominator}/{media.class_rate.numerator}",
        "flags:v": "+bitexact",
    }
    return _output(take[str(media.video.stream)], sound, target, media, sound_kbps, picture)


def filters(media: Media, quality: Quality) -> list[str]:
    """The filters of the encoded picture; turning upright comes before them, by ffmpeg itself."""
    width, height = shown_size(media.video, quality.max_short_side_px)
    rate = f"{media.class_rate.numerator}/{media.class_rate.denominator}"
    return [
        *(["yadif"] if media.video.interlaced else []),
        "setpts=PTS-STARTPTS",
        f"fps=fps={rate}:start_time=0:round=near",
        "tpad=stop=-1:stop_mode=clone",
        f"trim=end_frame={media.class_frames}",
        *([_TONE_MAP.format(transfer=media.video.transfer)] if media.video.transfer else []),
        f"scale={width}:{height}:flags=lanczos:out_range=tv",
        "setsar=1",
        "format=yuv420p",
    ]


def shown_size(video: VideoTrack, max_short_side_px: int) -> tuple[int, int]:
    """Even width and height of the class video, in the take's upright shape, no larger than wanted."""
    smaller = min(1.0, max_short_side_px / min(video.width, video.height))
    return max(2, round(video.width * smaller / 2) * 2), max(2, round(video.height * smaller / 2) * 2)


def _output(
    picture: Any, sound: Any, target: Path, media: Media, sound_kbps: int, how: dict[str, Any]
) -> Any:
    """A plain MP4 with its index in front. Edit lists count in units that hold both clocks exactly.

    The muxer counts them in milliseconds by itself, and fragments or no edit list would put the sound 21 ms
    early: the encoder's first 1024 samples are its own.
    """
    scale = media.class_rate.numerator
    return ffmpeg.output(
        picture,
        sound,
        str(target),
        f="mp4",
        movflags="+faststart",
        movie_timescale=48000,
        video_track_timescale=scale * -(-10000 // scale),
        map_metadata=-1,
        map_chapters=-1,
        fflags="+bitexact",
        **{"c:a": "aac", "b:a": f"{sound_kbps}k", "flags:a": "+bitexact"},
        **how,
    )
