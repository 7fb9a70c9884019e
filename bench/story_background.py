"""What any day's headlines are made of, counted for stories/background.py.

    .venv/bin/python bench/story_background.py       writes background.json and background.npz

Reads ../shared/data/stories (NEWSDESK_DATA), the days before the split of same_story.py: how many headlines
hold each known name, term and piece, and for each language the middles of 160 clusters of their meanings
(k-means), rounded. No headline is kept. Weights must be fitted anew afterwards (same_story.py --fit).
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "plugins"), str(ROOT / "bench")]

import numpy as np  # noqa: E402

from newsdesk.entities import Language  # noqa: E402
from newsdesk.regions.names import Names  # noqa: E402
from newsdesk.stories.background import COUNTS, POINTS, SCALE  # noqa: E402
from newsdesk.stories.embedding import ENCODER, unit_rows  # noqa: E402
from newsdesk.stories.names import NameTable  # noqa: E402
from newsdesk.stories.terms import terms_in  # noqa: E402
from newsdesk.stories.titles import grams, normalise_title, title_language  # noqa: E402

SPLIT = "2026-05-15"
KINDS = ("names", "terms", "pieces")
_CLUSTERS = 160
_ROUNDS = 30


def main() -> None:
    """Counts, clusters, writes, and says how much."""
    titles = sorted(headlines(Path(os.environ.get("NEWSDESK_DATA", ROOT.parent / "shared" / "data"))))
    table = NameTable(Names.load(ROOT / "include" / "names").aliases)
    names = Counter(name for title in titles for name in table.read(title).names)
    terms = Counter(term for title in titles for term in terms_in(table.read(title).bare))
    pieces = Counter(piece for title in titles for piece in grams(title))
    counts: dict[str, Any] = {
        "headlines": len(titles),
        "names": _kept(names, 4),
        "terms": _kept(terms, 1),
        "pieces": _kept(pieces, 8),
    }
    COUNTS.write_text(json.dumps(counts, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    points = {}
    for language in (Language.ZH, Language.EN):
        mine = [title for title in titles if title_language(title) is language]
        middles = unit_rows(middles_of(ENCODER.embed(mine), _CLUSTERS))
        points[str(language)] = np.round(middles * SCALE).astype(np.int8)
        print(f"{language}: {len(mine)} headlines, {len(middles)} points")
    np.savez_compressed(POINTS, **points)
    print(json.dumps({"headlines": len(titles), **{kind: len(counts[kind]) for kind in KINDS}}))


def headlines(data: Path) -> set[str]:
    """The normalised titles of the days before the split, each once."""
    return {
        normalise_title(json.loads(line)["title"])
        for path in sorted((data / "stories").glob("*.jsonl"))
        if path.stem < SPLIT
        for line in path.read_text(encoding="utf-8").splitlines()
    }


def middles_of(vectors: np.ndarray, count: int) -> np.ndarray:
    """The middles of clusters by k-means on the sphere, begun from evenly drawn rows; always the same."""
    draw = np.random.default_rng(0)
    middles = vectors[draw.permutation(len(vectors))[:count]]
    for _ in range(_ROUNDS):
        nearest = (vectors @ middles.T).argmax(axis=1)
        sums = np.stack([vectors[nearest == place].sum(axis=0) for place in range(len(middles))])
        middles = np.where(np.linalg.norm(sums, axis=1, keepdims=True) > 0, unit_rows(sums), middles)
    return middles


def _kept(counts: Counter[str], least: int) -> dict[str, int]:
    return {name: count for name, count in sorted(counts.items()) if count >= least}


if __name__ == "__main__":
    main()
