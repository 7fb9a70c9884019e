"""A report's JSON form: the older system's keys in their order and meaning first, then ours."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from pydantic import ValidationError

from newsdesk.errors import Permanent
from newsdesk.report.model import OLDER_SECTIONS, Report
from newsdesk.report.one_line import one_line

_OLDER_ITEM_KEYS = (
    "index",
    "title",
    "summary",
    "importance",
    "reason",
    "tags",
    "url",
    "source",
    "original_pub_date",
    "impact_score",
)
_OURS = (
    "title",
    "slug",
    "timezone",
    "ranker",
    "stopped",
    "provisional",
    "rehearsal",
    "revision",
    "window",
    "sources",
    "notices",
    "correction",
)
_RESERVED = frozenset({"date", "generated_at", "summary", "statistics", "sections", *_OURS})


class NotAReport(Permanent):
    """A document that is no report; the message names the field at fault."""


def render_json(report: Report) -> str:
    """The report as JSON text: Chinese as it is, two spaces of indent, no newline at the end.

    Keys: date, generated_at, one list of items a section (domestic, international by default),
    summary, statistics, one brief a section (KEY_brief); then ours, `sections` (key and title, in
    order) among them. An older file's report has the older keys only.
    """
    return json.dumps(_document(report), ensure_ascii=False, indent=2, allow_nan=False)


def read_json(text: str) -> Report:
    """A report from JSON text, ours or the older form. Unknown keys are passed over.

    Raises NotAReport naming the field at fault.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotAReport(f"not JSON: {error}") from error
    if not isinstance(data, dict):
        raise NotAReport("not a report: the document is no JSON object")
    try:
        return Report.model_validate({**data, "sections": _sections(data)})
    except ValidationError as error:
        raise NotAReport(_named(error, data)) from error


def core(report: Report) -> str:
    """SHA-256 (hex) of what a reader would call the report.

    It leaves out generated_at, the revision's number and its 更正: two reports with one core are
    the same report, and the second is not written.
    """
    bare = report.model_copy(update={"generated_at": "", "revision": 0, "correction": ""})
    return hashlib.sha256(render_json(bare).encode("utf-8")).hexdigest()


def _document(report: Report) -> dict[str, Any]:
    dumped = report.model_dump(mode="json")
    document: dict[str, Any] = {"date": report.date, "generated_at": report.generated_at}
    for section in dumped["sections"]:
        document[section["key"]] = [_item(item, report.ours) for item in section["items"]]
    document["summary"] = report.summary
    document["statistics"] = dumped["statistics"]
    for section in dumped["sections"]:
        if section["brief"] is not None:
            document[f"{section['key']}_brief"] = section["brief"]
    if report.ours:
        document["sections"] = [{"key": part.key, "title": part.title} for part in report.sections]
        document |= {key: dumped[key] for key in _OURS}
    return document


def _item(item: dict[str, Any], ours: bool) -> dict[str, Any]:
    return item if ours else {key: item[key] for key in _OLDER_ITEM_KEYS}


def _sections(data: dict[str, Any]) -> list[dict[str, Any]]:
    parts = []
    for key, title in _headings(data):
        if key in _RESERVED or key.endswith("_brief"):
            raise NotAReport(f"sections: {key!r} cannot name a section")
        if key not in data:
            raise NotAReport(f"{key}: missing; a report has a list of items there")
        part = {"key": key, "title": title, "items": data[key]}
        parts.append(part | {"brief": data.get(f"{key}_brief")})
    return parts


def _headings(data: dict[str, Any]) -> list[tuple[str, str]]:
    listed = data.get("sections")
    if listed is None:
        return list(OLDER_SECTIONS)
    if not isinstance(listed, list):
        raise NotAReport("sections: not a list")
    headings = []
    for place, entry in enumerate(listed):
        if not isinstance(entry, dict) or not all(isinstance(entry.get(k), str) for k in ("key", "title")):
            raise NotAReport(f"sections.{place}: needs key and title")
        headings.append((entry["key"], entry["title"]))
    return headings


def _named(error: ValidationError, data: dict[str, Any]) -> str:
    """The first fault, with the document's own names in place of our model's: domestic.3.url."""
    first, *others = error.errors()
    where = [str(step) for step in first["loc"]]
    if where[0] == "sections" and len(where) > 2:
        key = _headings(data)[int(where[1])][0]
        where = [f"{key}_brief" if where[2] == "brief" else key, *where[3:]]
    also = f" (and {len(others)} more)" if others else ""
    return one_line(f"{'.'.join(where)}: {first['msg']}{also}")
