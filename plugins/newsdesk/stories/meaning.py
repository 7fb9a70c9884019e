"""Whether two titles that are worded differently tell one event. Pure.

The cosine of two embedded titles says that they speak of one topic. What else they share or lack
tells the event: the same cosine with the names of companies taken out ("OpenAI releases ..." is near
every other thing that OpenAI did), how near both are to what is said every day, who acts, what is
done, product names and other Latin words, amounts, and what one title says that the other's text tells.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, fsum, sqrt

from newsdesk.entities import Language
from newsdesk.stories.amounts import shared
from newsdesk.stories.background import background
from newsdesk.stories.clues import Clues
from newsdesk.stories.names import word_weight
from newsdesk.stories.space import Nearness
from newsdesk.stories.thresholds import Weights
from newsdesk.stories.titles import title_similarity

# A meaning farther than this from all that is said every day is simply far: it makes no two titles nearer.
_UNCOMMON = 0.4
# A title of this weight (titles.weight: three words) shares little with another one even of its own event.
_BRIEF = 6


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for and against one event.

    cosine, bare: of the titles, and of the titles without known names. common: how near both are to
    what is said every day, at least 0.4. words: weight of shared Latin words outside known names, at
    most 3; missing: weight of those that only one title has (of a Chinese and an English title, the
    Chinese one's; of one language, the lesser side), at most 4. short: a Latin word of one is the
    initials of the other's words. names: weight of known names in both, at most 2.5. maker, rivals:
    whether one acts in both, or another in each. terms: weight of shared terms, at most 3; likeness: the
    same as a share (0..1). amounts: one amount in both. told_names, told_words, told_terms,
    told_amounts: what one title alone has and the other's text tells, at most 2, 3, 3 and 1. pieces,
    told_pieces: the same of one language, of pairs of characters and words, at most 4 each. wording:
    title_similarity. days: between the two publications, at most 7. brief: whether the English title
    of two languages ("Our principles"), or the shorter one of one language, is of three words or fewer.
    english: whether both are English.
    """

    cosine: float
    bare: float
    common: float
    words: float
    missing: float
    short: float
    names: float
    maker: float
    rivals: float
    terms: float
    likeness: float
    amounts: float
    told_names: float
    told_words: float
    told_terms: float
    told_amounts: float
    pieces: float
    told_pieces: float
    wording: float
    days: float
    brief: float
    english: float


def signs_of(a: Clues, b: Clues, near: Nearness) -> Signs:
    """The signs of a pair, the same whichever comes first."""
    usual = background()
    both, missing = _words(a, b)
    pieces, told_pieces = _pieces(a, b)
    terms, likeness = _terms(a, b)
    amounts = shared(a.facts.amounts, b.facts.amounts)
    told_amounts = shared(a.facts.amounts, b.told.amounts) | shared(b.facts.amounts, a.told.amounts)
    names = (a.names - b.names) & b.told.names | (b.names - a.names) & a.told.names
    words = (a.words - b.all_words) & b.told.words | (b.words - a.all_words) & a.told.words
    told = (a.terms - b.terms) & b.told.terms | (b.terms - a.terms) & a.told.terms
    return Signs(
        cosine=near.cosine,
        bare=near.bare,
        common=max(near.common, _UNCOMMON),
        words=min(both, 3.0),
        missing=min(missing, 4.0),
        short=float(_shortened(a, b) or _shortened(b, a)),
        names=min(usual.weight_of_names(a.names & b.names), 2.5),
        maker=float(bool(a.actors & b.actors)),
        rivals=float(bool(a.actors and b.actors and not a.actors & b.actors)),
        terms=terms,
        likeness=likeness,
        amounts=float(bool(amounts)),
        told_names=min(usual.weight_of_names(names), 2.0),
        told_words=min(_sum(words), 3.0),
        told_terms=min(usual.weight_of_terms(told), 3.0),
        told_amounts=float(bool(told_amounts and not amounts)),
        pieces=min(pieces, 4.0),
        told_pieces=min(told_pieces, 4.0),
        wording=title_similarity(a.title, b.title),
        days=min(abs((a.at - b.at).total_seconds()) / 86_400, 7.0),
        brief=float(_is_brief(a, b)),
        english=float(language_pair(a, b) == "en-en"),
    )


def likelihood(signs: Signs, weights: Weights) -> float:
    """How likely the signs make one event, 0..1: a logistic sum, rounded so that it is the same anywhere."""
    total = fsum([weights.base, *(weight * getattr(signs, name) for name, weight in weights.signs.items())])
    return round(1 / (1 + exp(-total)), 4)


def describe(signs: Signs) -> str:
    """The signs as a part of an English sentence."""
    said = [f"meaning {signs.cosine:.2f}, without names {signs.bare:.2f}"]
    said += [f"names shared {signs.names:.1f}"] if signs.names else []
    said += ["other actors"] if signs.rivals else []
    said += [f"words shared {signs.words:g}"] if signs.words else []
    said += [f"terms shared {signs.terms:.1f}"] if signs.terms else []
    said += ["an amount shared"] if signs.amounts else []
    told = signs.told_names + signs.told_words + signs.told_terms + signs.told_amounts
    said += [f"told in the text {told:.1f}"] if told else []
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


def _pieces(a: Clues, b: Clues) -> tuple[float, float]:
    """Weights of the pieces in both titles, and of those of one title that the other's text tells."""
    if a.language is not b.language:
        return 0.0, 0.0
    told = {piece for piece in a.grams - b.grams if b.told.tells(piece)}
    told |= {piece for piece in b.grams - a.grams if a.told.tells(piece)}
    weigh = background().weight_of_pieces
    return weigh(a.grams & b.grams), weigh(told)


def _is_brief(a: Clues, b: Clues) -> bool:
    if language_pair(a, b) == "zh-en":
        return (b if a.language is Language.ZH else a).weight <= _BRIEF
    return min(a.weight, b.weight) <= _BRIEF


def _shortened(a: Clues, b: Clues) -> bool:
    return any(len(word) > 2 and word_weight(word) == 1 and word in b.initials for word in a.words)


def _terms(a: Clues, b: Clues) -> tuple[float, float]:
    weigh = background().weight_of_terms
    both, one, other = weigh(a.terms & b.terms), weigh(a.terms), weigh(b.terms)
    return min(both, 3.0), round(both / sqrt(one * other), 4) if both else 0.0


def _sum(words: frozenset[str]) -> float:
    return fsum(word_weight(word) for word in words)
