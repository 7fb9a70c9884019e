"""Whether two titles that are worded differently tell one event. Pure.

The cosine of two embedded titles says that they speak of one topic. What else they share or lack
tells the event: the same cosine with the names of companies taken out ("OpenAI releases ..." is near
every other thing that OpenAI did), product names and other Latin words, companies, amounts.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, fsum

from newsdesk.entities import Language
from newsdesk.stories.amounts import shared
from newsdesk.stories.clues import Clues
from newsdesk.stories.names import word_weight
from newsdesk.stories.thresholds import Weights
from newsdesk.stories.titles import title_similarity


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for and against one event.

    cosine, bare: of the titles, and of the titles without known names. words: weight of shared Latin
    words outside known names, at most 3; missing: weight of those that only one title has (of a
    Chinese and an English title, the Chinese one's; of one language, the lesser side), at most 4.
    names, strangers: known names in both, at most 3, and on the lesser side only, at most 2. amounts:
    one amount in both. wording: title_similarity. days: between the two publications, at most 7.
    """

    cosine: float
    bare: float
    words: float
    missing: float
    names: float
    strangers: float
    amounts: float
    wording: float
    days: float


def signs_of(a: Clues, b: Clues, cosine: float, bare: float) -> Signs:
    """The signs of a pair, the same whichever comes first."""
    both, missing = _words(a, b)
    names = a.names & b.names
    return Signs(
        cosine=cosine,
        bare=bare,
        words=min(both, 3.0),
        missing=min(missing, 4.0),
        names=min(len(names), 3),
        strangers=min(len(a.names - b.names), len(b.names - a.names), 2),
        amounts=float(bool(shared(a.facts.amounts, b.facts.amounts))),
        wording=title_similarity(a.title, b.title),
        days=min(abs((a.at - b.at).total_seconds()) / 86_400, 7.0),
    )


def likelihood(signs: Signs, weights: Weights) -> float:
    """How likely the signs make one event, 0..1: a logistic sum, rounded so that it is the same anywhere."""
    total = fsum([weights.base, *(weight * getattr(signs, name) for name, weight in weights.signs.items())])
    return round(1 / (1 + exp(-total)), 4)


def describe(signs: Signs) -> str:
    """The signs as a part of an English sentence."""
    said = [f"meaning {signs.cosine:.2f}, without names {signs.bare:.2f}"]
    said += [f"{signs.names:g} names shared"] if signs.names else []
    said += [f"words shared {signs.words:g}"] if signs.words else []
    said += ["an amount shared"] if signs.amounts else []
    return ", ".join([*said, f"{signs.days:.1f} days apart"])


def language_pair(a: Clues, b: Clues) -> str:
    """ "zh-zh", "zh-en" or "en-en"; "" where a language is another one."""
    pair = {a.language, b.language}
    if Language.OTHER in pair:
        return ""
    if len(pair) == 2:
        return "zh-en"
    return f"{a.language}-{a.language}"


def _words(a: Clues, b: Clues) -> tuple[float, float]:
    """Weights of the Latin words in both titles, and of those missing on the other side."""
    if language_pair(a, b) != "zh-en":
        both = (a.words & b.all_words) | (b.words & a.all_words)
        return _sum(both), min(_sum(a.words - b.all_words), _sum(b.words - a.all_words))
    chinese, english = (a, b) if a.language is Language.ZH else (b, a)
    return _sum(chinese.words & english.all_words), _sum(chinese.words - english.all_words)


def _sum(words: frozenset[str]) -> float:
    return fsum(word_weight(word) for word in words)
