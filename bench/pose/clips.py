"""Takes to measure on, made with ffmpeg from a small one: as large and as long as a phone films them."""

import subprocess
from pathlib import Path

import imageio_ffmpeg


def phone_clip(source: Path, into: Path, seconds: float) -> Path:
    """The source there and back, over and over, at 1920 x 1080 (or upright) and 60 pictures a second."""
    unit, clip = into / "unit.mp4", into / f"phone-{seconds:g}s.mp4"
    if not unit.exists():
        larger = "scale='if(gt(iw,ih),1920,1080)':'if(gt(iw,ih),1080,1920)':flags=bicubic,setsar=1"
        there_and_back = f"[0:v]{larger},split[a][b];[b]reverse[r];[a][r]concat=n=2:v=1,setpts=N/60/TB[v]"
        code = [
            "-map",
            "[v]",
            "-r",
            "60",
            "-c:v",
            "libx264",
            "-preset",
            "fast",
            "-crf",
            "20",
            "-pix_fmt",
            "yuv420p",
        ]
        _ffmpeg("-i", source, "-filter_complex", there_and_back, *code, unit)
    if not clip.exists():
        _ffmpeg("-stream_loop", "1000", "-i", unit, "-c", "copy", "-t", f"{seconds:g}", clip)
    return clip


def piece(source: Path, into: Path, first: int, count: int) -> Path:
    """Pictures first <= n < first + count of the source, coded nearly without loss."""
    clip = into / f"{source.stem}-{first}-{count}.mp4"
    chosen = f"select='between(n,{first},{first + count - 1})',setpts=N/FRAME_RATE/TB"
    if not clip.exists():
        _ffmpeg("-i", source, "-vf", chosen, "-an", "-c:v", "libx264", "-crf", "12", clip)
    return clip


def _ffmpeg(*arguments: str | Path) -> None:
    tool = imageio_ffmpeg.get_ffmpeg_exe()
    subprocess.run([tool, "-v", "error", "-y", *map(str, arguments)], check=True)
