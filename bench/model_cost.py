"""What an edition of 300 candidates costs: estimated tokens and list price. No model is asked.

    .venv/bin/python bench/model_cost.py [--candidates 300] [--model claude-haiku-5-5]

Candidates: the newest items of the recorded feeds of ../shared/data (or under NEWSDESK_DATA), with
their texts as the feeds gave them. Shortlist, prompts, batches and selection are the house's own; the
rules stand in for the model's judgement where only the number of chosen stories counts. Tokens are
estimated (llm/collecting.py says how), answers as they usually come; nothing here is a bill. Ends
with one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from paper_desk import ROOT, PaperDesk, article, midday

from newsdesk.entities import Article
from newsdesk.errors import FeedUnreadable
from newsdesk.feeds.parse import parse
from newsdesk.llm.collecting import Bill, Collecting, bill
from newsdesk.llm.ranker import ClaudeRanker
from newsdesk.ranking.judge import top

DAY = date(2026, 7, 16)
OLDER_TOKENS = 470  # a judged story, by the older system's own records
AIM = Decimal("0.03")


def newest(folder: Path, count: int) -> list[Article]:
    """The newest items of every recorded feed in turn, one of each, then the next, each URL once."""
    feeds = []
    for one in sorted(path for path in folder.iterdir() if path.is_dir()):
        captures = sorted(one.glob("*.xml"))
        try:
            feeds.append((one.name, list(parse(captures[-1].read_bytes(), url="https://x.example/").entries)))
        except (FeedUnreadable, IndexError):
            continue
    found: dict[str, Article] = {}
    for depth in range(200):
        for name, entries in feeds:
            if depth < len(entries) and len(found) < count and entries[depth].url:
                entry = entries[depth]
                number = len(found)
                found.setdefault(
                    entry.url, article(name, entry.url, entry.title, entry.text, midday(DAY, number), number)
                )
    return list(found.values())


def bills(desk: PaperDesk, model_name: str) -> list[Bill]:
    """What each purpose would take."""
    model = desk.files.models.named(model_name)
    made = []
    for purpose in ("judge", "order", "region", "write"):
        asker = Collecting(model_name)
        ranker = ClaudeRanker(
            asker, prompts=desk.files.prompts, vocabulary=desk.files.vocabulary.tags, check=desk.check
        )
        if purpose == "judge":
            ranker.judge(desk.candidates, desk.window.end)
        elif purpose == "order":
            best = set(top(desk.by_rules))
            ranker.order([one for one in desk.candidates if one.story.id in best])
        elif purpose == "region":
            places = desk.placements(desk.by_rules)
            ranker.place([desk.stories[key] for key, one in places.items() if not one.countries])
        else:
            ranker.write(desk.chosen(desk.by_rules))
        made.append(bill(purpose, list(asker.noted.values()), model))
    return made


def main() -> int:
    """Prints the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--candidates", type=int, default=300)
    parser.add_argument("--model", default="claude-haiku-5-5")
    options = parser.parse_args()
    data = (ROOT / os.environ.get("NEWSDESK_DATA", "../shared/data")).resolve()
    if not data.is_dir():
        print("no ../shared/data: not run")
        return 0
    desk = PaperDesk(DAY, newest(data / "feeds", options.candidates))
    made = bills(desk, options.model)
    print(
        f"{len(desk.articles)} candidates, {len(desk.candidates)} shortlisted; {options.model}; all estimated"
    )
    print("purpose   calls entries tokens in  (cached) tokens out       USD  by batch  at most")
    for one in made:
        print(
            f"{one.purpose:8} {one.calls:6} {one.entries:7} {one.tokens_in:9} {one.tokens_cached:9} "
            f"{one.tokens_out:10} {one.usd:9} {one.batch_usd:9} {one.at_most:8}"
        )
    usd = sum((one.usd for one in made), Decimal(0))
    batch = sum((one.batch_usd for one in made), Decimal(0))
    judge = made[0]
    judged = (judge.tokens_in + judge.tokens_out) / max(judge.entries, 1)
    print(
        json.dumps(
            {
                "estimate": True,
                "candidates": len(desk.articles),
                "judged": judge.entries,
                "written": made[-1].entries,
                "usd": str(usd),
                "usd_by_batch": str(batch),
                "within_aim": usd <= AIM,
                "tokens_a_judged_story": round(judged),
                "tokens_a_candidate_all_purposes": round(
                    sum(one.tokens_in + one.tokens_out for one in made) / len(desk.articles)
                ),
                "older_system": OLDER_TOKENS,
            }
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
