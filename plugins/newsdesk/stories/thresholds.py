"""Every number that decides whether two articles are one event, and where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Weights:
    """What each sign of meaning.Signs counts in the likelihood (a logistic sum), by its name."""

    base: float
    signs: Mapping[str, float]


# Fitted by `bench/same_story.py --fit` on 1,223 labelled pairs of the days before 2026-05-15, for a
# Chinese and an English title ("across") and for two of one language ("within"): for a pair that
# somebody asks about mostly on the given pairs, for one that a search brought up mostly on our own labels.
_PAIR_ACROSS = Weights(
    2.16,
    MappingProxyType(
        {
            "cosine": 4.35,
            "bare": 4.78,
            "common": -13.46,
            "words": 1.49,
            "missing": -1.26,
            "names": 1.6,
            "rivals": -1.82,
            "terms": 1.03,
            "amounts": 2.63,
            "days": -1.38,
            "short": 6.21,
            "maker": 0.82,
            "likeness": 2.47,
        }
    ),
)
_PAIR_WITHIN = Weights(
    -2.51,
    MappingProxyType(
        {
            "cosine": 3.58,
            "bare": 2.3,
            "common": -11.86,
            "words": 0.37,
            "missing": 0.48,
            "names": 0.48,
            "rivals": -1.08,
            "terms": 1.07,
            "amounts": 1.74,
            "days": -0.55,
            "wording": 5.34,
        }
    ),
)
_WINDOW_ACROSS = Weights(
    -0.03,
    MappingProxyType(
        {
            "cosine": 3.89,
            "bare": 4.6,
            "common": -13.24,
            "words": 1.17,
            "missing": -0.73,
            "names": 1.01,
            "rivals": -1.12,
            "terms": 0.99,
            "amounts": 3.78,
            "days": -1.81,
            "short": 5.73,
            "maker": 1.82,
            "likeness": 2.06,
            "told_names": 0.39,
            "told_words": 2.29,
            "told_terms": -0.15,
        }
    ),
)
_WINDOW_WITHIN = Weights(
    1.65,
    MappingProxyType(
        {
            "cosine": 6.5,
            "bare": 4.32,
            "common": -19.35,
            "words": 0.45,
            "missing": 0.19,
            "names": 1.87,
            "rivals": -0.43,
            "terms": 0.95,
            "amounts": 2.16,
            "days": -1.4,
            "wording": -1.47,
            "told_names": 1.38,
            "told_words": 0.54,
            "told_terms": 0.15,
        }
    ),
)


def _by_pair(across: Weights, within: Weights) -> Mapping[str, Weights]:
    return MappingProxyType({"zh-en": across, "zh-zh": within, "en-en": within})


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The ladder's numbers. Scores are 0..1, weights of titles in Han characters (a Latin word is two).

    same_event: by pair of languages, the least likelihood of one event.
    """

    same_event: Mapping[str, float]
    weights: Mapping[str, Weights]
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
PAIR = Thresholds(
    MappingProxyType({"zh-en": 0.25, "zh-zh": 0.3, "en-en": 0.2}),
    _by_pair(_PAIR_ACROSS, _PAIR_WITHIN),
    roundup=0.9,
)
# A pair that a search brought up, the best of some thousands: chance finds many that look like one
# event. The best F1 on our own labels of the earlier days, which a search like it brought up.
WINDOW = Thresholds(
    MappingProxyType({"zh-en": 0.45, "zh-zh": 0.95, "en-en": 0.45}), _by_pair(_WINDOW_ACROSS, _WINDOW_WITHIN)
)
