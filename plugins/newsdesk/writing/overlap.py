"""How much of a statement's wording an article has: it catches true sentences of another story. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from newsdesk.writing.folding import fold

# Measured by bench/overlap.py: of sentences by hand the least that their own article had was 0.55, and
# nine in ten had less than 0.15 in common with a foreign one. A model rephrases more than our hand did.
LEAST_CHINESE = 0.3
LEAST_ENGLISH = 0.25
ENOUGH = 12  # pieces below which a share says nothing
LONG = 45  # characters: what is shorter is a tag or a reason, which may be put in other words
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_WORD = re.compile(r"[a-z][a-z'-]{2,}|\d[\d.,]*\d|\d")
_FUNCTION_WORDS = (
    "the and for that with from has have had was were are is its his her their this these those said says"
    " will would can could may might been being but not they you your our more most than into over about"
    " after before which who what when where how also new one two"
)
_STOP = frozenset(_FUNCTION_WORDS.split())


def share(statement: str, article: str, *, enough: int = ENOUGH) -> float | None:
    """The share of a statement's pieces that an article (title and text) has, 0..1.

    Pieces: pairs of neighbouring Chinese signs, or English words of three letters and more by their
    first five letters, stop words aside. None where the two are in different scripts or the statement
    is too short for a share to say anything.
    """
    folded, theirs = fold(statement), fold(article)
    chinese = bool(_HAN.search(folded))
    if chinese != bool(_HAN.search(theirs)):
        return None
    pieces = set(_pairs(folded)) if chinese else set(_stems(folded))
    if len(pieces) < enough:
        return None
    have = set(_pairs(theirs)) if chinese else set(_stems(theirs))
    return len(pieces & have) / len(pieces)


def speaks_of_something_else(statement: str, article: str) -> bool:
    """Whether too little of a summary's wording is the article's. See the thresholds above."""
    measured = share(statement, article) if len(statement) >= LONG else None
    if measured is None:
        return False
    return measured < (LEAST_CHINESE if _HAN.search(statement) else LEAST_ENGLISH)


def _pairs(text: str) -> Iterable[str]:
    return (run[at : at + 2] for run in _HAN.findall(text) for at in range(len(run) - 1))


def _stems(text: str) -> Iterable[str]:
    return (word[:5] for word in _WORD.findall(text) if word not in _STOP)
