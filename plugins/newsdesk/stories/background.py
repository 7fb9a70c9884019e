"""What any day's headlines are made of: against it one sees what two titles share by chance.

background.json and background.npz are made by bench/story_background.py from the headlines of the
days before the split: how often names, terms and pieces (pairs of characters, words) stand in them,
and 160 points of meaning a language, the middles of their clusters. No headline is kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from math import fsum, log
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from newsdesk.entities import Language
from newsdesk.stories.embedding import Vectors, unit_rows

_FOLDER = Path(__file__).parent
COUNTS = _FOLDER / "background.json"
POINTS = _FOLDER / "background.npz"
# Points are kept as whole numbers of 1/127: cosines are right to 0.01.
SCALE = 127
# How many nearest points tell how common a meaning is: of 1, 3, 10 and 30, 3 was best on the days before
# the split with points from other days (zh-en: best F1 of cosine alone 0.86, so corrected 0.92).
_NEAREST = 3
# A name or term of this many headlines or fewer weighs 1.
_RARE = 6


@dataclass(frozen=True, slots=True)
class Background:
    """headlines: how many were counted. names, terms, pieces: how many of them have each."""

    headlines: int
    names: Mapping[str, int]
    terms: Mapping[str, int]
    pieces: Mapping[str, int]
    points: Mapping[Language, Vectors]

    def weight_of_names(self, names: Iterable[str]) -> float:
        """How much it says that two titles share these names; each 0.2 (in every second title) to 1."""
        return fsum(max(0.2, self._rarity(self.names.get(name, 0))) for name in names)

    def weight_of_terms(self, terms: Iterable[str]) -> float:
        """As weight_of_names, of terms; each 0 to 1."""
        return fsum(max(0.0, self._rarity(self.terms.get(term, 0))) for term in terms)

    def weight_of_pieces(self, pieces: Iterable[str]) -> float:
        """As weight_of_terms, of titles.grams."""
        return fsum(max(0.0, self._rarity(self.pieces.get(piece, 0))) for piece in pieces)

    def commonness(self, vectors: Vectors) -> NDArray[np.float32]:
        """How near texts are to what is said every day, in Chinese and in English: shape (len, 2).

        Two titles that are both near everything are near each other by chance (what cross-domain
        similarity local scaling takes off: Conneau et al., 2018).
        """
        return np.stack(
            [_nearest(vectors, self.points[language]) for language in (Language.ZH, Language.EN)], axis=1
        )

    def _rarity(self, count: int) -> float:
        most = log(self.headlines / _RARE)
        return min(1.0, log(self.headlines / (count + _RARE / 2)) / most)


def _nearest(vectors: Vectors, points: Vectors) -> NDArray[np.float32]:
    if not len(vectors):
        return np.zeros(0, dtype=np.float32)
    near = np.partition(vectors @ points.T, -_NEAREST, axis=1)[:, -_NEAREST:]
    return np.asarray(near.mean(axis=1), dtype=np.float32)


@cache
def background() -> Background:
    """The shipped background."""
    counts = json.loads(COUNTS.read_text(encoding="utf-8"))
    with np.load(POINTS) as points:
        kept = {
            language: unit_rows(points[str(language)].astype(np.float32))
            for language in (Language.ZH, Language.EN)
        }
    return Background(counts["headlines"], counts["names"], counts["terms"], counts["pieces"], kept)
