"""What every step is given and what it may raise. Nothing here knows the server, a queue or a database.

A step is a folder `workers/<name>/` with `Params` (a frozen dataclass, defaults for all) and
`run(work, params)`. It reads the files that the pipeline table says it reads from `work.folder` and leaves
the files that it writes there. Its result is decided by those files and `params` alone; `work.limits` and
`work.progress` may stop or describe a step, never change what it writes.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

#: What is to blame for a refusal, for programs; what helps against each is the server's to say.
Blame = Literal[
    "",
    "take-unusable",
    "take-not-heard",
    "song-unusable",
    "song-not-found",
    "alignment-unusable",
    "beats-unusable",
    "dancer-not-seen",
    "cover-unusable",
    "parameter-unusable",
    "server-not-ready",
]


class StepRefusedError(Exception):
    """The input cannot be used. `sentence` tells the author what is wrong and what to do.

    `detail` is the technical reason behind it (an ffmpeg message, a measured figure), for the log.
    `code` says what is to blame; it is stable, the sentence is not. A refusal is final for these inputs: it
    is not retried.
    """

    def __init__(self, sentence: str, detail: str = "", *, code: Blame = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.detail = detail
        self.code: Blame = code


@contextmanager
def blaming(code: Blame) -> Iterator[None]:
    """A refusal from within that blames nothing yet blames this: what reads a file knows not which it is."""
    try:
        yield
    except StepRefusedError as refused:
        refused.code = refused.code or code
        raise


@dataclass(frozen=True)
class Limits:
    """Bounds on what a step may take. They refuse work; they never change a result, so no key holds them."""

    max_duration_s: float = 600.0
    max_pixels: int = 4096 * 2304
    max_memory_bytes: int = 4 * 1024**3
    max_wall_s: float = 3600.0
    processes: int = 2
    models: Path = Path(".models")


def silent(_fraction: float, _words: str) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True)
class Work:
    """A step's desk: a folder of named files, how far it has come, and what it may take."""

    folder: Path
    progress: Callable[[float, str], None] = field(default=silent)
    limits: Limits = field(default_factory=Limits)

    def path(self, name: str) -> Path:
        """Where the file of that name lies or is to be written."""
        return self.folder / name
