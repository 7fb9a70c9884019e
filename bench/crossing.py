"""Crossing: whatever a model does with its ids, no link and no summary lands on a foreign story.

    .venv/bin/python bench/crossing.py [--days 30] [--from 2026-04-01]

Thirty days of ../shared/data/stories (or under NEWSDESK_DATA), each worked through shortlist, judging,
the list-wise look, selection, writing and the gate, with the real SDK against the HTTP stand-in, once
for each way of answering. Every item that would be filed is compared with the day's records by code
of this bench alone: its URL and title are one record's, and its summary says nothing that another
record of the day has and its own has not (the stand-in writes summaries of an article's own words, so
a foreign one shows). The title's overlap with the link's slug is bench/overlap.py's. Prints a table
and one line of JSON; exit 1 where anything landed wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import anthropic
from paper_desk import EDITION, ROOT, PaperDesk, article, midday

from newsdesk.entities import Article, Draft
from newsdesk.errors import ModelError
from newsdesk.llm.calls import Calls, Caps
from newsdesk.llm.claude import Claude
from newsdesk.llm.contract import Assignment
from newsdesk.llm.ranker import ClaudeRanker
from newsdesk.llm.rules import RulesRanker
from newsdesk.ranking.judge import judgements, top
from newsdesk.report.build import item_of
from newsdesk.report.chosen import Chosen
from newsdesk.report.gate import examine
from newsdesk.stories.embedding import ENCODER
from newsdesk.writing.strays import strays
from tests.fakes.messages_server import MessagesServer
from tests.fakes.model_desk import MemoryLedger

FAULTS = ("", "shuffled", "missing", "doubled", "renamed", "unknown", "half_valid", "crossed")
_MODEL = "claude-haiku-5-5"


def records(folder: Path, day: date) -> list[Article]:
    """A day's records as articles, each URL once."""
    found: dict[str, Article] = {}
    for number, line in enumerate((folder / f"{day}.jsonl").read_text(encoding="utf-8").splitlines()):
        row: dict[str, Any] = json.loads(line)
        if row["url"] and row["url"] not in found:
            found[row["url"]] = article(
                row["source"], row["url"], row["title"], row["summary"], midday(day, number), number
            )
    return list(found.values())


def items(desk: PaperDesk, server: MessagesServer) -> Iterator[tuple[Assignment, Draft, bool]]:
    """What would be filed: chosen stories with their drafts, and whether the gate lets each through."""
    client = anthropic.Anthropic(api_key="bench", base_url=server.url)
    model, ledger = desk.files.models.named(_MODEL), MemoryLedger()
    calls = Calls(
        Claude(client, _MODEL, model),
        _MODEL,
        model,
        ledger,
        Caps(desk.files.models.cap_usd),
        sleep=lambda s: None,
    )
    ranker = ClaudeRanker(
        calls,
        prompts=desk.files.prompts,
        vocabulary=desk.files.vocabulary.tags,
        check=desk.check,
        strayed=lambda summaries, articles: strays(summaries, articles, ENCODER),
    )
    rules = RulesRanker(desk.files.topic, {}, desk.files.vocabulary)
    by_story = {one.story.id: one for one in desk.candidates}
    try:
        verdicts = ranker.judge(desk.candidates, desk.window.end)
        marked = judgements(verdicts, desk.candidates, "claude")
        ordering = ranker.order([by_story[story] for story in top(marked)])
        judged = judgements(verdicts, desk.candidates, "claude", ordering.order)
    except ModelError:
        judged = desk.by_rules
    chosen = desk.chosen(judged)
    try:
        drafts = {one.story_id: one for one in ranker.write(chosen)}
    except ModelError:
        drafts = {}
    left = [one for one in chosen if one.candidate.story.id not in drafts]
    drafts.update({one.story_id: one for one in rules.write(left)})
    places = desk.placements([one.judgement for one in chosen])
    for at, one in enumerate(chosen, 1):
        story = one.candidate.story
        draft = drafts[story.id]
        full = Chosen(story, story.lead, story.lead.source, one.judgement, places[story.id], draft, at)
        refused = examine(full, zone=EDITION.zone, aliases=desk.names.aliases)
        yield one, draft, not refused


def grams(text: str) -> set[str]:
    """Runs of three letters, figures or characters."""
    bare = "".join(char for char in text.lower() if char.isalnum())
    return {bare[at : at + 3] for at in range(len(bare) - 2)}


def foreign(one: Assignment, draft: Draft, desk: PaperDesk, texts: dict[str, set[str]]) -> str:
    """What landed wrong: a link, a title, a summary; "" where nothing did."""
    full = Chosen(
        one.candidate.story,
        one.article,
        one.article.source,
        one.judgement,
        desk.placements([one.judgement])[one.judgement.story_id],
        draft,
        1,
    )
    item = item_of(full, EDITION.zone)
    record = next((row for row in desk.articles if row.url == item.url), None)
    if record is None or " ".join(record.title.split()) != item.title:
        return f"link: {item.url} under {item.title!r}"
    said = grams(draft.summary)
    own = len(said & texts[item.url])
    url, best = max(
        ((url, len(said & other)) for url, other in texts.items() if url != item.url),
        key=lambda pair: pair[1],
    )
    return f"summary of {url} under {item.title!r}: {draft.summary!r}" if best > own else ""


def main() -> int:
    """Prints the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--from", dest="first", type=date.fromisoformat, default=date(2026, 4, 1))
    options = parser.parse_args()
    folder = (ROOT / os.environ.get("NEWSDESK_DATA", "../shared/data")).resolve() / "stories"
    if not folder.is_dir():
        print("no ../shared/data: not run")
        return 0
    totals: dict[str, Counter[str]] = {fault: Counter() for fault in FAULTS}
    began = datetime.now(UTC)
    for number in range(options.days):
        day = options.first + timedelta(days=number)
        desk = PaperDesk(day, records(folder, day))
        texts = {one.url: grams(f"{one.title} {one.text}") for one in desk.articles}
        for fault in FAULTS:
            with MessagesServer(faults={"*": fault} if fault else {}) as server:
                for one, draft, filed in items(desk, server):
                    wrong = foreign(one, draft, desk, texts) if filed else ""
                    kind = "refused" if not filed else "extract" if draft.extract else "written"
                    totals[fault].update({kind: 1, "wrong": bool(wrong)})
                    if wrong:
                        print(f"  {day} {fault}: {wrong}", flush=True)
                totals[fault]["calls"] += len(server.calls)
    print(f"{'answers':12} {'written':>8} {'extracts':>9} {'refused':>8} {'wrong':>6} {'calls':>6}")
    for fault, total in totals.items():
        print(
            f"{fault or 'honest':12} {total['written']:8} {total['extract']:9} {total['refused']:8} "
            f"{total['wrong']:6} {total['calls']:6}"
        )
    wrong = sum(total["wrong"] for total in totals.values())
    filed = sum(total["written"] + total["extract"] for total in totals.values())
    took = (datetime.now(UTC) - began).total_seconds()
    print(json.dumps({"days": options.days, "items": filed, "wrong": wrong, "seconds": round(took)}))
    return 1 if wrong or not filed else 0


if __name__ == "__main__":
    sys.exit(main())
