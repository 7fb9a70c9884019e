"""What the overlap of wording tells of a summary under the wrong link.

    .venv/bin/python bench/overlap.py

1. The faithful sentences of bench/labels/grounding.tsv, each against its own record of
   ../shared/data/stories and against the other records of the same language that they speak of, where
   sentence and record share a script; across languages the facts decide (bench/grounding.py), and the share
   of foreign pairs that they alone stop is printed beside it.
2. ../shared/data/crossed_links.tsv: title against the words of the URL. Its labels come from word overlap
   themselves (three letters, five-letter stems), so this is no target, only a figure.
Ends with one JSON line.
"""

from __future__ import annotations

import csv
import json
import os
import re
import sys
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "plugins"))
sys.path.insert(0, str(ROOT / "bench"))

from grounding import by_hand  # noqa: E402

from newsdesk.regions.names import Names  # noqa: E402
from newsdesk.writing.grounding import unsupported  # noqa: E402
from newsdesk.writing.overlap import LEAST_CHINESE, LEAST_ENGLISH, share, speaks_of_something_else  # noqa: E402


def main() -> int:
    """Prints the tables; 0, or 3 where the data is not there."""
    data = ROOT / os.environ.get("NEWSDESK_DATA", "../shared/data")
    if not data.is_dir():
        print("no ../shared/data: overlap was not measured")
        return 3
    result = {"own": _by_hand(data / "stories"), "crossed_links": _crossed(data / "crossed_links.tsv")}
    print(json.dumps({"bench": "overlap", "least": [LEAST_CHINESE, LEAST_ENGLISH], **result}))
    return 0


def _by_hand(folder: Path) -> dict[str, float | int]:
    spellings = Names.load(ROOT / "include" / "names").spellings
    cases = [case for case in by_hand(folder) if not case.error]
    articles = {(case.title, case.text): case.published for case in cases}
    own, foreign = list[float](), list[float]()
    stopped = {"wording": 0, "facts": 0, "either": 0, "pairs": 0}
    for case in cases:
        for (title, text), published in articles.items():
            measured = share(case.sentence, f"{title}\n{text}")
            if (title, text) == (case.title, case.text):
                own += [] if measured is None else [measured]
                continue
            foreign += [] if measured is None else [measured]
            words = speaks_of_something_else(case.sentence, f"{title}\n{text}")
            facts = bool(unsupported(case.sentence, title, text, aliases=spellings, published=published))
            stopped["pairs"] += 1
            stopped["wording"] += words
            stopped["facts"] += facts
            stopped["either"] += words or facts
    print(
        f"own article:    {len(own)} pairs, least {min(own):.2f}, a tenth below {sorted(own)[len(own) // 10]:.2f}"
    )
    print(
        f"other articles: {len(foreign)} pairs, most {max(foreign):.2f}, a tenth above {sorted(foreign)[-len(foreign) // 10]:.2f}"
    )
    for name in ("wording", "facts", "either"):
        print(f"stopped under a foreign article by {name}: {stopped[name]} of {stopped['pairs']}")
    return {"least_own": round(min(own), 3), "most_foreign": round(max(foreign), 3), **stopped}


def _crossed(path: Path) -> dict[str, str]:
    counts: dict[str, list[int]] = {}
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            slug = re.sub(r"[^a-z0-9]+", " ", urlsplit(row["url"]).path.lower())
            measured = share(row["title"], slug, enough=3)  # titles and addresses are short
            known = counts.setdefault(row["label"], [0, 0, 0])
            known[0] += 1
            known[1] += measured is not None
            known[2] += measured is not None and measured < LEAST_ENGLISH
    for label, (rows, measured_rows, low) in sorted(counts.items()):
        print(
            f"crossed_links {label:<8} {rows} rows, {measured_rows} long enough to measure, {low} below the threshold"
        )
    return {
        label: f"{low} of {measured_rows} measured ({rows} rows)"
        for label, (rows, measured_rows, low) in counts.items()
    }


if __name__ == "__main__":
    raise SystemExit(main())
