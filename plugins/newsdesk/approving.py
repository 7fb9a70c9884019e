"""Approval before filing: what a person is shown, and what the answer changes.

Items are called by their section's key and place, as a person reads them: 国内3, 国际1.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from newsdesk.delivery.messages import escape_markdown
from newsdesk.desk import Desk, log
from newsdesk.report.chosen import Chosen
from newsdesk.store import approvals
from newsdesk.store.approvals import Approval
from newsdesk.store.editions import EditionState

_NAME = re.compile(r"[^\s,，、]+")


def called(chosen: Sequence[Chosen], desk: Desk) -> dict[str, Chosen]:
    """Each item by what a person calls it (国内1, 国际2), in the report's order."""
    names = {}
    for section in desk.edition.sections:
        short = section.title.removesuffix("动态")
        mine = sorted(
            (one for one in chosen if one.placement.section == section.key), key=lambda one: one.index
        )
        names.update({f"{short}{place}": one for place, one in enumerate(mine, 1)})
    return names


def body(names: Mapping[str, Chosen]) -> str:
    """The items as Markdown, every text of others escaped."""
    lines = []
    for name, one in names.items():
        title, source = escape_markdown(one.article.title[:120]), escape_markdown(one.source_name[:40])
        lines.append(f"- **{name}** {title}（{source}）  \n  {escape_markdown(one.draft.summary[:200])}")
    return "\n".join(lines) or "（没有可以刊发的条目）"


def answer(names: Mapping[str, Chosen], drop: str | None, first: str | None) -> Approval:
    """What was typed, as story ids. A name that no item has is passed over, with a line in the log."""
    return Approval(_ids(names, drop), _ids(names, first))


def _ids(names: Mapping[str, Chosen], typed: str | None) -> tuple[str, ...]:
    found = []
    for name in _NAME.findall(typed or ""):
        if name in names:
            found.append(names[name].story.id)
        else:
            log.warning("there is no item %r; it was passed over", name)
    return tuple(dict.fromkeys(found))


def record(desk: Desk, state: EditionState, approval: Approval, by: str, at: datetime) -> None:
    """Keeps the answer, so that every rerun of this judging files the same.

    by: "" where nobody answered: what a person said of this judging before then stands, as when an
    approved run is cleared and nobody looks at it again.
    """
    if not by:
        return
    with desk.engine.begin() as conn:
        approvals.record(conn, *desk.key, state.judged_over, approval, by, at)


def apply(chosen: Sequence[Chosen], approval: Approval) -> list[Chosen]:
    """The items that are left, those named first before the others. Pure."""
    kept = [one for one in chosen if one.story.id not in approval.dropped]
    if not approval.first:
        return kept
    order = {story: place - len(approval.first) for place, story in enumerate(approval.first)}
    return [replace(one, index=order.get(one.story.id, one.index)) for one in kept]
