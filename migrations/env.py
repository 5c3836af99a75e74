"""What Alembic runs: on the connection of `cms.migrate`, or by hand on the database of the settings."""

from alembic import context
from sqlalchemy import Connection

from cms.db import connect
from cms.models import Base
from cms.settings import Settings


def run(connection: Connection) -> None:
    """Apply the chosen versions within the connection's transaction, on SQLite as on PostgreSQL."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,  # SQLite alters a table by copying it
        transactional_ddl=True,  # SQLite can; pysqlite's own BEGIN could not (cms.db gives ours)
    )
    with context.begin_transaction():
        context.run_migrations()


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with connect(Settings().resolved_database_url()).begin() as opened:
        run(opened)
