"""Many ids as one parameter of a statement."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ARRAY, BindParameter, Text, literal


def texts(values: Iterable[str]) -> BindParameter[list[str]]:
    """An array of texts, however many."""
    return literal(list(values), ARRAY(Text))
