"""The schema's version: bring it up to date, or refuse to work on another one."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from newsdesk.errors import SchemaMismatch
from newsdesk.store.engine import connect

VERSION_TABLE = "newsdesk_version"
_SCRIPTS = Path(__file__).parent / "migrations"


def _config(database_url: str = "") -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["database_url"] = database_url
    return config


def head() -> str:
    """The schema version that this code was written for."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    assert revision is not None  # noqa: S101 - there is always a first migration
    return revision


def current(engine: Engine) -> str | None:
    """The schema version of a database; None where Newsdesk was never set up in it."""
    with engine.connect() as conn:
        return MigrationContext.configure(conn, opts={"version_table": VERSION_TABLE}).get_current_revision()


def check(engine: Engine) -> None:
    """Raises SchemaMismatch unless the database has exactly this code's schema."""
    found, wanted = current(engine), head()
    if found == wanted:
        return
    if found is not None and not _known(found):
        raise SchemaMismatch(
            f"the news database has schema {found}, which this code (schema {wanted}) does not know: "
            "it was made by a newer Newsdesk. Update the code (git pull), then start again"
        )
    raise SchemaMismatch(
        f"the news database has schema {found or 'none'}, this code needs {wanted}; "
        "run './newsdesk migrate' (with --sample or --feeds FILE for a rehearsal's database), "
        "in Compose 'docker compose run --rm migrate migrate-news'"
    )


def _known(revision: str) -> bool:
    return revision in _order()


def _order() -> list[str]:
    """Every schema that this code knows, the first one first."""
    return [one.revision for one in ScriptDirectory.from_config(_config()).walk_revisions()][::-1]


def change(database_url: str, revision: str) -> None:
    """Brings a database to a given schema, forward or back. Back, what came with the later ones is lost.

    Raises SchemaMismatch for one that this code does not know.
    """
    engine = connect(database_url)
    try:
        with engine.connect() as holder:
            holder.execute(text("select pg_advisory_lock(28261, 1)"))
            found = current(engine)
            order = _order()
            if revision not in order or (found is not None and found not in order):
                raise SchemaMismatch(
                    f"no way from schema {found or 'none'} to {revision!r}: "
                    f"this code knows {', '.join(order)}"
                )
            back = found is not None and order.index(revision) < order.index(found)
            (command.downgrade if back else command.upgrade)(_config(database_url), revision)
            holder.invalidate()
    finally:
        engine.dispose()


def upgrade(database_url: str) -> None:
    """Brings a database to this code's schema; does nothing where it is there already.

    Raises SchemaMismatch for a database made by a newer Newsdesk. Two upgrades at once take turns.
    """
    engine = connect(database_url)
    try:
        with engine.connect() as holder:
            holder.execute(text("select pg_advisory_lock(28261, 1)"))
            found = current(engine)
            if found is not None and not _known(found):
                check(engine)
            if found != head():
                command.upgrade(_config(database_url), "head")
            holder.invalidate()
    finally:
        engine.dispose()
