"""Do two titles tell one event? The project's rules beside others, on labelled pairs.

    .venv/bin/python bench/same_story.py PAIRS.tsv [--predictions FILE]
    .venv/bin/python bench/same_story.py PAIRS.tsv --fit       what the thresholds come from

PAIRS.tsv: tab-separated, with the columns id, day, title_a, title_b, lang_a, lang_b, label (same or
different); others are ignored, and of these only the titles and the label must be there. Two rows of the table are ours, with the thresholds as shipped (stories/thresholds.py):
"pair" for a pair that is asked about, "window" for one that dedupe found by searching a window. The
others get, for each pair of languages, the threshold that is best on the pairs for tuning (days before
the split), and the cosine once more the one that is best on the very pairs it is measured on, which nothing
can know beforehand; nothing of ours is tuned at run time. Days from the split on are reported apart, with 95 % intervals from
resampling the pairs. Our own labels (bench/labels, by URL and day) are added to both where
../shared/data/stories (NEWSDESK_DATA) has their titles.
A last table counts the four labels that a reader would not give (bench/labels/disputed.tsv) as read.

The last line is one JSON object over all rows of PAIRS.tsv, as pairs that are asked about: precision,
recall, f1; the same under by_language, and under window as dedupe would join them.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "plugins"), str(ROOT / "bench")]

import numpy as np  # noqa: E402
from story_fit import fit_all  # noqa: E402
from story_pairs import SPLIT, Pair, articles, as_read, given_pairs, labelled_pairs  # noqa: E402
from story_rivals import FIXED, IN_HINDSIGHT, RIVALS  # noqa: E402

from newsdesk.regions.names import Names  # noqa: E402
from newsdesk.stories.clues import clues_of  # noqa: E402
from newsdesk.stories.embedding import ENCODER, Embedder, Remembered  # noqa: E402
from newsdesk.stories.ladder import evidence, likelihood_of  # noqa: E402
from newsdesk.stories.names import NameTable  # noqa: E402
from newsdesk.stories.thresholds import PAIR, WINDOW, Thresholds  # noqa: E402

LANGUAGES = ("zh-en", "zh-zh", "en-en")
_RESAMPLES = 1000
_FEW = 10


def main() -> None:
    asked = _arguments()
    data = Path(os.environ.get("NEWSDESK_DATA", ROOT.parent / "shared" / "data"))
    given, own = given_pairs(asked.pairs), labelled_pairs(data)
    if not any(pair.tuning for pair in given + own):
        print(f"no pair before {SPLIT}: the others have the thresholds that are best in hindsight")
    if not own:
        print(f"own labels: not run, no record of theirs in {data} (NEWSDESK_DATA names another place)")
    names = NameTable(Names.load(ROOT / "include" / "names").aliases)
    print(f"{len(given)} pairs of {asked.pairs}, {len(own)} of our own labels")
    if asked.fit:
        fit_all([pair for pair in given + own if pair.tuning], names)
        return
    pairs = given + own
    embedder = Remembered(ENCODER, {})
    _embed_at_once(pairs, names, embedder)
    said = _all_methods(pairs, names, embedder)
    for title, wanted in _parts():
        chosen = np.array([wanted(pair) for pair in pairs])
        _table(title, pairs, said, chosen)
    _as_read(pairs, said)
    if asked.predictions:
        _predictions(asked.predictions, given, said["ladder, pair"], names, embedder)
    print(json.dumps(_summary(given, said), ensure_ascii=False))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pairs", type=Path, metavar="PAIRS.tsv")
    parser.add_argument(
        "--predictions", type=Path, metavar="FILE", help="id, predicted label and score of each row"
    )
    parser.add_argument(
        "--fit", action="store_true", help="fit weights and show thresholds on the earlier days"
    )
    return parser.parse_args()


def _parts() -> list[tuple[str, Callable[[Pair], bool]]]:
    return [
        (f"PAIRS.tsv, days from {SPLIT} on", lambda pair: pair.given and not pair.tuning),
        (f"PAIRS.tsv, days before {SPLIT} (tuned on)", lambda pair: pair.given and pair.tuning),
        (f"own labels, days from {SPLIT} on", lambda pair: not pair.given and not pair.tuning),
        (f"own labels, days before {SPLIT} (tuned on)", lambda pair: not pair.given and pair.tuning),
    ]


def _embed_at_once(pairs: Sequence[Pair], names: NameTable, embedder: Remembered) -> None:
    """One title at a time is many times slower."""
    clues = [clues_of(article, names) for pair in pairs for article in articles(pair)]
    embedder.embed([text for one in clues for text in (one.title, one.bare)])


def _all_methods(pairs: Sequence[Pair], names: NameTable, embedder: Embedder) -> dict[str, np.ndarray]:
    """Each method's answers, True for same, by the name it has in the tables."""
    said = {
        "ladder, pair": _ladder(pairs, names, PAIR, embedder),
        "ladder, window": _ladder(pairs, names, WINDOW, embedder),
    }
    for name, score in RIVALS.items():
        try:
            scores = score(pairs, names)
        except ImportError as error:
            print(f"{name}: not run, {error}")
            continue
        fixed = name in FIXED
        said[name] = scores >= FIXED[name] if fixed else _with_best_thresholds(pairs, scores)
        if name in IN_HINDSIGHT:
            said[f"{name}, in hindsight"] = _in_hindsight(pairs, scores)
    return said


def _ladder(
    pairs: Sequence[Pair], names: NameTable, thresholds: Thresholds, embedder: Embedder
) -> np.ndarray:
    return np.array(
        [
            evidence(*articles(pair), names=names, embedder=embedder, thresholds=thresholds) is not None
            for pair in pairs
        ]
    )


def _with_best_thresholds(pairs: Sequence[Pair], scores: np.ndarray) -> np.ndarray:
    """Same where the score reaches the threshold with the best F1 on the pairs for tuning.

    By pair of languages, and apart for given pairs and our own labels, so that neither spoils a rival's
    threshold for the other; together where a part holds no ten of both labels; in hindsight, which flatters
    a rival, where there is nothing to tune on.
    """
    same = np.array([pair.same for pair in pairs])
    tuning = np.array([pair.tuning for pair in pairs])
    said = np.zeros(len(pairs), dtype=bool)
    for languages in _languages(pairs):
        alike = np.array([pair.languages == languages for pair in pairs])
        for given in (True, False):
            mine = alike & np.array([pair.given == given for pair in pairs])
            part = mine & tuning
            if min(same[part].sum(), (~same[part]).sum()) < _FEW:
                part = alike & tuning
            if not same[part].any():
                part = mine
            said |= mine & (scores >= _best_threshold(same[part], scores[part]))
    return said


def _in_hindsight(pairs: Sequence[Pair], scores: np.ndarray) -> np.ndarray:
    """Same where the score reaches the threshold that is best on the pairs of the same table."""
    same = np.array([pair.same for pair in pairs])
    table = np.array([f"{pair.languages} {pair.given} {pair.tuning}" for pair in pairs])
    said = np.zeros(len(pairs), dtype=bool)
    for part in np.unique(table):
        mine = table == part
        said |= mine & (scores >= _best_threshold(same[mine], scores[mine]))
    return said


def _best_threshold(same: np.ndarray, scores: np.ndarray) -> float:
    """The threshold with the best F1, halfway to the next lower score; above all scores where there are none."""
    steps = np.unique(scores)
    if not len(steps):
        return np.inf
    best = int(np.argmax([_scores(same, scores >= step)[2] for step in steps]))
    return float(steps[best] if best == 0 else (steps[best] + steps[best - 1]) / 2)


def _scores(same: np.ndarray, said: np.ndarray) -> tuple[float, float, float]:
    """Precision, recall, F1; 0 where there is nothing to divide by."""
    hits = float((same & said).sum())
    precision, recall = hits / max(said.sum(), 1), hits / max(same.sum(), 1)
    return precision, recall, 2 * precision * recall / (precision + recall) if hits else 0.0


def _table(title: str, pairs: Sequence[Pair], said: dict[str, np.ndarray], chosen: np.ndarray) -> None:
    same = np.array([pair.same for pair in pairs])
    for languages in _languages(pairs):
        rows = chosen & np.array([pair.languages == languages for pair in pairs])
        if not rows.any():
            continue
        positives = int(same[rows].sum())
        print(f"\n{title}: {languages}, {positives} same, {int(rows.sum()) - positives} different")
        for name, answers in said.items():
            numbers = _scores(same[rows], answers[rows])
            wrong = int((answers[rows] & ~same[rows]).sum())
            low, high = _interval(same[rows], answers[rows])
            words = "precision {:.3f}  recall {:.3f}  F1 {:.3f}".format(*numbers)
            print(f"  {name:28} {words} [{low:.3f}, {high:.3f}]  wrong joins {wrong}")


def _as_read(pairs: Sequence[Pair], said: dict[str, np.ndarray]) -> None:
    """The later given pairs of the languages in which a label is disputed, with the labels as read."""
    read = as_read(pairs)
    changed = {pair.languages for pair, other in zip(pairs, read, strict=True) if pair.same != other.same}
    count = sum(pair.same != other.same for pair, other in zip(pairs, read, strict=True))
    chosen = np.array([pair.given and not pair.tuning and pair.languages in changed for pair in pairs])
    title = (
        f"PAIRS.tsv, days from {SPLIT} on, {count} labels as a reader gave them (bench/labels/disputed.tsv)"
    )
    _table(title, read, said, chosen)


def _interval(same: np.ndarray, said: np.ndarray) -> tuple[float, float]:
    """2.5th and 97.5th percentile of F1 over resampled pairs."""
    draw = np.random.default_rng(0)
    picks = draw.integers(0, len(same), (_RESAMPLES, len(same)))
    low, high = np.percentile([_scores(same[pick], said[pick])[2] for pick in picks], [2.5, 97.5])
    return float(low), float(high)


def _predictions(
    path: Path, given: Sequence[Pair], said: np.ndarray, names: NameTable, embedder: Embedder
) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter="\t")
        rows.writerow(["id", "predicted", "score"])
        for pair, same in zip(given, said[: len(given)], strict=True):
            score = likelihood_of(*articles(pair), names=names, embedder=embedder)
            rows.writerow([pair.id, "same" if same else "different", f"{score:.4f}"])


def _summary(given: Sequence[Pair], said: dict[str, np.ndarray]) -> dict[str, object]:
    summary = _by_language(given, said["ladder, pair"][: len(given)])
    return {**summary, "window": _by_language(given, said["ladder, window"][: len(given)])}


def _by_language(given: Sequence[Pair], said: np.ndarray) -> dict[str, object]:
    same = np.array([pair.same for pair in given])
    parts = {name: np.array([pair.languages == name for pair in given]) for name in _languages(given)}
    return {
        **_named(same, said),
        "by_language": {name: _named(same[mine], said[mine]) for name, mine in parts.items()},
    }


def _languages(pairs: Sequence[Pair]) -> list[str]:
    """The pairs of languages that there are: ours first, then others."""
    found = {pair.languages for pair in pairs}
    return [*(one for one in LANGUAGES if one in found), *sorted(found - set(LANGUAGES))]


def _named(same: np.ndarray, said: np.ndarray) -> dict[str, float]:
    return dict(
        zip(("precision", "recall", "f1"), (round(one, 4) for one in _scores(same, said)), strict=True)
    )


if __name__ == "__main__":
    main()
