"""backfill --dry-run: how many editions, calls and how much money; nothing is started but Postgres."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date

from newsdesk.cli.databases import ensure_databases, ensure_server, settings_of
from newsdesk.cli.homes import Home
from newsdesk.cli.talk import Talk
from newsdesk.estimating import Dated, Estimate, estimate, in_words
from newsdesk.store.estimates import connection_is_set

_MODEL = "anthropic_default"
_VARIABLE = "AIRFLOW_CONN_ANTHROPIC_DEFAULT"


def show(home: Home, dates: list[date], fresh: bool, batch: bool, talk: Talk) -> int:
    """Prints a line for each date and the sums; returns the exit code. batch: priced by the Batch API."""
    found = look_ahead(home, dates, fresh, talk, batch=batch)
    for one in found.dates:
        talk.say(f"{one.day}  {said(one, bool(home.rehearsal))}")
    talk.say(in_words(found))
    return 0


def look_ahead(home: Home, dates: list[date], fresh: bool, talk: Talk, *, batch: bool = False) -> Estimate:
    """What making these dates would ask for. Starts Postgres where it is not up."""
    urls = ensure_server(home, os.environ, talk)
    ensure_databases(urls)
    model = model_is_set(os.environ, urls.airflow)
    return estimate(settings_of(home, urls), dates, model=model, fresh=fresh, batch=batch)


def said(one: Dated, rehearsal: bool) -> str:
    """What would become of one date. Pure."""
    articles = f"{one.articles} articles in the archive"
    if not one.articles:
        articles = "nothing in the archive yet" if rehearsal else "nothing in the archive: it would say so"
    doing = "would be made" if one.state != "filed" else "is filed; would be judged anew"
    if not one.made:
        return f"is filed and stays as it is ({articles})"
    return f"{doing}{', by the model' if one.asks else ', without model calls'} ({articles})"


def model_is_set(environment: Mapping[str, str], airflow_url: str) -> bool:
    """Whether a run would find the model's connection: in the environment, or in Airflow's database."""
    return bool(environment.get(_VARIABLE)) or connection_is_set(airflow_url, _MODEL)
