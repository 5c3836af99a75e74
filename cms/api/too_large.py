"""The framework refuses bodies that are too long in plain text, before any route: made a problem here."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cms.api.problems import MEDIA_TYPE, too_large


class TooLargeAsProblem:
    """Middleware around the whole application."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Replace a 413 that is no problem document yet."""
        replaced = False

        async def send_problem(message: Message) -> None:
            nonlocal replaced
            if message["type"] == "http.response.start" and message["status"] == 413:
                kind = Headers(raw=message["headers"]).get("content-type", "")
                replaced = not kind.startswith(MEDIA_TYPE)
                if replaced:
                    await too_large()(scope, receive, send)
            if not replaced:
                await send(message)

        await self.app(scope, receive, send_problem if scope["type"] == "http" else send)
