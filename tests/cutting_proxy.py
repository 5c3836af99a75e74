"""A line to a server that can be cut: forwards bytes, and breaks connections after so many of them."""

import socket
import threading
from contextlib import suppress


class CuttingProxy:
    """Listens on a port of its own. `cut_after(n)`: when clients have sent n more bytes, the connection that
    brings the next one breaks, once. `down` refuses everybody.
    """

    def __init__(self, host: str, port: int) -> None:
        self.target = (host, port)
        self.down = False
        self.cuts = 0
        self._allowed: int | None = None
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut_after(self, count: int) -> None:
        self._allowed = count

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self.down:
                client.close()
                continue
            server = socket.create_connection(self.target)
            for source, target, counts in ((client, server, True), (server, client, False)):
                threading.Thread(
                    target=self._pump, args=(source, target), kwargs={"counts": counts}, daemon=True
                ).start()

    def _pump(self, source: socket.socket, target: socket.socket, *, counts: bool) -> None:
        with suppress(OSError):
            while data := source.recv(16384):
                if counts and (self.down or self._is_cut(len(data))):
                    break
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _is_cut(self, count: int) -> bool:
        if self._allowed is None:
            return False
        self._allowed -= count
        if self._allowed > 0:
            return False
        self._allowed = None
        self.cuts += 1
        return True
