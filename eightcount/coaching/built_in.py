"""The coach that every installation has: the runtime's own words, from the numbers alone."""

from eightcount_runtime.scoring.sheet import Sheet
from eightcount_runtime.scoring.words import Advice, Language, words_of

from eightcount.coaching.port import Pictures


def built_in_words(sheet: Sheet, language: Language, pictures: Pictures) -> tuple[Advice, ...]:  # noqa: ARG001 - the port's
    """What the runtime says of a sheet; asks for no pictures."""
    return words_of(sheet, language)
