"""One request over HTTP that cannot be drawn out: a file that comes too slowly is cut off, whatever trickles.

A socket's own time limit starts anew with every byte, so a server that sends one now and then, be it within
the headers, would hold a device for ever. Standard library only. Must not know what is fetched.
"""

import http.client
import socket
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any


class Patience:
    """How long a file may take: so many seconds, and more with every byte that came."""

    def __init__(self, start_s: float, slowest_bytes_s: float) -> None:
        self._until_s = time.monotonic() + start_s
        self._slowest_bytes_s = slowest_bytes_s

    def earn(self, count: int) -> None:
        """So many bytes came."""
        self._until_s += count / self._slowest_bytes_s

    @property
    def left_s(self) -> float:
        """Seconds until it is lost; 0 when it is."""
        return max(0.0, self._until_s - time.monotonic())


@contextmanager
def opened(url: str, headers: Mapping[str, str], patience: Patience, timeout_s: float) -> Iterator[Any]:
    """The answer to a GET, as `http.client.HTTPResponse`; its connection is cut when patience is lost.

    A redirection is not followed, it is an error like other answers: what `headers` hold goes nowhere else.

    Raises:
        urllib.error.HTTPError: an answer other than 2xx.
        OSError, http.client.HTTPException: no answer, or patience is lost.
    """
    watch = _Watch(patience)
    opener = urllib.request.build_opener(_Http(watch), _Https(watch), _NoRedirection)
    request = urllib.request.Request(url, headers=dict(headers))  # noqa: S310 - Source lets web addresses alone in
    with watch, opener.open(request, timeout=min(timeout_s, patience.left_s or 0.001)) as answer:
        yield answer


class _Watch:
    """A thread that shuts the connection down when patience is lost."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._over = threading.Event()
        self._connection: http.client.HTTPConnection | None = None
        self._socket: socket.socket | None = None
        self._thread = threading.Thread(target=self._run, name="patience", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def over(self, connection: http.client.HTTPConnection) -> http.client.HTTPConnection:
        """Watch over a connection from its first packet on."""
        self._connection = connection
        connect: Callable[[], None] = connection.connect

        def connect_and_keep() -> None:
            connect()
            self._socket = connection.sock  # the response keeps it when the connection lets it go

        connection.connect = connect_and_keep  # type: ignore[method-assign]
        return connection

    def _run(self) -> None:
        while not self._over.wait(self._patience.left_s):
            at_hand = self._socket or (self._connection and self._connection.sock)
            if self._patience.left_s == 0 and at_hand:
                _shut(at_hand)
                return
            if self._patience.left_s == 0:
                self._over.wait(0.05)  # not connected yet; connecting has a time limit of its own


def _shut(connected: socket.socket) -> None:
    try:
        # Not the method of a TLS socket: that would pull the session away from under its reader.
        socket.socket.shutdown(connected, socket.SHUT_RDWR)
    except OSError:
        return  # it is closed already


class _NoRedirection(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Follow none."""


class _Http(urllib.request.HTTPHandler):
    def __init__(self, watch: _Watch) -> None:
        super().__init__()
        self._watch = watch

    def http_open(self, req: urllib.request.Request) -> Any:
        """Open it under watch."""
        return self.do_open(_watched(self._watch, http.client.HTTPConnection), req)


class _Https(urllib.request.HTTPSHandler):
    def __init__(self, watch: _Watch) -> None:
        super().__init__()
        self._watch = watch

    def https_open(self, req: urllib.request.Request) -> Any:
        """Open it under watch."""
        return self.do_open(_watched(self._watch, http.client.HTTPSConnection), req)


def _watched(watch: _Watch, kind: type[http.client.HTTPConnection]) -> Any:
    return lambda host, **options: watch.over(kind(host, **options))
