"""How often the rhythm rule calls a source quiet that only was slow, and how much silence it allows.

    .venv/bin/python bench/source_rhythm.py

Walks forward through the articles of every recorded publisher (../shared/data: feeds and stories; NEWSDESK_DATA
names another place): at each article the rhythm is learnt from those before it, and a false alarm is a silence
longer than it allows that ended with an article. Beside the shipped rule: the same without weekends, and others
of its family. Silences of more than 60 days are holes between recordings and left out.
"""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "plugins"))
sys.path.insert(0, str(ROOT))

from bench.replay_server import data_folder, read_index  # noqa: E402
from newsdesk.errors import FeedUnreadable  # noqa: E402
from newsdesk.feeds import rhythm  # noqa: E402
from newsdesk.feeds.dates import read_date  # noqa: E402
from newsdesk.feeds.health import zone_of  # noqa: E402
from newsdesk.feeds.keys import article_keys  # noqa: E402
from newsdesk.feeds.parse import parse  # noqa: E402
from newsdesk.feeds.rhythm import Rhythm, learn  # noqa: E402
from newsdesk.feeds.trust import trusted  # noqa: E402

HOLE = timedelta(days=60)
FIRST = 6  # articles before anything is asked of a source
Rule = Callable[[Sequence[datetime], tzinfo], Rhythm]


def recorded() -> dict[str, tuple[list[datetime], tzinfo]]:
    """Publisher → the hours in which it brought something new, and the zone of its weekends."""
    found: dict[str, tuple[list[datetime], tzinfo]] = {}
    for feed in read_index(data_folder()):
        came: dict[str, datetime] = {}
        for at, path in feed.captures:
            try:
                entries = parse(path.read_bytes(), url=feed.original_url).entries
            except FeedUnreadable:
                continue
            trust = trusted(entries, seen_at=at, previous=came)
            for key, entry, fine in zip(article_keys(entries), entries, trust, strict=True):
                came.setdefault(key, entry.published if fine and entry.published else at)
        found[feed.slug] = (hours(came.values()), zone_of("CN" if feed.language == "zh" else "US"))
    return found | of_stories()


def of_stories() -> dict[str, tuple[list[datetime], tzinfo]]:
    """The publishers whose own dates stand in the stories' records."""
    came: dict[str, set[datetime]] = {}
    for path in sorted((data_folder().parent / "stories").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            moment = read_date(record.get("published") or "") if record["via"] == "technews" else None
            if moment:
                came.setdefault(record["source"], set()).add(moment)
    home = {"36氪": "CN", "少数派": "CN"}
    return {f"stories: {name}": (hours(times), zone_of(home.get(name, "US"))) for name, times in came.items()}


def hours(times: object) -> list[datetime]:
    """Moments as distinct hours, oldest first: what health is given."""
    moments: list[datetime] = sorted(times)  # type: ignore[call-overload]
    return sorted({one.astimezone(UTC).replace(minute=0, second=0, microsecond=0) for one in moments})


def variant(share: float, times: float, least: timedelta, *, weekends: bool) -> Rule:
    """The shipped rule with other numbers, or without weekends."""

    def rule(arrivals: Sequence[datetime], zone: tzinfo) -> Rhythm:
        kept = rhythm._SHARE, rhythm._TIMES, rhythm._LEAST, rhythm._RESTS_UNDER
        rhythm._SHARE, rhythm._TIMES, rhythm._LEAST = share, times, least
        rhythm._RESTS_UNDER = kept[3] if weekends else -1.0
        try:
            return learn(arrivals, zone)
        finally:
            rhythm._SHARE, rhythm._TIMES, rhythm._LEAST, rhythm._RESTS_UNDER = kept

    return rule


def walk(times: list[datetime], zone: tzinfo, rule: Rule) -> tuple[int, float, list[float]]:
    """False alarms, days walked, and the days allowed before each article."""
    alarms, days, allowed = 0, 0.0, []
    for number in range(FIRST, len(times)):
        before, now = times[number - 1], times[number]
        if now - before > HOLE:
            continue
        learnt = rule(times[:number], zone)
        if not learnt.known:
            continue
        alarms += learnt.silence(before, now) > learnt.allowance
        days += (now - before) / timedelta(days=1)
        allowed.append(learnt.allowance / timedelta(days=1))
    return alarms, days, allowed


def main() -> int:
    """Exit: 0 measured · 2 no data."""
    if not (data_folder() / "INDEX.tsv").is_file():
        print(f"no {data_folder()}: nothing to measure (NEWSDESK_DATA names the folder)", file=sys.stderr)
        return 2
    series = recorded()
    day = timedelta(days=1)
    rules = {
        "shipped: .95 x 2, 2 days, weekends": learn,
        "the same without weekends": variant(0.95, 2.0, 2 * day, weekends=False),
        ".95 x 2, 1 day, weekends": variant(0.95, 2.0, day, weekends=True),
        ".95 x 1.5, 2 days, weekends": variant(0.95, 1.5, 2 * day, weekends=True),
        ".95 x 3, 2 days, weekends": variant(0.95, 3.0, 2 * day, weekends=True),
        ".90 x 2, 2 days, weekends": variant(0.90, 2.0, 2 * day, weekends=True),
    }
    print(
        "| rule | false alarms | source-years | a source-year | median allowance, days | sources under 3 days |"
    )
    print("| --- | --- | --- | --- | --- | --- |")
    result = {}
    for name, rule in rules.items():
        walked = {slug: walk(times, zone, rule) for slug, (times, zone) in series.items()}
        walked = {slug: one for slug, one in walked.items() if one[2]}
        alarms, years = sum(one[0] for one in walked.values()), sum(one[1] for one in walked.values()) / 365
        medians = [statistics.median(one[2]) for one in walked.values()]
        quick = sum(one < 3 for one in medians)
        print(
            f"| {name} | {alarms} | {years:.1f} | {alarms / years:.2f} | {statistics.median(medians):.1f} | {quick} of {len(medians)} |"
        )
        result[name] = {
            "alarms": alarms,
            "source_years": round(years, 1),
            "median_days": round(statistics.median(medians), 2),
        }
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
