"""Whether two headlines tell one affair in other words. Pure.

A feature beside an agency's line may share neither wording nor meaning enough to become one story, and a
reader still reads the event twice. Where the kind of event and two of its parties are the same, or where
both tell the launch of one version of one product, the second is not told again. The stories stay apart:
only their telling is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from newsdesk.entities import Article, Language, Story
from newsdesk.ranking.events import EVENTS
from newsdesk.ranking.launches import Launch, launches_of
from newsdesk.stories.actors import actors
from newsdesk.stories.clues import Clues, clues_of
from newsdesk.stories.facts import contradiction
from newsdesk.stories.names import NameTable

# Kinds (events.EVENTS) of which two parties do one at a time, and the time within which a second headline
# tells the same one. Read on the records of 2026-04-01 to 05-14: of 3 pairs of acquisitions 3 were one; of
# lawsuits those of one day were, while a trial's next day brought news. Of partnerships 3 of 5 were not
# one, of releases and funding rounds still fewer: they are left to the stories' own evidence.
_TOLD_FOR: Mapping[str, timedelta] = {"acquisition": timedelta(days=3), "lawsuit": timedelta(days=1)}
TOLD_FOR = max(_TOLD_FOR.values())
_LAUNCHED_FOR = timedelta(hours=36)  # a launch fills a day and the next morning
_PARTIES = 2
_NAME = 4  # letters; AI, IPO, CEO and APP are no names
_READ = 4  # articles of each story that are compared: a story's later ones repeat its first


@dataclass(frozen=True, slots=True)
class Headline:
    """A title as its telling is compared. kinds: of event, by words that tell it."""

    clues: Clues
    kinds: frozenset[str]
    launches: frozenset[Launch]


def headline(article: Article, table: NameTable) -> Headline:
    """table: the names known in both languages."""
    kinds = frozenset(event.key for event in EVENTS if event.telling.search(article.title))
    return Headline(clues_of(article, table), kinds & _TOLD_FOR.keys(), launches_of(article, table))


def headlines(story: Story, table: NameTable) -> list[Headline]:
    """The headlines of a story's first articles."""
    return [headline(article, table) for article in story.articles[:_READ]]


def one_affair(a: Headline, b: Headline) -> str:
    """Why two headlines tell one affair, as an English phrase; "" where they do not plainly."""
    one, two = a.clues, b.clues
    apart = abs(one.at - two.at)
    launched = sorted(a.launches & b.launches) if apart <= _LAUNCHED_FOR else []
    if launched and not (one.roundup or two.roundup or contradiction(one.facts, two.facts)):
        return f"launch of {launched[0]}"
    kinds = sorted(kind for kind in a.kinds & b.kinds if apart <= _TOLD_FOR[kind])
    parties = _parties((one.names & two.names) | _unknown_names(one, two))
    if not kinds or len(parties) < _PARTIES or one.roundup or two.roundup:
        return ""
    if contradiction(one.facts, two.facts) or one.facts.reverses != two.facts.reverses:
        return ""
    return f"{kinds[0]} between {' and '.join(parties)}"


def _unknown_names(one: Clues, two: Clues) -> frozenset[str]:
    """Latin words that both titles have, one of them Chinese: there a word of some length is a name."""
    if Language.ZH not in (one.language, two.language):
        return frozenset()
    return frozenset(word for word in one.words & two.words if len(word) >= _NAME and word.isalpha())


def _parties(names: Iterable[str]) -> list[str]:
    """Of names those that stand for different actors: SpaceX and its owner are one party."""
    parties: list[str] = []
    behind: frozenset[str] = frozenset()
    for name in sorted(names):
        if not actors([name]) & behind:
            parties.append(name)
            behind |= actors([name])
    return parties


def told_by(new: Sequence[Headline], before: Sequence[Headline]) -> str:
    """Why any of the new headlines tells what one before it has told; "" where none does."""
    return next((why for a in new for b in before if (why := one_affair(a, b))), "")


def retold(order: Sequence[Story], before: Sequence[Story], table: NameTable) -> dict[str, str]:
    """Story id → why it is left out: one that stands before it, or stood in an edition, tells the same.

    before: what the editions of the last days have told. A story that is among them comes back for
    reasons of its own, and is not measured by them.
    """
    known = {story.id for story in before}
    told = [(story.id, headlines(story, table)) for story in before]
    left_out: dict[str, str] = {}
    for story in order:
        mine = headlines(story, table)
        against = [one for one in told if story.id not in known or one[0] not in known]
        found = next(((other, why) for other, theirs in against if (why := told_by(mine, theirs))), None)
        if found:
            left_out[story.id] = f"retold: {found[0]} tells it ({found[1]})"
        else:
            told.append((story.id, mine))
    return left_out
