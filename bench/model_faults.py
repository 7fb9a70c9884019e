"""Each fault of a model's provider, and what became of the edition.

    .venv/bin/python bench/model_faults.py [--only NAME] [--part K/N]

The stages run on a real Postgres over the sample's last date, with the real SDK against the HTTP
stand-in (tests/fakes/messages_server.py). Each fault gets a database of its own. Checked by code
that shares nothing with the house: every item's link, title and source are one archived article's;
its summary is closer to that article than to any other; no planted figure is in it; the edition is
filed with items; what was spent (calls in flight at their most) is within the cap. "by batch": the date
is asked ahead by the Batch API, whose lines have the fault, and made from them. Then the fault
goes and the date is run twice: the judged edition takes its place, and the second time nothing is
asked and not a byte changes. Prints a table and one line of JSON; exit 1 where a check failed.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import desk_benches as benches
from desk_benches import DAY, Bench

from tests.fakes.messages_server import MessagesServer
from tests.integration.newsroom import Newsroom

PLANTED = "9876"


@dataclass(frozen=True)
class Fault:
    """faults: as the stand-in takes them. timeout: the client's. asked: changes to the run.

    batch: those of a batch's lines, by their place; the date is then asked ahead by batch.
    """

    name: str
    faults: dict[str, str] = field(default_factory=dict)
    timeout: float = 20.0
    cap: str = ""
    asked: dict[str, Any] = field(default_factory=dict)
    batch: dict[str, str] | None = None


def _late() -> dict[str, Any]:
    """A scheduled run whose filing limit comes after a few calls: each look at the clock takes 25 s."""
    begun = datetime(2026, 3, 6, 0, 30, tzinfo=UTC)
    looks = iter(range(10**6))
    return {
        "run": {"scheduled": True, "started_at": begun},
        "real_now": lambda: begun + timedelta(seconds=25) * next(looks),
    }


FAULTS = (
    Fault("none"),
    Fault("429 with Retry-After, once", {"1": "429:1"}),
    Fault("429 asking for an hour", {"*": "429:3600"}),
    Fault("529, twice", {"1": "529:0", "2": "529:0"}),
    Fault("529, always", {"*": "529:0"}),
    Fault("529 from the 4th call on", {"4+": "529:0"}),
    Fault("500, once", {"2": "500:0"}),
    Fault("time-out, once", {"1": "hang:4"}, timeout=1.5),
    Fault("time-out, always", {"*": "hang:2"}, timeout=0.5),
    Fault("connection reset, once", {"2": "reset"}),
    Fault("connection reset, always", {"*": "reset"}),
    Fault("answer cut off by the line, once", {"1": "cut"}),
    Fault("refusal of the judging", {"verdicts": "refusal"}),
    Fault("refusal of the writing", {"summaries": "refusal"}),
    Fault("max_tokens, once", {"1": "max_tokens"}),
    Fault("max_tokens, always", {"*": "max_tokens"}),
    Fault("empty answer, once", {"1": "empty"}),
    Fault("empty answers", {"*": "empty"}),
    Fault("prose in place of JSON, once", {"1": "text"}),
    Fault("prose in place of JSON", {"*": "text"}),
    Fault("a body that is no JSON", {"1": "not_json"}),
    Fault("an HTML page", {"1": "html"}),
    Fault("half-valid entries", {"*": "half_valid"}),
    Fault("unknown ids", {"*": "unknown"}),
    Fault("renamed ids", {"*": "renamed"}),
    Fault("doubled ids", {"*": "doubled"}),
    Fault("missing stories", {"*": "missing"}),
    Fault("shuffled ids", {"*": "shuffled"}),
    Fault("other stories' summaries", {"summaries": "crossed"}),
    Fault("invented figures", {"summaries": "invented"}),
    Fault("key revoked from the start", {"*": "401"}),
    Fault("key revoked from the 3rd call on", {"3+": "401"}),
    Fault("account out of credit (402)", {"*": "402"}),
    Fault("no structured output (400)", {"schema": "400"}),
    Fault("no structured output (prose)", {"schema": "text"}),
    Fault("list-wise look down", {"order": "529:0"}),
    Fault("regions down", {"regions": "529:0"}),
    Fault("cap of 0.006 USD", cap="0.006"),
    Fault("cap of 0.0001 USD", cap="0.0001"),
    Fault("filing limit passed", asked={"late": True}),
    Fault("by batch: none", batch={}),
    *(
        Fault(f"by batch: {name}", batch={"*": fault})
        for name, fault in (
            ("expired", "expired"),
            ("errored", "errored"),
            ("canceled", "canceled"),
            ("refusals", "refusal"),
            ("max_tokens", "max_tokens"),
            ("empty answers", "empty"),
            ("prose in place of JSON", "text"),
            ("a list as a string", "string"),
            ("half-valid entries", "half_valid"),
            ("unknown ids", "unknown"),
            ("renamed ids", "renamed"),
            ("doubled ids", "doubled"),
            ("missing stories", "missing"),
            ("shuffled ids", "shuffled"),
            ("other stories' summaries", "crossed"),
            ("invented figures", "invented"),
            ("lines missing", "line_missing"),
            ("lines doubled", "line_doubled"),
            ("lines of nobody's", "line_foreign"),
        )
    ),
    Fault("by batch: every other line expired", batch={str(at): "expired" for at in range(1, 99, 2)}),
    Fault("by batch: cap of 0.003 USD", cap="0.003", batch={}),
)


def grams(text: str) -> set[str]:
    """Runs of three characters, spaces and marks aside."""
    bare = "".join(char for char in text.lower() if char.isalnum())
    return {bare[at : at + 3] for at in range(len(bare) - 2)}


def check(room: Newsroom, cap: Decimal) -> tuple[list[str], dict[str, Any]]:
    """What is wrong with the filed edition and its ledger, and the edition's JSON."""
    file = room.settings.reports / f"{DAY}_report.json"
    if not file.is_file():
        return ["the edition is lost"], {}
    report = json.loads(file.read_text(encoding="utf-8"))
    archive = {
        row.article_id: row
        for row in benches.rows(
            room,
            "select r.article_id, r.url, r.title, r.text, s.name from article_revisions r"
            " join articles a on a.id = r.article_id join sources s on s.slug = a.source_slug order by r.id",
        )
    }
    texts = {name: grams(f"{row.title} {row.text}") for name, row in archive.items()}
    items = [item for section in report["sections"] for item in report[section["key"]]]
    wrong = [] if items else ["no items"]
    for item in items:
        row = archive[item["article"]]
        if (item["url"], item["title"]) != (row.url, row.title):
            wrong.append(f"link: {item['url']} under {item['title']!r}")
        if PLANTED in item["summary"]:
            wrong.append(f"invented: {item['summary']!r}")
        said = grams(item["summary"].partition("消息，")[2])
        own = len(said & texts[item["article"]])
        best = max(len(said & other) for name, other in texts.items() if name != item["article"])
        if own < best:
            wrong.append(f"foreign summary: {item['title']!r}: {item['summary']!r}")
    (spent,) = benches.rows(
        room, "select coalesce(sum(coalesce(cost_usd, max_cost_usd)), 0) from model_calls"
    )
    if spent[0] > cap:
        wrong.append(f"{spent[0]} USD spent of {cap}")
    return wrong, {**report, "items": items, "spent": spent[0]}


def limited(room: Newsroom, cap: str) -> Newsroom:
    """The same newsroom with another cap in its models.toml."""
    if not cap:
        return room
    include = room.settings.reports.parent / "include"
    include.mkdir()
    for one in room.settings.include.iterdir():
        (include / one.name).symlink_to(one)
    (include / "models.toml").unlink()
    models = (room.settings.include / "models.toml").read_text(encoding="utf-8")
    models = models.replace("\ncap_usd = 0.10", f"\ncap_usd = {cap}")
    (include / "models.toml").write_text(models, encoding="utf-8")
    return Newsroom(type(room.settings)(**{**_fields(room), "include": include}))


def _fields(room: Newsroom) -> dict[str, Any]:
    return {name: getattr(room.settings, name) for name in room.settings.__dataclass_fields__}


def one(made: Bench, fault: Fault) -> dict[str, Any]:
    """Runs the date under a fault, then without it, twice."""
    room, cap = made.room(), Decimal(fault.cap or "0.10")
    hurried = limited(room, fault.cap)
    with MessagesServer(faults=fault.faults) as server:
        if fault.batch is not None:
            server.batches.faults = fault.batch
            ahead(hurried, server)
        asked = _late() if "late" in fault.asked else {}
        benches.work(hurried, benches.client(server, fault.timeout), "first", **asked)
        wrong, report = check(hurried, cap)
        calls, batched = len(server.calls), sum(len(one["requests"]) for one in server.batches.made)
        server.faults = {}
        benches.work(hurried, benches.client(server), "second")
        wrong += [f"afterwards: {what}" for what in check(hurried, cap)[0]]
        after = json.loads((hurried.settings.reports / f"{DAY}_report.json").read_text(encoding="utf-8"))
        files, asked_for = hurried.files(), len(server.calls)
        benches.work(hurried, benches.client(server), "third")
        again = len(server.calls) - asked_for
        if again or hurried.files() != files:
            wrong.append(f"the third run asked {again} times, or changed the files")
    extracts = sum(1 for item in report.get("items", []) if item["extract"])
    return {
        "fault": fault.name,
        "calls": calls,
        "batched": batched,
        "usd": str(report.get("spent", "")),
        "ranker": report.get("ranker", ""),
        "stopped": report.get("stopped", ""),
        "items": len(report.get("items", [])),
        "extracts": extracts,
        "after": f"{after['ranker']} r{after['revision']}",
        "wrong": wrong,
    }


def ahead(room: Newsroom, server: MessagesServer) -> None:
    """Asks for the date by batch, as the waiting task does, until there is nothing more to ask."""
    from newsdesk.batching import ask_ahead
    from newsdesk.llm.claude import ClaudeBatches

    began = datetime(2026, 1, 1, tzinfo=UTC)
    while True:
        desk = room.desk(DAY, "first", client=benches.client(server))
        desk = replace(desk, run=replace(desk.run, started_at=began))
        try:
            if not ask_ahead([desk], ClaudeBatches(benches.client(server))).batch:
                return
        finally:
            desk.engine.dispose()


def main() -> int:
    """Runs all faults and prints the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default="", help="faults whose name holds this")
    parser.add_argument("--part", default="1/1", help="K/N: the Kth of N parts of the table")
    options = parser.parse_args()
    results = []
    print(f"{'fault':36} calls batched       USD ranker stopped     items extracts  afterwards  wrong")
    with benches.bench() as made:
        part, parts = map(int, options.part.split("/"))
        for fault in FAULTS[part - 1 :: parts]:
            if options.only not in fault.name:
                continue
            found = one(made, fault)
            results.append(found)
            print(
                f"{found['fault']:36} {found['calls']:5} {found['batched']:7} {found['usd']:>9} {found['ranker']:6} "
                f"{found['stopped']:11} {found['items']:5} {found['extracts']:8}  {found['after']:10}  "
                f"{'; '.join(found['wrong']) or '-'}",
                flush=True,
            )
    bad = [found for found in results if found["wrong"]]
    print(json.dumps({"faults": len(results), "with_something_wrong": len(bad)}))
    return 1 if bad or not results else 0


if __name__ == "__main__":
    sys.exit(main())
