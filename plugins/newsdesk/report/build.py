"""Makes one Report value of the chosen stories. Pure: the clock and the counts are handed in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from newsdesk.entities import Article, Importance
from newsdesk.errors import StageOutOfOrder
from newsdesk.report.chosen import Chosen, Frame
from newsdesk.report.model import BriefEntry, Item, Report, SectionPart, Sources, Span, Tracking
from newsdesk.report.notices import notices
from newsdesk.report.one_line import one_line
from newsdesk.settings import Section

_UNDATED = "近日消息，"
_HIGHLIGHTS = 3
# A date that a source opens with ("某网 7 月 11 日消息，", "2026年7月11日上午，"): with ours before it, it
# would stand twice.
_DATELINES = (
    re.compile(r"^[^，。：；！？\s]{0,10}\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日(?:消息|讯|电)[，,：:]\s*"),
    re.compile(
        r"^(?:(?:北京|当地)时间\s*)?(?:20\d\d\s*年\s*)?(\d{1,2})\s*月\s*(\d{1,2})\s*日"
        r"(?:凌晨|清晨|早[上间晨]|上午|中午|下午|傍晚|晚[上间]?|深夜)?[，,]\s*"
    ),
)


def build(chosen: Sequence[Chosen], frame: Frame) -> Report:
    """The edition's report, revision 1 and without a correction (changes.revise adds both).

    Items are numbered from 1 in each section, in the order of their index. An edition may be empty.
    Raises StageOutOfOrder where a story was placed in a section that the edition no longer has.
    """
    edition, window = frame.edition, frame.window
    sections = _sections(chosen, frame)
    return Report(
        date=window.report_date.isoformat(),
        generated_at=local_time(frame.generated_at, edition.zone),
        sections=sections,
        summary=_summary_line(sections, sum(frame.raw.values())),
        statistics=_statistics(sections, frame),
        title=one_line(edition.title),
        slug=edition.slug,
        timezone=edition.timezone,
        ranker=frame.ranker,
        stopped=frame.stopped,
        provisional=frame.provisional,
        rehearsal=frame.rehearsal,
        window=Span(start=_iso(window.start, edition.zone), end=_iso(window.end, edition.zone)),
        sources=Sources(reached=frame.reached, failed=frame.failed),
        notices=notices(frame, sum(len(section.items) for section in sections)),
    )


def item_of(chosen: Chosen, zone: ZoneInfo) -> Item:
    """One chosen story as its reader will see it; index is the one it was chosen with."""
    article, draft = chosen.article, chosen.draft
    tracking = _tracking(chosen)
    return Item(
        index=chosen.index,
        title=one_line(article.title),
        summary=dated(one_line(draft.summary), article, zone),
        importance=chosen.judgement.importance.value,
        reason=(tracking.line if tracking else "") + one_line(draft.reason or chosen.judgement.reason),
        tags=tuple(dict.fromkeys(tag for tag in map(one_line, draft.tags) if tag)),
        url=article.url,
        source=one_line(chosen.source_name),
        original_pub_date=local_time(article.published_at, zone) if article.published_at else "",
        impact_score=round(chosen.judgement.score, 1),
        story=chosen.story.id,
        article=article.id,
        language=draft.language.value,
        countries=chosen.placement.countries,
        extract=draft.extract,
        follow_up=tracking,
    )


def _tracking(chosen: Chosen) -> Tracking | None:
    found = chosen.follow_up
    return Tracking(earlier=found.earlier.isoformat(), news=one_line(found.said)) if found else None


def date_prefix(article: Article, zone: ZoneInfo) -> str:
    """「M月D日消息，」 for the local day the article was published on; 「近日消息，」 where none is known."""
    if article.published_at is None:
        return _UNDATED
    day = article.published_at.astimezone(zone)
    return f"{day.month}月{day.day}日消息，"


def dated(summary: str, article: Article, zone: ZoneInfo) -> str:
    """The summary with its date before it; a dateline of the source's own for the same day goes."""
    prefix = date_prefix(article, zone)
    for dateline in _DATELINES:
        own = dateline.match(summary)
        if own and f"{int(own[1])}月{int(own[2])}日消息，" == prefix:
            return prefix + summary[own.end() :]
    return prefix + summary


def local_time(moment: datetime, zone: ZoneInfo) -> str:
    """A moment as the report writes it: local, "YYYY-MM-DD HH:MM:SS"."""
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")


def _iso(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat(timespec="seconds")


def _sections(chosen: Sequence[Chosen], frame: Frame) -> tuple[SectionPart, ...]:
    known = {section.key for section in frame.edition.sections}
    for one in chosen:
        if one.placement.section not in known:
            raise StageOutOfOrder(
                f"story {one.story.id} was placed in section {one.placement.section!r}, which edition "
                f"{frame.edition.slug} does not have; clear the task tag_regions"
            )
    return tuple(_section(section, chosen, frame) for section in frame.edition.sections)


def _section(section: Section, chosen: Sequence[Chosen], frame: Frame) -> SectionPart:
    mine = sorted((one for one in chosen if one.placement.section == section.key), key=lambda one: one.index)
    items = tuple(
        item_of(one, frame.edition.zone).model_copy(update={"index": place})
        for place, one in enumerate(mine, start=1)
    )
    return SectionPart(
        key=section.key, title=section.title, items=items, brief=_brief(items, frame.edition.limits.brief)
    )


def _brief(items: Sequence[Item], limit: int) -> tuple[BriefEntry, ...]:
    """高 in list order, then 中, numbered anew; 低 never gets in.

    The older system's rule, measured: 478 of its 480 lists.
    """
    picked = [item for item in items if item.importance == Importance.HIGH]
    picked += [item for item in items if item.importance == Importance.MEDIUM]
    return tuple(
        BriefEntry(index=place, summary=item.summary, importance=item.importance)
        for place, item in enumerate(picked[:limit], start=1)
    )


def _statistics(sections: Sequence[SectionPart], frame: Frame) -> dict[str, int]:
    raw = {f"raw_{section.key}": frame.raw.get(section.key, 0) for section in sections}
    final = {f"final_{section.key}": len(section.items) for section in sections}
    return {**raw, "raw_total": sum(frame.raw.values()), **final}


def _summary_line(sections: Sequence[SectionPart], raw_total: int) -> str:
    """The closing line: the older system's sentence (240 of 241 days), or plain words where nothing is."""
    items = [item for section in sections for item in section.items]
    if not raw_total and not items:
        return "今日没有收到任何原始信息，本期没有内容。"
    if not items:
        return f"今日从{raw_total}条原始信息中没有选出可以刊发的动态。"
    high = [item for item in items if item.importance == Importance.HIGH]
    line = f"今日从{raw_total}条原始信息中精选出{_shares(sections)}，其中{len(high)}条为高重要性。"
    if high:
        line += f" 重点关注：{'；'.join(item.title for item in high[:_HIGHLIGHTS])}。"
    return line


def _shares(sections: Sequence[SectionPart]) -> str:
    shares = [f"{len(section.items)}条{section.title}" for section in sections]
    return "和".join(part for part in ("、".join(shares[:-1]), shares[-1]) if part)
