"""A device in a process of its own, which can be killed: one sync of one folder."""

from multiprocessing.connection import Connection
from pathlib import Path

from eightcount_runtime.classpack.errors import PackError
from eightcount_runtime.device import Source, Trust, sync


def run(url: str, folder: Path, roots: tuple[str, ...], told: Connection) -> None:
    """Says "begun", then how it ended: "complete", or what went wrong."""
    source = Source(url, timeout_s=10, wait=lambda _seconds: None)
    told.send("begun")
    try:
        report = sync(source, folder, "production", Trust(roots))
    except (PackError, OSError) as error:
        told.send(f"{type(error).__name__}: {error}")
    else:
        failed = [each.sentence for each in report.classes if each.state == "failed"]
        told.send(f"failed: {failed[0]}" if failed else "complete")
