"""The coach that asks a model, and falls back on the built-in words whenever the model is of no use."""

import logging

from eightcount_runtime.scoring.sheet import Sheet
from eightcount_runtime.scoring.words import Advice, Language, words_of

from eightcount.coaching.answers import advice_of, answer_schema
from eightcount.coaching.asking import Endpoint, SilentError, ask
from eightcount.coaching.moments import weakest_moments
from eightcount.coaching.port import MAX_MOMENTS, Coach, Pictures
from eightcount.coaching.prompting import messages_of

_LOG = logging.getLogger(__name__)


def model_coach(endpoint: Endpoint) -> Coach:
    """A coach that asks the model there; where it gives nothing to tell, one line of the log says why."""

    def coach(sheet: Sheet, language: Language, pictures: Pictures) -> tuple[Advice, ...]:
        built_in = words_of(sheet, language)
        moments = weakest_moments(sheet)
        if not moments or any(each.code == "hardly_matches" for each in built_in):
            return built_in  # nothing was judged, or something else was danced: there is nothing to look at
        messages = messages_of(sheet, moments, tuple(pictures(moments))[:MAX_MOMENTS], language)
        try:
            said = advice_of(ask(endpoint, messages, answer_schema()), sheet, language)
        except SilentError as silent:
            _LOG.warning("The model at %s %s: the built-in words are told instead.", endpoint.host, silent)
            return built_in
        return _together(said, built_in)

    return coach


def _together(said: tuple[Advice, ...], built_in: tuple[Advice, ...]) -> tuple[Advice, ...]:
    """The model's words for the parts that it speaks of, the built-in ones for the others and for the whole.

    What concerns the whole run is measured (lag, what was not seen), and no picture of three steps shows it.
    """
    spoken_of = {each.part for each in said}
    rest = tuple(each for each in built_in if each.part not in spoken_of)
    whole = tuple(each for each in rest if each.part is None)
    return (*whole, *said, *(each for each in rest if each.part is not None))
