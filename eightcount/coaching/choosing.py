"""Which coach an installation has."""

from cms.settings import Settings
from eightcount.coaching.asking import Endpoint
from eightcount.coaching.built_in import built_in_words
from eightcount.coaching.model import model_coach
from eightcount.coaching.port import Coach


def coach_of(settings: Settings) -> Coach:
    """The model of the settings where they name one, else the built-in words.

    Raises:
        ValueError: the settings name an address that cannot be asked, no model, or an odd key.
    """
    if not settings.coach_url:
        return built_in_words
    key = settings.coach_key.get_secret_value()
    return model_coach(Endpoint(settings.coach_url, settings.coach_model, key, settings.coach_timeout_s))
