"""Fits the weights and thresholds of stories/thresholds.py to labelled pairs of the earlier days."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from story_pairs import Pair, articles

from newsdesk.stories.clues import Clues, clues_of
from newsdesk.stories.embedding import ENCODER
from newsdesk.stories.facts import contradiction
from newsdesk.stories.meaning import language_pair, likelihood, signs_of
from newsdesk.stories.names import NameTable
from newsdesk.stories.space import Space
from newsdesk.stories.thresholds import Weights

SIGNS = {
    "across": ("cosine", "bare", "words", "missing", "names", "strangers", "amounts", "days"),
    "within": ("cosine", "words", "names", "amounts", "wording", "days"),
}
_RIDGE = 1.0
_ROUNDS = 50
_FOLDS = 8
_STEPS = np.arange(0.05, 0.96, 0.05)


def fit_all(pairs: Sequence[Pair], names: NameTable) -> None:
    """Prints, for one language and for two, the weights and what thresholds give, cross-validated by day."""
    told = [_told(pair, names) for pair in pairs]
    kinds = np.array(["across" if one[2] == "zh-en" else "within" for one in told])
    for kind, signs in SIGNS.items():
        chosen = [one for one, has in zip(told, kinds, strict=True) if has == kind]
        x = np.array([[getattr(one[0], sign) for sign in signs] for one in chosen])
        y = np.array([one[1] for one in chosen], dtype=float)
        days = sorted({one[3] for one in chosen})
        fold = np.array([days.index(one[3]) % _FOLDS for one in chosen])
        likely = np.zeros(len(y))
        for held in range(_FOLDS):
            fitted = logistic(x[fold != held], y[fold != held], signs)
            likely[fold == held] = [likelihood(one[0], fitted) for one in chosen if _in(one, days, held)]
        likely[[one[4] for one in chosen]] = 0.0
        print(f"\n{kind}: {len(y)} pairs, {int(y.sum())} the same\n{logistic(x, y, signs)}")
        for pair, given in sorted({(one[2], one[5]) for one in chosen}):
            mine = np.array([one[2] == pair and one[5] == given for one in chosen])
            print(f"  {pair} {'given' if given else 'own labels'}: threshold precision/recall")
            print("   ", "  ".join(_at(step, likely[mine], y[mine]) for step in _STEPS))


def logistic(x: np.ndarray, y: np.ndarray, signs: Sequence[str]) -> Weights:
    """Logistic regression by Newton's method with a ridge on the standardised signs."""
    mean, spread = x.mean(axis=0), x.std(axis=0)
    spread[spread == 0] = 1.0
    z = np.column_stack([np.ones(len(x)), (x - mean) / spread])
    ridge = np.eye(z.shape[1]) * _RIDGE
    ridge[0, 0] = 0.0
    beta = np.zeros(z.shape[1])
    for _ in range(_ROUNDS):
        p = 1 / (1 + np.exp(-z @ beta))
        slope = z.T @ (z * (p * (1 - p))[:, None]) + ridge
        beta += np.linalg.solve(slope, z.T @ (y - p) - ridge @ beta)
    weights = beta[1:] / spread
    base = float(beta[0] - weights @ mean)
    return Weights(round(base, 2), {sign: round(float(w), 2) for sign, w in zip(signs, weights, strict=True)})


def _told(pair: Pair, names: NameTable) -> tuple[object, bool, str, str, bool, bool]:
    a, b = (clues_of(article, names) for article in articles(pair))
    cosines = Space((a, b), ENCODER).cosines(a, b) or (0.0, 0.0)
    return signs_of(a, b, *cosines), pair.same, language_pair(a, b), pair.day, _vetoed(a, b), pair.given


def _vetoed(a: Clues, b: Clues) -> bool:
    return bool(contradiction(a.facts, b.facts))


def _in(one: tuple[object, bool, str, str, bool, bool], days: Sequence[str], held: int) -> bool:
    return days.index(one[3]) % _FOLDS == held


def _at(step: float, likely: np.ndarray, y: np.ndarray) -> str:
    said = likely >= step
    hits = float((said & (y > 0)).sum())
    return f"{step:.2f}: {hits / max(said.sum(), 1):.2f}/{hits / max(y.sum(), 1):.2f}"
