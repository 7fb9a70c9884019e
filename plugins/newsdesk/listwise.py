"""Judging as a whole: verdicts, then the look side by side, then what the evidence makes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from newsdesk import rankers
from newsdesk.desk import Desk, log
from newsdesk.entities import Article, Judgement, Story, Verdict
from newsdesk.errors import ModelError
from newsdesk.llm.contract import Candidate, Ordering, Ranker
from newsdesk.ranking.doubles import doubles
from newsdesk.ranking.judge import exchanged, judgements, top
from newsdesk.ranking.meant import meant_again
from newsdesk.ranking.retold import plain_first, retold
from newsdesk.stories import ladder
from newsdesk.stories.embedding import ENCODER
from newsdesk.stories.names import NameTable


@dataclass(frozen=True, slots=True)
class Ranked:
    """The shortlist in order. doubles: story id → why it is left out: another one tells it.

    stopped: why the model was asked no further ("" where it was asked for all): cap, deadline,
    unavailable or refused.
    """

    judgements: list[Judgement]
    doubles: dict[str, str]
    ranker: str
    stopped: str


def ranked(
    desk: Desk,
    candidates: Sequence[Candidate],
    before: Sequence[Story],
    number: int,
    apart: Callable[[str, str], bool],
) -> Ranked:
    """Judges and orders the shortlist. number: which judging of this edition it is.

    apart: whether somebody has said that two stories are not one.
    before: what the editions of the last days have told. Where the model gives no judgement the rules
    do; where it gives no order the marks' stands.
    """
    ranker, verdicts, stopped = _verdicts(desk, candidates, number)
    by_marks = judgements(verdicts, candidates, ranker.name)
    by_story = {candidate.story.id: candidate for candidate in candidates}
    ordering = _ordering(ranker, [by_story[story] for story in top(by_marks)])
    names, acting = NameTable(desk.names.aliases), NameTable(desk.names.acting())
    ordered = judgements(verdicts, candidates, ranker.name, ordering.order)
    stories = [by_story[one.story_id].story for one in ordered]
    ordered = exchanged(ordered, plain_first(stories, names, acting, apart))
    left_out = doubles(
        ordering.same,
        {one.story_id: one.position for one in ordered},
        {story: candidate.story for story, candidate in by_story.items()},
        lambda a, b: _evidence(a, b, names),
    )
    remaining = [by_story[one.story_id].story for one in ordered if one.story_id not in left_out]
    left_out |= retold(remaining, before, names, acting, apart)
    left = [story for story in remaining if story.id not in left_out]
    left_out |= meant_again(left, before, names, ENCODER, apart)
    kept = [one for one in ordered if one.story_id not in left_out]
    return Ranked(kept, left_out, ranker.name, stopped or ranker.stopped)


def _verdicts(
    desk: Desk, candidates: Sequence[Candidate], number: int
) -> tuple[Ranker, Sequence[Verdict], str]:
    """Who judged, what it said, and why the model did not where the rules had to."""
    stopped = ""
    if desk.client is not None and candidates:
        model = rankers.claude(desk, number)
        try:
            return model, model.judge(candidates, desk.window.end), ""
        except ModelError as error:
            log.warning("the model gave no judgement (%s); the rules file this edition", error)
            stopped = model.stopped or "refused"
    rules = rankers.rules(desk)
    return rules, rules.judge(candidates, desk.window.end), stopped


def _ordering(ranker: Ranker, candidates: Sequence[Candidate]) -> Ordering:
    try:
        return ranker.order(candidates)
    except ModelError as error:
        log.warning("the model gave no order (%s); that of its marks stands", error)
        return Ordering()


def _evidence(a: Article, b: Article, names: NameTable) -> str:
    tie = ladder.evidence(a, b, names=names, embedder=ENCODER)
    return f"{tie.rung} {tie.score:.2f}" if tie else ""
