"""A build on stderr: a bar for each step at a terminal, a line for each step that ends elsewhere."""

from collections.abc import Iterable

from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from eightcount import console
from eightcount.builds import Build, Step

_STYLES = {"done": "green", "failed": "bold red", "running": "bold", "aborted": "yellow"}


def follow(builds: Iterable[Build]) -> Build:
    """Show the states of one build as they come; the last one. There is at least one."""
    last: Build | None = None
    if console.notes.is_terminal:
        with Live(console=console.notes, refresh_per_second=8) as live:
            for last in builds:
                live.update(_table(last))
    else:
        told: set[str] = set()
        for last in builds:
            for step in last.steps:
                if step.title not in told and step.state in ("done", "failed", "aborted"):
                    told.add(step.title)
                    console.notes.print(f"  {step.title:<14} {_outcome(step)}", markup=False)
    if last is None:
        raise ValueError("a build was followed that has no state")
    return last


def _table(build: Build) -> Table:
    table = Table.grid("", "step", "bar", "outcome", padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, overflow="ellipsis")
    for step in build.steps:
        style = _STYLES.get(step.state, "dim")
        bar = ProgressBar(total=1.0, completed=step.progress, width=30, finished_style="green")
        words = step.words if step.state == "running" else ""
        table.add_row("", Text(step.title, style=style), bar, _outcome(step), Text(words, style="dim"))
    return table


def _outcome(step: Step) -> str:
    if step.cached:
        return "from the cache"
    again = f"  attempt {step.attempt}, the one before was lost" if step.attempt > 1 else ""
    if step.state == "running":
        return f"{step.progress:4.0%}{again}"
    took = f"  {console.readable_seconds(step.seconds)}" if step.seconds is not None else ""
    return f"{step.state}{took}{again}"
