"""Opens the built admin in Chromium on the sample class; prints a table: python -m bench.editor [--out FILE].

Wants the web admin built (`make web`) and a Chromium on the machine.
"""

import argparse
import os
import secrets
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.editor.visit import measure
from cms.settings import Settings
from eightcount import local_accounts, local_keys
from eightcount.cli import app
from eightcount.embedded import running

ROOT = Path(__file__).parents[2]


def main() -> int:
    """Run the bench; 2 where the machine lacks something."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=7, help="how often it is opened each way")
    parser.add_argument("--seconds", type=float, default=5.0, help="of scrolling, zooming and playing")
    parser.add_argument("--out", type=Path, help="also write the table into this file")
    args = parser.parse_args()
    lacking = _lacking()
    if lacking:
        print(f"editor: {lacking}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="bench-editor-") as scratch:
        text = _measured(Path(scratch), args.visits, args.seconds)
    print(text)
    if args.out:
        args.out.write_text(text, encoding="utf-8")
    return 0


def _lacking() -> str:
    if not (ROOT / "web/admin/dist/index.html").is_file() and "EIGHTCOUNT_WEB" not in os.environ:
        return "the web admin is not built; run `make web` first"
    return "" if _chromium() else "there is no Chromium on this machine (Debian: apt-get install chromium)"


def _chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("google-chrome")


def _measured(folder: Path, visits: int, seconds: float) -> str:
    with _serving(folder) as (url, login, password):
        opened, moved = measure(_chromium() or "", url, login, password, visits, seconds)
    lines = ["| the sample class is shown after | median ms | worst ms |", "|---|---|---|"]
    lines += [_opened(how, times) for how, times in opened.items()]
    lines += ["", "| for some seconds | frames | median ms | p99 ms | over 25 ms | long tasks |"]
    lines += ["|---|---|---|---|---|---|"]
    for each in moved:
        ordered = sorted(each.frames_ms)
        p99 = ordered[min(len(ordered) - 1, round(0.99 * len(ordered)))]
        lines.append(
            f"| {each.what} | {len(ordered)} | {statistics.median(ordered):.1f} | {p99:.1f} |"
            f" {each.dropped} | {len(each.long_ms)} |"
        )
    return "\n".join(lines) + "\n"


def _opened(how: str, times_ms: Sequence[float]) -> str:
    return f"| {how} | {statistics.median(times_ms):.0f} | {max(times_ms):.0f} |"


@contextmanager
def _serving(folder: Path) -> Iterator[tuple[str, str, str]]:
    """The sample, built, on a server of its own; the address and an account for it."""
    os.environ.update(EIGHTCOUNT_DATA=str(folder), EIGHTCOUNT_POSE_MODEL="lite")
    up = subprocess.Popen(
        [sys.executable, "-m", "eightcount", "up", "--port", "0"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while (serving := running(folder)) is None:
            if up.poll() is not None:
                message = f"the server ended with {up.returncode}: see {folder}/logs"
                raise RuntimeError(message)
            time.sleep(0.2)
        yield (serving.url, *_prepared(Settings(data=folder), serving.url))
    finally:
        up.terminate()
        up.wait(timeout=60)


def _prepared(settings: Settings, url: str) -> tuple[str, str]:
    """Import and build the sample; login and password of somebody who may mark it."""
    _, secret = local_keys.create(settings, "bench", ["all"])
    os.environ.update(EIGHTCOUNT_URL=url, EIGHTCOUNT_KEY=secret)
    for words in (["class", "import", str(ROOT / "samples/escape")], ["build", "escape", "--follow"]):
        app(words, standalone_mode=False)
    password = secrets.token_urlsafe(16)
    local_accounts.create(settings, login="bench", name="Bench", role="author", password=password)
    return "bench", password


if __name__ == "__main__":
    sys.exit(main())
