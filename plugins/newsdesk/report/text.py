"""A report as text, with the layout of the seed report to the byte.

Layout 2 is the older system's last one (its rules: the conformance set's README, 240 days). Layout 1,
without a brief, was its first: a file without brief keys, dated no later than the day of the change.
Lines are joined with a line feed; there is none at the end of the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from newsdesk.report.model import BriefEntry, Item, Report, SectionPart

_RULE = "=" * 70
_THIN_RULE = "-" * 50
_BOX = "═" * 68
_ICONS = {"高": "🔥", "中": "📌"}
_OTHER_ICON = "📄"
_MISSING = "N/A"
_LAYOUT_CHANGED = "2025-12-10"
# What the older system's formatter did with a brief that is missing or too long.
_STAND_IN = 5
_OLDER_BRIEF_LIMIT = 8


def render_text(report: Report) -> str:
    """The report's text file, ours or an older one's. Summaries are printed as they stand."""
    lines = [*_header(report)]
    if not _first_layout(report):
        lines += _brief_part(report)
        lines += ["", *_box("📰 完整版报告")]
    for section in report.sections:
        lines += _full_section(section)
    lines += [_RULE, f"📊 今日总结: {report.summary}", _RULE]
    lines += _notices(report.all_notices)
    return "\n".join(lines)


def _first_layout(report: Report) -> bool:
    without_brief = all(section.brief is None for section in report.sections)
    return not report.ours and without_brief and report.date <= _LAYOUT_CHANGED


def _header(report: Report) -> list[str]:
    return [
        _RULE,
        f"{report.title} - {report.date}",
        f"生成时间: {report.generated_at}",
        f"数据来源: 从 {report.raw_total} 条原始信息中精选",
        _RULE,
        "",
    ]


def _box(heading: str) -> list[str]:
    return [f"╔{_BOX}╗", f"║{' ' * 25}{heading}{' ' * 26}║", f"╚{_BOX}╝", ""]


def _brief_part(report: Report) -> Iterator[str]:
    yield from _box("📋 精简版报告")
    for section in report.sections:
        yield f"{section.title}："
        for index, summary in _brief_lines(section, None if report.ours else _OLDER_BRIEF_LIMIT):
            yield f"{index}、{summary}"
        yield ""


def _brief_lines(section: SectionPart, limit: int | None) -> list[tuple[int, str]]:
    entries: Sequence[Item | BriefEntry] = section.items[:_STAND_IN]
    if section.brief is not None:
        entries = section.brief[:limit]
    return [(entry.index or place, entry.summary) for place, entry in enumerate(entries, start=1)]


def _full_section(section: SectionPart) -> Iterator[str]:
    yield f"【{section.title}】"
    yield _THIN_RULE
    for place, item in enumerate(section.items, start=1):
        yield from _item(item, place)
        yield ""
    yield ""


def _item(item: Item, place: int) -> Iterator[str]:
    yield f"{item.index or place}、{_ICONS.get(item.importance, _OTHER_ICON)} {item.summary}"
    if item.reason:
        yield f"   📋 入选理由: {item.reason}"
    yield f"   📰 来源: {item.source or _MISSING} | 🔗 {item.url or _MISSING}"
    if item.tags:
        yield f"   🏷️ 标签: {', '.join(item.tags)}"


def _notices(sentences: Sequence[str]) -> Iterator[str]:
    """What we have to say about the report itself; nothing to say, nothing added."""
    if sentences:
        yield from ("", "说明：")
        yield from (f"· {sentence}" for sentence in sentences)
