"""The migrations make the tables that the code knows, and can be undone one by one."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine

from newsdesk.store import migrate
from newsdesk.store.tables import Base

pytestmark = pytest.mark.database


def differences(engine: Engine) -> list[object]:
    with engine.connect() as conn:
        context = MigrationContext.configure(conn, opts={"version_table": migrate.VERSION_TABLE})
        return list(compare_metadata(context, Base.metadata))


def test_the_migrated_schema_is_that_of_the_tables(news_engine: Engine) -> None:
    found = [one for one in differences(news_engine) if migrate.VERSION_TABLE not in str(one)]
    assert found == []


def test_every_migration_can_be_undone_and_done_again(news_engine: Engine, news_url: str) -> None:
    config = migrate._config(news_url)
    command.downgrade(config, "base")
    assert migrate.current(news_engine) is None
    migrate.upgrade(news_url)
    test_the_migrated_schema_is_that_of_the_tables(news_engine)
