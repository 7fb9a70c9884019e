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
    0.8,
    MappingProxyType(
        {
            "cosine": 5.71,
            "bare": 4.59,
            "common": -12.56,
            "words": 0.75,
            "missing": -1.12,
            "names": 1.38,
            "rivals": -1.71,
            "terms": 1.39,
            "amounts": 3.19,
            "days": -1.78,
            "short": 6.8,
            "maker": 0.79,
            "likeness": 1.51,
            "brief": 2.38,
        }
    ),
)
_PAIR_WITHIN = Weights(
    -2.25,
    MappingProxyType(
        {
            "cosine": 1.68,
            "bare": 2.46,
            "common": -10.82,
            "words": -0.11,
            "missing": -0.01,
            "names": 0.56,
            "rivals": -1.12,
            "terms": 0.65,
            "amounts": 1.58,
            "days": -0.94,
            "wording": 0.78,
            "pieces": 0.83,
            "told_names": 0.14,
            "told_pieces": 0.75,
            "english": 2.95,
        }
    ),
)
_WINDOW_ACROSS = Weights(
    0.34,
    MappingProxyType(
        {
            "cosine": 5.56,
            "bare": 3.14,
            "common": -14.44,
            "words": 0.6,
            "missing": -0.69,
            "names": 1.33,
            "rivals": -1.02,
            "terms": 1.1,
            "amounts": 3.64,
            "days": -1.58,
            "short": 6.23,
            "maker": 1.28,
            "likeness": 2.44,
            "told_names": 0.64,
            "told_words": 1.82,
            "told_terms": 0.24,
        }
    ),
)
_WINDOW_WITHIN = Weights(
    -2.95,
    MappingProxyType(
        {
            "cosine": 4.9,
            "bare": 2.13,
            "common": -12.02,
            "words": 0.41,
            "missing": 0.42,
            "names": 1.33,
            "rivals": -0.89,
            "terms": 0.82,
            "amounts": 2.03,
            "days": -1.47,
            "wording": 2.82,
            "pieces": 0.28,
            "told_names": 0.48,
            "told_pieces": 0.85,
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
    # By meaning, how surely an article must belong to each of two stories to show that they are one. Of
    # 9 such meetings of 75 days, read by eye, 8 were one event; below it hardly half. (2 more, wrong, were of
    # one source's conference: stories that one source began do not meet.)
    meeting: float = 0.8
    # By meaning, how likely a headline means what another one has told, for it not to be told again. Of one
    # week's items that a reader met, the 5 pairs of two sources above it were one event (2 of them whole
    # conferences), of the next 5 below it 1.
    retold: float = 0.5
    # The same where the new headline names somebody of whom the other one's headline and first lines do not
    # speak: of four such pairs below it in eight weeks of editions (04-12 to 05-09, 05-15 to 06-11) three
    # were other news (who comments, who takes the product up) and the fourth had news beside the old.
    retold_of_others: float = 0.75
    # The same of one's headline and a leading sentence of the other's text, and how near both must be
    # without names: a sentence has many names and words to share. Of what eight weeks of editions would have
    # told (04-12 to 05-09, 05-15 to 06-11) 6 of 7 pairs above both were one event, of 7 below 0.25 none.
    retold_in_text: float = 0.8
    bare_in_text: float = 0.25
    # Least likelihood where a title announces a round-up, which resembles every event that it lists:
    # above 1 is never. By wording such titles are never one.
    roundup: float = 1.1


# A pair that somebody asks about: as often one event as not. For a Chinese and an English title, F1 on
# the given pairs for tuning, cross-validated by day, is 0.91 to 0.92 from 0.15 to 0.5, and on our own
# labels, where one company twice in a week is usual, it rises from 0.49 to 0.75: so the upper end. For one
# language the same on our own labels: from 0.2 up, F1 hardly changes.
PAIR = Thresholds(
    MappingProxyType({"zh-en": 0.5, "zh-zh": 0.3, "en-en": 0.2}),
    _by_pair(_PAIR_ACROSS, _PAIR_WITHIN),
    roundup=0.9,
)
# A pair that a search brought up, the best of some thousands: chance finds many that look like one
# event. About the best F0.5 (precision counts twice) on our own labels, cross-validated by day: they are
# pairs that a search like it brought up, harder than what it mostly finds.
WINDOW = Thresholds(
    MappingProxyType({"zh-en": 0.65, "zh-zh": 0.7, "en-en": 0.5}), _by_pair(_WINDOW_ACROSS, _WINDOW_WITHIN)
)
