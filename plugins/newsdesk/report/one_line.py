"""Text of others as one clean line, so that no title can break the layout of a report."""

from __future__ import annotations

import re
import unicodedata

# Marks that turn the direction of what follows; in a line of ours they would turn our own words too.
_DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_INVISIBLE = frozenset("\u00ad\u200b\u2060\ufeff")
_SPACES = re.compile(r"\s+")


def one_line(text: str) -> str:
    """The text on one line: runs of white space become one space, none at the ends.

    Line and paragraph separators and control characters count as white space; lone surrogates,
    direction marks, soft hyphens and zero-width spaces are dropped. Emoji sequences stay whole.
    Idempotent; what it returns can always be encoded as UTF-8.
    """
    return _SPACES.sub(" ", "".join(map(_clean, text))).strip()


def _clean(character: str) -> str:
    if character in _DIRECTION or character in _INVISIBLE:
        return ""
    category = unicodedata.category(character)
    if category == "Cs":
        return ""
    return " " if category in {"Cc", "Zl", "Zp", "Zs"} else character
