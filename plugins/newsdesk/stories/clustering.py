"""New articles join the stories they belong to, or found new ones. Pure and the same in any order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import repeat

from newsdesk.entities import Article, Join
from newsdesk.stories.clues import Clues, clues_of
from newsdesk.stories.embedding import ENCODER, Embedder
from newsdesk.stories.facts import contradiction
from newsdesk.stories.ladder import FIRM, RUNGS, SAME_EVENT, Tie, alike, weigh
from newsdesk.stories.names import Aliases, NameTable
from newsdesk.stories.pool import Pool
from newsdesk.stories.space import Space
from newsdesk.stories.thresholds import WINDOW, Thresholds

FOUNDING = "founding"


def story_id(article_id: str) -> str:
    """ "s" and 16 hex digits, from the id of the founding article: the same in every archive."""
    return "s" + hashlib.sha256(f"story\0{article_id}".encode()).hexdigest()[:16]


def join(
    new: Sequence[Article],
    known: Sequence[tuple[Article, str]],
    *,
    aliases: Aliases | None = None,
    embedder: Embedder | None = ENCODER,
    thresholds: Thresholds = WINDOW,
) -> list[Join]:
    """One join for each new article, in the order they happened; a founding one has the rung "founding".

    known: the articles of the window and the 14 days before it that have a story, with its id.
    aliases: canonical name → its other names, in any language. embedder: None leaves the rung
    same_event out. Articles are taken in the order in which they happened, ties by id, so the outcome
    does not depend on the order of new or of known. An article joins the story to which its evidence
    is firmest, then strongest, then the story that began first.
    """
    table = NameTable(aliases or {})
    fresh = [clues_of(one, table) for one in new]
    told = [(clues_of(one, table), story) for one, story in known]
    return join_clues(fresh, told, embedder=embedder, thresholds=thresholds).joins


@dataclass(frozen=True, slots=True)
class Meeting:
    """That two stories turn out to be one: story, which began later, is told as into. why: a sentence."""

    story: str
    into: str
    why: str


@dataclass(frozen=True, slots=True)
class Joined:
    """What became of new articles, in the order they happened, and what they show of stories."""

    joins: list[Join]
    meetings: list[Meeting]


def join_clues(
    new: Iterable[Clues],
    known: Iterable[tuple[Clues, str]],
    *,
    embedder: Embedder | None = ENCODER,
    thresholds: Thresholds = WINDOW,
) -> Joined:
    """As join, of articles whose clues were worked out while they were read: the texts can go.

    Where an article belongs to two stories and their first articles may tell one event too, they
    meet. What to do of it is the caller's to decide: the joins are as if they had not met.
    """
    told = sorted(known, key=lambda pair: pair[0].order)
    fresh = sorted(new, key=lambda one: one.order)
    space = Space([*(one for one, _ in told), *fresh], embedder) if embedder and fresh else None
    pool = Pool(thresholds)
    for clues, story in told:
        pool.add(clues, story)
    joins = []
    met: dict[tuple[str, str], Meeting] = {}
    for clues, near in zip(fresh, space.nearest(fresh) if space else repeat(()), strict=False):
        fits = _fits(clues, near, pool, space, thresholds)
        for meeting in _meetings(clues, fits, pool, space, thresholds):
            met.setdefault((meeting.story, meeting.into), meeting)
        joined = _joined(clues, fits)
        pool.add(clues, joined.story_id)
        joins.append(joined)
    return Joined(joins, list(met.values()))


@dataclass(frozen=True, slots=True)
class _Fit:
    """A story that an article may join, by the firmest evidence for it. rank: the best first."""

    rank: tuple[int, float, tuple[datetime, str], tuple[datetime, str]]
    story: str
    tie: Tie


def _fits(
    clues: Clues, near: Iterable[str], pool: Pool, space: Space | None, thresholds: Thresholds
) -> list[_Fit]:
    best: dict[str, _Fit] = {}
    for story, other in pool.candidates(clues, near):
        tie = weigh(clues, other, space=space, thresholds=thresholds)
        if tie is None or not _holds_together(clues, story, tie, pool, space, thresholds):
            continue
        rank = RUNGS.index(tie.rung), -tie.score, pool.founder(story).order, other.order
        if story not in best or rank < best[story].rank:
            best[story] = _Fit(rank, story, tie)
    return sorted(best.values(), key=lambda fit: fit.rank)


def _joined(clues: Clues, fits: Sequence[_Fit]) -> Join:
    if not fits:
        why = "the first article of its story"
        return Join(clues.article_id, story_id(clues.article_id), FOUNDING, 1.0, why)
    tie = fits[0].tie
    return Join(clues.article_id, fits[0].story, tie.rung, tie.score, tie.why)


def _meetings(
    clues: Clues, fits: Sequence[_Fit], pool: Pool, space: Space | None, thresholds: Thresholds
) -> Iterator[Meeting]:
    """The stories that meet in an article: surely it belongs to both, and both may tell one event.

    Two that one source began do not: its column, its series and its conference resemble one another.
    """
    sure = [fit for fit in fits if fit.tie.rung != SAME_EVENT or fit.tie.score >= thresholds.meeting]
    for fit in sure[1:]:
        one, other = pool.founder(sure[0].story), pool.founder(fit.story)
        if one.source == other.source or contradiction(one.facts, other.facts):
            continue
        if pool.is_wide(sure[0].story) or pool.is_wide(fit.story):
            continue
        if space is None or alike(one, other, space, thresholds) < thresholds.chain:
            continue
        into, story = sorted((sure[0], fit), key=lambda one: pool.founder(one.story).order)
        why = f"{clues.article_id} belongs to both: {sure[0].tie.why}; {fit.tie.why}"
        yield Meeting(story.story, into.story, why)


def _holds_together(
    clues: Clues, story: str, tie: Tie, pool: Pool, space: Space | None, thresholds: Thresholds
) -> bool:
    """Whether the article may tell the founder's event too, not only that of the one it resembles.

    A chain (A like B, B like C) drifts from its first event: neither wording nor meaning carries an
    article into a story whose first title says something else, nor into one that holds a round-up.
    """
    if tie.rung in FIRM:
        return True
    founder = pool.founder(story)
    if pool.is_wide(story) or contradiction(clues.facts, founder.facts):
        return False
    if tie.rung != SAME_EVENT or space is None:
        return True
    return alike(clues, founder, space, thresholds) >= thresholds.chain
