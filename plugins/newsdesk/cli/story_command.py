"""story: a look at one, and changes by hand. Needs the news database, not Airflow."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from newsdesk import editing
from newsdesk.cli.databases import ensure_databases, ensure_server
from newsdesk.cli.homes import Home
from newsdesk.cli.talk import Talk
from newsdesk.editing import Hand, View
from newsdesk.errors import WrongStory
from newsdesk.store.engine import Connection, connect
from newsdesk.stories.changes import Change, Kind

_WRONG = 2


@contextmanager
def _news(home: Home, talk: Talk) -> Iterator[Connection]:
    urls = ensure_server(home, os.environ, talk)
    ensure_databases(urls)
    engine = connect(urls.news)
    try:
        with engine.begin() as conn:
            yield conn
    finally:
        engine.dispose()


def _hand(by: str, why: str) -> Hand:
    return Hand(by.strip() or _logged_in(), datetime.now(UTC), why.strip())


def _logged_in() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container's number without a name
        return f"user {os.getuid()}"


def show(home: Home, wanted: str, zone: ZoneInfo, talk: Talk) -> int:
    """Prints a story; 2 where it means none."""
    try:
        with _news(home, talk) as conn:
            view = editing.look(conn, editing.find(conn, wanted), datetime.now(UTC))
    except WrongStory as error:
        return _refuse(talk, error)
    talk.say("\n".join(lines(view, zone)))
    return 0


def merge(home: Home, kept: str, other: str, by: str, why: str, talk: Talk) -> int:
    """See editing.merge."""
    try:
        with _news(home, talk) as conn:
            names = editing.find(conn, kept), editing.find(conn, other)
            number = editing.merge(conn, kept, other, _hand(by, why))
    except WrongStory as error:
        return _refuse(talk, error)
    return _done(home, talk, number, f"{names[1]} is told as part of {names[0]}")


def split(home: Home, story: str, articles: Sequence[str], by: str, why: str, talk: Talk) -> int:
    """See editing.split."""
    try:
        with _news(home, talk) as conn:
            number, into = editing.split(conn, story, articles, _hand(by, why))
    except WrongStory as error:
        return _refuse(talk, error)
    return _done(home, talk, number, f"{len(set(articles))} articles are story {into}")


def mute(home: Home, story: str, by: str, why: str, talk: Talk) -> int:
    """See editing.mute."""
    try:
        with _news(home, talk) as conn:
            number = editing.mute(conn, story, _hand(by, why))
    except WrongStory as error:
        return _refuse(talk, error)
    return _done(home, talk, number, f"{story} is not published any more")


def undo(home: Home, change: int, by: str, why: str, talk: Talk) -> int:
    """See editing.undo."""
    try:
        with _news(home, talk) as conn:
            back = editing.undo(conn, change, _hand(by, why))
    except WrongStory as error:
        return _refuse(talk, error)
    talk.say(f"change {change} is taken back: {back.kind} of {back.story}")
    return 0


def _refuse(talk: Talk, error: WrongStory) -> int:
    talk.wrong(str(error))
    return _WRONG


def _done(home: Home, talk: Talk, number: int, what: str) -> int:
    talk.say(f"change {number}: {what}, in editions judged from now on")
    talk.say(f"an edition that is there: {home.command('rerun DATE --fresh')}")
    talk.say(f"take it back: {home.command(f'story undo {number}')}")
    return 0


def lines(view: View, zone: ZoneInfo) -> list[str]:
    """The story as lines of text. zone: for times. Pure."""
    silenced = f"   MUTED by {view.muted.by}, {view.muted.at:%Y-%m-%d}" if view.muted else ""
    found = [f"{view.story}   {len(view.members)} articles{silenced}"]
    for one in view.members:
        told = "" if one.chapter == view.story else f"   (from {one.chapter})"
        happened = one.article.happened_at.astimezone(zone)
        found += [
            "",
            f"{happened:%Y-%m-%d %H:%M}  {one.article.source}  {one.article.id}{told}",
            f"  {one.article.title}",
            f"  {one.article.url}",
            f"  {one.join.rung} {one.join.score:.2f}: {one.join.why}",
        ]
    found += ["", *_editions(view)]
    if view.changes:
        taken = {one.undoes for one in view.changes}
        found += ["", *(_change(one, taken) for one in view.changes)]
    return found


def _editions(view: View) -> list[str]:
    if not view.editions:
        return ["in no edition yet"]
    found = []
    for slug, one in view.editions:
        place = f"follow-up {one.sequence}" if one.sequence else "first told"
        told_as = "" if one.story_id == view.story else f" (as {one.story_id})"
        found.append(f"edition {slug} {one.report_date}: {place}{told_as}")
    return found


def _change(one: Change, taken: set[int | None]) -> str:
    what = {
        Kind.MERGE: f"{one.story} is told as part of {one.into}",
        Kind.CONTINUE: f"{one.story} goes on with {one.into}",
        Kind.SPLIT: f"{', '.join(one.articles)} split from {one.story} into {one.into}",
        Kind.MUTE: f"{one.story} muted",
        Kind.UNDO: f"change {one.undoes} taken back",
    }[one.kind]
    gone = " (taken back)" if one.id in taken else ""
    why = f": {one.why}" if one.why else ""
    return f"change {one.id}, {one.at:%Y-%m-%d %H:%M} UTC, {one.by}: {what}{gone}{why}"
