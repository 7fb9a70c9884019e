"""Whether an article tells again what another one tells, in other words. Pure.

A feature beside an agency's line may share neither wording nor meaning enough to become one story, and a
reader still reads the event twice. Where both tell one affair (affairs), the launch of one version of
one product (launches), or begin with the same figures, the second is not told again. The stories stay
apart: only their telling is one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from newsdesk.entities import Article, Story
from newsdesk.ranking import affairs
from newsdesk.ranking.affairs import Affair, affair_of
from newsdesk.ranking.launches import Launch, launches_of
from newsdesk.ranking.repeated import Apart, compared, nobody_said_so, repeated
from newsdesk.stories.facts import Facts, contradiction, facts_of
from newsdesk.stories.names import NameTable
from newsdesk.stories.roundups import is_roundup
from newsdesk.stories.titles import normalise_title
from newsdesk.writing.grounding import Evidence

_LAUNCHED_FOR = timedelta(hours=36)  # a launch fills a day and the next morning
# So many figures, none of them small or a year and two of them not round, stand at the beginning of one
# event's articles alone, in whatever language. Such pairs are few (bench/story_retold.py): one in 75 days of
# records, under two headlines of one report.
_FIGURES, _LEAST, _YEARS = 3, 12, range(1900, 2101)
_NOT_ROUND = 2
_FIGURES_FOR = timedelta(hours=48)
_OPENING = 320  # characters
TOLD_FOR = max(_LAUNCHED_FOR, *affairs.TOLD_FOR.values())


@dataclass(frozen=True, slots=True)
class Told:
    """What an article tells, as its telling is compared."""

    affair: Affair
    launches: frozenset[Launch]
    facts: Facts
    figures: frozenset[Decimal]


def told_in(article: Article, names: NameTable, acting: NameTable) -> Told | None:
    """None for a round-up, which tells many things. names, acting: as in retold."""
    title = normalise_title(article.title)
    if is_roundup(title):
        return None
    return Told(affair_of(article, acting), launches_of(article, names), facts_of(title), _figures(article))


def _figures(article: Article) -> frozenset[Decimal]:
    """The values of the figures that title and opening have, units apart: 41 million is 4100万."""
    found = Evidence.of(article.title, article.text[:_OPENING]).figures
    values = {max(one.values) for one in found}
    return frozenset(value for value in values if value >= _LEAST and value not in _YEARS)


def retells(one: Told, other: Told) -> str:
    """Why two articles tell one thing, as an English phrase; "" where they do not plainly."""
    if contradiction(one.facts, other.facts) or one.facts.reverses != other.facts.reverses:
        return ""
    launched = sorted(one.launches & other.launches)
    if launched and abs(one.affair.at - other.affair.at) <= _LAUNCHED_FOR:
        return f"launch of {launched[0]}"
    figures = one.figures & other.figures
    if _tell(figures) and abs(one.affair.at - other.affair.at) <= _FIGURES_FOR:
        return f"figures {', '.join(f'{value:f}' for value in sorted(figures))}"
    return affairs.one_affair(one.affair, other.affair)


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
    told = {one.id: told_in(one, names, acting) for one in compared([*before, *order])}

    def again(new: Article, old: Article) -> str:
        one, other = told[new.id], told[old.id]
        return retells(one, other) if one and other else ""

    return repeated(order, before, again, apart)
