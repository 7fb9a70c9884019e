"""Stories as the model sees them: data under short ids, in a frame that no text can break.

Each story is one line of JSON. Its texts have lost what could pass for the frame's own marks
(angle brackets, line breaks) and what a reader cannot see (control, format and tag characters,
variation selectors), and every URL.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from newsdesk.writing.orders import without_orders

T = TypeVar("T")

_URL = re.compile(
    r"(?:https?|ftp)://[^\s<>\"'“”‘’（）()，。；、\u4e00-\u9fff]+|\bwww\.[\w./%?=&#~-]+", re.IGNORECASE
)
_BRACKETS = str.maketrans({"<": "‹", ">": "›", "＜": "‹", "＞": "›"})
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
_SENTENCE_ENDS = "。！？!?；;"


def numbered(items: Iterable[T], letter: str = "n") -> dict[str, T]:
    """n1, n2, … → item, in order. Numbers run over the whole list, not over a batch, so that an
    answer that names a story of another batch is seen to be unknown."""
    return {f"{letter}{number}": item for number, item in enumerate(items, 1)}


def batches(items: Mapping[str, T], size: int) -> list[dict[str, T]]:
    """The items in batches of at most size, in order, as even as they come."""
    if not items:
        return []
    rows = list(items.items())
    count = -(-len(rows) // size)
    even = -(-len(rows) // count)
    return [dict(rows[start : start + even]) for start in range(0, len(rows), even)]


def halves(items: Mapping[str, T]) -> tuple[dict[str, T], dict[str, T]]:
    """The items in two halves, in order."""
    rows = list(items.items())
    middle = len(rows) // 2
    return dict(rows[:middle]), dict(rows[middle:])


def plain(text: str, limit: int) -> str:
    """A text of others as one line of at most limit characters that holds nothing but text.

    Sentences that plainly give orders to a machine are left out.
    """
    visible = without_orders("".join(char for char in text if _shows(char)))
    line = " ".join(_URL.sub(" ", visible).translate(_BRACKETS).split())
    return line if len(line) <= limit else _cut(line, limit)


def _shows(char: str) -> bool:
    if char in "\n\t\r":
        return True
    if "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef":
        return False
    return unicodedata.category(char) not in _HIDDEN


def _cut(line: str, limit: int) -> str:
    """Ends at a sentence where one ends near; never inside a number or a Latin word."""
    head = line[:limit]
    end = max(head.rfind(mark) for mark in _SENTENCE_ENDS)
    if end >= limit * 3 // 4:
        return head[: end + 1]
    if re.match(r"[A-Za-z0-9.,%]", line[limit]):
        head = re.sub(r"[A-Za-z0-9.,%$€£¥]+$", "", head)
    return head.rstrip() + "…"


def lines(rows: Iterable[Mapping[str, object]]) -> str:
    """One JSON object a line; characters as they are, since escapes would cost tokens."""
    return "\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)


def names(values: Sequence[str], most: int) -> list[str]:
    """Short names of others, such as publishers, made plain."""
    return [plain(value, 40) for value in values[:most]]
