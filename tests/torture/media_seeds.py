"""Small real recordings in many containers and codecs, made by ffmpeg from the sample class, whole ones."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.clips import SAMPLES
from workers.media.child import ffmpeg_program

CLIPS = Path(__file__).parents[1] / "clips"
_AAC, _MP3, _OPUS = ("-c:a", "aac"), ("-c:a", "libmp3lame"), ("-c:a", "libopus")
_X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-g", "10", "-pix_fmt", "yuv420p")
_MPEG2 = ("-c:v", "mpeg2video", "-c:a", "mp2")
#: Ending -> options; takes with a picture.
TAKES = {
    "h264.mp4": (*_X264, *_AAC),
    "h264-b.mov": ("-c:v", "libx264", "-preset", "fast", "-pix_fmt", "yuv420p", "-c:a", "pcm_s16le"),
    "h264-fragments.mp4": (*_X264, *_AAC, "-movflags", "frag_keyframe+empty_moov"),
    "hevc.mp4": ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none", *_AAC),
    "mpeg4.avi": ("-c:v", "mpeg4", *_MP3),
    "mjpeg.avi": ("-c:v", "mjpeg", "-pix_fmt", "yuvj420p", "-c:a", "pcm_s16le"),
    "mjpeg.mov": ("-c:v", "mjpeg", "-pix_fmt", "yuvj420p", "-c:a", "adpcm_ima_qt"),
    "prores.mov": ("-c:v", "prores_ks", "-profile:v", "0", "-c:a", "pcm_s24le"),
    "vp8.webm": ("-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-c:a", "libvorbis"),
    "vp9.webm": ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", *_OPUS),
    "av1.mkv": ("-c:v", "libsvtav1", "-preset", "12", "-svtav1-params", "lp=1", *_OPUS),
    "ffv1.mkv": ("-c:v", "ffv1", "-c:a", "flac"),
    "h264.mkv": (*_X264, "-c:a", "ac3"),
    "h264.ts": (*_X264, *_AAC),
    "mpeg2.ts": _MPEG2,
    "mpeg2.mpg": (*_MPEG2, "-f", "vob"),
    "theora.ogv": ("-c:v", "libtheora", "-c:a", "libvorbis"),
}
SONGS = {
    "song.wav": ("-c:a", "pcm_s16le"),
    "song.aiff": ("-c:a", "pcm_s16be"),
    "song.flac": ("-c:a", "flac"),
    "song.mp3": _MP3,
    "song.m4a": ("-c:a", "alac"),
    "song.ogg": ("-c:a", "libvorbis"),
    "song.opus": _OPUS,
    "song.aac": (*_AAC, "-f", "adts"),
}


@dataclass(frozen=True)
class Seed:
    """A whole file; `part` is what it is given as: take or song."""

    name: str
    part: str
    content: bytes


def make_seeds(folder: Path) -> list[Seed]:
    """Two seconds of the sample in every kind above, and the clips as they lie in this repository."""
    take, song = SAMPLES / "escape" / "take.mp4", SAMPLES / "escape" / "song.ogg"
    seeds = [
        Seed(path.name, "take", path.read_bytes())
        for path in sorted(CLIPS.glob("*.mp4"))
        if path.stat().st_size < 2_000_000
    ]
    for name, options in TAKES.items():
        made = run(folder / name, "-ss", "4", "-t", "2", "-i", take, "-vf", "scale=160:-2", *options)
        seeds.append(Seed(name, "take", made.read_bytes()))
    for name, options in SONGS.items():
        made = run(folder / name, "-ss", "35", "-t", "6", "-i", song, "-vn", "-ac", "2", *options)
        seeds.append(Seed(name, "song", made.read_bytes()))
    return seeds


def run(made: Path, *arguments: str | Path) -> Path:
    """The bare ffmpeg, on files of our own."""
    command = [ffmpeg_program(), "-v", "error", "-nostdin", "-y", *arguments, made]
    subprocess.run([str(word) for word in command], check=True, timeout=300)
    return made
