"""What a model may say: its answer read by a schema, and of that only what can be about this run.

Must not trust a word of it: parts and counts must be there, texts short, plain and in the language asked for.
"""

import re
from typing import Annotated, Any

from eightcount_runtime.scoring.sheet import Sheet
from eightcount_runtime.scoring.words import Advice, Language
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eightcount.coaching.asking import SilentError

MAX_TEXT = 160
"""Characters of one piece of advice."""
MOST_OF_A_PART = 3
BY_MODEL = "model"
"""The code of advice that a model worded."""
_HANGUL = re.compile("[가-힣]")
_ADDRESS = re.compile(r"://|www\.", re.IGNORECASE)


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    part: Annotated[int, Field(description="Counted from 1.")]
    count: Annotated[int | None, Field(description="Within the part, from 1; null for the whole part.")]
    text: Annotated[str, Field(description=f"One sentence of at most {MAX_TEXT} characters.")]


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    advice: Annotated[list[_Said], Field(max_length=20)]


def answer_schema() -> dict[str, Any]:
    """JSON Schema of the answer, in the small dialect that endpoints take: no bounds, all fields required."""
    said = {
        "type": "object",
        "properties": {
            "part": {"type": "integer"},
            "count": {"type": ["integer", "null"]},
            "text": {"type": "string"},
        },
        "required": ["part", "count", "text"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"advice": {"type": "array", "items": said}},
        "required": ["advice"],
        "additionalProperties": False,
    }


def advice_of(content: str, sheet: Sheet, language: Language) -> tuple[Advice, ...]:
    """What can be told of a model's answer, in its order; at most MOST_OF_A_PART of a part.

    Raises:
        SilentError: it is not JSON by the schema, or nothing of it can be told.
    """
    try:
        answer = _Answer.model_validate_json(content)
    except ValidationError:
        raise SilentError("answered what is not the JSON that was asked for") from None
    there = {(step.part, step.count) for step in sheet.steps} | {(step.part, None) for step in sheet.steps}
    kept: list[Advice] = []
    for said in answer.advice:
        text = " ".join(said.text.split())
        told = sum(each.part == said.part for each in kept)
        if (said.part, said.count) in there and told < MOST_OF_A_PART and _is_plain(text, language):
            kept.append(Advice(said.part, said.count, BY_MODEL, text, 0.0))
    if not kept:
        raise SilentError("said nothing about the parts and counts that were danced")
    return tuple(kept)


def _is_plain(text: str, language: Language) -> bool:
    """One short printable line, without an address, and in Korean where that was asked for."""
    spoken = language != "ko" or _HANGUL.search(text) is not None
    return 0 < len(text) <= MAX_TEXT and text.isprintable() and spoken and _ADDRESS.search(text) is None
