"""The desk's work on one edition, between the rows of one stage and the rows of the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from newsdesk import following, rankers
from newsdesk.desk import Desk, Run, log
from newsdesk.entities import Article, Draft, FollowUp, Judgement, Placement, Story
from newsdesk.errors import ModelError
from newsdesk.following import lead_by
from newsdesk.listwise import Past, Ranked, ranked
from newsdesk.llm.contract import Assignment, Candidate
from newsdesk.pagereading import read_pages, with_pages
from newsdesk.ranking.headlines import STOOD_FOR
from newsdesk.ranking.relevance import Relevance
from newsdesk.ranking.retold import TOLD_FOR
from newsdesk.ranking.select import fill
from newsdesk.ranking.shortlist import candidate_of, shortlist
from newsdesk.ranking.variety import traits_of
from newsdesk.regions.place import place as place_story
from newsdesk.regions.place import section_of
from newsdesk.settings import Section
from newsdesk.store import archive
from newsdesk.store import desk as rows
from newsdesk.store import stories as story_rows
from newsdesk.store.editions import EditionState
from newsdesk.store.follow_ups import follow_ups
from newsdesk.store.story_changes import standing
from newsdesk.stories.lead import lead_order
from newsdesk.window import LATE, is_candidate

Counts = dict[str, int | str]
ASKING = ("rank", "tag_regions", "write_up")  # the stages that may ask a model


@dataclass(frozen=True, slots=True)
class Judged:
    """What rank decided."""

    judged: list[rows.Judged]
    dropped: list[rows.Dropped]
    follow_ups: list[FollowUp]
    ranker: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class Placed:
    """What tag_regions decided. chosen: story id → index in its section; left_out: story id → why not."""

    placements: list[Placement]
    chosen: dict[str, int]
    left_out: dict[str, str]
    counts: Counts


@dataclass(frozen=True, slots=True)
class WrittenUp:
    """What write_up decided."""

    written: list[rows.Written]
    counts: Counts


def candidate_stories(desk: Desk, state: EditionState) -> list[Story]:
    """The stories with at least one candidate article, each with its candidates alone.

    Merged and split as the edition knew it at its last judging.
    """
    assert state.intake_seq is not None and state.intake_at is not None  # noqa: S101, PT018 - by the stage
    with desk.engine.connect() as conn:
        articles = archive.articles_between(
            conn,
            after=desk.window.start - LATE,
            until=desk.window.end,
            seq=state.intake_seq,
            at=state.intake_at,
        )
        inside = [article for article in articles if is_candidate(article, desk.window)]
        joined = story_rows.stories_of(conn, [article.id for article in inside], until=state.joins_seq)
        now = standing(conn, until=state.changes_seq)
    grouped: dict[str, list[Article]] = {}
    for article in inside:
        if article.id in joined:
            grouped.setdefault(now.story_of(article.id, joined[article.id]), []).append(article)
    sources = desk.sources
    return [Story(story, lead_order(grouped[story], sources)) for story in sorted(grouped)]


def judging_number(run: Run, state: EditionState) -> int:
    """Which judging of the edition a run does: a new one where it asks for that and has not had it. Pure."""
    return state.judging + 1 if run.fresh and state.fresh_run != run.run_id else state.judging


def judge(desk: Desk, state: EditionState, stories: Sequence[Story], number: int) -> Judged:
    """Drops what was published before and has nothing new and what is off topic, judges the rest.

    number: which judging of this edition it is. Where the model gives no judgement the rules do,
    and the edition says so.
    """
    with desk.engine.connect() as conn:
        reviewed = following.review(conn, desk, state, stories)
        before = following.told_within(conn, desk, state, TOLD_FOR)
        long_before = following.told_within(conn, desk, state, STOOD_FOR)
        now = standing(conn, until=state.changes_seq)
    dropped = [*reviewed.dropped]
    candidates, passed = shortlist(
        reviewed.stories,
        topic=desk.files.topic,
        sources=desk.sources,
        window=desk.window,
        limit=desk.edition.limits.shortlist,
    )
    dropped += [rows.Dropped(one.story_id, one.article_id, one.relevance, one.reason) for one in passed]
    outcome = ranked(desk, candidates, Past(before, long_before, now.kept_apart), number)
    by_story = {candidate.story.id: candidate for candidate in candidates}
    judged = [
        rows.Judged(one, by_story[one.story_id].relevance, by_story[one.story_id].hints)
        for one in outcome.judgements
    ]
    dropped += _undecided(candidates, outcome)
    counts: Counts = {"stories": len(stories), "shortlisted": len(candidates), "judged": len(judged)}
    counts["ranker"] = outcome.ranker
    if outcome.stopped:
        counts["stopped"] = outcome.stopped
    return Judged(
        judged, dropped, reviewed.follow_ups, outcome.ranker, {**counts, **_raw_counts(desk, stories)}
    )


def _undecided(candidates: Sequence[Candidate], outcome: Ranked) -> list[rows.Dropped]:
    """The shortlisted stories that are not in the order, each with its reason."""
    named = {one.story_id for one in outcome.judgements}
    unjudged = "unjudged: the ranker gave no verdict"
    if outcome.stopped and outcome.ranker == rankers.MODEL:
        unjudged += f", asking had stopped ({outcome.stopped})"
    return [
        rows.Dropped(
            one.story.id, one.story.lead.id, one.relevance, outcome.doubles.get(one.story.id, unjudged)
        )
        for one in candidates
        if one.story.id not in named
    ]


def _raw_counts(desk: Desk, stories: Sequence[Story]) -> Counts:
    """原始信息: the candidate articles, by the section that their publisher's country belongs to."""
    sources = desk.sources
    counts: Counts = {f"raw_{section.key}": 0 for section in desk.edition.sections}
    for story in stories:
        for article in story.articles:
            home = sources[article.source].home if article.source in sources else ""
            key = f"raw_{section_of((home,), desk.edition.sections)}"
            counts[key] = int(counts[key]) + 1
    return counts


def stopped(state: EditionState) -> str:
    """Why a stage of the edition asked the model no further; "" where each asked for all."""
    reasons = (state.counts.get(stage, {}).get("stopped", "") for stage in ASKING)
    return next((str(reason) for reason in reasons if reason), "")


def stories_by_id(desk: Desk, state: EditionState) -> dict[str, Story]:
    """The edition's candidate stories by id; one that is followed up leads with what is new."""
    with desk.engine.connect() as conn:
        taken_up = follow_ups(conn, *desk.key)
    return {
        story.id: lead_by(story, taken_up[story.id].article_id) if story.id in taken_up else story
        for story in candidate_stories(desk, state)
    }


def place(desk: Desk, state: EditionState) -> Placed:
    """Places the judged stories and fills the sections, leaving out what another date published."""
    stories = stories_by_id(desk, state)
    with desk.engine.connect() as conn:
        judged = rows.judged_stories(conn, *desk.key)
        elsewhere = following.blocked(conn, desk, stories, follow_ups(conn, *desk.key))
    judged_here = [one.judgement for one in judged if one.judgement.story_id in stories]
    places = {
        one.story_id: place_story(stories[one.story_id], desk.names, desk.sources, desk.edition.sections)
        for one in judged_here
    }
    answered, stopped = _asked(
        desk, state, [stories[key] for key, one in places.items() if not one.countries]
    )
    places.update(answered)
    free = [one for one in judged_here if one.story_id not in elsewhere]
    traits = {
        one.story_id: traits_of(stories[one.story_id], desk.sources, desk.names, desk.files.makers)
        for one in free
    }
    selection = fill(free, places, traits, desk.edition.limits)
    chosen = {story: index for ids in selection.sections.values() for index, story in enumerate(ids, start=1)}
    left_out = {**selection.left_out, **_published(judged_here, elsewhere)}
    counts: Counts = {key: len(ids) for key, ids in selection.sections.items()}
    counts["open"] = sum(1 for one in places.values() if not one.countries)
    if stopped:
        counts["stopped"] = stopped
    return Placed([places[one.story_id] for one in judged_here], chosen, left_out, counts)


def _published(judged_here: Sequence[Judgement], elsewhere: Mapping[str, date]) -> dict[str, str]:
    return {
        one.story_id: f"published: it stands in the edition of {elsewhere[one.story_id]}"
        for one in judged_here
        if one.story_id in elsewhere
    }


def _asked(
    desk: Desk, state: EditionState, open_stories: Sequence[Story]
) -> tuple[dict[str, Placement], str]:
    """Placements by the model of stories that evidence left open, and why it was asked no further."""
    if desk.client is None or state.ranker != rankers.MODEL or not open_stories:
        return {}, ""
    model = rankers.claude(desk, state.judging)
    try:
        answers = model.place(open_stories)
    except ModelError as error:
        log.warning("the model placed nothing (%s); %d stories stay open", error, len(open_stories))
        answers = {}
    return placed_by_model(answers, desk.edition.sections), model.stopped


def placed_by_model(
    answers: Mapping[str, tuple[str, ...]], sections: Sequence[Section]
) -> dict[str, Placement]:
    """A model's countries by story, as placements. Pure."""
    return {
        story: Placement(story, countries, section_of(countries, sections), (), "model")
        for story, countries in sorted(answers.items())
        if countries
    }


def write(desk: Desk, state: EditionState) -> WrittenUp:
    """Writes the chosen stories up; what the model did not manage gets an extract in its place.

    All are asked for each time: the ledger has the answers to requests made before, and a request
    for the missing ones alone would be another one, to be bought.
    """
    pages = read_pages(desk, [one.article for one in _assignments(desk, state)])
    assignments = _assignments(desk, state)
    drafts, stopped = _drafts(desk, state, assignments)
    left = [one for one in assignments if one.candidate.story.id not in drafts]
    drafts.update({draft.story_id: draft for draft in rankers.rules(desk).write(left)})
    written = [
        rows.Written(drafts[one.candidate.story.id], one.article.revision)
        for one in assignments
        if one.candidate.story.id in drafts
    ]
    counts: Counts = {
        **pages,
        "written": sum(1 for one in written if not one.draft.extract),
        "extracts": sum(1 for one in written if one.draft.extract),
    }
    if stopped:
        counts["stopped"] = stopped
    return WrittenUp(written, counts)


def _drafts(
    desk: Desk, state: EditionState, assignments: Sequence[Assignment]
) -> tuple[dict[str, Draft], str]:
    """What the model wrote, by story, and why it was asked no further.

    Without a connection: what it had written before.
    """
    if state.ranker != rankers.MODEL or not assignments:
        return {}, ""
    if desk.client is None:
        return _written_before(desk, assignments), str(state.counts.get("write_up", {}).get("stopped", ""))
    model = rankers.claude(desk, state.judging)
    try:
        return {draft.story_id: draft for draft in model.write(assignments)}, model.stopped
    except ModelError as error:
        log.warning("the model wrote nothing (%s); %d extracts stand in its place", error, len(assignments))
        return {}, model.stopped or "refused"


def _written_before(desk: Desk, assignments: Sequence[Assignment]) -> dict[str, Draft]:
    with desk.engine.connect() as conn:
        before = rows.summaries(conn, *desk.key)
    drafts = {}
    for one in assignments:
        written = before.get(one.candidate.story.id)
        if written is not None and not written.draft.extract and written.revision == one.article.revision:
            drafts[one.candidate.story.id] = written.draft
    return drafts


def _assignments(desk: Desk, state: EditionState) -> list[Assignment]:
    stories = stories_by_id(desk, state)
    with desk.engine.connect() as conn:
        judged = {one.judgement.story_id: one for one in rows.judged_stories(conn, *desk.key)}
        placed = rows.placements(conn, *desk.key)
    picked = {one.story_id for one, index in placed if index is not None}
    stories = with_pages(desk, {key: story for key, story in stories.items() if key in picked})
    result = []
    for placement, index in placed:
        if index is None or placement.story_id not in stories:
            continue
        story, one = stories[placement.story_id], judged[placement.story_id]
        measured = Relevance(one.relevance, one.hints)
        candidate = candidate_of(story, measured, desk.sources, desk.window)
        article = next(article for article in story.articles if article.id == one.judgement.article_id)
        result.append(Assignment(candidate, article, one.judgement))
    return result
