"""How the step and its child processes speak: a JSON line, with the arrays it announces right behind it.

Both ends are this package; neither trusts the other with pickles. Must not know what is said.
"""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

Arrays = Mapping[str, NDArray[Any]]


@dataclass(frozen=True)
class Message:
    """`kind` and its facts (JSON values), with arrays where they are large."""

    kind: str
    facts: dict[str, Any] = field(default_factory=dict)
    arrays: Arrays = field(default_factory=dict)


def send(stream: IO[bytes], message: Message) -> None:
    """Write one message, whole, and flush it."""
    held = io.BytesIO()
    if message.arrays:
        np.savez(held, allow_pickle=False, **message.arrays)
    head = {"kind": message.kind, "facts": message.facts, "bytes": held.tell()}
    stream.write(json.dumps(head).encode() + b"\n" + held.getvalue())
    stream.flush()


def receive(stream: IO[bytes]) -> Message | None:
    """Read one message; None where the other end has closed, in the middle of one too."""
    line = stream.readline()
    if not line.endswith(b"\n"):
        return None
    head = json.loads(line)
    content = stream.read(head["bytes"])
    if len(content) < head["bytes"]:
        return None
    if not content:
        return Message(head["kind"], head["facts"])
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return Message(head["kind"], head["facts"], dict(arrays))
