"""Whether an article tells again what another one tells, in other words. Pure.

A feature beside an agency's line may share neither wording nor meaning enough to become one story, and a
reader still reads the event twice. Where both tell one affair (affairs), the launch of one version of
one product (launches), begin with the same figures, or say much in the same words (passages), the second
is not told again. The stories stay apart: only their telling is one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from newsdesk.entities import Article, Story
from newsdesk.ranking import affairs
from newsdesk.ranking.affairs import Affair, affair_of
from newsdesk.ranking.genres import Genre, genre
from newsdesk.ranking.passages import common_passages, passages_of
from newsdesk.ranking.repeated import Apart, compared, nobody_said_so, repeated
from newsdesk.stories.actors import actors
from newsdesk.stories.facts import Facts, contradiction, facts_of
from newsdesk.stories.launches import (
    Launch,
    founders_launch,
    launches_of,
    launches_plainly,
    one_launch,
)
from newsdesk.stories.names import NameTable
from newsdesk.stories.phases import fact_in
from newsdesk.stories.roundups import is_roundup
from newsdesk.stories.titles import grams, normalise_title, without_column
from newsdesk.writing.grounding import Evidence

_LAUNCHED_FOR = timedelta(hours=36)  # a launch fills a day and the next morning
# So many figures, none of them small or a year and two of them not round, stand at the beginning of one
# event's articles alone, in whatever language. Such pairs are few (bench/story_retold.py): one in 75 days of
# records, under two headlines of one report.
_FIGURES, _LEAST, _YEARS = 3, 12, range(1900, 2101)
_NOT_ROUND = 2
_FIGURES_FOR = timedelta(hours=48)
_OPENING = 320  # characters
# So many runs of four words two beginnings share, besides names, where they tell one thing of an actor whom
# both titles name. Read by eye in feeds recorded from 06-05 to 07-16: some thirty such pairs on technology
# firms, all of one affair; of some fifteen with five to seven, six are not. In 75 days of records, whose
# texts are short: three pairs, one of them two advertisements.
_PASSAGES = 8
# Where the later title names others too, it may bring their news.
_PASSAGES_WITH_OTHERS = 12
_PASSAGES_FOR = timedelta(days=4)
# One source's titles that share so much of their wording follow a pattern ("How … teams use …").
_PATTERN = 0.5
TOLD_FOR = max(_LAUNCHED_FOR, _PASSAGES_FOR, *affairs.TOLD_FOR.values())


@dataclass(frozen=True, slots=True)
class Told:
    """What an article tells, as its telling is compared.

    title: normalised; actors: whom it names; founders: by whose former officer it tells a launch.
    """

    source: str
    title: str
    actors: frozenset[str]
    affair: Affair
    launches: frozenset[Launch]
    founders: str
    facts: Facts
    figures: frozenset[Decimal]
    passages: frozenset[str]


def told_in(article: Article, names: NameTable, acting: NameTable) -> Told | None:
    """None for a round-up, which tells many things. names, acting: as in retold."""
    title = normalise_title(article.title)
    if is_roundup(title):
        return None
    return Told(
        source=article.source,
        title=title,
        actors=actors(acting.read(without_column(title)).names),
        affair=affair_of(article, acting),
        launches=launches_of(article, names),
        founders=founders_launch(article),
        facts=facts_of(title),
        figures=_figures(article),
        passages=passages_of(article, names),
    )


def told_by(stories: Iterable[Sequence[Article]], names: NameTable, acting: NameTable) -> Mapping[str, Told]:
    """Article id → what it tells, of stories that are compared; round-ups are left out."""
    told = [[(one.id, told_in(one, names, acting)) for one in story] for story in stories]
    common = common_passages(
        frozenset().union(*(said.passages for _, said in story if said)) for story in told
    )
    return {
        article: replace(said, passages=said.passages - common)
        for story in told
        for article, said in story
        if said
    }


def _figures(article: Article) -> frozenset[Decimal]:
    """The values of the figures that title and opening have, units apart: 41 million is 4100万."""
    found = Evidence.of(article.title, article.text[:_OPENING]).figures
    values = {max(one.values) for one in found}
    return frozenset(value for value in values if value >= _LEAST and value not in _YEARS)


def retells(one: Told, other: Told) -> str:
    """Why two articles tell one thing, as an English phrase; "" where they do not plainly."""
    if contradiction(one.facts, other.facts) or one.facts.reverses != other.facts.reverses:
        return ""
    if launched := _launched(one, other):
        return f"launch {launched}"
    figures = one.figures & other.figures
    if _tell(figures) and abs(one.affair.at - other.affair.at) <= _FIGURES_FOR:
        return f"figures {', '.join(f'{value:f}' for value in sorted(figures))}"
    return affairs.one_affair(one.affair, other.affair) or _same_words(one, other)


def _launched(one: Told, other: Told) -> str:
    """The launch that both tell in these days, as a phrase; "" where there is none."""
    if abs(one.affair.at - other.affair.at) > _LAUNCHED_FOR:
        return ""
    if launched := one_launch(one.launches, other.launches):
        return f"of {launched}"
    return f"by the former {one.founders}" if one.founders and one.founders == other.founders else ""


def plain_first(
    order: Sequence[Story], names: NameTable, acting: NameTable, apart: Apart = nobody_said_so
) -> dict[str, str]:
    """Story id → the story after it that plainly tells the launch on which its own headline comments.

    A reader of one of the two wants to be told what came out. Each story is in one such pair at most.
    names, acting: as in retold.
    """
    told = {story.id: told_in(story.lead, names, acting) for story in order}
    plain = [
        story for story in order if genre(story.lead) is Genre.NEWS and launches_plainly(story.lead, names)
    ]
    pairs: dict[str, str] = {}
    for place, story in enumerate(order):
        if story in plain:
            continue
        later = (one for one in order[place:] if one in plain and one.id not in pairs.values())
        found = next((one for one in later if _one_launch(told[story.id], told[one.id])), None)
        if found and not apart(story.id, found.id):
            pairs[story.id] = found.id
    return pairs


def _one_launch(one: Told | None, other: Told | None) -> bool:
    return bool(one and other and _launched(one, other) and retells(one, other))


def _same_words(one: Told, other: Told) -> str:
    """Why two articles say one thing in the same words, as retells; what is new in either is told."""
    earlier, later = sorted((one, other), key=lambda told: told.affair.at)
    shared = earlier.passages & later.passages
    enough = _PASSAGES_WITH_OTHERS if later.actors - earlier.actors else _PASSAGES
    if len(shared) < enough or not earlier.actors & later.actors:
        return ""
    if later.affair.at - earlier.affair.at > _PASSAGES_FOR:
        return ""
    if affairs.steps_on(earlier.affair, later.affair, by_words=True):
        return ""
    # What was a rumour, a plan or a comment is told again once a headline tells it as done.
    if (fact_in(later.title) and not fact_in(earlier.title)) or _of_a_pattern(earlier, later):
        return ""
    return f"{len(shared)} passages on {' and '.join(sorted(earlier.actors & later.actors))}"


def _of_a_pattern(one: Told, other: Told) -> bool:
    a, b = grams(one.title), grams(other.title)
    return one.source == other.source and len(a & b) >= _PATTERN * min(len(a), len(b))


def _tell(figures: Collection[Decimal]) -> bool:
    """Whether figures name one event: 1亿, 10亿 and 100亿 name none."""
    exact = [value for value in figures if len(value.normalize().as_tuple().digits) > 1]
    return len(figures) >= _FIGURES and len(exact) >= _NOT_ROUND


def retold(
    order: Sequence[Story],
    before: Sequence[Story],
    names: NameTable,
    acting: NameTable,
    apart: Apart = nobody_said_so,
) -> dict[str, str]:
    """Story id → why it is left out (see repeated).

    names: those known in both languages; acting: of these the ones that act for themselves (Names.acting).
    """
    told = told_by([compared([story]) for story in [*before, *order]], names, acting)

    def again(new: Article, old: Article) -> str:
        one, other = told.get(new.id), told.get(old.id)
        return retells(one, other) if one and other else ""

    return repeated(order, before, again, apart)
