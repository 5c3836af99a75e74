"""docker-compose.yml and the Dockerfile as they are written: what can be told without an engine."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import compose
import make_env
import pytest
import yaml

from cms.settings import Settings

ROOT = compose.ROOT
#: Services that run once, or before there is anything to ask.
ONCE = {"prepare", "s3-folder"}


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What `make env` writes."""
    return compose.dotenv(made(tmp_path_factory.mktemp("env")) / ".env")


@pytest.fixture(scope="module")
def services(given: dict[str, str]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = compose.read(given)["services"]
    return found


def made(folder: Path, *options: str) -> Path:
    """A folder in which `make env` was run."""
    (folder / ".env.example").write_text((ROOT / ".env.example").read_text())
    assert run_env(folder, *options) == 0
    return folder


def run_env(folder: Path, *options: str) -> int:
    return int(make_env.main(["--folder", str(folder), *options]))


def test_no_secret_has_a_default():
    taken = compose.variables(compose.FILE.read_text())
    for name, default in taken.items():
        if re.search("PASSWORD|SECRET|KEY|RUN_AS|URL", name):
            assert default is None, name
    with pytest.raises(KeyError, match="make env writes it"):
        compose.read({})


def test_the_page_explains_every_variable_and_no_other():
    explained = compose.dotenv(ROOT / ".env.example")
    assert set(explained) == set(compose.variables(compose.FILE.read_text()))


def test_env_makes_every_secret_anew_and_writes_nothing_over(given, tmp_path):
    again = compose.dotenv(made(tmp_path) / ".env")
    secrets = [name for name in given if name.endswith(("_PASSWORD", "_SECRET"))]
    assert len(secrets) == 7
    assert len({given[name] for name in secrets} | {again[name] for name in secrets}) == 14
    assert all(len(given[name]) >= 40 for name in secrets)
    assert {name for name, value in given.items() if not value} == {"OTLP_ENDPOINT"}
    assert given["RUN_AS"].split(":")[0] != "0"
    before = (tmp_path / ".env").read_bytes()
    assert run_env(tmp_path) == 1
    assert (tmp_path / ".env").read_bytes() == before
    for name in (".env", "secrets/edge.key.pem", "secrets/trust/online.key", "secrets/trust/root.key"):
        assert (tmp_path / name).stat().st_mode & 0o077 == 0, name


def test_a_new_edge_key_comes_beside_the_old_one(tmp_path):
    first = compose.dotenv(made(tmp_path) / ".env")
    assert run_env(tmp_path, "--new-edge-key") == 0
    second = compose.dotenv(tmp_path / ".env")
    assert {path.stem for path in (tmp_path / "secrets/edge-keys").iterdir()} == {
        first["EDGE_KEY_ID"],
        second["EDGE_KEY_ID"],
    }
    changed = {name for name in first if first[name] != second[name]}
    assert changed == {"EDGE_KEY_ID"}


def test_compose_itself_reads_it(given, tmp_path):
    """Where this machine has Compose, of whatever version; it needs no engine for that."""
    command, text = _composes(), compose.FILE.read_text()
    if command == ["docker-compose"]:  # of the first kind, which knows no `name:` in the file
        text = re.sub(r"^name:.*$", "", text, flags=re.MULTILINE)
    (tmp_path / "docker-compose.yml").write_text(text)
    command += ["--project-directory", str(tmp_path), "-f", str(tmp_path / "docker-compose.yml"), "config"]
    said = subprocess.run(command, env={**os.environ, **given}, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    read = yaml.safe_load(said.stdout.replace("$$", "$"))["services"]
    ours = compose.read(given)["services"]
    assert {name: each.get("command") for name, each in read.items()} == {
        name: each.get("command") for name, each in ours.items()
    }
    bare = {"PATH": os.environ["PATH"]}
    broken = subprocess.run(command, env=bare, capture_output=True, text=True, check=False)
    assert broken.returncode != 0
    assert "make env writes it" in broken.stderr


def _composes() -> list[str]:
    """How Compose is called here."""
    if shutil.which("docker"):
        plugin = subprocess.run(["docker", "compose", "version"], capture_output=True, check=False)
        if plugin.returncode == 0:
            return ["docker", "compose"]
    if shutil.which("docker-compose"):
        return ["docker-compose"]
    pytest.skip("NOT RUN: no Compose on this machine")


def test_every_service_is_shut_in(services):
    for name, service in services.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert "privileged" not in service, name
        assert service["mem_limit"], name
        assert service["pids_limit"], name
        assert service.get("cap_add", []) == (["CHOWN"] if name == "s3-folder" else []), name
        as_root = service["user"].startswith("0")
        assert as_root == (name == "s3-folder"), name
    assert services["s3-folder"]["network_mode"] == "none"


def test_only_api_and_edge_are_reached_from_outside(services):
    assert {name for name, service in services.items() if "ports" in service} == {"api", "edge"}
    for name in ("api", "edge"):
        assert all(port.startswith("127.0.0.1:") for port in services[name]["ports"])
    assert {name for name, service in services.items() if "front" in service.get("networks", ())} == {
        "api",
        "edge",
    }
    networks = yaml.safe_load(compose.FILE.read_text())["networks"]
    assert networks["data"]["internal"]
    assert networks["store"]["internal"]
    assert "data" not in services["edge"]["networks"]
    assert "store" not in services["postgres"]["networks"]


def test_traces_are_let_out_to_a_collector_and_nothing_else_is(services: dict[str, dict[str, Any]]) -> None:
    """Compose adds the lists of the second file to those of the first."""
    added = yaml.safe_load((ROOT / "deploy/compose/traces.yml").read_text())
    assert added.keys() == {"services", "networks"}
    tracing = {
        name
        for name, service in services.items()
        if "EIGHTCOUNT_OTLP_ENDPOINT" in service.get("environment", ())
    }
    assert added["services"] == {name: {"networks": ["traces"]} for name in tracing - ONCE}
    assert added["networks"] == {"traces": {"external": True, "name": "eightcount-traces"}}
    said = (ROOT / "docs/operating.md").read_text()
    assert "docker network create --internal eightcount-traces" in said


def test_every_service_is_asked_how_it_is_and_waits_for_what_it_needs(services):
    for name, service in services.items():
        assert ("healthcheck" in service) == (name not in ONCE), name
        for other, how in service.get("depends_on", {}).items():
            once = other in ONCE
            assert how["condition"] == ("service_completed_successfully" if once else "service_healthy")
    for name in ("api", "media", "pose"):
        assert "prepare" in services[name]["depends_on"], name


def test_each_holds_only_the_secrets_that_it_needs(services, given):
    holders = {
        "POSTGRES_PASSWORD": {"postgres", "prepare", "api", "media", "pose"},
        "REDIS_PASSWORD": {"redis", "prepare", "api", "media", "pose"},
        "S3_PREPARE_SECRET": {"s3", "prepare"},
        "S3_API_SECRET": {"s3", "api"},
        "S3_MEDIA_SECRET": {"s3", "media"},
        "S3_POSE_SECRET": {"s3", "pose"},
        "S3_EDGE_SECRET": {"s3", "edge"},
    }
    for secret, expected in holders.items():
        found = {name for name, service in services.items() if given[secret] in str(service)}
        assert found == expected, secret
    files = {name: set(service.get("secrets", ())) for name, service in services.items()}
    assert {name for name, held in files.items() if "signing_key" in held} == {"media"}
    assert {name for name, held in files.items() if "edge_key" in held} == {"api"}
    told = compose.read(given)["secrets"]
    assert not any("root.key" in each["file"] for each in told.values())


def test_passwords_are_in_no_command_and_no_healthcheck(services, given):
    for service in services.values():
        typed = str([service.get(part) for part in ("command", "entrypoint", "healthcheck")])
        assert not any(
            value in typed for name, value in given.items() if name.endswith(("SECRET", "PASSWORD"))
        )


def test_settings_are_settings_that_there_are(services):
    for name in ("prepare", "api", "media", "pose"):
        for variable in services[name]["environment"]:
            if variable.startswith("EIGHTCOUNT_"):
                assert variable.removeprefix("EIGHTCOUNT_").lower() in Settings.model_fields, variable


def test_images_are_pinned_by_version(services):
    for name, service in services.items():
        if "build" not in service:
            assert re.fullmatch(r"[a-z/]+:\d+\.\d+(\.\d+)?(-[a-z]+)?", service["image"]), name
    bases = re.findall(r"^ARG \w+_IMAGE=(.*)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert len(bases) == 2
    assert all(re.fullmatch(r"[a-z]+:\d+\.\d+\.\d+-[a-z-]+", base) for base in bases)


def test_what_is_mounted_is_there_or_made(services, given):
    volumes = compose.read(given)["volumes"]
    for service in services.values():
        for mount in service.get("volumes", ()):
            source = mount.split(":")[0]
            if source.startswith("./secrets"):
                continue
            assert source in volumes or (ROOT / source).exists(), mount
            assert source in volumes or mount.endswith(":ro"), mount


def test_the_dockerfile_is_well_made():
    linter = Path(sys.executable).parent / "hadolint"
    said = subprocess.run([linter, ROOT / "Dockerfile"], capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr


def test_the_image_holds_what_it_copies_and_its_user_is_nobody_special():
    text = (ROOT / "Dockerfile").read_text()
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert "*" in ignored
    for line in re.findall(r"^COPY (?!--from)(.*)$", text, re.MULTILINE):
        for source in line.split()[:-1]:
            assert (ROOT / source).exists(), source
            assert f"!{source.split('/')[0]}" in ignored, source
    assert re.search(r"^USER 10001:10001$", text, re.MULTILINE)
    assert ".env*" in " ".join(ignored)
    assert not any(line.startswith("!secrets") for line in ignored)
