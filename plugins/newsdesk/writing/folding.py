"""One spelling for text that is to be compared: widths, hyphens, spaces and accents evened out."""

from __future__ import annotations

import re
import unicodedata

# Full-width forms become plain ones, but Chinese punctuation stays: a full-width comma never
# separates thousands, and a full-width colon no hours.
_KEPT = frozenset("，：；！？（）")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in _KEPT}
_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212\ufe63"), "-")
_QUOTES = dict.fromkeys(map(ord, "\u2018\u2019\u02bc"), "'")
_DROPPED = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
_SIGNS = {ord("\uffe5"): "¥", ord("\uffe1"): "£", ord("\u3007"): "〇", ord("\u223c"): "~", ord("\u301c"): "~"}
# Letters that no decomposition makes plain; ß would otherwise fold into two and move what follows it.
_LETTERS = {
    "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L",
    "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i", "ﬁ": "fi", "ﬂ": "fl", "ŉ": "n",
}  # fmt: skip
_TABLE: dict[int, int | str | None] = {
    **_FULL_WIDTH,
    **_HYPHENS,
    **_QUOTES,
    **_DROPPED,
    **_SIGNS,
    **{ord(letter): plain for letter, plain in _LETTERS.items()},
}
_SPACES = re.compile(r"\s+")
_ACCENTED = re.compile(r"[\u00c0-\u024f\u1e00-\u1eff]")


def fold(text: str) -> str:
    """The text in lower case, on one line, in one width, with plain hyphens and unaccented Latin letters."""
    return unfolded_case(text).casefold()


def unfolded_case(text: str) -> str:
    """As fold, but the letters keep their case (names are told from words by it)."""
    evened = _SPACES.sub(" ", text.translate(_TABLE)).strip()
    return _ACCENTED.sub(_bare, evened)


def _bare(match: re.Match[str]) -> str:
    decomposed = unicodedata.normalize("NFKD", match[0])
    return "".join(character for character in decomposed if not unicodedata.combining(character)) or match[0]
