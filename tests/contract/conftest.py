"""Every implementation of the storage ports, behind the fixtures that the contract suites use."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from cms.storage import Delivery, Part, Storage
from cms.storage.local import LocalDelivery, LocalStorage


@dataclass(frozen=True)
class Stand:
    """A storage under test. `send(url, data)` does what a client does with a part URL."""

    storage: Storage
    send: Callable[[str, bytes], Part]

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


@pytest.fixture(params=["local"])
def stand(request: pytest.FixtureRequest, tmp_path: Path) -> Stand:
    assert request.param == "local"
    storage = LocalStorage(tmp_path / "store", base_url="http://here.example/api/v1", secret=b"s" * 32)
    return Stand(storage, lambda url, data: _send_locally(storage, url, data))


@pytest.fixture(params=["local"])
def delivery(request: pytest.FixtureRequest, tmp_path: Path) -> Delivery:
    assert request.param == "local"
    return LocalDelivery(folder=tmp_path / "shelf")
