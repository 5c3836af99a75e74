"""What the page of a practice, and the terminal, say besides the advice, in the languages of the advice.

The words lie in `page.<language>.json`; numbers and names are filled in where `{...}` stands, and all
of it is escaped.
"""

import json
from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Literal

Language = Literal["ko", "en"]
#: Less than this is on time.
ON_TIME_MS = 15


@cache
def words(language: Language) -> dict[str, str]:
    """The words of a language by their names, the same names in each."""
    found: dict[str, str] = json.loads(
        Path(__file__).with_name(f"page.{language}.json").read_text(encoding="utf-8")
    )
    return found


class Say:
    """Words of a language, filled in, and escaped for the page."""

    def __init__(self, language: Language) -> None:
        self._words = words(language)

    def __call__(self, word: str, **given: object) -> str:
        """Filled in and escaped."""
        return escape(self.plain(word, **given))

    def plain(self, word: str, **given: object) -> str:
        """Not escaped yet; a code that has no words stands for itself."""
        return self._words[word].format(**given) if self.knows(word) else word

    def knows(self, word: str) -> bool:
        """Whether there are words for it."""
        return word in self._words

    def late(self, late_ms: float | None) -> str:
        """How late (positive) or early; not escaped."""
        if late_ms is None:
            return ""
        if abs(late_ms) < ON_TIME_MS:
            return self.plain("on_time")
        return self.plain("late" if late_ms > 0 else "early", ms=round(abs(late_ms)))

    def counts(self, counts: Sequence[int]) -> str:
        """One or several; not escaped."""
        return self.plain("count" if len(counts) == 1 else "counts", count=", ".join(map(str, counts)))

    def laid(self, how: str, silence: str) -> str:
        """How a video was laid on the class, and of movements why not by the sound; not escaped."""
        return self.plain(how, why=self.plain(silence or "take-not-asked"))
