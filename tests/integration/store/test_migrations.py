"""The migrations make the tables that the code knows, and can be undone one by one."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

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


def test_one_step_down_at_a_time_keeps_the_rows_of_what_stays(news_engine: Engine, news_url: str) -> None:
    """What a downgrade of the code needs: `alembic downgrade -1`, and the archive is still there."""
    with news_engine.begin() as conn:
        conn.execute(
            text(
                "insert into sources (slug, name, url, family, language, tier, home)"
                " values ('s', 's', 'u', 'f', 'en', 1, 'US')"
            )
        )
    config = migrate._config(news_url)
    steps = len(list(ScriptDirectory.from_config(config).walk_revisions()))
    for _ in range(steps - 1):
        command.downgrade(config, "-1")
    assert migrate.current(news_engine) == "0001"
    migrate.upgrade(news_url)
    with news_engine.connect() as conn:
        assert conn.execute(text("select slug from sources")).scalar_one() == "s"
