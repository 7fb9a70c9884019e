"""What affair an article tells: the kind of event, and who stands in the sentences that tell it. Pure.

A commentary's headline seldom says what happened; its first sentences do. So an affair is read from the
title and from the beginning of the text together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from newsdesk.entities import Article, Language
from newsdesk.ranking.events import EVENTS, Event
from newsdesk.stories.actors import actors
from newsdesk.stories.names import NameTable, word_weight, words_in
from newsdesk.stories.openings import opening
from newsdesk.stories.phases import VAGUE, mentioned_phases, phases_in
from newsdesk.stories.titles import normalise_title, title_language

# Kinds (events.EVENTS) of which the same parties do one at a time, and the time within which a second
# article tells the same one unless its headline tells a new step. Read by eye: of 11 such pairs in the
# records of 2026-03-29 to 05-14 (bench/story_retold.py) 10 were one affair, of 17 in feeds recorded from
# 06-27 to 07-16 all; the records of 05-15 to 06-11 have none. Of listings, partnerships, releases and funding
# rounds too many were two: they are left to the stories' own evidence.
TOLD_FOR: Mapping[str, timedelta] = {
    "acquisition": timedelta(days=4),
    "lawsuit": timedelta(days=4),
    "regulation": timedelta(days=3),
}
_SIDES = 2
_NAME = 4  # letters; AI, IPO, CEO and APP are no names
_OPENING = 320  # characters
# A number of people, things or money: it names an affair as well as a party does.
_COUNT = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s?多?\s?([万亿]|名|位|million|billion|employees|workers|people)")
# Stands for who is named before.
_PRONOUN = re.compile(r"它|该公司|这家公司|(?<![a-z])(?:it|the company)(?![a-z])")
# A suit is filed once, while each day of its trial brings news.
_TRIAL = re.compile(
    r"庭审|开庭|陪审|作证|出庭|法庭上|判决|裁定|"
    r"(?<![a-z])(?:jur(?:y|ies|ors?)|trial|testif\w+|testimony|verdict|ruling)(?![a-z])"
)
# Steps that are no news of an affair: the vague ones, and what the affair itself is.
_NO_STEP = VAGUE | {"起诉", "离任"}
# Where two articles have no more in common than words about a firm, these are news: "files for an IPO" after
# a round of funding that ends with "the firm, founded by …, is known for …".
_FIRM_STEPS = frozenset({"申报", "签约", "完成"})


@dataclass(frozen=True, slots=True)
class Affair:
    """What an article tells. sides: kind → names and counts of the sentences that tell it.

    headline: the kinds that the title tells, of all that there are; named: the names in the title.
    steps, mentioned: phases that the title has taken, and all that title and text speak of.
    """

    at: datetime
    sides: Mapping[str, frozenset[str]]
    headline: frozenset[str]
    named: frozenset[str]
    steps: frozenset[str]
    mentioned: frozenset[str]


def affair_of(article: Article, table: NameTable) -> Affair:
    """table: the names of those who act, in both languages: no places, and no authorities, which have
    a hand in many affairs at a time."""
    title = normalise_title(article.title)
    sentences = [title, *opening(article, _OPENING)]
    headline = frozenset(event.key for event in EVENTS if _heads_with(event, title))
    sides = {
        event.key: found
        for event in EVENTS
        if event.key in TOLD_FOR
        and (event.key in headline or not headline)
        and (found := _sides(event, sentences, table))
    }
    if any(_TRIAL.search(sentence) for sentence in sentences):
        sides.pop("lawsuit", None)
    return Affair(
        at=article.happened_at,
        sides=sides,
        headline=headline,
        named=_names(title, table),
        steps=frozenset(phases_in(title)),
        mentioned=mentioned_phases(normalise_title(f"{article.title} {article.text[:2000]}")),
    )


def _heads_with(event: Event, title: str) -> bool:
    """Whether a title tells a kind; of those that are compared here a hint is enough (法律大战)."""
    return bool((event.words if event.key in TOLD_FOR else event.telling).search(title))


def _sides(event: Event, sentences: Sequence[str], table: NameTable) -> frozenset[str]:
    """sentences: the title first."""
    telling = [sentence for sentence in sentences[1:] if event.telling.search(sentence)]
    telling += sentences[:1] if _heads_with(event, sentences[0]) else []
    counts = {f"{number} {unit}" for one in telling for number, unit in _COUNT.findall(one)}
    found = frozenset(name for one in telling for name in _names(one, table)) | counts
    meant = any(_PRONOUN.search(one) for one in telling)
    return found | _names(sentences[0], table) if found and meant else found


def _names(sentence: str, table: NameTable) -> frozenset[str]:
    """Who is named in a sentence; in a Chinese one a Latin word of some length is a name too."""
    named = table.read(sentence)
    chinese = title_language(sentence) is Language.ZH
    words = words_in(named.bare)
    unknown = {word for word in words if len(word) >= _NAME and word.isalpha() and word_weight(word) == 1}
    return named.names | (unknown if chinese else frozenset())


def steps_on(a: Affair, b: Affair, *, by_words: bool = False) -> bool:
    """Whether the later of two headlines tells a step of which the earlier article did not speak.

    by_words: nothing but shared words says that both tell one affair.
    """
    earlier, later = sorted((a, b), key=lambda one: one.at)
    return bool(later.steps - earlier.mentioned - (_NO_STEP - _FIRM_STEPS if by_words else _NO_STEP))


def one_affair(a: Affair, b: Affair) -> str:
    """Why two articles tell one affair, as an English phrase; "" where they do not plainly."""
    if steps_on(a, b):
        return ""
    earlier, later = sorted((a, b), key=lambda one: one.at)
    for kind in sorted(a.sides.keys() & b.sides.keys()):
        shared = parties(_shared(a.sides[kind], b.sides[kind]))
        headed = all(_heads(one, kind, shared) for one in (a, b))
        if len(shared) >= _SIDES and headed and later.at - earlier.at <= TOLD_FOR[kind]:
            return f"{kind} of {' and '.join(shared)}"
    return ""


def _heads(one: Affair, kind: str, shared: Sequence[str]) -> bool:
    """Whether a title names one of the parties; and where it tells a suit itself, nobody but them."""
    named = _shared(one.named, shared)
    another_suit = kind == "lawsuit" and kind in one.headline and len(named) < len(one.named)
    return bool(named) and not another_suit


def _shared(some: Iterable[str], others: Iterable[str]) -> list[str]:
    """The names whose actor is among the others': Claude and Anthropic are one."""
    behind = actors(others)
    return [name for name in some if actors([name]) & behind]


def parties(names: Iterable[str]) -> list[str]:
    """Of names those that stand for different actors: SpaceX and its owner are one party."""
    found: list[str] = []
    behind: frozenset[str] = frozenset()
    for name in sorted(names):
        if not actors([name]) & behind:
            found.append(name)
            behind |= actors([name])
    return found
