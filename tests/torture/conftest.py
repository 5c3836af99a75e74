"""The long tests: what dies, breaks or lies at random moments, many times (`make torture`).

Every test draws from the one seed of the run, which is printed, and tells its figures by `figure`; they
stand in docs/reliability.md. TORTURE_SEED repeats a run, TORTURE_SCALE makes it longer or shorter.
"""

import os
import random
from collections.abc import Callable

import pytest

SEED = int(os.environ.get("TORTURE_SEED") or random.SystemRandom().randrange(10**9))
SCALE = float(os.environ.get("TORTURE_SCALE") or 1.0)
_FIGURES: list[tuple[str, str]] = []

Figure = Callable[[str, object], None]


@pytest.fixture
def dice(request: pytest.FixtureRequest) -> random.Random:
    """Random numbers of this test, the same for the same seed."""
    return random.Random(f"{SEED} {request.node.name}")


@pytest.fixture
def times() -> Callable[[int], int]:
    """How often to do what the table of docs/reliability.md does `usual` times."""
    return lambda usual: max(1, round(usual * SCALE))


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Figure:
    """Tell what was measured: a name and a value, printed at once and again at the end."""

    def tell(name: str, value: object) -> None:
        _FIGURES.append((f"{request.node.name}: {name}", str(value)))
        print(f"\n  {name}: {value}", flush=True)

    return tell


def pytest_report_header() -> str:
    return f"torture: seed {SEED}, scale {SCALE:g} (TORTURE_SEED={SEED} repeats it)"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.section(f"figures, seed {SEED}, scale {SCALE:g}")
    for name, value in _FIGURES:
        terminalreporter.write_line(f"{name}: {value}")
