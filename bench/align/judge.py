"""One case measured: the step's own code and its peers on the same samples, error, CPU time and memory.

Runs in a process of its own that holds little else, so that its peak memory is the step's.
"""

import resource
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from bench.align import peers
from workers.audio_align import Params
from workers.audio_align.core import align
from workers.audio_align.spectra import RATE_HZ
from workers.media.pcm import decode_pcm
from workers.step import Limits, StepRefusedError, silent


@dataclass(frozen=True)
class Found:
    """What a tool said of one case: None for offset_s when it refused. Decoding is not in `cpu_s`."""

    offset_s: float | None
    rate: float
    score: float
    cpu_s: float
    verdict: str = ""
    codes: tuple[str, ...] = ()
    others_s: tuple[float, ...] = ()


@dataclass(frozen=True)
class Measured:
    """Answers by tool, and the greatest memory the process has had so far."""

    by_tool: dict[str, Found] = field(default_factory=dict)
    peak_mb: float = 0.0


def measure(take: Path, song: Path, tools: tuple[str, ...]) -> Measured:
    """Ask every tool: "eightcount" is the step, others are of `peers`."""
    answers = {}
    if "eightcount" in tools:
        answers["eightcount"] = _ask_step(take, song)
    peak_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if sys.platform == "darwin":
        peak_kb //= 1024
    for tool in tools:
        if tool != "eightcount":
            answers[tool] = _ask_peer(tool, take, song)
    return Measured(answers, peak_kb / 1024)


def _ask_step(take: Path, song: Path) -> Found:
    heard, sung = (decode_pcm(path, RATE_HZ, Limits()) for path in (take, song))
    params = Params()
    begun = time.process_time()
    try:
        a = align(heard, sung, params.slowest, params.fastest, silent)
    except StepRefusedError:
        return Found(None, 1.0, 0.0, time.process_time() - begun)
    cpu_s = time.process_time() - begun
    codes = tuple(problem.code for problem in a.problems)
    others = tuple(choice.offset_s for choice in a.candidates)
    return Found(a.offset_s, a.rate, a.confidence, cpu_s, a.verdict, codes, others)


def _ask_peer(tool: str, take: Path, song: Path) -> Found:
    peer = peers.PEERS[tool]
    heard, sung = (decode_pcm(path, peer.rate_hz, Limits()) for path in (take, song))
    begun = time.process_time()
    offset_s, score = peer.ask(heard, sung)
    return Found(offset_s, 1.0, score, time.process_time() - begun)
