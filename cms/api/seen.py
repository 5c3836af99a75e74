"""Every request is seen: an id that stands in its log lines and its answer, its time in the metrics, a span
in the traces. Must not change what is asked or answered, that one header aside.
"""

import logging
import re
import time

from opentelemetry.trace import Span
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cms import logs, metrics, traces
from cms.models import new_id

log = logging.getLogger("eightcount.requests")

#: Under which `create_app` mounts the nouns; a mounted route knows its own pattern only.
_PREFIX = "/api/v1"
#: Other methods can be made up without end, and each would be counted by itself for ever.
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
#: Asked every few seconds by machines; their lines would bury all others.
_QUIET = frozenset({"/healthz", "/readyz", "/metrics"})


class Seen:
    """Middleware around the whole application."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Time one request, and say how it ended; one whose answer never began counts as 500."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        came = Headers(scope=scope).get("x-request-id", "")
        request_id = came if _ID.fullmatch(came) else new_id()
        status, began_s = 500, time.perf_counter()

        async def send_seen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = request_id
            await send(message)

        with logs.bound(request=request_id), traces.of_request(scope["method"]) as span:
            try:
                await self.app(scope, receive, send_seen)
            finally:
                _tell(scope, span, status, time.perf_counter() - began_s)


def _pattern(scope: Scope) -> str:
    """The route's pattern, never the address: of those there is no end, and they may hold what is secret."""
    pattern: str = getattr(scope.get("route"), "path", "") or "none"
    inside = scope["path"].startswith(f"{_PREFIX}/") and pattern.startswith("/")
    return f"{_PREFIX}{pattern}" if inside else pattern


def _tell(scope: Scope, span: Span, status: int, took_s: float) -> None:
    route = _pattern(scope)
    method = scope["method"] if scope["method"] in _METHODS else "other"
    metrics.REQUEST_SECONDS.labels(method, route, str(status)).observe(took_s)
    if span.is_recording():
        span.update_name(f"{scope['method']} {route}")
        span.set_attributes({"http.route": route, "http.response.status_code": status})
    if scope["path"] in _QUIET and status < 400:
        return
    state, client = scope.get("state", {}), scope.get("client")
    facts = {"method": scope["method"], "route": route, "status": status, "took_s": round(took_s, 4)}
    who = {"actor": state["actor"].id} if "actor" in state else {}
    who |= {"problem": state["problem"]} if "problem" in state else {}
    who |= {"from": client[0]} if client else {}
    log.info("%s %s %d", scope["method"], scope["path"], status, extra={logs.FACTS: {**facts, **who}})
