"""What every answer tells a browser, unless its route says something else: take it for what it is called,
keep it nowhere, run and frame nothing, and give it to no page of another site.

Must not decide who may call; it only bounds what a browser may do with what it was given.
"""

from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cms.settings import Settings

_ALWAYS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
#: For a year no browser that was here comes without TLS, nor to a host below this one.
_ONLY_BY_TLS = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}


def safe_headers(settings: Settings) -> Mapping[str, str]:
    """Name -> value; with HSTS where people reach this server by https."""
    by_tls = settings.public_url.lower().startswith("https://")
    return {**_ALWAYS, **(_ONLY_BY_TLS if by_tls else {})}


class SafeHeaders:
    """Middleware around the whole application."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self._headers = safe_headers(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add what the answer does not say itself."""

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_safely if scope["type"] == "http" else send)
