"""The titles of a window as points: how near two are in meaning, and which are the nearest. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from newsdesk.entities import Language
from newsdesk.stories.background import background
from newsdesk.stories.clues import Clues
from newsdesk.stories.embedding import Embedder

# How many nearest titles are looked at closely, and how near they must be at all: in the labelled
# pairs no Chinese and English title of one event that the rung accepts lies below.
_NEAREST = 24
_FLOOR = 0.15
_ROWS = 128


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near two titles are. cosine: of both; bare: of both without known names; common: how near
    both are to what is said every day in the other's language.
    """

    cosine: float
    bare: float
    common: float


class Space:
    """Titles with and without known names, embedded once for each text.

    Memory: two float32 rows a text, and 128 rows of cosines at a time.
    """

    def __init__(self, clues: Iterable[Clues], embedder: Embedder) -> None:
        told = {one.said: one for one in clues}
        self._said = sorted(told)
        texts = sorted({text for one in told.values() for text in (one.title, one.bare)})
        row = {text: number for number, text in enumerate(texts)}
        vectors = embedder.embed(texts)
        self._place = {said: place for place, said in enumerate(self._said)}
        self._titles = vectors[[row[told[said].title] for said in self._said]]
        self._bare = vectors[[row[told[said].bare] for said in self._said]]
        self._common = background().commonness(self._titles)

    def nearness(self, a: Clues, b: Clues) -> Nearness | None:
        """How near two titles are; None where one is not here."""
        one, two = self._place.get(a.said), self._place.get(b.said)
        if one is None or two is None:
            return None
        common = self._common[one, _column(b)] + self._common[two, _column(a)]
        return Nearness(
            round(float(self._titles[one] @ self._titles[two]), 4),
            round(float(self._bare[one] @ self._bare[two]), 4),
            round(float(common) / 2, 4),
        )

    def nearest(self, clues: Sequence[Clues]) -> Iterator[list[str]]:
        """For each article, in order, the titles (Clues.said) nearest to its own, the nearest first."""
        if not self._said:
            yield from ([] for _ in clues)
            return
        for start in range(0, len(clues), _ROWS):
            yield from self._nearest(clues[start : start + _ROWS])

    def _nearest(self, clues: Sequence[Clues]) -> Iterator[list[str]]:
        places = [self._place.get(one.said, 0) for one in clues]
        near = (self._titles[places] @ self._titles.T + self._bare[places] @ self._bare.T) / 2
        for one, row in zip(clues, near, strict=True):
            if one.said not in self._place:
                yield []
                continue
            row[self._place[one.said]] = -1.0
            count = min(_NEAREST, len(row))
            best = np.argpartition(-row, count - 1)[:count]
            kept = [
                (-round(float(row[place]), 4), self._said[place]) for place in best if row[place] >= _FLOOR
            ]
            yield [said for _, said in sorted(kept)]


def _column(clues: Clues) -> int:
    return 0 if clues.language is Language.ZH else 1
