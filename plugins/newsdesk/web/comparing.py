"""What one revision of a report changed in the one before it, item by item. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from newsdesk.report.model import Item, Report

_FIELDS = (
    ("summary", "摘要"),
    ("title", "标题"),
    ("importance", "重要性"),
    ("reason", "入选理由"),
    ("tags", "标签"),
    ("url", "链接"),
    ("source", "来源"),
)


@dataclass(frozen=True, slots=True)
class Reworded:
    """One item that both revisions have; fields: (Chinese name, before, after)."""

    item: Item
    fields: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """added and removed by (section title, item); moved: (item, section before, section after)."""

    added: tuple[tuple[str, Item], ...]
    removed: tuple[tuple[str, Item], ...]
    reworded: tuple[Reworded, ...]
    moved: tuple[tuple[Item, str, str], ...]
    reordered: bool

    @property
    def is_empty(self) -> bool:
        """Whether no item differs; then notices or counts do."""
        return not (self.added or self.removed or self.reworded or self.moved or self.reordered)


def compare(old: Report, new: Report) -> Comparison:
    """By story, as report.changes does it: an item stays itself wherever it stands."""
    before, after = _by_story(old), _by_story(new)
    kept = [story for story in after if story in before]
    pairs = [(before[story], after[story]) for story in kept]
    return Comparison(
        added=tuple(after[story] for story in after if story not in before),
        removed=tuple(before[story] for story in before if story not in after),
        reworded=tuple(
            Reworded(new_item, fields)
            for (_, old_item), (_, new_item) in pairs
            if (fields := _fields(old_item, new_item))
        ),
        moved=tuple((item, was, now) for (was, _), (now, item) in pairs if was != now),
        reordered=kept != [story for story in before if story in after],
    )


def _by_story(report: Report) -> dict[str, tuple[str, Item]]:
    return {item.story or item.url: (part.title, item) for part in report.sections for item in part.items}


def _fields(old: Item, new: Item) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (name, _said(getattr(old, key)), _said(getattr(new, key)))
        for key, name in _FIELDS
        if getattr(old, key) != getattr(new, key)
    )


def _said(value: str | Sequence[str]) -> str:
    return value if isinstance(value, str) else "、".join(value)
