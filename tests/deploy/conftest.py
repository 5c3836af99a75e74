"""What is laid out in deploy/, run as it is."""

import sys
from collections.abc import Iterator
from pathlib import Path

import edge_server
import pytest
from seaweed import S3Server

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[2] / "deploy/compose"))

from edge_shelf import FOR_EVER, OBJECT, Shelf


@pytest.fixture(scope="module")
def shelf(s3_server: S3Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    bucket = s3_server.fresh_bucket("shelf")
    folder = tmp_path_factory.mktemp("edge")
    with edge_server.running(folder, s3_server, bucket, EDGE_POINTER_S="2") as running:
        running.add_key("K1")
        made = Shelf(s3_server, bucket, running)
        made.put(made.path[1:], OBJECT, FOR_EVER, "video/mp4")
        made.put("channels/production.json", b'{"version":1}', "public, max-age=30")
        yield made
