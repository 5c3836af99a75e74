"""The installation of the settings, for the few commands that work in it straight and not over HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager

from cms.bootstrap import House, build_house
from cms.errors import CmsError
from eightcount.failures import RefusedError
from eightcount.local_database import told_settings


@contextmanager
def local_house(what: str) -> Iterator[House]:
    """The house; tells whose `what` ("Backup") is meant. Raises RefusedError for what the server refuses."""
    house = None
    try:
        house = build_house(told_settings(what))
        yield house
    except CmsError as error:
        raise RefusedError(error.sentence, code=error.code) from error
    finally:
        if house is not None:
            house.engine.dispose()
