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


# Fitted by `bench/same_story.py --fit` on 1,223 labelled pairs of the days before 2026-05-15: for a
# Chinese and an English title, and for two of one language.
_ACROSS = Weights(
    -4.18,
    MappingProxyType(
        {
            "cosine": 4.01,
            "bare": 5.9,
            "words": 1.38,
            "missing": -0.53,
            "names": 1.27,
            "strangers": -0.26,
            "amounts": 3.03,
            "days": -2.18,
        }
    ),
)
_WITHIN = Weights(
    -7.45,
    MappingProxyType(
        {
            "cosine": 4.27,
            "words": 0.98,
            "names": 0.72,
            "amounts": 2.91,
            "wording": 6.48,
            "days": -1.63,
        }
    ),
)


def _weights() -> Mapping[str, Weights]:
    return MappingProxyType({"zh-en": _ACROSS, "zh-zh": _WITHIN, "en-en": _WITHIN})


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The ladder's numbers. Scores are 0..1, weights of titles in Han characters (a Latin word is two).

    same_event: by pair of languages, the least likelihood of one event.
    """

    same_event: Mapping[str, float]
    weights: Mapping[str, Weights] = field(default_factory=_weights)
    # DESIGN: dedupe looks at the window and the 14 days before it.
    span: timedelta = timedelta(days=14)
    # Wording, of titles of one language: of 17 such pairs of 75 days (read by eye) one was wrong.
    near_title: float = 0.72
    # Two titles of one source under two addresses: patterns (columns, series) come as near as 0.86,
    # and come back day after day under one title.
    own_title: float = 0.9
    own_span: timedelta = timedelta(hours=36)
    # A title of less weight proves nothing by its wording, or by its meaning.
    least_wording: int = 8
    least_meaning: int = 4
    # Likelihood that a story's founder and a new article must reach where another article of the
    # story drew it in by meaning: a chain whose ends have nothing in common is kept apart.
    chain: float = 0.1
    # Least likelihood where a title announces a round-up, which resembles every event that it lists:
    # above 1 is never. By wording such titles are never one.
    roundup: float = 1.1


# A pair that somebody asks about: as often one event as not. The best F1 on the earlier days.
PAIR = Thresholds(MappingProxyType({"zh-en": 0.25, "zh-zh": 0.3, "en-en": 0.3}), roundup=0.9)
# A pair that a search brought up, the best of some thousands: chance finds many that look like one
# event. Set by reading what joined on the days before 2026-05-15; of the 41 joins by meaning on the
# four weeks after, read by eye, 3 were wrong and 2 a later stage of the story.
WINDOW = Thresholds(MappingProxyType({"zh-en": 0.9, "zh-zh": 0.7, "en-en": 0.7}))
