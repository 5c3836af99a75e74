"""Every implementation of the storage ports, behind the fixtures that the contract suites use: folders of
this machine, and buckets of a real S3 server.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from seaweed import S3Server

from cms.storage import ChecksumError, Delivery, MissingError, Part, PartUrlError, Storage
from cms.storage.local import LocalDelivery, LocalStorage
from cms.storage.s3 import Bucket, Place, S3Delivery, S3Storage, connect


@dataclass(frozen=True)
class Stand:
    """A storage under test. `send(url, data)` does what a client does with a part URL.

    `least_bytes`: what every part but the last must have. `tells_the_last`: of two different sendings of one
    part in the same second, it knows which was the last.
    """

    storage: Storage
    send: Callable[[str, bytes], Part]
    least_bytes: int = 0
    tells_the_last: bool = True

    def padded(self, pieces: list[bytes]) -> list[bytes]:
        """The pieces, as long as this storage wants parts."""
        return [piece.ljust(self.least_bytes, b".") for piece in pieces[:-1]] + pieces[-1:]

    def later(self) -> None:
        """Wait until a second sending of a part can be told from the first."""
        second = int(time.time())
        while not self.tells_the_last and int(time.time()) == second:
            time.sleep(0.02)

    def send_part(self, upload: str, number: int, data: bytes) -> Part:
        return self.send(self.storage.part_url(upload, number, total=len(data), expires_s=60), data)


def _send_locally(storage: LocalStorage, url: str, data: bytes) -> Part:
    """What the route of local parts does; over HTTP it is tested in tests/api."""
    place = urlsplit(url)
    *_, upload, _parts, number = place.path.split("/")
    query = {name: values[0] for name, values in parse_qs(place.query).items()}
    total = int(query["bytes"])
    storage.check_part_url(
        upload, int(number), total=total, expires=int(query["expires"]), signature=query["signature"]
    )
    with storage.receive_part(upload, int(number), total=total) as part:
        for start in range(0, len(data), 1000):
            part.write(data[start : start + 1000])
        return part.keep()


def _send_to_bucket(url: str, data: bytes) -> Part:
    """What a browser does, and what the answer means."""
    answer = httpx.put(url, content=data, headers={"Content-Type": "video/mp4"}, timeout=60)
    query = parse_qs(urlsplit(url).query)
    if answer.status_code == 404:
        raise MissingError(answer.text)
    if answer.status_code in (400, 403):
        # The length is part of what is signed: S3 itself cannot tell which of both is wrong.
        raise (ChecksumError if "SignatureDoesNotMatch" in answer.text else PartUrlError)(answer.text)
    answer.raise_for_status()
    return Part(int(query["partNumber"][0]), len(data), answer.headers["etag"].strip('"'))


@pytest.fixture(scope="session")
def s3_client(s3_server: S3Server) -> Any:
    """Our own client of a real S3 server; the credentials are where boto3 looks for them."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in s3_server.owner.environment.items():
            patch.setenv(name, value)
        return connect(Place(s3_server.endpoint, s3_server.region))


@pytest.fixture
def bucket(s3_server: S3Server, s3_client: Any) -> Bucket:
    """A fresh bucket."""
    return Bucket(s3_server.fresh_bucket("contract"), s3_client, s3_client)


@pytest.fixture(params=["local", "s3"])
def stand(request: pytest.FixtureRequest, tmp_path: Path) -> Stand:
    if request.param == "s3":
        return Stand(
            S3Storage(request.getfixturevalue("bucket")), _send_to_bucket, 5 * 1024**2, tells_the_last=False
        )
    storage = LocalStorage(tmp_path / "store", base_url="http://here.example/api/v1", secret=b"s" * 32)
    return Stand(storage, lambda url, data: _send_locally(storage, url, data))


@pytest.fixture(params=["local", "s3"])
def delivery(request: pytest.FixtureRequest, tmp_path: Path) -> Delivery:
    if request.param == "s3":
        return S3Delivery(request.getfixturevalue("bucket"))
    return LocalDelivery(folder=tmp_path / "shelf")
