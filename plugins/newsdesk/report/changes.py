"""What a new revision of a report changes, told to its reader (更正)."""

from __future__ import annotations

from collections.abc import Sequence

from newsdesk.report.json_format import core
from newsdesk.report.model import Item, Report

_NAMED = 5  # titles a group; the rest are counted
_READ = ("title", "summary", "importance", "reason", "tags", "url", "source")


def changes(old: Report, new: Report) -> str | None:
    """One Chinese phrase on what is different, None where both are the same report.

    Items are the same item where they tell the same story, whatever their place. What takes an
    unfinished edition's place is the edition, not a list of differences: that one had announced it.
    """
    if core(old) == core(new):
        return None
    if old.provisional:
        again = "，仍未截稿" if new.provisional else ""
        return f"本版取代此前未截稿的版本{again}"
    before, after = _by_story(old), _by_story(new)
    kept = [story for story in after if story in before]
    parts = [
        _standing(old, new),
        _group("新增", [after[story][1] for story in after if story not in before]),
        _group("撤下", [before[story][1] for story in before if story not in after]),
        _group("改写", [after[story][1] for story in kept if _differs(before[story][1], after[story][1])]),
        _group("换栏", [after[story][1] for story in kept if before[story][0] != after[story][0]]),
        _order([story for story in before if story in after], kept),
    ]
    return "；".join(part for part in parts if part) or "来源情况与统计数字有更新"


def revise(new: Report, old: Report | None) -> Report | None:
    """The report to be filed after `old`: numbered, and marked 更正 with what changed.

    None where nothing changed, so that nothing is to be written; the first revision where there is
    no older one. old: the edition's last filed revision.
    """
    if old is None:
        return new
    what = changes(old, new)
    if what is None:
        return None
    number = old.revision + 1
    return new.model_copy(update={"revision": number, "correction": f"更正（第{number}版）：{what}。"})


def _by_story(report: Report) -> dict[str, tuple[str, Item]]:
    """Story id → (section key, item). An older file's items have no story: their link stands for it."""
    return {
        item.story or item.url: (section.key, item) for section in report.sections for item in section.items
    }


def _differs(old: Item, new: Item) -> bool:
    return any(getattr(old, name) != getattr(new, name) for name in _READ)


def _standing(old: Report, new: Report) -> str:
    if not old.ranker or not new.ranker or old.ranker == new.ranker:
        return ""
    return "改由规则排序" if new.ranker == "rules" else "改由语言模型评判和撰写"


def _group(word: str, items: Sequence[Item]) -> str:
    if not items:
        return ""
    names = "".join(f"《{item.title}》" for item in items[:_NAMED])
    more = "等" if len(items) > _NAMED else ""
    return f"{word}{len(items)}条：{names}{more}"


def _order(before: Sequence[str], after: Sequence[str]) -> str:
    return "" if list(before) == list(after) else "条目次序有调整"
