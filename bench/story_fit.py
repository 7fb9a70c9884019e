"""Fits the weights and thresholds of stories/thresholds.py to labelled pairs of the earlier days.

Two fits: for a pair that somebody asks about, mostly to the given pairs; for a pair that a search brought
up, mostly to our own labels, which a search brought up. Each once for a Chinese and an English title,
once for two of one language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from story_pairs import Pair, articles

from newsdesk.stories.clues import Clues, clues_of
from newsdesk.stories.embedding import ENCODER
from newsdesk.stories.facts import contradiction
from newsdesk.stories.meaning import Signs, language_pair, likelihood, signs_of
from newsdesk.stories.names import NameTable
from newsdesk.stories.space import Space
from newsdesk.stories.thresholds import Weights

_TITLES = (
    "cosine",
    "bare",
    "common",
    "words",
    "missing",
    "names",
    "rivals",
    "terms",
    "amounts",
    "days",
)
_TOLD = ("told_names", "told_words", "told_terms")
_ACROSS, _WITHIN = ("short", "maker", "likeness"), ("wording",)
SIGNS: Mapping[tuple[str, str], Sequence[str]] = {
    ("pair", "across"): (*_TITLES, *_ACROSS, "brief"),
    ("pair", "within"): (*_TITLES, *_WITHIN, "pieces", "told_names", "told_pieces", "english"),
    ("window", "across"): (*_TITLES, *_ACROSS, *_TOLD),
    ("window", "within"): (*_TITLES, *_WITHIN, "pieces", "told_names", "told_pieces"),
}
# What a given pair and one of ours count in each fit.
COUNTS = {"pair": (1.0, 0.3), "window": (0.3, 1.0)}
KINDS = {"zh-en": "across", "zh-zh": "within", "en-en": "within"}
_RIDGE = 1.0
_ROUNDS = 50
_FOLDS = 8
_STEPS = np.arange(0.05, 0.99, 0.05)


@dataclass(frozen=True, slots=True)
class Seen:
    """A labelled pair with its signs. vetoed: the titles contradict each other."""

    signs: Signs
    same: bool
    languages: str
    day: str
    vetoed: bool
    given: bool


def fit_all(pairs: Sequence[Pair], names: NameTable) -> None:
    """Prints, for each fit, the weights and what thresholds give, cross-validated by day."""
    seen = _all_seen([pair for pair in pairs if pair.languages in KINDS], names)
    for (use, kind), signs in SIGNS.items():
        mine = [one for one in seen if KINDS[one.languages] == kind]
        x = np.array([[getattr(one.signs, sign) for sign in signs] for one in mine])
        y = np.array([one.same for one in mine], dtype=float)
        counts = np.array([COUNTS[use][0 if one.given else 1] for one in mine])
        likely = _held_out(mine, x, y, counts, signs)
        print(f"\n{use}, {kind}: {len(y)} pairs, {int(y.sum())} the same\n{logistic(x, y, counts, signs)}")
        for languages, given in sorted({(one.languages, one.given) for one in mine}):
            chosen = np.array([(one.languages, one.given) == (languages, given) for one in mine])
            print(f"  {languages} {'given' if given else 'own labels'}: threshold precision/recall/F1/F0.5")
            for start in range(0, len(_STEPS), 7):
                steps = _STEPS[start : start + 7]
                print("   ", "  ".join(_at(step, likely[chosen], y[chosen]) for step in steps))


def _held_out(
    seen: Sequence[Seen], x: np.ndarray, y: np.ndarray, counts: np.ndarray, signs: Sequence[str]
) -> np.ndarray:
    """Each pair's likelihood by weights fitted without its day; 0 where the titles contradict."""
    days = sorted({one.day for one in seen})
    fold = np.array([days.index(one.day) % _FOLDS for one in seen])
    likely = np.zeros(len(y))
    for held in range(_FOLDS):
        kept = fold != held
        fitted = logistic(x[kept], y[kept], counts[kept], signs)
        for place in np.flatnonzero(~kept):
            likely[place] = 0.0 if seen[place].vetoed else likelihood(seen[place].signs, fitted)
    return likely


def logistic(x: np.ndarray, y: np.ndarray, counts: np.ndarray, signs: Sequence[str]) -> Weights:
    """Logistic regression by Newton's method with a ridge on the standardised signs."""
    mean, spread = x.mean(axis=0), x.std(axis=0)
    spread[spread == 0] = 1.0
    z = np.column_stack([np.ones(len(x)), (x - mean) / spread])
    ridge = np.eye(z.shape[1]) * _RIDGE
    ridge[0, 0] = 0.0
    beta = np.zeros(z.shape[1])
    for _ in range(_ROUNDS):
        p = 1 / (1 + np.exp(-z @ beta))
        slope = z.T @ (z * (counts * p * (1 - p))[:, None]) + ridge
        beta += np.linalg.solve(slope, z.T @ (counts * (y - p)) - ridge @ beta)
    weights = beta[1:] / spread
    base = float(beta[0] - weights @ mean)
    return Weights(round(base, 2), {sign: round(float(w), 2) for sign, w in zip(signs, weights, strict=True)})


def _all_seen(pairs: Sequence[Pair], names: NameTable) -> list[Seen]:
    clues = [tuple(clues_of(article, names) for article in articles(pair)) for pair in pairs]
    space = Space([one for both in clues for one in both], ENCODER)
    return [_seen(pair, a, b, space) for pair, (a, b) in zip(pairs, clues, strict=True)]


def _seen(pair: Pair, a: Clues, b: Clues, space: Space) -> Seen:
    near = space.nearness(a, b)
    assert near is not None  # both are in the space
    against = bool(contradiction(a.facts, b.facts))
    return Seen(signs_of(a, b, near), pair.same, language_pair(a, b), pair.day, against, pair.given)


def _at(step: float, likely: np.ndarray, y: np.ndarray) -> str:
    said = likely >= step
    hits = float((said & (y == 1)).sum())
    precision, recall = hits / max(said.sum(), 1), hits / max(y.sum(), 1)
    by_recall = 2 * precision * recall / (precision + recall) if hits else 0.0
    by_precision = 1.25 * precision * recall / (0.25 * precision + recall) if hits else 0.0
    return f"{step:.2f} {precision:.2f}/{recall:.2f}/{by_recall:.2f}/{by_precision:.2f}"
