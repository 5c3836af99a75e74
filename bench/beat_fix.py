"""What a moved beat costs: seconds from saved beats to the published pointer, bytes that a device downloads.

Runs the demo's class through `eightcount up` in a throw-away folder, then moves one beat after another.
Print a table: `python -m bench.beat_fix [--fixes 10] [--out FILE]`.
"""

import argparse
import os
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from eightcount_runtime.device import Source, Trust, sync

from bench.serving import serving
from cms.settings import Settings
from eightcount import builds, demo_beats, local_keys
from eightcount.cli import app
from eightcount.client import Client
from eightcount.local_trust import trust_of

SAMPLES = Path(__file__).parents[1] / "samples"


@dataclass(frozen=True)
class Fix:
    """One moved beat: wall-clock seconds, what a device then fetched, and which steps were done again."""

    seconds: float
    bytes: int
    steps: tuple[str, ...]


def fix_once(client: Client, slug: str, device: Path, trust: Trust) -> Fix:
    """Move a beat, build, publish to staging, sync the device."""
    moved = demo_beats.move_one(client, slug)
    *_, build = builds.watch(client, builds.start(client, slug, {}).id)
    builds.must_be_done(build)
    builds.publish(client, slug, "staging")
    seconds = time.monotonic() - moved.saved_at_s
    report = sync(Source(client.url), device, "staging", trust)
    return Fix(seconds, report.downloaded_bytes, build.ran)


def measure(folder: Path, fixes: int) -> list[Fix]:
    """Build the sample once, then move beats."""
    sample = next(path.parent for path in sorted(SAMPLES.glob("*/class.yaml")))
    settings = Settings(data=folder)
    with serving(folder) as url:
        _, secret = local_keys.create(settings, "bench", ["all"])
        os.environ["EIGHTCOUNT_KEY"] = secret
        for words in (["class", "import", str(sample)], ["build", sample.name, "--follow"]):
            app(words, standalone_mode=False)
        with Client(url, secret) as client:
            builds.publish(client, sample.name, "staging")
            device, trust = folder / "device", trust_of(settings)
            sync(Source(url), device, "staging", trust)
            return [fix_once(client, sample.name, device, trust) for _ in range(fixes)]


def table(fixes: list[Fix]) -> str:
    """The figures as Markdown."""
    seconds = [fix.seconds for fix in fixes]
    sizes = [fix.bytes / 1000 for fix in fixes]
    steps = ", ".join(fixes[0].steps)
    return "\n".join(
        [
            f"{len(fixes)} beats moved, one after another; done again each time: {steps}, publish.",
            "",
            "| | median | worst |",
            "|---|---|---|",
            f"| saved beats to pointer, s | {statistics.median(seconds):.2f} | {max(seconds):.2f} |",
            f"| downloaded by a device, kB | {statistics.median(sizes):.1f} | {max(sizes):.1f} |",
            "",
        ]
    )


def main() -> None:
    """Measure and tell."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--fixes", type=int, default=10)
    asked.add_argument("--out", type=Path)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report = table(measure(Path(folder), options.fixes))
    print(report)
    if options.out:
        options.out.write_text(report)


if __name__ == "__main__":
    main()
