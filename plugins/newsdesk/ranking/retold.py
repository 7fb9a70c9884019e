"""Whether an article tells again what another one tells, in other words. Pure.

A feature beside an agency's line may share neither wording nor meaning enough to become one story, and a
reader still reads the event twice. Where both tell one affair (affairs), the launch of one version of
one product (launches), or begin with the same figures, the second is not told again. The stories stay
apart: only their telling is one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from newsdesk.entities import Article, Story
from newsdesk.ranking import affairs
from newsdesk.ranking.affairs import Affair, affair_of
from newsdesk.ranking.launches import Launch, launches_of
from newsdesk.stories.facts import Facts, contradiction, facts_of
from newsdesk.stories.names import NameTable
from newsdesk.stories.roundups import is_roundup
from newsdesk.stories.titles import normalise_title
from newsdesk.writing.grounding import Evidence

_LAUNCHED_FOR = timedelta(hours=36)  # a launch fills a day and the next morning
# So many figures, none of them small or a year, stand at the beginning of one event's articles alone, in
# whatever language (records of 2026-03-29 to 05-14: 2 such pairs, both one event).
_FIGURES, _LEAST, _YEARS = 3, 12, range(1900, 2101)
_FIGURES_FOR = timedelta(hours=48)
_OPENING = 320  # characters
_READ = 4  # articles of each story that are compared: a story's later ones repeat its first
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
    if len(figures) >= _FIGURES and abs(one.affair.at - other.affair.at) <= _FIGURES_FOR:
        return f"figures {', '.join(f'{value:f}' for value in sorted(figures))}"
    return affairs.one_affair(one.affair, other.affair)


def retold(
    order: Sequence[Story],
    before: Sequence[Story],
    names: NameTable,
    acting: NameTable,
    apart: Callable[[str, str], bool] = lambda one, other: False,
) -> dict[str, str]:
    """Story id → why it is left out: one that stands before it, or stood in an edition, tells the same.

    before: what the editions of the last days have told. A story that is among them comes back for
    reasons of its own, and is not measured by them. names: those known in both languages; acting: of
    these the ones that act for themselves (Names.acting). apart: whether somebody has said that two
    stories are not one (Standing.kept_apart).
    """

    def tellings(story: Story) -> list[Told]:
        found = (told_in(article, names, acting) for article in story.articles[:_READ])
        return [one for one in found if one is not None]

    known = {story.id for story in before}
    told = [(story.id, tellings(story)) for story in before]
    left_out: dict[str, str] = {}
    for story in order:
        mine = tellings(story)
        against = [one for one in told if story.id not in known or one[0] not in known]
        against = [one for one in against if not apart(story.id, one[0])]
        found = next(((other, why) for other, theirs in against if (why := _told_by(mine, theirs))), None)
        if found:
            left_out[story.id] = f"retold: {found[0]} tells it ({found[1]})"
        else:
            told.append((story.id, mine))
    return left_out


def _told_by(new: Sequence[Told], before: Sequence[Told]) -> str:
    return next((why for a in new for b in before if (why := retells(a, b))), "")
