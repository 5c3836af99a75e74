"""What a process says on standard error: a line for each event, for people or, as JSON, for a log store.

Where an event belongs (request, build, step) is bound once around the work and stands in every line of it.
Must not know what is logged.
"""

import json
import logging
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from types import MappingProxyType

from cms.settings import Settings

_NOWHERE: Mapping[str, str] = MappingProxyType({})
_BOUND: ContextVar[Mapping[str, str]] = ContextVar("bound", default=_NOWHERE)
#: Fields of an event that its caller gave by `extra={"facts": {...}}`.
FACTS = "facts"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@contextmanager
def bound(**ids: str) -> Iterator[None]:
    """Every line that this thread or task logs inside the block carries these ids."""
    token = _BOUND.set({**_BOUND.get(), **ids})
    try:
        yield
    finally:
        _BOUND.reset(token)


def configure(settings: Settings) -> None:
    """Send all loggers to standard error in the format of the settings. Called once, by an entry point."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if settings.log_format == "json" else TextLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for chatty in (
        "httpx",
        "botocore",
        "boto3",
        "urllib3",
        "s3transfer",
        "alembic",
        "celery.worker.strategy",
    ):
        logging.getLogger(chatty).setLevel(logging.WARNING)


class JsonLines(logging.Formatter):
    """One JSON object a line: at, level, logger, message, what is bound, the event's facts, its error."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; values that are no JSON are written as their text."""
        event = {
            "at": _at(record).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_where(record),
        }
        if record.exc_info:
            event["error"] = self.formatException(record.exc_info)
        return json.dumps(event, ensure_ascii=False, default=str)


class TextLines(logging.Formatter):
    """`time level message  name=value ...`, then the error's lines where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, or lines."""
        where = "".join(f"  {name}={value}" for name, value in _where(record).items())
        said = _on_one_line(f"{record.getMessage()}{where}")
        line = f"{_at(record):%Y-%m-%d %H:%M:%S} {record.levelname.lower():7} {said}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def _on_one_line(text: str) -> str:
    """Control characters are shown and not obeyed: whoever is logged cannot write lines of their own."""
    return _CONTROL.sub(lambda found: ascii(found[0])[1:-1], text)


def _at(record: logging.LogRecord) -> datetime:
    return datetime.fromtimestamp(record.created, UTC)


def _where(record: logging.LogRecord) -> dict[str, object]:
    return {**_BOUND.get(), **getattr(record, FACTS, {})}
