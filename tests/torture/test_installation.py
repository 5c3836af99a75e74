"""The services of docker-compose.yml, all killed with -9 in any order, and started again."""

import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import boto3
import httpx
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "deploy"))
sys.path.insert(0, str(Path(__file__).parents[2] / "deploy/compose"))

import containers
from containers import Installation

ORDER = ("postgres", "redis", "s3-folder", "s3", "prepare", "edge", "api")


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    with containers.installation(tmp_path) as made:
        made.up(*ORDER)
        yield made


def test_what_was_kept_is_there_after_all_were_killed(
    installation: Installation,
    dice: random.Random,
    times: Callable[[int], int],
    figure: Callable[[str, object], None],
) -> None:
    """Files are uploaded to the end; each that the server took has its bytes after every kill."""
    said = installation.run("api", "eightcount", "key", "create", "--name", "t", "--scope", "all", "--json")
    headers = {"Authorization": f"Bearer {json.loads(said)['secret']}"}
    kept: list[str] = []
    rounds, back_s = times(20), []
    for _ in range(rounds):
        kept += [uploaded(installation, headers, dice) for _ in range(dice.randrange(1, 4))]
        for name in dice.sample(list(installation.running), len(installation.running)):
            installation.running[name].kill()
            installation.running[name].wait()
        installation.running.clear()
        began_s = time.monotonic()
        installation.up(*ORDER)
        back_s.append(time.monotonic() - began_s)
        store = boto3.client(
            "s3",
            endpoint_url=installation.address("s3"),
            region_name="us-east-1",
            aws_access_key_id="prepare",
            aws_secret_access_key=installation.services["prepare"]["environment"]["AWS_SECRET_ACCESS_KEY"],
        )
        for name in kept:
            lying = store.get_object(Bucket="eightcount-private", Key=f"objects/{name}")["Body"].read()
            assert sha256(lying).hexdigest() == name
    figure("times that all were killed", rounds)
    figure("files kept", f"{len(kept)} of {len(kept)}")
    figure("back, median and worst, s", f"{sorted(back_s)[len(back_s) // 2]:.1f}, {max(back_s):.1f}")


def uploaded(installation: Installation, headers: dict[str, str], dice: random.Random) -> str:
    """A file that the server took; its sha256."""
    data = dice.randbytes(dice.randrange(1, 200_000))
    name = sha256(data).hexdigest()
    with httpx.Client(base_url=f"{installation.address('api')}/api/v1", headers=headers, timeout=60) as api:
        upload = (
            api.post("/uploads", json={"filename": "a.ogg", "bytes": len(data)}).raise_for_status().json()
        )
        url = api.post(f"/uploads/{upload['id']}/parts/1/url").raise_for_status().json()["url"]
        httpx.put(url, content=data, timeout=60).raise_for_status()
        api.post(f"/uploads/{upload['id']}/complete", json={"sha256": name}).raise_for_status()
    return name
