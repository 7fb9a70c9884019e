"""Every number that decides whether two articles are one event, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The ladder's numbers. Scores are 0..1."""

    # DESIGN: dedupe looks at the window and the 14 days before it.
    span: timedelta = timedelta(days=14)
    # Wording: of titles of one language.
    near_title: float = 0.72
    # Two titles of one source under two addresses: patterns (columns, series) come as near as 0.86,
    # and come back day after day under one title.
    own_title: float = 0.9
    own_span: timedelta = timedelta(hours=36)
    # A title that says less than this (in Han characters, a Latin word counts two) proves nothing.
    least_weight: int = 8


SHIPPED = Thresholds()
