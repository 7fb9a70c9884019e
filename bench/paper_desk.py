"""An edition on paper for the benches: stories of plain records, shortlisted and placed by the house."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "plugins")]

from newsdesk.deskfiles import DeskFiles  # noqa: E402
from newsdesk.entities import Article, Judgement, Placement, Story, Window  # noqa: E402
from newsdesk.feeds.language import language_of  # noqa: E402
from newsdesk.llm.contract import Assignment, Candidate  # noqa: E402
from newsdesk.llm.rules import RulesRanker  # noqa: E402
from newsdesk.ranking.judge import judgements  # noqa: E402
from newsdesk.ranking.select import fill  # noqa: E402
from newsdesk.ranking.shortlist import shortlist  # noqa: E402
from newsdesk.ranking.variety import traits_of  # noqa: E402
from newsdesk.regions.names import Names  # noqa: E402
from newsdesk.regions.place import place  # noqa: E402
from newsdesk.settings import Settings, load_edition  # noqa: E402
from newsdesk.window import window_of  # noqa: E402
from newsdesk.writing.grounding import Unsupported, unsupported  # noqa: E402

INCLUDE = ROOT / "include"
EDITION = load_edition(INCLUDE / "editions" / "ai-zh.toml")


def article(source: str, url: str, title: str, text: str, published: datetime, number: int) -> Article:
    """A record as an article of the archive."""
    key = hashlib.sha256(f"{url} {title}".encode()).hexdigest()[:16]
    told = language_of(title, text)
    return Article(
        id="a" + key,
        revision=number,
        source=source,
        url=url,
        canonical_url=url,
        guid=url,
        title=title,
        text=text,
        language=told,
        published_at=published,
        first_seen_at=published,
        backlog=False,
    )


@dataclass(frozen=True)
class PaperDesk:
    """A day's candidates, each a story of its own. No source is known: tiers and families fall away."""

    day: date
    articles: Sequence[Article]

    @cached_property
    def files(self) -> DeskFiles:
        """The house's files."""
        settings = Settings("", INCLUDE, INCLUDE / "feeds.toml", INCLUDE / "editions" / "ai-zh.toml", ROOT)
        return DeskFiles(settings, EDITION)

    @cached_property
    def names(self) -> Names:
        """The tables of names."""
        return Names.load(INCLUDE / "names")

    @cached_property
    def window(self) -> Window:
        """The day's window."""
        return window_of(self.day, EDITION.cutoff, EDITION.zone)

    @cached_property
    def stories(self) -> dict[str, Story]:
        """Story id → story."""
        return {"s" + one.id[1:]: Story("s" + one.id[1:], (one,)) for one in self.articles}

    @cached_property
    def candidates(self) -> list[Candidate]:
        """The shortlist."""
        return shortlist(
            list(self.stories.values()),
            topic=self.files.topic,
            sources={},
            window=self.window,
            limit=EDITION.limits.shortlist,
        )[0]

    @cached_property
    def by_rules(self) -> list[Judgement]:
        """The shortlist in the rules' order, which stands in for a model's where only the size counts."""
        rules = RulesRanker(self.files.topic, {}, self.files.vocabulary)
        verdicts = rules.judge(self.candidates, self.window.end)
        return judgements(verdicts, self.candidates, "rules")

    def placements(self, judged: Sequence[Judgement]) -> dict[str, Placement]:
        """Where evidence places each judged story."""
        return {
            one.story_id: place(self.stories[one.story_id], self.names, {}, EDITION.sections)
            for one in judged
        }

    def chosen(self, judged: Sequence[Judgement]) -> list[Assignment]:
        """The stories that get a place, to be written up."""
        traits = {
            one.story_id: traits_of(self.stories[one.story_id], {}, self.names, self.files.makers)
            for one in judged
        }
        sections = fill(judged, self.placements(judged), traits, EDITION.limits).sections
        by_story = {one.story.id: one for one in self.candidates}
        judgement = {one.story_id: one for one in judged}
        return [
            Assignment(by_story[story], by_story[story].story.lead, judgement[story])
            for ids in sections.values()
            for story in ids
        ]

    def check(self, statement: str, one: Article) -> Sequence[Unsupported]:
        """What in a statement its article does not carry."""
        published = one.published_at.astimezone(EDITION.zone).date() if one.published_at else None
        return unsupported(statement, one.title, one.text, aliases=self.names.aliases, published=published)


def midday(day: date, number: int) -> datetime:
    """A moment inside a day's window, another one for each number."""
    end = datetime.combine(day, time(8, 30), tzinfo=EDITION.zone).astimezone(UTC)
    return end - timedelta(minutes=30 + number % 1200)
