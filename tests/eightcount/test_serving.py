"""How the server treats connections, as those who keep some open meet it."""

import http.client
import os
import select
import socket
import subprocess
import sys
from pathlib import Path

#: uvicorn's own patience with a silent connection is 5 s: a server that has no more has closed it by then.
SILENT_S = 8.0


def test_a_silent_connection_is_not_closed_under_a_client_that_asks_again(tmp_path: Path) -> None:
    """Devices look at a channel every few seconds; a proxy keeps its connections for a minute."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = subprocess.Popen(
            [sys.executable, "-m", "eightcount", "serve", "--fd", str(listening.fileno())],
            env={**os.environ, "EIGHTCOUNT_DATA": str(tmp_path)},
            pass_fds=[listening.fileno()],
            stderr=subprocess.DEVNULL,
        )
        device = http.client.HTTPConnection(*listening.getsockname(), timeout=120)
    try:
        assert asked(device) == 200
        closed, _, _ = select.select([device.sock], [], [], SILENT_S)
        assert not closed
        assert asked(device) == 200
    finally:
        device.close()
        server.terminate()
        server.wait()


def asked(device: http.client.HTTPConnection) -> int:
    """The status of an answer that was read to its end."""
    device.request("GET", "/healthz")
    answer = device.getresponse()
    answer.read()
    return answer.status
