"""Alembic's entry: the database URL is handed in by store.migrate, never read from a file."""

from alembic import context

from newsdesk.store.engine import connect
from newsdesk.store.migrate import VERSION_TABLE
from newsdesk.store.tables import Base

engine = connect(context.config.attributes["database_url"])
try:
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            version_table=VERSION_TABLE,
            compare_type=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
finally:
    engine.dispose()
