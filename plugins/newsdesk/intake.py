"""What an edition keeps of its sources: who gave something, who is missing, what the archive covers. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from newsdesk.entities import Outcome, Source

_OK = Outcome.OK.value


@dataclass(frozen=True, slots=True)
class Covered:
    """What the archive has of a window that is past: good readings made in it or up to 48 hours after.

    slugs: of whom; imported: some of them were imported; last: the newest of them, None where none.
    """

    slugs: frozenset[str] = frozenset()
    imported: bool = False
    last: datetime | None = None


def summary(
    sources: Sequence[Source], outcomes: Mapping[str, tuple[str, str]], read_before: set[str]
) -> dict[str, Any]:
    """How many sources there are, how many gave something, which failed and how.

    outcomes: slug → (outcome, error) of those attempted for this edition. read_before: read within
    their interval, so not asked again.
    """
    failed = _failed(sources, outcomes)
    missing = {one["slug"] for one in failed}
    reached = sum(
        1
        for source in sources
        if source.slug not in missing and (source.slug in outcomes or source.slug in read_before)
    )
    return {"total": len(sources), "reached": reached, "failed": failed}


def summary_of_past(
    sources: Sequence[Source],
    outcomes: Mapping[str, tuple[str, str]],
    first_read: Mapping[str, datetime],
    covered: Covered,
    end: datetime,
) -> dict[str, Any]:
    """The same for a past date: a reading made at the time counts as much as an answer of today.

    first_read: slug → first good reading. Missing are those who did not answer now and of whom the
    archive has nothing of that time. Where that time was imported, only those that were sources
    before the window's end: the others are no part of it. Sources that the archive alone knows count too.
    """
    answered = {
        source.slug
        for source in sources
        if source.slug in first_read and outcomes.get(source.slug, (_OK, ""))[0] == _OK
    }
    there = answered | covered.slugs
    then = [one for one in sources if one.slug in first_read and first_read[one.slug] <= end]
    failed = [
        one for one in _failed(then if covered.imported else sources, outcomes) if one["slug"] not in there
    ]
    archive = {
        "sources": len(covered.slugs),
        "imported": covered.imported,
        "last": covered.last.isoformat() if covered.last else None,
    }
    total = len(there) + len(failed)
    return {"total": total, "reached": len(there), "failed": failed, "archive": archive}


def _failed(sources: Sequence[Source], outcomes: Mapping[str, tuple[str, str]]) -> list[dict[str, str]]:
    return [
        {
            "slug": source.slug,
            "name": source.name,
            "outcome": outcomes[source.slug][0],
            "error": outcomes[source.slug][1],
        }
        for source in sources
        if source.slug in outcomes and outcomes[source.slug][0] != _OK
    ]
