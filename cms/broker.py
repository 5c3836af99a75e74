"""Where the broker listens, by the settings. Light: what only starts a broker need not load the server."""

import hashlib
import os
import tempfile
from pathlib import Path

from cms.settings import Settings


def broker_url(settings: Settings) -> str:
    """The broker in use: the one named, or the embedded valkey's socket in the data folder."""
    if settings.broker_url:
        return settings.broker_url
    return f"redis+socket://{embedded_broker_socket(settings.data)}"


def embedded_broker_socket(data: Path) -> Path:
    """Where the embedded broker listens: a socket that only this user reaches.

    The kernel takes 107 bytes of path, so a deep data folder gets a short name beside the temporary files.
    """
    socket = (data / "broker" / "valkey.sock").resolve()
    if len(str(socket)) <= 100:
        return socket
    short = hashlib.sha256(str(socket).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"eightcount-{os.getuid()}-{short}" / "valkey.sock"
