"""What the stages of a date would ask a model, worked out before they do: for a price, or for a batch."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from newsdesk import following, rankers
from newsdesk.desk import Desk, log
from newsdesk.entities import Judgement, Story, Verdict
from newsdesk.errors import ModelError
from newsdesk.judging import candidate_stories, placed_by_model
from newsdesk.listwise import look
from newsdesk.llm.collecting import Collecting
from newsdesk.llm.contract import Assignment, Candidate, Ordering
from newsdesk.llm.ranker import ClaudeRanker
from newsdesk.pagereading import read_pages, with_pages
from newsdesk.ranking.judge import judgements, top
from newsdesk.ranking.retold import TOLD_FOR
from newsdesk.ranking.select import fill
from newsdesk.ranking.shortlist import shortlist
from newsdesk.ranking.variety import traits_of
from newsdesk.regions.place import place
from newsdesk.store.editions import EditionState
from newsdesk.store.story_changes import standing
from newsdesk.stories.names import NameTable


class Ahead:
    """The stages that ask, worked over a date with an asker that notes. Nothing is written of it.

    number: which judging of the edition. told: stories that an earlier date of the range will have
    told. Regions and selection are the house's own; double reports are not looked for.
    """

    def __init__(
        self, desk: Desk, state: EditionState, asker: Collecting, number: int, told: Collection[str] = ()
    ) -> None:
        self._desk = desk
        self._asker = asker
        self._ranker = rankers.claude(desk, number, asker)
        self._candidates = {one.story.id: one for one in _candidates(desk, state, told)}
        with desk.engine.connect() as conn:
            self._before = following.told_within(conn, desk, state, TOLD_FOR)
            self._apart = standing(conn, until=state.changes_seq).kept_apart

    @property
    def candidates(self) -> int:
        """How many stories are on the shortlist."""
        return len(self._candidates)

    def by_rules_in_place(self) -> None:
        """Notes every question, in the order in which the stages would ask.

        Where the judging is not in the ledger yet, the rules stand in for it in deciding what would
        be ordered, placed and written. Pages that writing would fetch are not.
        """
        candidates = list(self._candidates.values())
        known = self._judged()
        who = ClaudeRanker.name if known else "rules"
        verdicts = known or rankers.rules(self._desk).judge(candidates, self._desk.window.end)
        judged = judgements(verdicts, candidates, who)
        ordering = self._ordering(judged)
        judged = judgements(verdicts, candidates, who, ordering.order)
        self._ranker.write(self._assignments(self._chosen(judged), judged))

    def by_stage(self) -> set[str]:
        """Notes the questions of the first stage that has any; returns the stories it would choose.

        The later stages wait for those answers: then it returns nothing. Pages are read as writing reads
        them, so that what is asked is what it will ask.
        """
        candidates = list(self._candidates.values())
        verdicts = self._judged()
        if self._asker.noted or not verdicts:
            return set()
        judged = judgements(verdicts, candidates, ClaudeRanker.name)
        ordering = self._ordering(judged)
        judged = judgements(verdicts, candidates, ClaudeRanker.name, ordering.order)
        chosen = self._chosen(judged)
        if self._asker.noted:
            return set()
        assignments = self._assignments(chosen, judged)
        read_pages(self._desk, [one.article for one in assignments])
        stories = with_pages(self._desk, {story: self._candidates[story].story for story in chosen})
        self._ranker.write(self._assignments(chosen, judged, stories))
        return set(chosen)

    def _judged(self) -> Sequence[Verdict]:
        if not self._candidates:
            return []
        try:
            return self._ranker.judge(list(self._candidates.values()), self._desk.window.end)
        except ModelError as error:  # what was answered so far is of no use
            log.warning("%s: %s", self._desk.run.report_date, error)
            return []

    def _ordering(self, judged: Sequence[Judgement]) -> Ordering:
        best = [self._candidates[story] for story in top(judged)]
        names = NameTable(self._desk.names.aliases)
        return look(self._ranker, best, self._before, names, self._apart)[0]

    def _chosen(self, judged: Sequence[Judgement]) -> list[str]:
        """The stories that would fill the sections. What evidence leaves open is asked for."""
        desk = self._desk
        sections = desk.edition.sections
        stories = {one.story_id: self._candidates[one.story_id].story for one in judged}
        places = {key: place(story, desk.names, desk.sources, sections) for key, story in stories.items()}
        answers = self._ranker.place([stories[key] for key, one in places.items() if not one.countries])
        places |= placed_by_model(answers, sections)
        traits = {
            key: traits_of(story, desk.sources, desk.names, desk.files.makers)
            for key, story in stories.items()
        }
        filled = fill(judged, places, traits, desk.edition.limits).sections
        return [story for ids in filled.values() for story in ids]

    def _assignments(
        self, chosen: Sequence[str], judged: Sequence[Judgement], texts: Mapping[str, Story] | None = None
    ) -> list[Assignment]:
        judgement = {one.story_id: one for one in judged}
        return [
            Assignment(
                self._candidates[story],
                (texts or {}).get(story, self._candidates[story].story).lead,
                judgement[story],
            )
            for story in chosen
        ]


def _candidates(desk: Desk, state: EditionState, told: Collection[str]) -> list[Candidate]:
    with desk.engine.connect() as conn:
        stories = following.review(conn, desk, state, candidate_stories(desk, state)).stories
    candidates, _ = shortlist(
        [story for story in stories if story.id not in told],
        topic=desk.files.topic,
        sources=desk.sources,
        window=desk.window,
        limit=desk.edition.limits.shortlist,
    )
    return candidates
