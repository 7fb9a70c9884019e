"""Vectors of texts, computed once for each encoder and text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from sqlalchemy import ARRAY, Connection, LargeBinary, any_, bindparam, select
from sqlalchemy.dialects.postgresql import insert

from newsdesk.store.tables import EmbeddingRow
from newsdesk.stories.embedding import Vectors

_STORED = np.dtype("<f4")
_BATCH = 2_000  # rows of 2 KB asked for or written at a time


def kept_vectors(conn: Connection, encoder: str, texts: Sequence[str]) -> dict[str, Vectors]:
    """Text → its vector, for those texts that have one."""
    table = EmbeddingRow.__table__
    wanted = bindparam("hashes", type_=ARRAY(LargeBinary))
    statement = select(table.c.text_hash, table.c.vector).where(
        table.c.encoder == encoder, table.c.text_hash == any_(wanted)
    )
    found: dict[str, Vectors] = {}
    for batch in _batches(texts):
        text_of = {_hash(text): text for text in batch}
        for digest, vector in conn.execute(statement, {"hashes": list(text_of)}):
            found[text_of[bytes(digest)]] = np.frombuffer(vector, dtype=_STORED)
    return found


def keep_vectors(conn: Connection, encoder: str, vectors: Mapping[str, Vectors]) -> None:
    """Stores vectors; what another run has stored in the meantime stays."""
    for batch in _batches(sorted(vectors)):
        conn.execute(
            insert(EmbeddingRow).on_conflict_do_nothing(),
            [
                {
                    "encoder": encoder,
                    "text_hash": _hash(text),
                    "vector": vectors[text].astype(_STORED).tobytes(),
                }
                for text in batch
            ],
        )


def _batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    return (texts[start : start + _BATCH] for start in range(0, len(texts), _BATCH))


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
