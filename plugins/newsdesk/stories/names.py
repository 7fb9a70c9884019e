"""Names in a title, in one spelling for both languages by a table of aliases. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from newsdesk.stories.titles import normalise_title

_LATIN = re.compile(r"[a-z][a-z0-9+]*(?:[.'-][a-z0-9]+)*")
_HAN = re.compile(r"[㐀-鿿]")


def names_in(title: str, aliases: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """Canonical names of the table that a normalised title mentions; any Latin word of a Chinese title.

    A Latin word inside Chinese is nearly always a name. aliases: canonical name → its other names;
    Latin ones match whole words, Chinese ones anywhere.
    """
    table = _table(tuple(sorted((name, tuple(sorted(others))) for name, others in aliases.items())))
    found = {name for form, name in table if _mentions(title, form)}
    return frozenset(found | (set(_LATIN.findall(title)) if _HAN.search(title) else set()))


@lru_cache(maxsize=8)
def _table(aliases: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (form, normalise_title(name))
        for name, others in aliases
        for form in sorted({normalise_title(one) for one in (name, *others)})
        if len(form) > 1
    )


def _mentions(title: str, form: str) -> bool:
    if form not in title:
        return False
    if _HAN.search(form):
        return True
    return re.search(rf"(?<![a-z0-9]){re.escape(form)}(?![a-z0-9])", title) is not None
