"""judge --dry-run: what the model would be asked for a date, and what it would cost."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime

from newsdesk.cli.databases import ensure_databases, ensure_server, settings_of
from newsdesk.cli.homes import Home
from newsdesk.cli.talk import Talk
from newsdesk.desk import Run, open_desk
from newsdesk.dry_judging import Rehearsed, rehearse
from newsdesk.llm.calls import Question


def show(home: Home, day: date, *, model: str, fresh: bool, whole: bool, talk: Talk) -> int:
    """Prints the questions by purpose with their price; returns the exit code.

    model: "" for the default one of models.toml. whole: the requests word by word as well.
    """
    urls = ensure_server(home, os.environ, talk)
    ensure_databases(urls)
    now = datetime.now(UTC)
    run = Run(day, "dry run", now, fresh=fresh)
    found = rehearse(open_desk(settings_of(home, urls), run, lambda: now, None, model or None))
    if whole:
        for question in found.questions:
            talk.say(said(question))
    for line in lines(found):
        talk.say(line)
    return 0


def said(question: Question) -> str:
    """A request, word by word. Pure."""
    name = f"{question.purpose} ({question.prompt.version}, {question.entries} entries)"
    return f"--- {name}\n[system]\n{question.prompt.system}\n[user]\n{question.message}\n"


def lines(found: Rehearsed) -> list[str]:
    """The bill as a table. Pure."""
    table = [
        f"{found.model}: {found.candidates} stories on the shortlist; estimated, nothing was asked",
        "purpose   calls entries tokens in  of it cached tokens out       USD  by batch   at most",
    ]
    table += [
        f"{one.purpose:8} {one.calls:6} {one.entries:7} {one.tokens_in:9} {one.tokens_cached:13} "
        f"{one.tokens_out:10} {one.usd:9} {one.batch_usd:9} {one.at_most:9}"
        for one in found.bills
    ]
    table.append(f"about {found.usd} USD by list price; cap {found.cap}, spent so far {found.spent}")
    if found.recalled:
        table.append(f"{found.recalled} requests were answered before and cost nothing again")
    return table
