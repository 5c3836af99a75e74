"""The database of the settings, for the few commands that work in it straight: who makes the first account or
the first key has nobody to ask over HTTP.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.orm import Session

from cms import audit
from cms.db import connect, writing
from cms.errors import CmsError
from cms.migrate import migrate
from cms.settings import Settings
from eightcount import console
from eightcount.failures import RefusedError


@dataclass(frozen=True)
class Place:
    """Where the rows are: `name` is a file, or a URL without its password; `is_new`: nothing is there yet."""

    name: str
    is_new: bool


def place(settings: Settings) -> Place:
    """The database that the settings name. Creates nothing."""
    url = make_url(settings.resolved_database_url())
    if url.get_backend_name() == "sqlite" and url.database:
        return Place(url.database, is_new=not Path(url.database).exists())
    return Place(url.render_as_string(hide_password=True), is_new=False)


def told_settings(what: str) -> Settings:
    """The settings of this process; tells whose `what` ("Keys") are meant, as another folder has others."""
    settings = Settings()
    here = place(settings)
    console.notes.print(f"{what} of {here.name}", style="dim", markup=False, soft_wrap=True)
    if here.is_new:
        console.note(
            "[yellow]There was no database: it is made now; a server of another data folder does not know "
            f"its {what.lower()}.[/] If yours lies elsewhere, name its folder with EIGHTCOUNT_DATA."
        )
    return settings


@contextmanager
def local_rows(settings: Settings) -> Iterator[Session]:
    """A session on the migrated database, its changes logged, committed at the end of the block.

    Raises RefusedError.
    """
    engine = connect(settings.resolved_database_url())
    try:
        migrate(engine)
        with writing(engine) as session:
            audit.watch(session, lambda: audit.COMMAND_LINE)
            yield session
    except CmsError as error:
        raise RefusedError(error.sentence, code=error.code) from error
    finally:
        engine.dispose()
