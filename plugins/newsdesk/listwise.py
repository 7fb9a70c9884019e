"""Judging as a whole: verdicts, then the look side by side, then what the evidence makes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from newsdesk import rankers
from newsdesk.desk import Desk, log
from newsdesk.entities import Article, Judgement, Story, Verdict
from newsdesk.errors import ModelError
from newsdesk.llm.contract import Candidate, Ordering, Ranker
from newsdesk.ranking.doubles import doubles
from newsdesk.ranking.earlier import earlier_in, perhaps_told, told_already
from newsdesk.ranking.headlines import stood_before
from newsdesk.ranking.judge import exchanged, judgements, top
from newsdesk.ranking.meant import meant_again
from newsdesk.ranking.repeated import Apart
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


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of the editions before. lately: what those of TOLD_FOR told; long_before: of STOOD_FOR.

    apart: whether somebody has said that two stories are not one.
    """

    lately: Sequence[Story]
    long_before: Sequence[Story]
    apart: Apart


def ranked(desk: Desk, candidates: Sequence[Candidate], past: Past, number: int) -> Ranked:
    """Judges and orders the shortlist. number: which judging of this edition it is.

    Where the model gives no judgement the rules do; where it gives no order the marks' stands.
    """
    ranker, verdicts, stopped = _verdicts(desk, candidates, number)
    by_marks = judgements(verdicts, candidates, ranker.name)
    names = NameTable(desk.names.aliases)
    by_story = {candidate.story.id: candidate for candidate in candidates}
    best = [by_story[story] for story in top(by_marks)]
    ordering, likely = look(ranker, best, past.lately, names, past.apart)
    ordered = judgements(verdicts, candidates, ranker.name, ordering.order)
    stories = {story: candidate.story for story, candidate in by_story.items()}
    acting = NameTable(desk.names.acting())
    plain = plain_first([stories[one.story_id] for one in ordered], names, acting, past.apart)
    ordered = exchanged(ordered, plain)
    left_out = doubles(
        ordering.same,
        {one.story_id: one.position for one in ordered},
        stories,
        lambda a, b: _evidence(a, b, names),
    )
    left_out |= told_already(ordering.told, likely)
    rules: Sequence[Callable[[Sequence[Story]], dict[str, str]]] = (
        lambda order: stood_before(order, past.long_before, past.apart),
        lambda order: retold(order, past.lately, names, acting, past.apart),
        lambda order: meant_again(order, past.lately, names, ENCODER, past.apart),
    )
    for rule in rules:
        left_out |= rule([stories[one.story_id] for one in ordered if one.story_id not in left_out])
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


def look(
    ranker: Ranker, best: Sequence[Candidate], lately: Sequence[Story], names: NameTable, apart: Apart
) -> tuple[Ordering, Mapping[tuple[str, str], float]]:
    """The look side by side at the top, and the pairs of perhaps_told that it was asked about.

    Rules look at nothing, so no pair is worked out for them.
    """
    asked = lately if ranker.name == rankers.MODEL else ()
    likely = perhaps_told([one.story for one in best], asked, names, ENCODER, apart)
    try:
        return ranker.order(best, earlier_in(likely, asked)), likely
    except ModelError as error:
        log.warning("the model gave no order (%s); that of its marks stands", error)
        return Ordering(), likely


def _evidence(a: Article, b: Article, names: NameTable) -> str:
    tie = ladder.evidence(a, b, names=names, embedder=ENCODER)
    return f"{tie.rung} {tie.score:.2f}" if tie else ""
