"""A build as server-sent events. Rows are the truth, so the stream looks at them a few times a second;
it holds no session and no thread in between.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable

from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from cms.errors import UnauthorizedError

#: How often rows are looked at, seconds.
LOOK_S = 0.3
#: A comment line is sent after so long without a change, seconds: proxies cut silent streams.
HEARTBEAT_S = 10.0


async def events(look: Callable[[], BaseModel]) -> AsyncIterator[str]:
    """The build now and after every change, until its state is not `running`.

    `seconds` of a running step grows without anything having changed, so it is not compared.
    """
    told, told_at = None, time.monotonic()
    while True:
        try:
            build = await run_in_threadpool(look)
        except UnauthorizedError:  # whoever watches has signed out meanwhile
            return
        now = build.model_dump(mode="json", exclude={"steps": {"__all__": {"seconds"}}})
        if now != told:
            yield f"event: build\ndata: {build.model_dump_json()}\n\n"
            told, told_at = now, time.monotonic()
        elif time.monotonic() - told_at >= HEARTBEAT_S:
            yield ": still here\n\n"
            told_at = time.monotonic()
        if now["state"] != "running":
            return
        await asyncio.sleep(LOOK_S)
