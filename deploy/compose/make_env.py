"""`make env`: writes .env with fresh secrets, and the keys in secrets/ that docker-compose.yml hands out.

    make_env.py                 all of it, once: what is there already is never written over
    make_env.py --new-edge-key  a new key that lets devices in, beside the old one (docs/deploy.md)

Everything is readable by its owner alone, but for public keys.
"""

import argparse
import os
import re
import secrets
import sys
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from cms.releases import CHANNELS
from cms.signing import make_own

#: As who our processes run where root calls this: the user of the image.
_NOT_ROOT = (10001, 10001)
_PAGE = ".env.example"
#: Lines of the page whose value nobody needs to choose.
_SECRET = re.compile(r"^(\w+_(?:PASSWORD|SECRET))=$", re.MULTILINE)


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0 when it is done, 1 with a sentence when it may not be."""
    parser = argparse.ArgumentParser(prog="make env", description="Secrets for docker-compose.yml.")
    parser.add_argument("--folder", type=Path, default=Path(), help="of docker-compose.yml")
    parser.add_argument("--new-edge-key", action="store_true", help="exchange the key that lets devices in")
    given = parser.parse_args(arguments)
    folder: Path = given.folder
    known = (folder / ".env").exists()
    if known != given.new_edge_key:
        sys.stderr.write(
            "There is a .env already, and it is never written over: move it and secrets/ away first.\n"
            if known
            else "There is no .env yet: run `make env` first.\n"
        )
        return 1
    owner = _owner()
    (folder / "secrets").mkdir(mode=0o700, exist_ok=True)
    text = (folder / (".env" if known else _PAGE)).read_text()
    if not known:
        text = _SECRET.sub(lambda line: f"{line[1]}={secrets.token_hex(24)}", text)
        text = _set(text, "RUN_AS", f"{owner[0]}:{owner[1]}")
        make_own(folder / "secrets/trust", CHANNELS, now=datetime.now(UTC))
    name = _new_edge_key(folder / "secrets")
    _write(folder / ".env", _set(text, "EDGE_KEY_ID", name).encode())
    _give(folder / "secrets", owner)
    sys.stdout.write(_next_edge_key(name) if known else _next())
    return 0


def _owner() -> tuple[int, int]:
    return (os.getuid(), os.getgid()) if os.getuid() else _NOT_ROOT


def _set(text: str, name: str, value: str) -> str:
    return re.sub(rf"^{name}=.*$", f"{name}={value}", text, flags=re.MULTILINE)


def _new_edge_key(folder: Path) -> str:
    """A key pair: the private half for the API, the public half in the edge's group under its new name."""
    name = f"K{secrets.token_hex(6).upper()}"
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (folder / "edge-keys").mkdir(exist_ok=True)
    (folder / "edge-keys" / f"{name}.pem").write_bytes(public)
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    _write(folder / "edge.key.pem", pem)
    return name


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all, and for its owner only."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    fresh.touch(mode=0o600)
    fresh.write_bytes(data)
    fresh.replace(path)


def _give(folder: Path, owner: tuple[int, int]) -> None:
    """To whom our processes run as; the edge, which is another user, reads the public keys."""
    public = folder / "edge-keys"
    public.chmod(0o755)
    for path in (folder, *folder.rglob("*")):
        if path.parent == public:
            path.chmod(0o644)
        if not os.getuid():
            os.chown(path, *owner)


def _next() -> str:
    return (
        ".env and secrets/ are written. Next:\n"
        "  1. Move secrets/trust/root.key to where no server is (docs/trust.md): nothing here needs it.\n"
        "  2. Set PUBLIC_URL and SHELF_URL in .env if others than this machine shall reach it.\n"
        "  3. docker compose up --build --wait\n"
    )


def _next_edge_key(name: str) -> str:
    return (
        f"{name} is in the edge's group, and .env names it. Next:\n"
        "  1. docker compose up -d api           (it signs by the new key; the old one still counts)\n"
        "  2. wait for ACCESS_HOURS\n"
        "  3. delete the older files of secrets/edge-keys   (it counts at once)\n"
    )


if __name__ == "__main__":
    sys.exit(main())
