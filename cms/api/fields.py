"""Fields that several nouns share: what a title, a hash, a slug or an id may look like.

Control characters are refused: no line of a form needs them, and PostgreSQL cannot keep a NUL.
"""

from datetime import datetime
from typing import Annotated, Any

from fastapi import Path
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

_LINE = r"^[^\x00-\x1f\x7f]*$"


def _readable(text: str) -> str:
    if any(letter < " " and letter not in "\n\r\t" for letter in text):
        raise ValueError("It holds control characters; only line breaks and tabs are possible.")
    return text


#: One line of text that must say something.
Line = Annotated[
    str,
    StringConstraints(
        min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*$"
    ),
]
#: One line of text that may be empty.
MaybeLine = Annotated[str, StringConstraints(max_length=200, pattern=_LINE)]
#: Text of several lines.
Prose = Annotated[str, StringConstraints(max_length=10_000), AfterValidator(_readable)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Slug = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
#: A BCP-47 language tag: "en", "ko", "pt-BR", "zh-Hant".
Language = Annotated[
    str, StringConstraints(max_length=35, pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$")
]
Tag = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[^\x00-\x20\x7f,]+$")]

Id = Annotated[
    str, Path(pattern=r"^[0-9a-f]{22}$", description="The id.", examples=["019aac23b5c1f00dcafe42"])
]
ClassName = Annotated[
    str,
    Path(
        pattern=r"^[a-z0-9-]{1,80}$",
        description="The class: its id or its slug.",
        examples=["spring-combo-1"],
    ),
]
ChannelName = Annotated[
    str,
    Path(pattern=r"^(staging|production)$", description="`staging` or `production`.", examples=["staging"]),
]

#: A JSON object that the OpenAPI document shows.
Example = dict[str, Any]

EXAMPLE_ID = "019aac23b5c1f00dcafe42"
EXAMPLE_SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
EXAMPLE_TIME = "2026-11-22T13:10:00Z"


class Given(BaseModel):
    """A body that somebody sends: unknown fields are refused, so that a typo is not silently lost."""

    model_config = ConfigDict(extra="forbid")


class Made(BaseModel):
    """What every row tells of itself."""

    model_config = ConfigDict(from_attributes=True)

    id: str = Field(description="The id; ids sort by time of creation.")
    created_at: datetime = Field(description="When it was made, UTC.")
    created_by: str = Field(description="Who made it: `account:<id>`, `key:<id>`, or `cli`.")


class Edited(Made):
    """What every row tells that people edit."""

    version: int = Field(description="Counts edits; its ETag, sent as If-Match with an edit.")
    updated_at: datetime = Field(description="When it was last edited, UTC.")
