"""Which of the stories that the last editions told a new one may tell again: shown to a model, to say. Pure.

An interview the morning after, or a headline that names nothing, shares too little with what was told for
the rules to leave it out (retold, meant). Who has read both can say. The evidence says no more than which
pairs are worth the question, and which answers to it may be believed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from newsdesk.entities import Story
from newsdesk.ranking.repeated import Apart, compared, nobody_said_so
from newsdesk.stories.clues import Clues, clues_of
from newsdesk.stories.embedding import Embedder
from newsdesk.stories.facts import contradiction
from newsdesk.stories.ladder import alike
from newsdesk.stories.names import NameTable
from newsdesk.stories.space import Space
from newsdesk.stories.thresholds import PAIR, WINDOW

K = TypeVar("K", str, tuple[str, str])

# By either of the two weighings (of a pair that is asked about, of one that a search brought up). Of our own
# labelled pairs of one event on the days for tuning 97 of 100 (zh-zh) to all (zh-en) are at least so
# likely; of those of two events, which were labelled for being hard, 20 (zh-zh) to 62 of 100 (zh-en).
_LIKELY = 0.1
_SHOWN = 3  # earlier stories for each new one, the likeliest
_ALL = 30  # and for an edition


def perhaps_told(
    stories: Sequence[Story],
    before: Sequence[Story],
    names: NameTable,
    embedder: Embedder,
    apart: Apart = nobody_said_so,
) -> dict[tuple[str, str], float]:
    """(id of a story, id of one told before) → how likely both tell one event, the likeliest first.

    A story that is itself among those told comes back for reasons of its own, and is left out. names: those
    known in both languages. apart: whether somebody has said that two stories are not one.
    """
    known = {one.id for one in before}
    new = [one for one in stories if one.id not in known]
    clues = {one.id: clues_of(one, names) for one in compared([*new, *before])}
    space = Space(list(clues.values()), embedder)
    found: dict[tuple[str, str], float] = {}
    for story in new:
        likely = {
            old.id: value
            for old in before
            if not apart(story.id, old.id) and (value := _likeliest(story, old, clues, space)) >= _LIKELY
        }
        found |= {(story.id, old): likely[old] for old in _first(likely, _SHOWN)}
    return {pair: found[pair] for pair in _first(found, _ALL)}


def earlier_in(likely: Mapping[tuple[str, str], float], before: Sequence[Story]) -> list[Story]:
    """The stories told before that stand in a pair of perhaps_told."""
    asked = {old for _, old in likely}
    return [one for one in before if one.id in asked]


def told_already(said: Sequence[tuple[str, str]], likely: Mapping[tuple[str, str], float]) -> dict[str, str]:
    """Story id → why it is left out. said: the pairs of which the model says so; likely: perhaps_told's.

    A pair that was not worth the question counts for nothing, whoever brought the model to name it.
    """
    return {
        story: f"retold: {old} tells it (as the model found, {likely[story, old]:.2f} by the evidence)"
        for story, old in sorted(said, reverse=True)
        if (story, old) in likely
    }


def _likeliest(new: Story, old: Story, clues: Mapping[str, Clues], space: Space) -> float:
    """The likelihood of the two articles that speak most for one event."""
    pairs = ((clues[a.id], clues[b.id]) for a in compared([new]) for b in compared([old]))
    return max((_likely(one, two, space) for one, two in pairs), default=0.0)


def _likely(one: Clues, two: Clues, space: Space) -> float:
    if min(one.weight, two.weight) < PAIR.least_meaning or contradiction(one.facts, two.facts):
        return 0.0
    return max(alike(one, two, space, weighing) for weighing in (PAIR, WINDOW))


def _first(likely: Mapping[K, float], most: int) -> list[K]:
    return sorted(likely, key=lambda key: (-likely[key], key))[:most]
