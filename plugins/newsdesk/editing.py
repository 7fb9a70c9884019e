"""An editor's hand on stories: looking, merging, splitting, muting, taking back.

Each change is a row, dated and with a name; nothing that was joined or published is rewritten. It
takes effect in editions that are judged afterwards (docs/decisions/0016-stories-are-changed-by-rows.md).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from newsdesk.entities import Article, Join
from newsdesk.errors import WrongStory
from newsdesk.store import archive, story_changes
from newsdesk.store import stories as story_rows
from newsdesk.store.engine import Connection, joining_stories
from newsdesk.store.reports import Published, publications_anywhere
from newsdesk.stories.canonical import canonical_url
from newsdesk.stories.changes import Change, Kind, Standing, split_id

_SHORTEST = 4  # of an id's first characters


@dataclass(frozen=True, slots=True)
class Hand:
    """Who changes a story, when, and what they have to say about it."""

    by: str
    at: datetime
    why: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """An article of a story with the join that brought it in. chapter: its story before merging."""

    article: Article
    join: Join
    chapter: str


@dataclass(frozen=True, slots=True)
class View:
    """A story as an editor sees it: articles in the order in which they happened, editions by date."""

    story: str
    members: tuple[Member, ...]
    editions: tuple[tuple[str, Published], ...]
    changes: tuple[Change, ...]
    muted: Change | None


def find(conn: Connection, wanted: str) -> str:
    """The story that is meant: by its id or the id's beginning, an article's id, or a link.

    Raises WrongStory where there is none, or more than one. Gives the story that it is told as.
    """
    now = story_changes.standing(conn)
    if re.match(r"https?://", wanted):
        found = story_rows.stories_at(conn, canonical_url(wanted))
        return _one({now.story_of(article, story) for article, story in found}, wanted, "no article")
    if re.fullmatch(r"a[0-9a-f]{16}", wanted):
        joined = story_rows.stories_of(conn, [wanted])
        return _one({now.story_of(article, story) for article, story in joined.items()}, wanted, "no article")
    if not re.fullmatch(rf"s[0-9a-f]{{{_SHORTEST - 1},16}}", wanted):
        raise WrongStory(
            f"{wanted!r} is no story: give its id (s and 16 hex digits, or the first of them), an article's "
            "id, or the link of one of its articles"
        )
    return _one({now.root(one) for one in story_rows.ids_from(conn, wanted)}, wanted, "no story")


def _one(found: set[str], wanted: str, nothing: str) -> str:
    if len(found) == 1:
        return found.pop()
    if not found:
        raise WrongStory(f"{nothing} {wanted!r} in this installation's news database")
    raise WrongStory(
        f"{wanted!r} means {len(found)} stories: {', '.join(sorted(found)[:5])}; give more of the id"
    )


def look(conn: Connection, story: str, at: datetime) -> View:
    """Everything about a story that find gave. at: now."""
    now = story_changes.standing(conn)
    mine = now.members(story)
    every = story_changes.changes(conn)
    touched = {one.id for one in every if mine & {one.story, one.into}}
    return View(
        story,
        tuple(_members(conn, story, now, at)),
        tuple(publications_anywhere(conn, sorted(mine))),
        tuple(one for one in every if one.id in touched or one.undoes in touched),
        now.muted(story),
    )


def _members(conn: Connection, story: str, now: Standing, at: datetime) -> list[Member]:
    sources = {one.story for one in now.standing if one.kind is Kind.SPLIT and one.into in now.members(story)}
    joins = story_rows.joins_in(conn, sorted(now.members(story) | sources))
    mine = {one.article_id: one for one in joins if now.story_of(one.article_id, one.story_id) == story}
    articles = archive.articles_named(conn, sorted(mine), seq=archive.newest_revision(conn), at=at)
    ordered = sorted(articles, key=lambda one: (one.happened_at, one.id))
    return [Member(one, mine[one.id], now.chapter(one.id, mine[one.id].story_id)) for one in ordered]


def merge(conn: Connection, kept: str, other: str, hand: Hand) -> int:
    """Has the other story told as part of the kept one; gives the change's number."""
    joining_stories(conn)
    if find(conn, kept) == find(conn, other):
        raise WrongStory(f"{kept} and {other} are one story already")
    return _record(conn, Kind.MERGE, find(conn, other), hand, into=find(conn, kept))


def split(conn: Connection, story: str, articles: Sequence[str], hand: Hand) -> tuple[int, str]:
    """Makes some articles of a story one of their own; gives the change's number and the new id."""
    joining_stories(conn)
    root = find(conn, story)
    every = [one.article.id for one in _members(conn, root, story_changes.standing(conn), hand.at)]
    strangers = [one for one in articles if one not in every]
    if strangers:
        raise WrongStory(
            f"not in {root}: {', '.join(strangers)}; './newsdesk story {root}' lists its articles"
        )
    if not set(every) - set(articles):
        raise WrongStory(f"these are all {len(every)} articles of {root}; a split leaves at least one behind")
    into = split_id(root, articles)
    number = _record(conn, Kind.SPLIT, root, hand, into=into, articles=sorted(set(articles)))
    return number, into


def mute(conn: Connection, story: str, hand: Hand) -> int:
    """Keeps a story out of every edition that is judged from now on; gives the change's number."""
    joining_stories(conn)
    root = find(conn, story)
    before = story_changes.standing(conn).muted(root)
    if before:
        raise WrongStory(f"{root} is muted already: change {before.id} by {before.by}, {before.at:%Y-%m-%d}")
    return _record(conn, Kind.MUTE, root, hand)


def undo(conn: Connection, number: int, hand: Hand) -> Change:
    """Takes a change back; gives it."""
    joining_stories(conn)
    every = {one.id: one for one in story_changes.changes(conn)}
    change = every.get(number)
    if change is None or change.kind is Kind.UNDO:
        raise WrongStory(
            f"there is no change {number} to take back; './newsdesk story ID' lists a story's changes"
        )
    back = next((one for one in every.values() if one.undoes == number), None)
    if back:
        raise WrongStory(f"change {number} was taken back already, by {back.by}, {back.at:%Y-%m-%d}")
    _record(conn, Kind.UNDO, change.story, hand, undoes=number)
    return change


def _record(
    conn: Connection,
    kind: Kind,
    story: str,
    hand: Hand,
    *,
    into: str = "",
    articles: Sequence[str] = (),
    undoes: int | None = None,
) -> int:
    return story_changes.record_change(
        conn, kind, story, at=hand.at, by=hand.by, into=into, articles=articles, undoes=undoes, why=hand.why
    )
