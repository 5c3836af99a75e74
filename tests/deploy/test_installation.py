"""The proof that docker-compose.yml works: its services, run as written, make a class and hand it out."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import clips
import containers
import httpx
import pytest
import yaml
from containers import Installation

from cms.storage.s3 import Place, connect
from workers.walls import namespaces

ORDER = ("postgres", "redis", "s3-folder", "s3", "prepare", "edge", "api", "media", "pose")


@dataclass(frozen=True)
class Person:
    """Somebody at the command line of another machine."""

    installation: Installation
    key: str
    original: str = ""

    def eightcount(self, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
        urls = {"EIGHTCOUNT_URL": self.installation.address("api"), "EIGHTCOUNT_KEY": self.key}
        return subprocess.run(
            [sys.executable, "-m", "eightcount", *words],
            env={"PATH": "/usr/bin:/bin", **urls},
            cwd=containers.ROOT,
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )

    def done(self, *words: str, given: str = "") -> str:
        said = self.eightcount(*words, given=given)
        assert said.returncode == 0, said.stdout + said.stderr
        return said.stdout

    def post(self, path: str) -> Any:
        headers = {"Authorization": f"Bearer {self.key}"}
        answer = httpx.post(f"{self.installation.address('api')}/api/v1{path}", headers=headers)
        return answer.raise_for_status().json()


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    if not namespaces.available():
        pytest.skip("NOT RUN: this machine does not let bubblewrap make rooms, which stand in for containers")
    with containers.installation(tmp_path_factory.mktemp("compose"), POSE_MODEL="lite") as made:
        made.up(*ORDER)
        yield made


@pytest.fixture(scope="module")
def person(installation: Installation) -> Person:
    said = installation.run(
        "api", "eightcount", "key", "create", "--name", "tests", "--scope", "all", "--json"
    )
    return Person(installation, json.loads(said)["secret"])


@pytest.fixture(scope="module")
def published(person: Person, tmp_path_factory: pytest.TempPathFactory) -> Person:
    """Six seconds of the sample class, uploaded, built and published."""
    folder = tmp_path_factory.mktemp("short")
    cut = clips.cut_sample(folder, start_s=0.0, duration_s=6.0, beats=9)
    (folder / "song.ogg").write_bytes(cut.song.read_bytes())
    (folder / "beats.json").write_text(json.dumps({"format": 1, "beats_s": cut.beats_s}))
    described = {
        "slug": "short",
        "titles": {"en": "Short"},
        "song": {"title": "A song", "artist": "Somebody"},
        "dancer": {"name": "Mina"},
        "files": {"take": cut.take.name, "song": "song.ogg", "beats": "beats.json"},
    }
    (folder / "class.yaml").write_text(yaml.safe_dump(described))
    person.done("class", "import", str(folder))
    person.done("build", "short", "--follow")
    person.done("class", "align", "short", "--accept")
    person.done("publish", "short", "--channel", "production")
    return replace(person, original=hashlib.sha256(cut.song.read_bytes()).hexdigest())


def root_key(installation: Installation) -> str:
    root = json.loads((installation.folder / "secrets/trust/root.json").read_text())
    return str(root["signatures"][0]["key"])


def synced(person: Person, folder: Path, access: Any) -> subprocess.CompletedProcess[str]:
    """What a device does with the access that its backend got for it."""
    words = ("device", "sync", person.installation.address("edge"), str(folder), "--json")
    told = ("--root", root_key(person.installation))
    return person.eightcount(*words, *told, *(("--access", "-") if access else ()), given=json.dumps(access))


def test_a_class_goes_from_files_to_a_device(published: Person, tmp_path: Path) -> None:
    said = synced(published, tmp_path / "device", published.post("/channels/production/access"))
    assert said.returncode == 0, said.stdout + said.stderr
    report = json.loads(said.stdout)
    assert report["complete"]
    assert [(each["class_id"], each["state"]) for each in report["classes"]] == [("short", "updated")]


def test_a_device_without_access_is_refused_and_so_are_strangers_at_the_bucket(
    published: Person, tmp_path: Path
) -> None:
    assert synced(published, tmp_path / "device", None).returncode == 1
    installation = published.installation
    for bucket in ("eightcount-private", "eightcount-shelf"):
        assert httpx.get(f"{installation.address('s3')}/{bucket}").status_code == 403


def test_browsers_send_parts_by_the_edge_and_nothing_else(published: Person) -> None:
    """The URL that a page is given leads to the edge; there only this very part passes."""
    installation = published.installation
    headers = {"Authorization": f"Bearer {published.key}"}
    with httpx.Client(base_url=f"{installation.address('api')}/api/v1", headers=headers) as client:
        upload = (
            client.post("/uploads", json={"filename": "song.ogg", "bytes": 1000}).raise_for_status().json()
        )
        url = client.post(f"/uploads/{upload['id']}/parts/1/url").raise_for_status().json()["url"]
    edge = installation.address("edge")
    assert url.startswith(f"{edge}/eightcount-private/uploads/")
    page = {"Origin": installation.address("api")}
    asked = httpx.options(url, headers={**page, "Access-Control-Request-Method": "PUT"})
    assert asked.headers["access-control-allow-origin"] == page["Origin"]
    assert httpx.put(url, content=b"x" * 999, headers=page).status_code == 403
    sent = httpx.put(url, content=b"x" * 1000, headers=page)
    assert (sent.status_code, sent.headers["access-control-allow-origin"]) == (200, page["Origin"])
    other = {**page, "x-amz-copy-source": f"/eightcount-private/objects/{published.original}"}
    copied = httpx.put(url, content=b"x" * 1000, headers=other)
    assert (copied.status_code, copied.headers["etag"]) == (200, sent.headers["etag"])  # it was not heard
    assert httpx.put(url.split("?")[0], content=b"x" * 1000).status_code == 403
    assert httpx.get(url).status_code == 405
    assert httpx.get(f"{edge}/eightcount-private/objects/{'0' * 64}").status_code == 404


#: Who may do what in the store: bucket, action -> services.
RIGHTS: dict[tuple[str, str], set[str]] = {
    ("private", "read"): {"api", "media", "pose"},
    ("private", "write"): {"api", "media", "pose"},
    ("shelf", "read"): {"api", "media", "edge"},
    ("shelf", "write"): {"media"},
}


@pytest.mark.parametrize(("bucket", "action"), RIGHTS)
def test_each_service_may_do_in_the_store_what_it_needs(
    published: Person, bucket: str, action: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    services, found = published.installation.services, set()
    for name in ("api", "media", "pose", "edge"):
        environment = services[name]["environment"]
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", name)
        secret = environment.get("AWS_SECRET_ACCESS_KEY") or environment["EDGE_STORE_SECRET_KEY"]
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", secret)
        client = connect(Place(published.installation.address("s3"), "us-east-1"))
        place = {"Bucket": f"eightcount-{bucket}", "Key": "test/nothing"}
        try:
            client.put_object(**place, Body=b"") if action == "write" else client.get_object(**place)
            found.add(name)
        except client.exceptions.NoSuchKey:
            found.add(name)
        except client.exceptions.ClientError as error:
            if error.response["Error"]["Code"] != "AccessDenied":
                raise
    assert found == RIGHTS[bucket, action]


def test_every_service_runs_as_it_is_told_to(installation: Installation) -> None:
    """As its user, on a root that nobody can write to, with the few folders that are named."""
    for name in ("api", "media", "pose", "edge", "s3", "postgres", "redis"):
        user = installation.services[name]["user"].split(":")[0]
        assert installation.run(name, "id", "-u").strip() == user
        tried = installation.run(name, "sh", "-c", "for at in / /etc /usr; do touch $at/x 2>&1; done; true")
        assert tried.count("Read-only file system") == 3, (name, tried)
        held = installation.run(name, "sh", "-c", "grep -E '^(CapEff|NoNewPrivs)' /proc/self/status")
        assert held.split() == ["CapEff:", "0" * 16, "NoNewPrivs:", "1"], name


def test_what_people_upload_is_walled_in(installation: Installation) -> None:
    for name in ("media", "pose"):
        assert json.loads(installation.run(name, "eightcount", "walls", "--json"))["open"] == [], name


def test_secrets_are_in_no_log(published: Person) -> None:
    values = {
        value
        for service in published.installation.services.values()
        for name, value in service.get("environment", {}).items()
        if name.endswith(("PASSWORD", "SECRET", "SECRET_KEY", "SECRET_ACCESS_KEY"))
    }
    assert len(values) == 7
    for name in ORDER:
        log = published.installation.log(name)
        assert not any(value in log for value in values), name
        assert "Signature=" not in log, name
