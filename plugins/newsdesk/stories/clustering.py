"""New articles join the stories they belong to, or found new ones. Pure and the same in any order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
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
    return join_clues(fresh, told, embedder=embedder, thresholds=thresholds)


def join_clues(
    new: Iterable[Clues],
    known: Iterable[tuple[Clues, str]],
    *,
    embedder: Embedder | None = ENCODER,
    thresholds: Thresholds = WINDOW,
) -> list[Join]:
    """As join, of articles whose clues were worked out while they were read: the texts can go."""
    told = sorted(known, key=lambda pair: pair[0].order)
    fresh = sorted(new, key=lambda one: one.order)
    space = Space([*(one for one, _ in told), *fresh], embedder) if embedder and fresh else None
    pool = Pool(thresholds)
    for clues, story in told:
        pool.add(clues, story)
    joins = []
    for clues, near in zip(fresh, space.nearest(fresh) if space else repeat(()), strict=False):
        joined = _place(clues, near, pool, space, thresholds)
        pool.add(clues, joined.story_id)
        joins.append(joined)
    return joins


def _place(
    clues: Clues, near: Iterable[str], pool: Pool, space: Space | None, thresholds: Thresholds
) -> Join:
    best: tuple[tuple[object, ...], str, Tie] | None = None
    for story, other in pool.candidates(clues, near):
        tie = weigh(clues, other, space=space, thresholds=thresholds)
        if tie is None or not _holds_together(clues, story, tie, pool, space, thresholds):
            continue
        rank = (RUNGS.index(tie.rung), -tie.score, pool.founder(story).order, other.order)
        if best is None or rank < best[0]:
            best = rank, story, tie
    if best is None:
        return Join(
            clues.article_id, story_id(clues.article_id), FOUNDING, 1.0, "the first article of its story"
        )
    _, story, tie = best
    return Join(clues.article_id, story, tie.rung, tie.score, tie.why)


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
