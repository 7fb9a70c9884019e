"""On the labelled pairs handed over: the rules stay as precise as they were when they were tuned."""

import csv
import os
from pathlib import Path

import pytest

from newsdesk.regions.names import Names
from newsdesk.stories.clues import clues_of
from newsdesk.stories.embedding import ENCODER, Remembered
from newsdesk.stories.ladder import evidence
from newsdesk.stories.names import NameTable
from newsdesk.stories.thresholds import WINDOW
from tests.unit.stories.articles import article

ROOT = Path(__file__).resolve().parents[3]
PAIRS = ROOT / os.environ.get("NEWSDESK_DATA", "../shared/data") / "stories" / "pairs.tsv"


@pytest.mark.skipif(not PAIRS.is_file(), reason="no ../shared/data: labelled pairs not run")
def test_a_join_across_languages_is_right_19_times_of_20() -> None:
    names = NameTable(Names.load(ROOT / "include" / "names").aliases)
    with PAIRS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    told = [clues_of(article(row[side]), names) for row in rows for side in ("title_a", "title_b")]
    embedder = Remembered(ENCODER, {})
    embedder.embed([text for clues in told for text in (clues.title, clues.bare)])
    joined = [
        row["label"] == "same"
        for row in rows
        if evidence(
            article(row["title_a"]),
            article(row["title_b"], source="two"),
            names=names,
            embedder=embedder,
            thresholds=WINDOW,
        )
    ]
    print(f"{len(rows)} pairs, {len(joined)} joined")
    assert len(joined) >= 200
    assert sum(joined) / len(joined) >= 0.95
