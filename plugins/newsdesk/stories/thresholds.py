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


# Fitted by `bench/same_story.py --fit` on the 1,389 labelled pairs for tuning (days before 2026-05-15, and
# recorded feeds), for a Chinese and an English title ("across") and for two of one language ("within"): for
# a pair that somebody asks about mostly on the given pairs, for one that a search brought up mostly on our
# own labels.
_PAIR_ACROSS = Weights(
    2.27,
    MappingProxyType(
        {
            "cosine": 4.75,
            "bare": 4.45,
            "common": -13.65,
            "words": 1.16,
            "missing": -1.2,
            "names": 1.52,
            "rivals": -1.86,
            "terms": 0.99,
            "amounts": 2.64,
            "days": -1.38,
            "short": 6.28,
            "maker": 0.67,
            "likeness": 2.48,
        }
    ),
)
_PAIR_WITHIN = Weights(
    -2.7,
    MappingProxyType(
        {
            "cosine": 3.9,
            "bare": 1.45,
            "common": -10.74,
            "words": 0.3,
            "missing": 0.54,
            "names": 0.12,
            "rivals": -1.05,
            "terms": 0.6,
            "amounts": 1.91,
            "days": -0.67,
            "wording": 3.18,
            "pieces": 0.71,
        }
    ),
)
_WINDOW_ACROSS = Weights(
    0.08,
    MappingProxyType(
        {
            "cosine": 4.75,
            "bare": 3.87,
            "common": -13.78,
            "words": 0.63,
            "missing": -0.63,
            "names": 1.27,
            "rivals": -1.12,
            "terms": 1.14,
            "amounts": 3.69,
            "days": -1.62,
            "short": 6.16,
            "maker": 1.34,
            "likeness": 2.24,
            "told_names": 0.29,
            "told_words": 1.96,
            "told_terms": 0.41,
        }
    ),
)
_WINDOW_WITHIN = Weights(
    -3.08,
    MappingProxyType(
        {
            "cosine": 4.97,
            "bare": 2.2,
            "common": -11.91,
            "words": 0.42,
            "missing": 0.44,
            "names": 1.17,
            "rivals": -0.9,
            "terms": 0.4,
            "amounts": 2.13,
            "days": -1.46,
            "wording": 3.21,
            "pieces": 0.34,
            "told_names": 0.51,
            "told_pieces": 0.86,
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
    # By meaning, two titles of one source: its guides, products and columns resemble each other most. Of
    # 16 such pairs of the tuning days, read by eye, 11 were one event, 3 a later stage of it, 2 wrong.
    own_event: float = 0.95
    # A title of less weight proves nothing by its wording, or by its meaning.
    least_wording: int = 8
    least_meaning: int = 4
    # Likelihood that a story's founder and a new article must reach where another article of the
    # story drew it in by meaning: a chain whose ends have nothing in common is kept apart.
    chain: float = 0.1
    # Least likelihood where a title announces a round-up, which resembles every event that it lists:
    # above 1 is never. By wording such titles are never one.
    roundup: float = 1.1


# A pair that somebody asks about: as often one event as not. About the best F1 on the given pairs for
# tuning, cross-validated by day, where precision and recall are equal (0.92 for a Chinese and an English
# title; from 0.2 to 0.5 it hardly changes); for one language on our own labels.
PAIR = Thresholds(
    MappingProxyType({"zh-en": 0.35, "zh-zh": 0.3, "en-en": 0.2}),
    _by_pair(_PAIR_ACROSS, _PAIR_WITHIN),
    roundup=0.9,
)
# A pair that a search brought up, the best of some thousands: chance finds many that look like one
# event. About the best F0.5 (precision counts twice) on our own labels, cross-validated by day: they are
# pairs that a search like it brought up, harder than what it mostly finds.
WINDOW = Thresholds(
    MappingProxyType({"zh-en": 0.65, "zh-zh": 0.7, "en-en": 0.5}), _by_pair(_WINDOW_ACROSS, _WINDOW_WITHIN)
)
