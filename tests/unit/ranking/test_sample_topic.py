"""The sample feeds say of each item whether it is about AI: the floor has to agree."""

from __future__ import annotations

import tomllib

from newsdesk.entities import Language
from newsdesk.ranking.shortlist import shortlist
from tests.unit.ranking.making import ROOT, TOPIC, WINDOW, article, source, story


def test_nothing_off_topic_is_let_in_and_little_on_topic_is_lost() -> None:
    let_in, left_out, other = [], [], []
    for path in sorted((ROOT / "include" / "sample" / "sources").glob("*.toml")):
        feed = tomllib.loads(path.read_text(encoding="utf-8"))
        publisher = source(feed["slug"], language=Language(feed["language"]), tier=feed["tier"])
        for item in feed.get("item", []):
            one = story(article(item["title"], item["text"].strip(), slug=publisher.slug))
            kept, _ = shortlist(
                [one], topic=TOPIC, sources={publisher.slug: publisher}, window=WINDOW, limit=1
            )
            if item["topic"] == "ai":
                (let_in if kept else left_out).append(item["title"])
            elif kept:
                other.append(item["title"])
    assert other == []
    assert len(let_in) > 100
    assert len(left_out) <= 0.07 * (len(let_in) + len(left_out))
