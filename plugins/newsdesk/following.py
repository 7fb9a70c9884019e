"""The desk's memory of what it has published: what would be told twice, what goes on, what is muted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from newsdesk.desk import Desk
from newsdesk.entities import Article, FollowUp, Story
from newsdesk.ranking.genres import Genre, genre
from newsdesk.store import archive, editions
from newsdesk.store import desk as rows
from newsdesk.store import reports as report_rows
from newsdesk.store import stories as story_rows
from newsdesk.store.editions import EditionState
from newsdesk.store.engine import Connection
from newsdesk.store.reports import Published
from newsdesk.store.story_changes import record_change, standing
from newsdesk.stories.changes import BY_ITSELF, Kind, Standing
from newsdesk.stories.followup import News, Telling, common_pieces, goes_on_with, news_in, telling
from newsdesk.stories.lead import lead_order
from newsdesk.stories.names import NameTable
from newsdesk.window import STORY_SPAN


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The stories that may be judged, and those that may not with why; what brings some of them back."""

    stories: list[Story]
    dropped: list[rows.Dropped]
    follow_ups: list[FollowUp]


@dataclass(frozen=True, slots=True)
class _Memory:
    """What an edition knows of stories that stood in others. All by the story that each is told as.

    chapters: article id → the event it tells: what only goes on with a story is an event of its own.
    """

    standing: Standing
    published: Mapping[str, list[Published]]
    articles: Mapping[str, list[Article]]
    chapters: Mapping[str, str]
    ends: Mapping[date, datetime]
    table: NameTable

    def earlier(self, story: str, day: date) -> date | None:
        """The last date before a day whose edition has the story."""
        return max(
            (one.report_date for one in self.published.get(story, ()) if one.report_date < day), default=None
        )

    def later(self, story: str, day: date) -> date | None:
        """The first date after a day whose edition has the story."""
        return min(
            (one.report_date for one in self.published.get(story, ()) if one.report_date > day), default=None
        )

    def told(self, story: str, by: date) -> list[Telling]:
        """The story's articles that had happened when the edition of a date closed."""
        end = self.ends[by]
        return [telling(one, self.table) for one in self.articles.get(story, ()) if one.happened_at <= end]


def blocked(
    conn: Connection, desk: Desk, stories: Iterable[str], follow_ups: Mapping[str, FollowUp]
) -> dict[str, date]:
    """Story id → the other date whose edition has it, for those that may not stand in this one.

    A story that this edition has published stands; one that an earlier edition has may follow it up.
    Stories merged since then count as one.
    """
    now = standing(conn)
    slug, day = desk.key
    published = _published(conn, slug, sorted(set(stories)), now)
    found = {}
    for story, others in published.items():
        dates = [one.report_date for one in others]
        if day in dates:
            continue
        follow_up = follow_ups.get(story)
        if follow_up is None or max(dates) != follow_up.earlier:
            found[story] = max(dates)
    return found


def sequences(conn: Connection, desk: Desk, stories: Sequence[str]) -> dict[str, int]:
    """Story id → its number in publications: 0 the first time, then one more each time."""
    slug, day = desk.key
    result = dict.fromkeys(stories, 0)
    for story, others in _published(conn, slug, sorted(set(stories)), standing(conn)).items():
        own = [one.sequence for one in others if one.report_date == day and one.story_id == story]
        result[story] = own[0] if own else 1 + max(one.sequence for one in others)
    return result


def _published(
    conn: Connection, slug: str, stories: Sequence[str], now: Standing
) -> dict[str, list[Published]]:
    """Story id → every publication of it and of what is told as the same story."""
    members = {story: now.members(now.root(story)) | {story} for story in stories}
    every = report_rows.publications_of(conn, slug, sorted(set().union(*members.values())))
    found = {story: [one for one in every if one.story_id in mine] for story, mine in members.items()}
    return {story: others for story, others in found.items() if others}


def link(conn: Connection, desk: Desk, state: EditionState, stories: Sequence[Story]) -> None:
    """Records which unpublished stories go on with one that an edition of the last 14 days has.

    The caller holds the stories. A story that has nothing new against the published one is not
    linked: it stays what it is.
    """
    now = standing(conn)
    slug, day = desk.key
    recent = report_rows.published_between(conn, slug, day - STORY_SPAN, day - timedelta(days=1))
    memory = _memory(conn, desk, state, sorted({now.root(one.story_id) for one in recent}), now)
    table = memory.table
    known = set(_published(conn, slug, [story.id for story in stories], now))
    told = {story: memory.told(story, by) for story in memory.articles if (by := memory.earlier(story, day))}
    new = {
        story.id: [telling(one, table) for one in story.articles if genre(one) is Genre.NEWS]
        for story in stories
        if story.id not in known
    }
    every = [*told.values(), *new.values()]
    common = common_pieces(one.clues for tellings in every for one in tellings)
    for story, tellings in sorted(new.items()):
        others = {one: before for one, before in told.items() if not now.kept_apart(story, one)}
        found = goes_on_with(tellings, others, common)
        if found is not None:
            into, why = found
            at = desk.now()
            record_change(conn, Kind.CONTINUE, story, at=at, by=BY_ITSELF, into=into, why=why)


def review(conn: Connection, desk: Desk, state: EditionState, stories: Sequence[Story]) -> Reviewed:
    """Keeps what no other edition has, and what has something new since the last one that has it."""
    now = standing(conn, until=state.changes_seq)
    day = desk.run.report_date
    memory = _memory(conn, desk, state, [story.id for story in stories], now, published_only=True)
    result = Reviewed([], [], [])
    for story in stories:
        earlier, later = memory.earlier(story.id, day), memory.later(story.id, day)
        own = any(one.report_date == day for one in memory.published.get(story.id, ()))
        silenced = now.muted(story.id)
        if silenced:
            result.dropped.append(_dropped(story, f"muted: by {silenced.by}, {silenced.at:%Y-%m-%d}"))
        elif later and not own:
            result.dropped.append(_dropped(story, f"published: it stands in the edition of {later}"))
        elif earlier:
            _follow(story, earlier, memory, desk, result)
        else:
            result.stories.append(story)
    return result


def told_within(conn: Connection, desk: Desk, state: EditionState, span: timedelta) -> list[Story]:
    """What the editions of the time before this one have told, each with its linked article alone."""
    assert state.intake_seq is not None and state.intake_at is not None  # noqa: S101, PT018 - by the stage
    slug, day = desk.key
    told = report_rows.articles_published(conn, slug, day - span, day - timedelta(days=1))
    linked = sorted({article for _, article in told})
    known = archive.articles_named(conn, linked, seq=state.intake_seq, at=state.intake_at)
    by_id = {article.id: article for article in known}
    return [Story(story, (by_id[article],)) for story, article in told if article in by_id]


def _follow(story: Story, earlier: date, memory: _Memory, desk: Desk, result: Reviewed) -> None:
    told = memory.told(story.id, earlier)
    found = _news_of(story, told, memory, memory.ends[earlier])
    if not found:
        why = f"published: it stands in the edition of {earlier}, and nothing is new since then"
        result.dropped.append(_dropped(story, why))
        return
    carriers = lead_order((one for one in story.articles if one.id in found), desk.sources)
    news = found[carriers[0].id]
    result.stories.append(lead_by(story, news.article_id))
    result.follow_ups.append(FollowUp(story.id, news.article_id, earlier, news.said, news.score, news.why))


def _news_of(story: Story, told: Sequence[Telling], memory: _Memory, end: datetime) -> dict[str, News]:
    chapters = {memory.chapters.get(one.article.id, "") for one in told}
    found = {}
    for article in story.articles:
        if article.happened_at <= end or genre(article) is not Genre.NEWS:
            continue
        apart = memory.chapters.get(article.id, "") not in chapters
        news = news_in(telling(article, memory.table), told, apart=apart)
        if news:
            found[article.id] = news
    return found


def lead_by(story: Story, article_id: str) -> Story:
    """The story with one of its articles first; as it is where it has no such article."""
    first = [one for one in story.articles if one.id == article_id]
    return replace(story, articles=(*first, *(one for one in story.articles if one.id != article_id)))


def _dropped(story: Story, reason: str) -> rows.Dropped:
    return rows.Dropped(story.id, story.lead.id, 0.0, reason)


def _memory(
    conn: Connection,
    desk: Desk,
    state: EditionState,
    stories: Sequence[str],
    now: Standing,
    *,
    published_only: bool = False,
) -> _Memory:
    """published_only: the articles of the published stories alone are read."""
    assert state.intake_seq is not None and state.intake_at is not None  # noqa: S101, PT018 - by the stage
    published = _published(conn, desk.edition.slug, stories, now)
    wanted = [story for story in stories if story in published or not published_only]
    joined = story_rows.articles_in(conn, _joinable(wanted, now), until=state.joins_seq)
    story_of = {article: now.story_of(article, story) for article, story in joined}
    grouped: dict[str, list[Article]] = {}
    for article in archive.articles_named(conn, sorted(story_of), seq=state.intake_seq, at=state.intake_at):
        grouped.setdefault(story_of[article.id], []).append(article)
    return _Memory(
        standing=now,
        published=published,
        articles=grouped,
        chapters={article: now.event(now.chapter(article, story)) for article, story in joined},
        ends=editions.window_ends(conn, desk.edition.slug),
        table=NameTable(desk.names.aliases),
    )


def _joinable(stories: Sequence[str], now: Standing) -> list[str]:
    """Every story that an article of these may have joined at first."""
    members = set().union(*(now.members(story) for story in stories))
    split = {one.story for one in now.standing if one.kind is Kind.SPLIT and one.into in members}
    return sorted(members | split)
