"""Every number that decides whether two articles are one event, and where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Weights:
    """What each sign of meaning.Signs counts in the likelihood (a logistic sum), by its name."""

    base: float
    signs: Mapping[str, float]


# Fitted by `bench/same_story.py --fit` on the labelled pairs of the days before 2026-05-15.
_ACROSS = Weights(
    -2.64,
    MappingProxyType(
        {
            "cosine": 3.2,
            "bare": 7.27,
            "words": 1.27,
            "missing": -0.99,
            "names": 0.81,
            "strangers": -0.8,
            "apart": -0.16,
            "amounts": 4.33,
            "days": -1.86,
        }
    ),
)
_WITHIN = Weights(
    -8.56,
    MappingProxyType(
        {
            "cosine": 6.58,
            "bare": 1.83,
            "words": 0.28,
            "missing": 0.27,
            "names": 0.19,
            "strangers": 0.61,
            "apart": -0.55,
            "amounts": 2.5,
            "wording": 4.19,
            "days": -1.25,
        }
    ),
)


def _weights() -> Mapping[str, Weights]:
    return MappingProxyType({"zh-en": _ACROSS, "zh-zh": _WITHIN, "en-en": _WITHIN})


def _same_event() -> Mapping[str, float]:
    return MappingProxyType({"zh-en": 0.97, "zh-zh": 0.97, "en-en": 0.97})


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
    # Meaning, by pair of languages: the least likelihood of one event.
    same_event: Mapping[str, float] = field(default_factory=_same_event)
    weights: Mapping[str, Weights] = field(default_factory=_weights)


SHIPPED = Thresholds()
