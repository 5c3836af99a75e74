"""What the API tells of a pack before it is published: beside a comparison, and when it is published."""

from pydantic import BaseModel, ConfigDict, Field

from cms.api.fields import Example

WARNING: Example = {
    "code": "parts_not_told_apart",
    "sentence": "Part 2: who stands still or dances something else scores nearly as much as who dances it.",
    "parts": [2],
    "joints": [],
    "counts": [],
}


class WarningShown(BaseModel):
    """Something to know before a pack is published; it keeps nobody from it."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra={"examples": [WARNING]})

    code: str = Field(description="What it is about, for a program; it stays.")
    sentence: str = Field(description="The same for a person; it may be worded anew.")
    parts: list[int] = Field(description="The parts that it is about, from 1; empty: the whole class.")
    joints: list[str] = Field(description="The joints that it is about, as `left_hand`.")
    counts: list[list[int]] = Field(
        description="Of each of its parts the counts that it is about, from 1; empty: the whole of them."
    )
