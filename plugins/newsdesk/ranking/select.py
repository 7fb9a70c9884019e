"""Which of the judged stories fill the sections. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from newsdesk.entities import Judgement, Placement, Source, Story

NOT_NEWS = 4  # the tier that is never filed: a section that has nothing else stays short
_FAMILY_SHARE = 0.4  # of a section, by one publisher family: 8 of 20
_FAMILY_LEAST = 3  # but always this many


def fill(
    judgements: Sequence[Judgement],
    placements: Mapping[str, Placement],
    stories: Mapping[str, Story],
    *,
    sources: Mapping[str, Source],
    limit: int,
) -> dict[str, list[str]]:
    """Section key → story ids, in the order of the judgements, at most `limit` each.

    Left out: stories of tier 4 (not news), stories without a placement, and, for variety, what a
    publisher family offers beyond 40 % of a section's places (8 of 20, never fewer than 3).
    Nothing is padded. placements and stories: by story id; sources: by slug.
    """
    sections: dict[str, list[str]] = {}
    families: Counter[tuple[str, str]] = Counter()
    most = max(_FAMILY_LEAST, int(limit * _FAMILY_SHARE))
    for judgement in judgements:
        placement, story = placements.get(judgement.story_id), stories.get(judgement.story_id)
        if judgement.tier >= NOT_NEWS or placement is None or story is None:
            continue
        chosen = sections.setdefault(placement.section, [])
        family = (placement.section, _family(story, sources))
        if len(chosen) < limit and families[family] < most:
            chosen.append(story.id)
            families[family] += 1
    return sections


def _family(story: Story, sources: Mapping[str, Source]) -> str:
    source = sources.get(story.lead.source)
    return source.family if source is not None else story.lead.source
