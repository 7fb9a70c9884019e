"""Which of the judged stories fill the sections. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from newsdesk.entities import Judgement, Placement
from newsdesk.ranking.judge import NOT_NEWS
from newsdesk.ranking.variety import Traits, Variety
from newsdesk.settings import Limits


@dataclass(frozen=True, slots=True)
class Selection:
    """sections: section key → story ids, best first. left_out: story id → why, in English."""

    sections: Mapping[str, list[str]]
    left_out: Mapping[str, str]


def fill(
    judgements: Sequence[Judgement],
    placements: Mapping[str, Placement],
    traits: Mapping[str, Traits],
    limits: Limits,
) -> Selection:
    """The sections filled in the order of the judgements, at most limits.section each.

    Left out, each with its reason: stories of tier 4 (not news), stories without a placement, and,
    for variety, one more of a publisher, a company or a kind of event than its section may hold.
    Nothing is padded. placements and traits: by story id.
    """
    sections: dict[str, list[str]] = {}
    varieties: dict[str, Variety] = {}
    left_out: dict[str, str] = {}
    for judgement in judgements:
        story, placement = judgement.story_id, placements.get(judgement.story_id)
        if judgement.tier >= NOT_NEWS or placement is None:
            left_out[story] = "not_news: tier 4" if placement else "unplaced: it has no section"
            continue
        chosen = sections.setdefault(placement.section, [])
        variety = varieties.setdefault(placement.section, Variety(limits))
        reason = _full(chosen, limits) or variety.too_many(traits[story])
        if reason:
            left_out[story] = reason
            continue
        chosen.append(story)
        variety.take(traits[story])
    return Selection(sections, left_out)


def _full(chosen: Sequence[str], limits: Limits) -> str:
    if len(chosen) < limits.section:
        return ""
    return f"cut: {limits.section} stories stood before it in its section"
