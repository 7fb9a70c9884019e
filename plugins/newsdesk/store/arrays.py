"""Many ids as one parameter of a statement, or as rows of their own."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ARRAY, BindParameter, Text, literal

TEXTS = ARRAY(Text)


def texts(values: Iterable[str]) -> BindParameter[list[str]]:
    """An array of texts, however many."""
    return literal(list(values), TEXTS)
