"""Vectors for generated archives: one title of each theme is encoded, all others are moved copies of it.

A million titles would take the encoder a quarter of an hour; what the index has to bear is the same.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import numpy as np

from newsdesk.stories.embedding import DIMENSIONS, ENCODER, Vectors

_MOVED = 0.02  # a coordinate; by cosine some 0.9 from the title that was encoded
_MOVES = 997

# What titles have in common: the language, the kind of event and who it is about.
Theme = tuple[str, int, str]


def keep_meanings(cursor: Any, titles: Sequence[tuple[str, int, Theme, str]], seed: int) -> int:
    """Fills article_meanings in the database itself. titles: (article id, revision, theme, title)."""
    first: dict[Theme, str] = {}
    for _, _, theme, title in titles:
        first.setdefault(theme, title[:400])
    numbers = {theme: number for number, theme in enumerate(first)}
    moves = np.random.default_rng(seed).normal(0, _MOVED, (_MOVES, DIMENSIONS)).astype(np.float32)
    _vectors(cursor, "theme_vectors", ENCODER.embed(list(first.values())))
    _vectors(cursor, "moves", moves)
    cursor.execute("create temporary table themes (article_id text, revision bigint, theme int)")
    _copy(
        cursor,
        "themes",
        (f"{article}\t{revision}\t{numbers[theme]}" for article, revision, theme, _ in titles),
    )
    cursor.execute(
        "insert into article_meanings (article_id, revision, meaning)"
        " select article_id, revision, l2_normalize(t.v + m.v)::halfvec from themes"
        f" join theme_vectors t on t.id = theme join moves m on m.id = revision % {_MOVES}"
    )
    return len(titles)


def _vectors(cursor: Any, table: str, vectors: Vectors) -> None:
    cursor.execute(f"create temporary table {table} (id int primary key, v vector({DIMENSIONS}))")
    rows = (f"{number}\t[{','.join(map(str, row))}]" for number, row in enumerate(vectors.round(4).tolist()))
    _copy(cursor, table, rows)


def _copy(cursor: Any, table: str, lines: Any) -> None:
    cursor.copy_expert(f"copy {table} from stdin", io.StringIO("\n".join(lines) + "\n"))
