"""Which of the judged stories fill the sections. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from newsdesk.entities import Judgement, Placement, Source, Story
from newsdesk.ranking.events import told

_ACTORS = frozenset({"company", "product", "institution"})
NOT_NEWS = 4  # the tier that is never filed: a section that has nothing else stays short


@dataclass(frozen=True, slots=True)
class _Share:
    """How much of a section one publisher, company or kind of event may take.

    share: of its places; least: always this many.
    """

    share: float
    least: int

    def most(self, limit: int) -> int:
        return max(self.least, int(limit * self.share))


# Of 20 places: 8 for a publisher family, 6 for a company, 10 for a kind of event.
SHARES = {"family": _Share(0.4, 3), "company": _Share(0.3, 3), "kind": _Share(0.5, 4)}


def fill(
    judgements: Sequence[Judgement],
    placements: Mapping[str, Placement],
    stories: Mapping[str, Story],
    *,
    sources: Mapping[str, Source],
    limit: int,
) -> dict[str, list[str]]:
    """Section key → story ids, in the order of the judgements, at most `limit` each.

    Left out: stories of tier 4 (not news), stories without a placement, and, for variety, what one
    publisher family, one company (the title's first actor) or one kind of event offers beyond its
    SHARES. Nothing is padded. placements and stories: by story id; sources: by slug.
    """
    sections: dict[str, list[str]] = {}
    taken: Counter[tuple[str, str, str]] = Counter()
    for judgement in judgements:
        placement, story = placements.get(judgement.story_id), stories.get(judgement.story_id)
        if judgement.tier >= NOT_NEWS or placement is None or story is None:
            continue
        chosen = sections.setdefault(placement.section, [])
        traits = [(placement.section, name, value) for name, value in _traits(story, placement, sources)]
        full = any(taken[trait] >= SHARES[trait[1]].most(limit) for trait in traits)
        if len(chosen) < limit and not full:
            chosen.append(story.id)
            taken.update(traits)
    return sections


def _traits(story: Story, placement: Placement, sources: Mapping[str, Source]) -> Iterator[tuple[str, str]]:
    source = sources.get(story.lead.source)
    yield "family", source.family if source is not None else story.lead.source
    actor = next((one for one in placement.evidence if one.field == "title" and one.kind in _ACTORS), None)
    if actor is not None:
        yield "company", actor.word.casefold()
    event = next(iter(told(story.lead.title, "")), None)
    if event is not None:
        yield "kind", event.key
