"""Where a question's words stand in a text, as markup. Everything around them is escaped. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup, escape

from newsdesk.web.showing import clip

_BEFORE = 40


def marked(text: str, parts: Sequence[str], limit: int = 300) -> Markup:
    """The text, clipped, with each part in <mark>; a long text begins shortly before the first one."""
    line = clip(text, 2_000)
    finding = _finding(parts)
    if finding is None:
        return escape(clip(line, limit))
    first = finding.search(line)
    start = max(0, first.start() - _BEFORE) if first and first.start() > limit // 2 else 0
    shown = ("…" if start else "") + line[start:]
    shown = clip(shown, limit)
    result, end = Markup(), 0
    for found in finding.finditer(shown):
        result += escape(shown[end : found.start()]) + Markup("<mark>") + escape(found[0]) + Markup("</mark>")
        end = found.end()
    return result + escape(shown[end:])


def _finding(parts: Sequence[str]) -> re.Pattern[str] | None:
    pieces = sorted({part for part in parts if part}, key=lambda part: (-len(part), part))
    return re.compile("|".join(map(re.escape, pieces)), re.IGNORECASE) if pieces else None
