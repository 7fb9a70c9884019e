"""The ladder of evidence that two articles tell one event, cheap to dear. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from newsdesk.entities import Article
from newsdesk.stories.clues import Clues, clues_of
from newsdesk.stories.embedding import Embedder
from newsdesk.stories.facts import contradiction, difference
from newsdesk.stories.meaning import Signs, describe, language_pair, likelihood, signs_of
from newsdesk.stories.names import NO_NAMES, NameTable
from newsdesk.stories.space import Space
from newsdesk.stories.thresholds import PAIR, Thresholds
from newsdesk.stories.titles import one_column, title_similarity

CANONICAL_URL = "canonical_url"
PUBLISHER_ID = "publisher_id"
EQUAL_CONTENT = "equal_content"
NEAR_TITLE = "near_title"
SAME_EVENT = "same_event"
# Firmest first: where an article fits two stories, the firmer rung wins.
RUNGS: Sequence[str] = (CANONICAL_URL, PUBLISHER_ID, EQUAL_CONTENT, NEAR_TITLE, SAME_EVENT)
FIRM = frozenset({CANONICAL_URL, PUBLISHER_ID, EQUAL_CONTENT})


@dataclass(frozen=True, slots=True)
class Tie:
    """That two articles tell one event: the rung that says so, how sure (0..1), and why."""

    rung: str
    score: float
    why: str


def evidence(
    a: Article,
    b: Article,
    *,
    names: NameTable = NO_NAMES,
    embedder: Embedder | None = None,
    thresholds: Thresholds = PAIR,
) -> Tie | None:
    """The firmest evidence that two articles tell one event; None where there is none.

    embedder: None leaves the rung same_event out.
    """
    one, two = clues_of(a, names), clues_of(b, names)
    space = Space((one, two), embedder) if embedder else None
    return weigh(one, two, space=space, thresholds=thresholds)


def likelihood_of(a: Article, b: Article, *, embedder: Embedder, names: NameTable = NO_NAMES) -> float:
    """How likely two articles tell one event, 0..1: 1 by a firm rung, else by wording and meaning.

    0 where what they state contradicts. For ordering pairs; whether they are one is evidence's to say.
    """
    one, two = clues_of(a, names), clues_of(b, names)
    tie = by_url(one, two) or by_publisher_id(one, two) or by_content(one, two)
    if tie:
        return tie.score
    if contradiction(one.facts, two.facts):
        return 0.0
    return alike(one, two, Space((one, two), embedder))


def weigh(a: Clues, b: Clues, *, space: Space | None = None, thresholds: Thresholds = PAIR) -> Tie | None:
    """As evidence, of articles whose clues are known. The same whichever comes first.

    space: holds the meaning of both titles; None leaves the rung same_event out.
    """
    return (
        by_url(a, b)
        or by_publisher_id(a, b)
        or by_content(a, b)
        or by_title(a, b, thresholds)
        or (by_meaning(a, b, space, thresholds) if space else None)
    )


def by_url(a: Clues, b: Clues) -> Tie | None:
    """One canonical URL.

    Not where one source itself gives it to two items (a page of releases), nor where the titles name
    other versions of a product: such a page tells a new event each time.
    """
    if not a.url or a.url != b.url:
        return None
    if a.source == b.source and a.guid != b.guid and a.said != b.said:
        return None
    if _other_versions(a, b):
        return None
    return Tie(CANONICAL_URL, 1.0, f"one address: {a.url}")


def by_publisher_id(a: Clues, b: Clues) -> Tie | None:
    """One id given by the publisher, in one feed or in two that share their ids."""
    if not a.guid or a.guid != b.guid:
        return None
    return Tie(PUBLISHER_ID, 1.0, "one id of the publisher")


def by_content(a: Clues, b: Clues) -> Tie | None:
    """One text: copied or syndicated. One source's texts under two titles are its boilerplate."""
    if not a.text or a.text != b.text:
        return None
    if a.said != b.said and (a.source == b.source or difference(a.facts, b.facts)):
        return None
    return Tie(EQUAL_CONTENT, 1.0, "one text" if a.said != b.said else "one title and text")


def by_title(a: Clues, b: Clues, thresholds: Thresholds = PAIR) -> Tie | None:
    """Titles of nearly one wording that state nothing different.

    One source's own titles follow patterns (a column, "How A teams use B"): they have to be nearly
    equal, and of one day.
    """
    if a.roundup or b.roundup or a.language != b.language:
        return None
    if not _comparable(a, b, thresholds.least_wording, thresholds):
        return None
    own = a.source == b.source
    if own and abs(a.at - b.at) > thresholds.own_span:
        return None
    score = title_similarity(a.title, b.title)
    if score < (thresholds.own_title if own else thresholds.near_title) or difference(a.facts, b.facts):
        return None
    return Tie(NEAR_TITLE, round(score, 4), "equal titles" if score == 1 else f"titles alike at {score:.2f}")


def by_meaning(a: Clues, b: Clues, space: Space, thresholds: Thresholds = PAIR) -> Tie | None:
    """Titles that mean one event, in one language or two, and state nothing different.

    One source's own titles follow patterns: they have to be surer, of one day, and without another number.
    """
    pair = language_pair(a, b)
    if not pair or not _comparable(a, b, thresholds.least_meaning, thresholds):
        return None
    own = a.source == b.source
    if own and (abs(a.at - b.at) > thresholds.own_span or one_column(a.title, b.title)):
        return None
    if contradiction(a.facts, b.facts):
        return None
    signs = _signs(a, b, space)
    sure = likelihood(signs, thresholds.weights[pair]) if signs else 0.0
    if signs is None or sure < _least(a, b, thresholds.same_event[pair], thresholds):
        return None
    if own and difference(a.facts, b.facts):
        return None
    return Tie(SAME_EVENT, sure, f"one event at {sure:.2f}: {describe(signs)}")


def _least(a: Clues, b: Clues, least: float, thresholds: Thresholds) -> float:
    own = thresholds.own_event if a.source == b.source else 0.0
    return max(least, own, thresholds.roundup if a.roundup or b.roundup else 0.0)


def alike(a: Clues, b: Clues, space: Space, thresholds: Thresholds = PAIR) -> float:
    """The likelihood of one event by meaning alone, whatever speaks against it; 0 where none is known."""
    pair, signs = language_pair(a, b), _signs(a, b, space)
    return likelihood(signs, thresholds.weights[pair]) if pair and signs else 0.0


def _signs(a: Clues, b: Clues, space: Space) -> Signs | None:
    near = space.nearness(a, b)
    return signs_of(a, b, near) if near else None


def _comparable(a: Clues, b: Clues, least: int, thresholds: Thresholds) -> bool:
    """Whether wording or meaning can say anything: no bare word, not weeks apart."""
    if min(a.weight, b.weight) < least:
        return False
    return abs(a.at - b.at) <= thresholds.span


def _other_versions(a: Clues, b: Clues) -> bool:
    return bool(a.facts.versions and b.facts.versions and contradiction(a.facts, b.facts))
