"""A question taken to the pieces that newsdesk_words makes of a text (migration 0008). Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_CJK = "㐀-鿿豈-﫿ぁ-ヿ가-힣"
_PARTS = re.compile(f"([{_CJK}]+)|([a-z0-9À-ɏͰ-ԯא-ۿ]+)")
_CAPITALS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_LONGEST = 40  # as in newsdesk_words
_MOST = 40
# "ai" is meant as it stands; the beginning of a longer word finds the word.
_WHOLE = 2


@dataclass(frozen=True, slots=True)
class Words:
    """A question: query in Postgres's tsquery form, and its parts as they are looked for in a text."""

    query: str
    parts: tuple[str, ...]


def words_of(question: str) -> Words | None:
    """The pieces that a text has to hold, all of them; None where there is nothing to look for.

    Chinese needs no spaces: 融资 is one piece, 完成融资 three that overlap; 融 alone finds what it begins.
    """
    plain = unicodedata.normalize("NFKC", question).translate(_CAPITALS)
    parts: list[str] = []
    pieces: list[str] = []
    for cjk, word in _PARTS.findall(plain):
        parts.append(cjk or word)
        pieces += _of_cjk(cjk) if cjk else [_of_word(word)]
    pieces = list(dict.fromkeys(pieces))[:_MOST]
    return Words(" & ".join(pieces), tuple(dict.fromkeys(parts))) if pieces else None


def _of_cjk(run: str) -> list[str]:
    if len(run) == 1:
        return [f"'{run}':*"]
    return [f"'{run[place : place + 2]}'" for place in range(len(run) - 1)]


def _of_word(word: str) -> str:
    cut = word[:_LONGEST]
    return f"'{cut}'" if len(cut) <= _WHOLE else f"'{cut}':*"
