"""What the demo shows: the main job from a dancer's take to a device, through the public command line.

Starts `eightcount up` on a data folder (or uses the one that serves it), then types the commands that an
author would, and plays the device. Run again it finds its work done.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml
from rich.text import Text

from cms.settings import Settings
from eightcount import console, demo_beats, demo_practice, local_keys
from eightcount.cli import app
from eightcount.client import Client
from eightcount.embedded import Serving, running
from eightcount.failures import ExitCode, RefusedError
from eightcount.leash import leashed
from eightcount.local_trust import trust_of
from eightcount.packs import described, opened

_SAMPLES = Path(__file__).resolve().parents[1] / "samples"


def tell() -> None:
    """Play it all. Raises CommandError, and KeyboardInterrupt on Ctrl-C."""
    began_s = time.monotonic()
    settings = Settings()
    with _serving(settings) as serving:
        _play(settings, serving)
    _heading(f"All of it worked, in {console.readable_seconds(time.monotonic() - began_s)}")
    console.note("  make run     keeps everything serving what was made here, the web admin too")
    console.note("  make demo    again: finished work is found, not done again")


def _play(settings: Settings, serving: Serving) -> None:
    """The whole story, command by command."""
    desk = settings.data / "demo"
    sample = _sample()
    os.environ["EIGHTCOUNT_URL"] = serving.url
    os.environ["EIGHTCOUNT_KEY"] = secret = _key(settings, desk / "key", serving.url)
    device, sheet, slug = desk / "device", desk / "contact-sheet.jpg", sample.name

    _heading("An author brings song, dancer, class, take and hand-marked beats")
    _type("class", "import", str(sample))
    _heading("Workers build the class")
    _type("build", slug, "--follow")
    with Client(serving.url, secret) as client:
        _tell_offset(client.get(f"/classes/{slug}/alignment").document, sample)
    _heading("It is published")
    _type("publish", slug, "--channel", "staging")
    _type("publish", slug, "--channel", "production")
    _heading("A device that knows the root key follows the channel, downloads and verifies")
    root = trust_of(settings).roots[0]
    _type("device", "sync", serving.url, str(device), "--channel", "production", "--root", root)
    _type("pack", "inspect", str(device), slug, "--channel", "production")
    _type("device", "sheet", str(device), slug, "--channel", "production", "--out", str(sheet))
    _heading("Two parts of the take, as a mirror shows them, are scored as a learner's video would be")
    _score(device, slug, demo_practice.film(_take(sample), desk / "practice.mp4"), desk / "practice.html")
    _heading("One beat is moved by 12 ms, built, and published to staging")
    _type("device", "sync", serving.url, str(device), "--channel", "staging", "--root", root)
    with Client(serving.url, secret) as client:
        moved = demo_beats.move_one(client, slug)
        _type("build", slug, "--follow")
        _type("publish", slug, "--channel", "staging")
        _tell_fix(client, slug, moved)
        _type("device", "sync", serving.url, str(device), "--channel", "staging", "--root", root)
        _tell_device(device, slug, moved)
        _heading("The old pack is made visible again, and the beat put back")
        _type("rollback", slug, "--channel", "staging")
        demo_beats.restore(client, slug, moved)


def _sample() -> Path:
    found = sorted(path.parent for path in _SAMPLES.glob("*/class.yaml"))
    if not found:
        raise RefusedError("samples/ holds no class.", code="not-found")
    return found[0]


def _take(sample: Path) -> Path:
    files: dict[str, str] = yaml.safe_load((sample / "class.yaml").read_text())["files"]
    return sample / files["take"]


def _score(device: Path, slug: str, video: Path, page: Path) -> None:
    """With the net that is the quickest: a demo is to be short."""
    asked = ("--parts", demo_practice.PARTS, "--model", "lite", "--page", str(page))
    _type("score", str(device), str(video), "--class", slug, "--channel", "production", *asked)


def _type(*words: str) -> None:
    """Show a command as an author types it, and run it here. Raises CommandError."""
    shown = [os.path.relpath(word) if word.startswith("/") else word for word in words]
    _show_command(*shown)
    if app(list(words), standalone_mode=False) == ExitCode.INTERRUPTED:  # Typer makes a code of Ctrl-C
        raise KeyboardInterrupt


def _show_command(*words: str) -> None:
    line = Text.assemble(("\n$ ", "dim"), (f"eightcount {' '.join(words)}", "bold cyan"))
    console.notes.print(line, soft_wrap=True)


def _heading(words: str) -> None:
    console.notes.print(Text(f"\n{words}", style="bold"))


def _tell_offset(alignment: dict[str, Any], sample: Path) -> None:
    """The offset that was found beside the one with which the sample was made."""
    truth = json.loads((sample / "truth.json").read_text())
    error_ms = (alignment["offset_s"] - truth["offset_s"]) * 1000
    confidence = alignment["confidence"]  # none where a person gave the offset
    judged = (
        alignment["decided"] if confidence is None else f"{alignment['verdict']}, confidence {confidence:.2f}"
    )
    console.results.print(
        f"\noffset found {alignment['offset_s']:+z.6f} s, true {truth['offset_s']:+z.6f} s: "
        f"{abs(error_ms):.3f} ms off ({judged})"
    )


def _tell_fix(client: Client, slug: str, moved: demo_beats.Moved) -> None:
    took_s = time.monotonic() - moved.saved_at_s
    build = client.get(f"/classes/{slug}").document["build"]
    again = [step["name"] for step in build["steps"] if not step["cached"]]
    cached = [step["name"] for step in build["steps"] if step["cached"]]
    console.results.print(
        f"\nbeat {moved.beat + 1} was moved by {moved.by_ms:.0f} ms (revision {moved.revision})"
    )
    console.results.print(f"  done again       {', '.join([*again, 'publish'])}")
    console.results.print(f"  from the cache   {', '.join(cached)}")
    console.results.print(f"  {took_s:.2f} s from the saved beats to the published pointer")


def _tell_device(device: Path, slug: str, moved: demo_beats.Moved) -> None:
    """What the device now shows of the moved beat."""
    document = described(opened(device, slug, "staging"))
    points = [step["point_s"] for part in document["parts"] for step in part["steps"]]
    console.results.print(
        f"on the device, step {moved.beat} now ends at {points[moved.beat - 1]:.6f} s of the video"
    )


def _key(settings: Settings, path: Path, url: str) -> str:
    """The demo's API key, made once and kept in its folder."""
    if path.exists():
        try:
            with Client(url, path.read_text()) as client:
                client.get("/classes", limit=1)
            return path.read_text()
        except RefusedError:
            console.note("[dim]the demo's key is not known any more; making another[/]")
    path.parent.mkdir(parents=True, exist_ok=True)
    key, secret = local_keys.create(settings, "demo", ["all"])
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(secret)
    _heading("A key for the API")
    _show_command("key", "create", "--name", "demo", "--scope", "all")
    console.note(f"key {key.id} made; its secret is kept in {os.path.relpath(path)}")
    return secret


@contextmanager
def _serving(settings: Settings) -> Iterator[Serving]:
    """The `up` that serves the data folder: the one that runs, or one for the length of the demo."""
    if (there := running(settings.data)) is not None:
        console.note(f"Using the server that runs already at {there.url}.")
        yield there
        return
    console.note(f"Starting broker, API and workers on {settings.data} ...")
    logs = settings.data / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    command = leashed([sys.executable, "-m", "eightcount", "up", "--port", "0", "--json"])
    with (logs / "up.log").open("w+") as log:
        up = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,
        )
        try:
            said = json.loads((up.stdout.readline() if up.stdout else "") or "{}")
            if "url" not in said:
                reason = said.get("error", {}).get("sentence") or (logs / "up.log").read_text()
                raise RefusedError(f"The server did not start. {reason}", code="up")
            console.note(f"Serving at {said['url']}; logs in {os.path.relpath(logs)}")
            yield Serving(url=said["url"], pid=said["pid"])
        finally:
            _end(up)


def _end(up: subprocess.Popen[str]) -> None:
    """Ask it to end, as often as Ctrl-C is pressed: from the second time on it hurries."""
    while True:
        try:
            up.terminate()
            up.wait()
        except KeyboardInterrupt:
            continue
        return
