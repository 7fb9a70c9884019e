"""Other ways to tell whether two titles are one event, for same_story.py. Higher scores mean nearer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from story_pairs import Pair, articles

from newsdesk.stories.clues import clues_of
from newsdesk.stories.embedding import ENCODER
from newsdesk.stories.names import NameTable

_PERMUTATIONS = 128
_PUBLISHED_COSINE = 0.60


def cosine(pairs: Sequence[Pair], names: NameTable) -> np.ndarray:
    """Cosine of the two titles, embedded as they stand."""
    one = ENCODER.embed([pair.a for pair in pairs])
    other = ENCODER.embed([pair.b for pair in pairs])
    return (one * other).sum(axis=1)


def published_rule(pairs: Sequence[Pair], names: NameTable) -> np.ndarray:
    """1 where the cosine is at least 0.60 and the known names do not contradict, else 0.

    The published rule is for joining: single link, and no join where both sides name actors and share
    none. For one pair, single link is the pair itself.
    """
    near = cosine(pairs, names) >= _PUBLISHED_COSINE
    return np.array(
        [float(say and not _strangers(pair, names)) for say, pair in zip(near, pairs, strict=True)]
    )


def tfidf(pairs: Sequence[Pair], names: NameTable) -> np.ndarray:
    """Cosine of character n-grams (2 to 4) weighed by tf-idf over all titles of the run."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    titles = [pair.a for pair in pairs] + [pair.b for pair in pairs]
    rows = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4)).fit_transform(titles)
    return np.asarray(rows[: len(pairs)].multiply(rows[len(pairs) :]).sum(axis=1)).ravel()


def minhash(pairs: Sequence[Pair], names: NameTable) -> np.ndarray:
    """Estimated Jaccard similarity of character 3-grams."""
    from datasketch import MinHash

    def signature(title: str) -> MinHash:
        made = MinHash(num_perm=_PERMUTATIONS, seed=1)
        folded = title.casefold()
        made.update_batch([folded[at : at + 3].encode() for at in range(max(1, len(folded) - 2))])
        return made

    return np.array([signature(pair.a).jaccard(signature(pair.b)) for pair in pairs])


RIVALS: dict[str, Callable[[Sequence[Pair], NameTable], np.ndarray]] = {
    "cosine alone": cosine,
    "cosine >= 0.60, entity veto": published_rule,
    "char n-gram tf-idf": tfidf,
    "MinHash": minhash,
}
# Published with their thresholds, so not tuned.
FIXED = {"cosine >= 0.60, entity veto": 1.0}
# Shown also at the threshold that is best on the very pairs they are measured on.
IN_HINDSIGHT = frozenset({"cosine alone"})


def _strangers(pair: Pair, names: NameTable) -> bool:
    a, b = (clues_of(article, names) for article in articles(pair))
    return bool(a.names and b.names and not a.names & b.names)
