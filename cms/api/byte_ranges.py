"""What a conditional or partial GET asks for (RFC 9110, sections 13 and 14), from the text of its headers."""

import re

_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.IGNORECASE)


class UnsatisfiableError(Exception):
    """The range begins behind the end: status 416."""


def byte_range(asked: str | None, total: int) -> tuple[int, int] | None:
    """The first byte and the one behind the last that `Range: <asked>` wants of `total` bytes; None: all.

    One range is answered; several, other units and nonsense are answered with the whole, as HTTP allows and
    S3 does. Raises UnsatisfiableError.
    """
    match = _RANGE.fullmatch((asked or "").replace(" ", ""))
    if not match or match.groups() == ("", "") or total == 0:
        return None
    first, last = match.groups()
    if not first:
        start, end = max(total - int(last), 0), total
    else:
        start, end = int(first), min(int(last) + 1, total) if last else total
        if last and int(last) < start:
            return None
    if start >= total:
        raise UnsatisfiableError
    return start, end


def same_state(if_range: str | None, etag: str) -> bool:
    """Whether a range may be given: there is no If-Range, or it names this very state (weak tags and dates
    do not prove that).
    """
    return if_range is None or if_range.strip() == f'"{etag}"'


def known_already(if_none_match: str | None, etag: str) -> bool:
    """Whether the caller has this state: status 304."""
    tags = [tag.strip().removeprefix("W/") for tag in (if_none_match or "").split(",")]
    return f'"{etag}"' in tags or tags == ["*"]
