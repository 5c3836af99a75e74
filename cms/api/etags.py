"""ETags are version numbers: `"3"`. An edit sends the one it has read as If-Match."""

import re
from typing import Annotated

from fastapi import Depends, Header

from cms.api.problems import PreconditionRequiredError
from cms.edits import Expected
from cms.errors import InvalidError

_ETAG = re.compile(r'(?:W/)?"?(\d{1,9})"?')


def etag(version: int) -> str:
    """The ETag of a version."""
    return f'"{version}"'


def _expected(
    if_match: Annotated[
        str | None,
        Header(
            description='The ETag that you have read, as `"3"`; `*` edits whatever is there. Required.',
            examples=['"3"'],
            max_length=200,
        ),
    ] = None,
) -> Expected:
    if if_match is None:
        raise PreconditionRequiredError(
            "An edit must say which version it has read: send that version's ETag as If-Match."
        )
    if if_match.strip() == "*":
        return Expected(anything=True)
    found = [_ETAG.fullmatch(tag.strip()) for tag in if_match.split(",")]
    if not all(found):
        raise InvalidError('If-Match must be an ETag that this server gave, as "3", or *.')
    return Expected(versions=frozenset(int(match[1]) for match in found if match))


IfMatch = Annotated[Expected, Depends(_expected)]
