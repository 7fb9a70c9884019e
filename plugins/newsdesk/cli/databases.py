"""A home's two databases: the news and Airflow's own, on the embedded server or a given one."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from newsdesk.cli import postgres, records, services
from newsdesk.cli.environment import edition_file
from newsdesk.cli.homes import Home
from newsdesk.cli.talk import Talk
from newsdesk.errors import Permanent
from newsdesk.settings import Settings
from newsdesk.store import databases, migrate

VARIABLE = "NEWSDESK_DATABASE_URL"


@dataclass(frozen=True, slots=True)
class Urls:
    """SQLAlchemy URLs. The news database is the one with every article; the other is Airflow's."""

    news: str
    airflow: str


def urls_on(home: Home, given: str) -> Urls:
    """The databases of a home on a person's own server. Pure.

    The live home's news database is the given one; the rehearsals' and Airflow's have its name and
    a suffix. Raises ConfigError.
    """
    base = databases.normal_url(given)
    news = databases.sibling(base, home.key) if home.rehearsal else base
    return Urls(news, databases.sibling(news, "airflow"))


def ensure_server(home: Home, environment: Mapping[str, str], talk: Talk) -> Urls:
    """The home's databases' URLs, with the server running. Raises PostgresFailed or ConfigError."""
    given = environment.get(VARIABLE, "").strip()
    if given:
        return urls_on(home, given)
    running = postgres.running(home.root)
    if running is None:
        making = not postgres.data_folder(home.root).exists()
        doing = "making a Postgres in .newsdesk/pg" if making else "starting Postgres"
        with talk.step(doing, "Postgres is up"):
            running, _ = postgres.ensure(home.root)
    return Urls(
        databases.embedded_url(running.socket_folder, f"news_{home.key}"),
        databases.embedded_url(running.socket_folder, f"airflow_{home.key}"),
    )


def ensure_databases(urls: Urls) -> bool:
    """Makes what is missing and brings the news database to this code's schema.

    True where Airflow's database was made now. Raises DatabaseOutOfReach, DatabaseRefused or
    SchemaMismatch.
    """
    databases.ensure(urls.news)
    made = databases.ensure(urls.airflow)
    try:
        migrate.upgrade(urls.news)
    except databases.DATABASE_ERRORS as error:
        raise Permanent(
            f"the news database {databases.shown(urls.news)} could not be set up: "
            f"{databases.first_line(error)}. Its user must own it, "
            "and be allowed to create the extension vector where the server has it"
        ) from error
    return made


def settings_of(home: Home, urls: Urls) -> Settings:
    """What the stages are given in this home, for commands that look at it without Airflow."""
    return Settings(
        database_url=urls.news,
        include=home.root / "include",
        feeds_file=home.feeds_file,
        edition_file=edition_file(home),
        reports=home.reports,
        rehearsal=home.rehearsal,
    )


def migrate_news(home: Home, talk: Talk, revision: str = "") -> None:
    """Starts the server and brings the home's news database to this code's schema, or to a given one.

    Airflow's own tables are looked after by every start. Raises Permanent where Airflow runs while the
    schema would leave this code's; SchemaMismatch for one that is not known.
    """
    urls = ensure_server(home, os.environ, talk)
    if revision in ("", migrate.head()):
        ensure_databases(urls)
    else:
        if set(services.alive(records.read(home.folder))) & set(services.AIRFLOW):
            raise Permanent("Airflow is running and needs this code's schema; ./newsdesk down first")
        migrate.change(urls.news, revision)
    schema = revision or migrate.head()
    talk.say(f"the news database of {home.name} has schema {schema}: {databases.shown(urls.news)}")
