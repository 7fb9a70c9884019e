"""The rows of a generated archive, day after day: what bench/archive.py copies into a news database."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import archive_content as content
import archive_hostile as hostility

from newsdesk.entities import (
    Article,
    Draft,
    Evidence,
    Importance,
    Judgement,
    Language,
    Marks,
    Placement,
    Story,
    Window,
)
from newsdesk.report.build import build
from newsdesk.report.changes import revise
from newsdesk.report.chosen import Chosen, Frame
from newsdesk.report.json_format import core, render_json
from newsdesk.report.model import FailedSource, Report
from newsdesk.report.text import render_text
from newsdesk.settings import Edition
from newsdesk.window import window_of

SOURCES = 40
SHORTLIST = 60
_FETCHES_A_DAY = 4  # rows a source; the hourly collection leaves most sources alone within their interval
_RUNGS = (
    ("same_event", 0.83, "one event at 0.83: meaning 0.71, without names 0.64, 1 names shared, 0.2 days apart"),
    ("near_title", 0.91, "titles alike at 0.91"),
    ("canonical_url", 1.0, "one address"),
)  # fmt: skip
_PASSED = ("off_topic: relevance 0.21 is below the floor of 0.42", "cut: 60 stories stood before it",
           "roundup: many stories under one link", "advert: the title offers a price, a deal or a promotion")  # fmt: skip
_FAILURES = (
    ("timeout", None, "no answer within 20 s"),
    ("http_error", 503, "the server answered 503"),
    ("blocked", 200, "a web page where a feed should be"),
)


@dataclass
class Rows:
    """What is to be copied, by table; emptied after each batch."""

    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, table: str, **values: Any) -> None:
        self.tables.setdefault(table, []).append(values)


@dataclass
class Numbers:
    """The next number of each kind of row."""

    revision: int = 0
    join: int = 0
    fetch: int = 0
    call: int = 0


class Generator:
    """Makes the rows of one day after another."""

    def __init__(self, edition: Edition, seed: int, articles: int, hostile: bool) -> None:
        self.edition, self.seed, self.articles, self.hostile = edition, seed, articles, hostile
        self.numbers = Numbers()
        self.rows = Rows()
        self.sources = content.source_names(SOURCES)
        self.titled: list[tuple[str, int, tuple[str, int, str], str]] = []
        self.open: list[tuple[Story, content.Event]] = []  # stories of the day before, to go on

    def sources_rows(self) -> None:
        """The sources table."""
        for number, (name, language) in enumerate(self.sources):
            if self.hostile and number < len(hostility.NAMES):
                name = hostility.NAMES[number].replace("\0", "")
            self.sources[number] = (name, language)
            self.rows.add(
                "sources",
                slug=f"source-{number:02d}",
                name=name,
                url=f"https://source-{number:02d}.example/feed",
                family=f"family-{number // 2:02d}",
                language=language,
                tier=1 + number % 3,
                home="CN" if language == "zh" else "US",
            )

    def day(self, day: date, number: int, left: int) -> None:
        """Everything of one report date. number: from 0; left: how many dates follow."""
        random = Random(f"{self.seed} {day}")
        window = window_of(day, self.edition.cutoff, self.edition.zone)
        self._fetches(window, random)
        stories = self._stories(window, random, number)
        if left and number % 17 == 11:
            return  # a missing date: its articles are archived, no edition was made
        self._edition(window, stories, random, number, left)

    def _fetches(self, window: Window, random: Random) -> None:
        silent = random.randrange(SOURCES)
        for number in range(SOURCES):
            for turn in range(_FETCHES_A_DAY):
                self.numbers.fetch += 1
                at = window.start + timedelta(
                    hours=(turn + 1) * 24 / _FETCHES_A_DAY, minutes=-random.randrange(1, 50)
                )
                failed = number in {silent, 7} or random.random() < 0.01
                outcome, status, error = _FAILURES[number % 3] if failed else ("ok", 200, "")
                if self.hostile and failed:
                    error = hostility.TEXTS[number % len(hostility.TEXTS)]
                self.rows.add(
                    "fetches",
                    id=self.numbers.fetch,
                    source_slug=f"source-{number:02d}",
                    at=at,
                    run_id=f"scheduled__{at:%Y-%m-%dT%H}:05:00+00:00",
                    outcome=outcome,
                    status=status,
                    final_url=f"https://source-{number:02d}.example/feed",
                    etag="",
                    last_modified="",
                    bytes=0 if failed else random.randrange(8_000, 90_000),
                    elapsed_ms=20_000 if outcome == "timeout" else random.randrange(90, 1900),
                    items=0 if failed else 20,
                    new_articles=0 if failed else self.articles // SOURCES // _FETCHES_A_DAY,
                    revised_articles=0,
                    error=clean(error),
                    problems=["a date that cannot be read: 31 February"] if number == 3 else [],
                )

    def _stories(self, window: Window, random: Random, number: int) -> list[tuple[Story, content.Event]]:
        """The day's articles, joined to new stories and to some of the day before."""
        stories: list[tuple[Story, content.Event]] = []
        goes_on = random.sample(self.open, k=min(len(self.open), self.articles // 20))
        made = 0
        while made < self.articles:
            if goes_on:
                story, event = goes_on.pop()
                size, founded = 1, False
            else:
                event, story, founded = content.draw(random), Story("", ()), True
                size = min(random.choices((1, 2, 3, 5), (70, 20, 7, 3))[0], self.articles - made)
            articles = [
                self._article(window, event, random, number * self.articles + made + n) for n in range(size)
            ]
            if founded:
                story = Story("s" + articles[0].id[1:], ())
                self.rows.add("stories", id=story.id, founded_for=window.report_date)
            for place, article in enumerate(articles):
                self._join(story, article, window.report_date, place, founded, random)
            story = Story(story.id, tuple(articles))
            stories.append((story, event))
            made += size
        self.open = [one for one in stories if len(one[0].articles) > 1]
        return stories

    def _article(self, window: Window, event: content.Event, random: Random, number: int) -> Article:
        place = random.randrange(SOURCES)
        language = self.sources[place][1]
        at = window.start + timedelta(
            seconds=random.randrange(60, int((window.end - window.start).total_seconds()))
        )
        seen = min(at + timedelta(minutes=random.randrange(1, 50)), window.end)
        title, text = content.title(event, language, random), content.body(event, language, random)
        url = f"https://source-{place:02d}.example/{at:%Y/%m/%d}/{number}"
        if self.hostile and number % 5 == 0:
            title, text, url = self._attack(number // 5, title, text)
        self.numbers.revision += 1
        article = Article(
            id="a" + hashlib.sha256(f"{self.seed} {number}".encode()).hexdigest()[:16],
            revision=self.numbers.revision,
            source=f"source-{place:02d}",
            url=clean(url),
            canonical_url=f"https://source-{place:02d}.example/{number}",
            guid="",
            title=clean(title),
            text=clean(text),
            language=Language(language),
            published_at=at,
            first_seen_at=seen,
            backlog=False,
        )
        self.rows.add("articles", id=article.id, source_slug=article.source, key=f"g:{number}", backlog=False)
        self._revision(article, "")
        self.titled.append(
            (article.id, article.revision, (language, event.kind, event.zh), article.title[:400])
        )
        if random.random() < 0.03:
            self.numbers.revision += 1
            article = replace(
                article,
                revision=self.numbers.revision,
                title=article.title + ("（更新）" if language == "zh" else " (updated)"),
            )
            self._revision(article, "r")
        return article

    def _attack(self, number: int, title: str, text: str) -> tuple[str, str, str]:
        texts, links = hostility.TEXTS, hostility.LINKS
        attack = texts[number % len(texts)]
        if number % 3 == 0:
            return attack, text, f"https://ok.example/{number}"
        if number % 3 == 1:
            return title, attack[:20_000], f"https://ok.example/{number}"
        return title, text, links[number % len(links)]

    def _revision(self, article: Article, mark: str) -> None:
        self.rows.add(
            "article_revisions",
            id=article.revision,
            article_id=article.id,
            seen_at=article.first_seen_at,
            url=article.url,
            canonical_url=article.canonical_url,
            guid="",
            title=article.title,
            text=article.text,
            author="",
            language=article.language.value,
            published_at=article.published_at,
            date_trusted=True,
            content_hash=mark + article.id,
        )

    def _join(
        self, story: Story, article: Article, day: date, place: int, founded: bool, random: Random
    ) -> None:
        self.numbers.join += 1
        rung, score, why = (
            ("founder", 1.0, "the story's first article") if founded and not place else random.choice(_RUNGS)
        )
        self.rows.add(
            "story_articles",
            article_id=article.id,
            story_id=story.id,
            seq=self.numbers.join,
            joined_for=day,
            rung=rung,
            score=score,
            why=why,
        )

    def _edition(
        self,
        window: Window,
        stories: Sequence[tuple[Story, content.Event]],
        random: Random,
        number: int,
        left: int,
    ) -> None:
        day, thin, by_rules = window.report_date, number % 13 == 5, number % 9 == 4
        provisional = left == 3 or number % 41 == 20
        ranker = "rules" if by_rules else "claude"
        shortlisted = random.sample(list(stories), k=min(SHORTLIST, len(stories)))
        wanted = 3 if thin else 24 + random.randrange(14)
        chosen = self._chosen(window, shortlisted, wanted, ranker, random)
        failed = tuple(
            FailedSource(slug=f"source-{n:02d}", name=self.sources[n][0], outcome=_FAILURES[n % 3][0], error=_FAILURES[n % 3][2])
            for n in {7, random.randrange(SOURCES)}
        )  # fmt: skip
        raw = {"domestic": len(stories) // 2, "international": len(stories) - len(stories) // 2}
        frame = Frame(
            edition=self.edition,
            window=window,
            generated_at=window.end + timedelta(minutes=3, seconds=random.randrange(60)),
            raw=raw,
            ranker=ranker,
            provisional=provisional,
            intake_at=window.end,
            reached=SOURCES - len(failed),
            failed=failed,
        )
        self.rows.add(
            "editions",
            slug=self.edition.slug,
            report_date=day,
            window_start=window.start,
            window_end=window.end,
            timezone=self.edition.timezone,
            rehearsal="",
            state="provisional" if provisional else "filed",
            intake_seq=self.numbers.revision,
            intake_at=window.end,
            intake_closed=not provisional,
            sources={"total": SOURCES, "reached": SOURCES - len(failed), "failed": [one.model_dump() for one in failed]},
            joins_seq=self.numbers.join,
            recollect_run="",
            fresh_run="",
            judging=0,
            judged_over="",
            ranker=ranker,
            counts={
                "ingest": {"sources": SOURCES, "reached": SOURCES - len(failed), "failed": len(failed), "new": self.articles},
                "dedupe": {"articles": self.articles, "stories": len(stories)},
                "rank": {"stories": len(stories), "shortlisted": len(shortlisted), "judged": len(shortlisted), "ranker": ranker,
                         **{f"raw_{key}": value for key, value in raw.items()}},
            },
        )  # fmt: skip
        self._judgements(day, stories, shortlisted, chosen, random)
        self._reports(chosen, frame, number)
        if not by_rules:
            self._calls(window, len(shortlisted), len(chosen), random)

    def _chosen(
        self,
        window: Window,
        shortlisted: Sequence[tuple[Story, content.Event]],
        wanted: int,
        ranker: str,
        random: Random,
    ) -> list[Chosen]:
        """The stories of the report with all that was said of them; places are by section."""
        result: list[Chosen] = []
        places = {"domestic": 0, "international": 0}
        for position, (story, event) in enumerate(shortlisted, 1):
            if story.articles[0].first_seen_at > window.end or len(result) >= wanted:
                continue
            section = "domestic" if event.country == "CN" else "international"
            if places[section] >= 20:
                continue
            places[section] += 1
            importance = (
                Importance.HIGH if position <= 5 else Importance.MEDIUM if position <= 18 else Importance.LOW
            )
            linked = story.lead
            tags: tuple[str, ...] = content.tags(event)
            text = content.summary(event)
            if self.hostile and position % 4 == 0:
                tags = (*tags, hostility.TAGS[position // 4 % len(hostility.TAGS)])
                text = (
                    clean(hostility.TEXTS[position // 4 % len(hostility.TEXTS)])
                    if position % 8 == 0
                    else text
                )
            marks = Marks(*(random.randrange(2, 6) for _ in range(4)))
            judgement = Judgement(
                story.id,
                linked.id,
                position,
                1 + position // 20,
                marks,
                round(420 - position * 5.3, 1),
                importance,
                content.reason(event),
                ranker,
            )
            evidence = (
                Evidence(
                    event.country,
                    event.zh if linked.language is Language.ZH else event.en,
                    "title",
                    linked.id,
                    3.0,
                    "company",
                ),
                Evidence(event.country, content.PLACES[event.place][0], "text", linked.id, 0.4, "place"),
            )
            placement = Placement(
                story.id, (event.country,), section, evidence, "evidence" if position % 6 else "model"
            )
            draft = Draft(
                story.id, linked.id, text, content.reason(event), tags, Language.ZH, ranker == "rules", ranker
            )
            result.append(
                Chosen(
                    story,
                    linked,
                    self.sources[int(linked.source[-2:])][0],
                    judgement,
                    placement,
                    draft,
                    places[section],
                )
            )
        return result

    def _judgements(
        self,
        day: date,
        stories: Iterable[tuple[Story, content.Event]],
        shortlisted: Sequence[tuple[Story, content.Event]],
        chosen: Sequence[Chosen],
        random: Random,
    ) -> None:
        slug = self.edition.slug
        by_story = {one.story.id: one for one in chosen}
        positions = {story.id: place for place, (story, _) in enumerate(shortlisted, 1)}
        for story, event in stories:
            one, position = by_story.get(story.id), positions.get(story.id)
            base = {
                "slug": slug,
                "report_date": day,
                "story_id": story.id,
                "article_id": story.lead.id,
                "hints": ["大模型", event.zh],
            }
            if position is None:
                self.rows.add(
                    "judgements",
                    **base,
                    passed_over=random.choice(_PASSED),
                    relevance=0.2,
                    position=None,
                    tier=None,
                    marks={},
                    score=None,
                    importance="",
                    reason="",
                    ranker="",
                )
                continue
            judgement = (
                one.judgement
                if one
                else Judgement(
                    story.id,
                    story.lead.id,
                    position,
                    3,
                    Marks(2, 2, 3, 3),
                    200.0 - position,
                    Importance.LOW,
                    content.reason(event),
                    "claude",
                )
            )
            self.rows.add("judgements", **base, passed_over="", relevance=0.8, position=position, tier=judgement.tier, marks=asdict(judgement.marks), score=judgement.score,
                          importance=judgement.importance.value, reason=judgement.reason, ranker=judgement.ranker)  # fmt: skip
            placement = (
                one.placement
                if one
                else Placement(
                    story.id,
                    (event.country,),
                    "domestic" if event.country == "CN" else "international",
                    (),
                    "rule",
                )
            )
            self.rows.add("placements", slug=slug, report_date=day, story_id=story.id, countries=list(placement.countries), section=placement.section,
                          evidence=[asdict(word) for word in placement.evidence], decided_by=placement.decided_by, index=one.index if one else None)  # fmt: skip
        for one in chosen:
            draft = one.draft
            self.rows.add("summaries", slug=slug, report_date=day, story_id=one.story.id, article_id=draft.article_id, revision=one.article.revision, summary=draft.summary,
                          reason=draft.reason, tags=list(draft.tags), language="zh", extract=draft.extract, writer=draft.writer)  # fmt: skip

    def _reports(self, chosen: Sequence[Chosen], frame: Frame, number: int) -> None:
        """One revision as a rule; every eleventh edition has a first one that lacked an item or two."""
        slug, day = self.edition.slug, frame.window.report_date
        fresh = self._published_once(chosen)
        report = build(fresh, frame)
        revisions = [report]
        if number % 11 == 3 and len(fresh) > 2:
            first = build(
                fresh[1:],
                replace(frame, ranker="rules", generated_at=frame.generated_at - timedelta(minutes=9)),
            )
            second = revise(report, first)
            assert second is not None
            revisions = [first, second]
        for one in revisions:
            self._file(slug, day, one)
        for section in revisions[-1].sections:
            for item in section.items:
                self.rows.add(
                    "publications",
                    slug=slug,
                    story_id=item.story,
                    sequence=0,
                    report_date=day,
                    article_id=item.article,
                    section=section.key,
                    index=item.index,
                )

    def _published_once(self, chosen: Sequence[Chosen]) -> list[Chosen]:
        """Without what the day before published."""
        before: set[str] = getattr(self, "_published", set())
        fresh = [one for one in chosen if one.story.id not in before]
        self._published = {one.story.id for one in fresh}
        return fresh

    def _file(self, slug: str, day: date, report: Report) -> None:
        for kind, body in (("txt", render_text(report)), ("json", render_json(report))):
            self.rows.add(
                "reports",
                slug=slug,
                report_date=day,
                revision=report.revision,
                format=kind,
                filename=f"{day}_report.{kind}",
                body=body,
                sha256=hashlib.sha256(body.encode()).hexdigest(),
                core_hash=core(report),
                provisional=report.provisional,
                generated_at=datetime.fromisoformat(report.generated_at).replace(tzinfo=self.edition.zone).astimezone(UTC),
                run_id=run_id_of(day),
            )  # fmt: skip

    def _calls(self, window: Window, judged: int, written: int, random: Random) -> None:
        """Some eight calls an edition, as the desk makes them."""
        plan = (
            [("judge", 20)] * max(1, judged // 20) + [("write", 10)] * max(1, written // 10) + [("region", 6)]
        )
        for place, (purpose, _) in enumerate(plan):
            self.numbers.call += 1
            fails = random.random() < 0.02
            tokens_in, tokens_out = random.randrange(4_000, 11_000), random.randrange(700, 2_400)
            cost = (tokens_in * 0.10 + tokens_out * 0.50) / 1_000_000
            at = window.end + timedelta(seconds=20 + place * 9)
            self.rows.add(
                "model_calls",
                id=self.numbers.call,
                slug=self.edition.slug,
                report_date=window.report_date,
                judging=0,
                purpose=purpose,
                model="claude-haiku-5-5" if window.report_date.day % 9 else "claude-sonnet-5-5",
                prompt_version="1",
                request_hash=f"{self.numbers.call:064x}",
                status="failed" if fails else "answered",
                max_cost_usd=round(cost * 2, 6),
                cost_usd=0 if fails else round(cost, 6),
                tokens_in=None if fails else tokens_in,
                tokens_out=None if fails else tokens_out,
                tokens_cached=None if fails else tokens_in // 3,
                sent_at=at,
                ended_at=at + timedelta(seconds=7),
                error="529 overloaded" if fails else "",
                answer={},
            )


def run_id_of(day: date) -> str:
    """The Airflow run that a generated edition is said to come from."""
    return f"scheduled__{day}T00:30:00+00:00__{day}__generated"


def clean(text: str) -> str:
    """What Postgres can hold: no NUL, no half characters."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
