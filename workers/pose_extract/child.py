"""The process that touches the untrusted take and runs the nets: `python -m workers.pose_extract.child`.

It shuts itself in, then answers requests from its standard input on its standard output until that closes;
when the parent dies its input closes and it ends at once. It writes no file.
"""

import os
import queue
import threading
import traceback
from typing import BinaryIO

import cv2

from workers.pose_extract.decode import read_frames, read_index
from workers.pose_extract.engine import Engine, FastEngine
from workers.pose_extract.messages import Setup, message_of, plan_of, setup_of
from workers.pose_extract.scan import scan
from workers.pose_extract.wire import Message, receive, send
from workers.step import StepRefusedError
from workers.walls.bounds import bound
from workers.walls.seccomp import refuse_calls

_TELL_EVERY = 10


def main() -> None:
    """Serve until the parent is done or gone."""
    inbox, outbox = _take_pipes()
    first = receive(inbox)
    if first is None:
        return
    setup = setup_of(first.facts)
    bound(setup.memory_bytes)
    cv2.setNumThreads(1)
    shut = refuse_calls()
    requests: queue.Queue[Message] = queue.Queue()
    threading.Thread(target=_listen, args=(inbox, requests), daemon=True).start()
    try:
        _serve(setup, requests, outbox, shut=shut)
    except StepRefusedError as refused:
        told = {"sentence": refused.sentence, "detail": refused.detail, "code": refused.code}
        send(outbox, Message("refused", told))
    except MemoryError:
        sentence = "The take needs more memory to read than is allowed. Export it in a smaller size."
        send(outbox, Message("refused", {"sentence": sentence, "detail": traceback.format_exc(), "code": ""}))
    except Exception:  # noqa: BLE001 - whatever it was, the parent raises it with all that is known here
        send(outbox, Message("failed", {"detail": traceback.format_exc()}))


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The parent's pipes as files of our own; what libraries print goes to standard error."""
    inbox, outbox = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    return inbox, outbox


def _listen(inbox: BinaryIO, requests: "queue.Queue[Message]") -> None:
    """Pass requests on; when the parent closes or dies, end this process whatever it is doing."""
    while (message := receive(inbox)) is not None:
        requests.put(message)
    os._exit(0)


def _serve(setup: Setup, requests: "queue.Queue[Message]", outbox: BinaryIO, *, shut: bool) -> None:
    engine: Engine | None = None
    while True:
        request = requests.get()
        if request.kind == "index":
            index = read_index(setup.take, request.facts["max_frames"])
            facts = {"time_base_s": index.time_base_s}
            send(outbox, Message("index", facts, {"pts": index.pts, "key": index.key}))
            continue
        if engine is None:
            engine = _engine(setup, shut=shut)
        plan = plan_of(request)
        frames = read_frames(setup.take, int(plan.pts[0]), int(plan.pts[-1]))
        seen = scan(engine, frames, setup.upright, plan, lambda done: _tell(outbox, done))
        send(outbox, message_of(seen))


def _tell(outbox: BinaryIO, done: int) -> None:
    if done % _TELL_EVERY == 0:
        send(outbox, Message("progress", {"done": done}))


def _engine(setup: Setup, *, shut: bool) -> Engine:
    if setup.engine == "fast":
        return FastEngine(setup.models, setup.model)
    if not shut:
        raise StepRefusedError(
            "The reference engine cannot run on this server. Choose the fast engine.",
            "mediapipe sends usage figures, and this machine has no way to refuse it the network",
            code="server-not-ready",
        )
    from workers.pose_extract.reference import ReferenceEngine  # noqa: PLC0415 - only here may mediapipe load

    return ReferenceEngine(setup.models, setup.model)


if __name__ == "__main__":
    main()
