"""ffmpeg as a limited child: the one place of the product that starts it.

The graph is built with ffmpeg-python by the caller, from `source()`; it runs behind `confinement` with a
wall clock, writes only in the folder it is given, and what it says on its way is kept as `detail`. Must not
know what the graph is for.
"""

import errno
import math
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import IO, Any

import ffmpeg
import imageio_ffmpeg

from workers.media.confinement import ENVIRONMENT, Bounds, Walls, confine
from workers.media.container import Container
from workers.step import Limits, StepRefusedError

#: Decoders of what cameras, editors and music shops write; a PNG inside a MOV took 1.5 GB, so no pictures.
DECODERS = (
    "h264,hevc,vp8,vp9,av1,libdav1d,mpeg4,msmpeg4,msmpeg4v2,mpeg1video,mpeg2video,h263,mjpeg,prores,dnxhd,theora,"
    "rawvideo,ffv1,aac,mp3float,mp3,mp2float,mp2,opus,libopus,vorbis,libvorbis,flac,alac,ac3,eac3,amrnb,amrwb,"
    "pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be,pcm_f32le,pcm_f32be,pcm_f64le,pcm_u8,pcm_s8,"
    "pcm_alaw,pcm_mulaw,pcm_bluray,adpcm_ima_wav,adpcm_ima_qt,adpcm_ms"
)
#: Of a recording; a phone's holds up to eight, an editor's some more.
MOST_STREAMS = 64
_TAIL_BYTES = 8192
_TICK_S = 0.25
_GLOBAL = ("-hide_banner", "-nostdin", "-nostats", "-loglevel", "error", "-progress", "pipe:1")


@cache
def ffmpeg_program() -> Path:
    """The ffmpeg that comes with the wheel (or the one named in IMAGEIO_FFMPEG_EXE)."""
    return Path(imageio_ffmpeg.get_ffmpeg_exe()).resolve()


def source(
    path: Path,
    container: Container,
    limits: Limits,
    *,
    rotation_deg: int | None = None,
    seek_s: float | None = None,
) -> Any:
    """The ffmpeg-python input for an untrusted file: demuxer, protocols, decoders, picture size fixed.

    `rotation_deg` (clockwise) replaces what the file says of how to turn its picture upright. `seek_s` skips
    so much from the file's start: to a frame near it, not for what must be exact.
    """
    turned = {} if rotation_deg is None else {"display_rotation:v": -rotation_deg}
    skipped = {} if seek_s is None else {"ss": f"{seek_s:.6f}"}
    return ffmpeg.input(
        str(path.resolve()),
        f=container.demuxer,
        protocol_whitelist="file,pipe",
        format_whitelist=container.demuxer,
        max_streams=MOST_STREAMS,
        codec_whitelist=DECODERS,
        max_pixels=limits.max_pixels,
        threads=limits.processes,
        **turned,
        **skipped,
    )


def run_ffmpeg(
    graph: Any,
    *,
    reads: Sequence[Path],
    writes: Path,
    limits: Limits,
    otherwise: str,
    max_file_bytes: int,
    watch: Callable[[float], None] = lambda _seconds: None,
    behind: Walls | None = None,
) -> str:
    """Run a graph to its end and return what ffmpeg said (at most the last 8 KB, in most cases nothing).

    Args:
        graph: outputs of ffmpeg-python, not yet compiled.
        reads: the files it reads; no other is visible where the machine can hide them.
        writes: the folder that all its outputs lie in.
        limits: wall clock, memory, threads.
        otherwise: the sentence for the author where ffmpeg fails for a reason that has none of its own.
        max_file_bytes: no output may grow beyond it.
        watch: is told how many seconds of output are done, now and then.
        behind: see `confinement.confine`.

    Raises:
        StepRefusedError: ffmpeg failed or met a bound.
        OSError: with ENOSPC, the disk is full (the same step can succeed later).
    """
    command = graph.compile(cmd=[str(ffmpeg_program()), *_GLOBAL], overwrite_output=True)
    cpu_s = math.ceil(limits.max_wall_s * max(1, limits.processes)) + 1
    bounds = Bounds(memory_bytes=limits.max_memory_bytes, cpu_s=cpu_s, file_bytes=max_file_bytes)
    confined = confine(
        command, bounds=bounds, reads=[p.resolve() for p in reads], writes=writes.resolve(), behind=behind
    )
    status, said = _run_limited(confined, limits.max_wall_s, watch)
    if status != 0 or _disk_was_full(said):
        raise _failure(status, said, otherwise)
    return said


def _run_limited(command: list[str], wall_s: float, watch: Callable[[float], None]) -> tuple[int, str]:
    """Exit status (negative or above 128 for a signal) and the end of what the child said."""
    deadline = time.monotonic() + wall_s
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
        cwd="/",
    ) as child:
        try:
            said = _listen(child, deadline, watch)
            return child.wait(timeout=max(_TICK_S, deadline - time.monotonic())), said
        except (TimeoutError, subprocess.TimeoutExpired) as late:
            raise StepRefusedError(
                "The file takes longer to read than is allowed. Shorten it, or export it as a plain MP4.",
                f"stopped after {wall_s:g} s",
            ) from late
        finally:
            child.kill()  # nothing, where it has ended


def _listen(child: subprocess.Popen[bytes], deadline: float, watch: Callable[[float], None]) -> str:
    """Read both pipes until they close, so that neither can block the child; keep the tail of stderr."""
    said, line = b"", b""
    stdout, stderr = _pipes(child)
    with selectors.DefaultSelector() as ready:
        ready.register(stdout, selectors.EVENT_READ)
        ready.register(stderr, selectors.EVENT_READ)
        while ready.get_map():
            if time.monotonic() > deadline:
                raise TimeoutError
            for key, _ in ready.select(timeout=_TICK_S):
                chunk = os.read(key.fd, 65536)
                if not chunk:
                    ready.unregister(key.fileobj)
                elif key.fileobj is stderr:
                    said = (said + chunk)[-_TAIL_BYTES:]
                else:
                    *lines, line = (line + chunk).split(b"\n")
                    _tell(lines, watch)
    return said.decode(errors="replace").strip()


def _pipes(child: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if child.stdout is None or child.stderr is None:
        raise ValueError("the child was started without pipes")
    return child.stdout, child.stderr


def _tell(lines: Sequence[bytes], watch: Callable[[float], None]) -> None:
    """`-progress` writes `name=value` lines; `out_time_us` is the output time, N/A before the first."""
    for line in lines:
        name, _, value = line.partition(b"=")
        if name == b"out_time_us" and value.strip().isdigit():
            watch(int(value) / 1e6)


def _disk_was_full(said: str) -> bool:
    return os.strerror(errno.ENOSPC) in said


def _failure(status: int, said: str, otherwise: str) -> Exception:
    """The error to raise for a child that failed. A shell's 128 + n and Python's -n both name signal n."""
    number = -status if status < 0 else status - 128
    detail = f"ffmpeg ended with {status}: {said}"
    if _disk_was_full(said):
        return OSError(errno.ENOSPC, "The server's disk is full. Make room on it, then start this step again")
    if number == signal.SIGXFSZ or os.strerror(errno.EFBIG) in said:
        return StepRefusedError(
            "The file unpacks to more than is allowed. Shorten it or lower its size.", detail
        )
    if number == signal.SIGXCPU:
        return StepRefusedError(
            "The file takes more work to read than is allowed. Export it as a plain MP4.", detail
        )
    if os.strerror(errno.ENOMEM) in said or number in (signal.SIGKILL, signal.SIGABRT, signal.SIGSEGV):
        return StepRefusedError(
            "The file needs more memory to read than is allowed. Export it again as a plain MP4.", detail
        )
    return StepRefusedError(otherwise, detail)
