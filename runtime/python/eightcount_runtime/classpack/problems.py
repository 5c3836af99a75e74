"""A problem that a check found: a value, so that an editor can list it and jump to its place."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Problem:
    """`code` is for programs, `sentence` for people; `index` counts from 0 in what was checked."""

    severity: Severity
    code: str
    sentence: str
    index: int | None = None

    def as_json(self) -> dict[str, Any]:
        """The JSON object, without an index where there is none."""
        value: dict[str, Any] = {"severity": self.severity, "code": self.code, "sentence": self.sentence}
        return value if self.index is None else value | {"index": self.index}


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Those that make the input unusable."""
    return tuple(problem for problem in problems if problem.severity == "error")
