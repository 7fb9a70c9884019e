"""What judging an edition would ask of the model and what that would cost. Nothing is asked or written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from newsdesk import following, rankers
from newsdesk.desk import Desk
from newsdesk.entities import Judgement, Story
from newsdesk.errors import StageOutOfOrder
from newsdesk.judging import candidate_stories
from newsdesk.llm.calls import Question
from newsdesk.llm.collecting import Bill, Collecting, bill
from newsdesk.llm.contract import Assignment, Candidate
from newsdesk.ranking.judge import judgements, top
from newsdesk.ranking.select import fill
from newsdesk.ranking.shortlist import shortlist
from newsdesk.ranking.variety import traits_of
from newsdesk.regions.place import place
from newsdesk.store import editions

PURPOSES = ("judge", "order", "region", "write")


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """bills: by purpose, of what is not in the ledger yet. questions: those themselves, in order.

    recalled: requests that were answered before and would cost nothing. spent: USD of this judging
    so far; cap: the most that it may cost.
    """

    model: str
    candidates: int
    bills: tuple[Bill, ...]
    questions: tuple[Question, ...]
    recalled: int
    spent: Decimal
    cap: Decimal

    @property
    def usd(self) -> Decimal:
        """The list price of all that would be asked, estimated."""
        return sum((one.usd for one in self.bills), Decimal(0))


def rehearse(desk: Desk) -> Rehearsed:
    """Works the date as far as a model would be asked, and notes the questions.

    Where the judging is not in the ledger yet, the rules stand in for it in deciding what would be
    ordered, placed and written. Pages that writing would fetch are not. Raises StageOutOfOrder where
    the date has no stories yet, ConfigError where the model has no prices.
    """
    with desk.engine.connect() as conn:
        state = editions.find_edition(conn, *desk.key)
    if state is None or state.intake_seq is None or state.joins_seq is None:
        raise StageOutOfOrder(
            f"{desk.run.report_date} has no stories yet, so there is nothing to ask; make it first "
            f"(./newsdesk run {desk.run.report_date}), without the connection where it is to cost nothing"
        )
    with desk.engine.connect() as conn:
        stories = following.review(conn, desk, state, candidate_stories(desk, state)).stories
    candidates, _ = shortlist(
        stories,
        topic=desk.files.topic,
        sources=desk.sources,
        window=desk.window,
        limit=desk.edition.limits.shortlist,
    )
    number = state.judging + 1 if desk.run.fresh else state.judging
    name, ledger = rankers.model_name(desk), rankers.ledger(desk, number)
    asker = Collecting(name, ledger)
    asked = _Asked(desk, asker, number)
    questions = asked.all(candidates)
    model = desk.files.models.named(name)
    return Rehearsed(
        model=name,
        candidates=len(candidates),
        bills=tuple(
            bill(purpose, [one for one in questions if one.purpose == purpose], model) for purpose in PURPOSES
        ),
        questions=tuple(questions),
        recalled=asker.recalled,
        spent=ledger.committed_cost(),
        cap=desk.files.models.cap(number),
    )


class _Asked:
    """The ranker's four tasks, with an asker that notes."""

    def __init__(self, desk: Desk, asker: Collecting, number: int) -> None:
        self._desk = desk
        self._asker = asker
        self._ranker = rankers.claude(desk, number, asker)

    def all(self, candidates: Sequence[Candidate]) -> list[Question]:
        """Every question, in the order in which the stages would ask."""
        desk = self._desk
        known = self._ranker.judge(candidates, desk.window.end) if candidates else []
        who = "claude" if known else "rules"
        verdicts = known or rankers.rules(desk).judge(candidates, desk.window.end)
        judged = judgements(verdicts, candidates, who)
        by_story = {one.story.id: one for one in candidates}
        ordering = self._ranker.order([by_story[story] for story in top(judged)])
        judged = judgements(verdicts, candidates, who, ordering.order)
        stories = {story: one.story for story, one in by_story.items()}
        places = {
            one.story_id: place(stories[one.story_id], desk.names, desk.sources, desk.edition.sections)
            for one in judged
        }
        self._ranker.place([stories[story] for story, one in places.items() if not one.countries])
        traits = {
            one.story_id: traits_of(stories[one.story_id], desk.sources, desk.names, desk.files.makers)
            for one in judged
        }
        sections = fill(judged, places, traits, desk.edition.limits).sections
        self._ranker.write(_assignments(sections.values(), by_story, stories, judged))
        return list(self._asker.noted.values())


def _assignments(
    sections: Iterable[Sequence[str]],
    by_story: dict[str, Candidate],
    stories: dict[str, Story],
    judged: Sequence[Judgement],
) -> list[Assignment]:
    judgement = {one.story_id: one for one in judged}
    return [
        Assignment(by_story[story], stories[story].lead, judgement[story])
        for ids in sections
        for story in ids
    ]
