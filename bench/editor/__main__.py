"""Opens the built admin in Chromium on the sample class; prints a table: python -m bench.editor [--out FILE].

Wants the web admin built (`make web`) and a Chromium on the machine.
"""

import argparse
import os
import secrets
import shutil
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.editor.visit import measure
from bench.serving import serving
from cms.settings import Settings
from eightcount import local_accounts, local_keys
from eightcount.cli import app

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
    os.environ["EIGHTCOUNT_POSE_MODEL"] = "lite"
    with serving(folder) as url:
        login, password = _prepared(Settings(data=folder))
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


def _prepared(settings: Settings) -> tuple[str, str]:
    """Import and build the sample; login and password of somebody who may mark it."""
    _, secret = local_keys.create(settings, "bench", ["all"])
    os.environ["EIGHTCOUNT_KEY"] = secret
    for words in (["class", "import", str(ROOT / "samples/escape")], ["build", "escape", "--follow"]):
        app(words, standalone_mode=False)
    password = secrets.token_urlsafe(16)
    local_accounts.create(settings, login="bench", name="Bench", role="author", password=password)
    return "bench", password


if __name__ == "__main__":
    sys.exit(main())
