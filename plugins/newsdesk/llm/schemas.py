"""What the model may answer: JSON schemas for the request, and the same checked on what comes back.

The schemas use no keyword that structured output refuses (no bounds on numbers or lengths) and
name no ids: they are part of the cached prefix and stay the same from batch to batch. What they
cannot say is checked here, entry by entry, so that a half-valid answer keeps its valid half.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any, TypeVar

from babel import Locale
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from newsdesk.llm.frame import plain

# CLDR's two-letter codes that are groups, outlying pieces or test data, not ISO 3166-1 countries.
_NOT_ISO = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"}
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_LINK = re.compile(r"://|www\.", re.IGNORECASE)
_PREFIX = re.compile(r"^(?:\d{1,2}月\d{1,2}日|近日)消息[，,：:]\s*")

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind of answer. key: the property that holds the entries, and comes first.

    entry: the properties of each, {} where an entry is a bare id. also: further properties.
    """

    tool: str
    key: str
    description: str
    entry: Mapping[str, Any]
    also: Mapping[str, Any] = field(default_factory=dict)

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON schema of the whole answer."""
        entries = {"type": "array", "items": _object(self.entry) if self.entry else dict(_ID)}
        return _object({self.key: entries, **self.also})


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


_ID = {"type": "string", "description": "the id of the line, such as n7"}
_MARK = {"type": "integer", "enum": [1, 2, 3, 4, 5]}
_STRINGS = {"type": "array", "items": {"type": "string"}}

JUDGE = Shape(
    tool="file_verdicts",
    key="verdicts",
    description="Files the verdicts: one entry for each story id that was given.",
    entry={
        "id": _ID,
        "tier": {"type": "integer", "enum": [1, 2, 3, 4]},
        "impact": _MARK,
        "novelty": _MARK,
        "credibility": _MARK,
        "relevance": _MARK,
        "reason": {"type": "string", "description": "one Chinese sentence of 15 to 40 characters"},
    },
)
WRITE = Shape(
    tool="file_summaries",
    key="summaries",
    description="Files the summaries: one entry for each article id that was given.",
    entry={
        "id": _ID,
        "summary": {"type": "string", "description": "one or two Chinese sentences, 60 to 120 characters"},
        "reason": {"type": "string", "description": "one Chinese sentence of 15 to 40 characters"},
        "tags": {**_STRINGS, "description": "2 to 5 tags of the list"},
    },
)
REGION = Shape(
    tool="file_regions",
    key="regions",
    description="Files the regions: one entry for each story id that was given.",
    entry={
        "id": _ID,
        "countries": {**_STRINGS, "description": "ISO 3166-1 alpha-2 codes, main actor first; may be empty"},
    },
)
ORDER = Shape(
    tool="file_order",
    key="order",
    description="Files the order: every story id that was given, once, the most important first.",
    entry={},
    also={
        "same": {
            "type": "array",
            "items": _STRINGS,
            "description": "pairs of ids that tell one and the same event; usually empty",
        },
        "told": {
            "type": "array",
            "items": _STRINGS,
            "description": "pairs of a story's id and the id of an earlier story that told it; may be empty",
        },
    },
)


def _chinese_line(value: object) -> object:
    """A sentence for the reader: one line, Chinese, no link, no markup; else it is no answer."""
    if not isinstance(value, str):
        return value
    line = plain(value, 1000)
    if _LINK.search(value) or "‹" in line or len(_CHINESE.findall(line)) * 5 < len(line):
        raise ValueError("not a plain Chinese sentence")
    return line


def _sentence(value: object) -> object:
    """A summary, without the date that is code's business, and with its full stop."""
    line = _chinese_line(value)
    if not isinstance(line, str):
        return line
    line = _PREFIX.sub("", line)
    return line if line.endswith(("。", "！", "？", "”", "」")) else line.rstrip(".;；，, ") + "。"


def _codes(value: object) -> object:
    """The ISO codes of a list, in order, once each."""
    if not isinstance(value, list):
        return value
    codes = [code.strip().upper() for code in value if isinstance(code, str)]
    return [code for code in dict.fromkeys(codes) if code in iso_codes()]


@cache
def iso_codes() -> frozenset[str]:
    """ISO 3166-1 alpha-2, by CLDR."""
    codes = (str(code) for code in Locale("en").territories)
    return frozenset(code for code in codes if len(code) == 2 and code.isalpha()) - _NOT_ISO


class _Entry(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)
    id: str


Mark = Annotated[int, Field(ge=1, le=5)]


class VerdictEntry(_Entry):
    """One story's verdict."""

    tier: int = Field(ge=1, le=4)
    impact: Mark
    novelty: Mark
    credibility: Mark
    relevance: Mark
    reason: Annotated[str, BeforeValidator(_chinese_line), Field(min_length=4, max_length=120)]


class SummaryEntry(_Entry):
    """One article's summary. The bounds are wider than what is asked: a reader minds less than a gap."""

    summary: Annotated[str, BeforeValidator(_sentence), Field(min_length=20, max_length=200)]
    reason: Annotated[str, BeforeValidator(_chinese_line), Field(min_length=4, max_length=120)]
    tags: tuple[str, ...]


class RegionEntry(_Entry):
    """One story's countries, main actor first; empty for unknown."""

    countries: Annotated[tuple[str, ...], BeforeValidator(_codes)]


E = TypeVar("E", bound=_Entry)


def read(answer: object, shape: Shape, entry: type[E], ids: Collection[str]) -> dict[str, E]:
    """The valid entries of an answer by id. Ids that were not asked are ignored; of two entries
    with one id the first that is valid counts."""
    found: dict[str, E] = {}
    for item in _items(answer, shape.key):
        try:
            one = entry.model_validate(item)
        except ValidationError:
            continue
        name = one.id.strip()
        if name in ids:
            found.setdefault(name, one)
    return found


@dataclass(frozen=True, slots=True)
class OrderAnswer:
    """The ids of an order, each once; pairs of two of them; pairs of one and of an earlier story's id."""

    order: Sequence[str] = ()
    same: Sequence[Pair] = ()
    told: Sequence[Pair] = ()

    def under(self, names: Mapping[str, str]) -> OrderAnswer:
        """The same answer with each id by another name."""
        return OrderAnswer(
            [names[name] for name in self.order],
            [(names[one], names[two]) for one, two in self.same],
            [(names[one], names[two]) for one, two in self.told],
        )


def read_order(answer: object, ids: Collection[str], earlier: Collection[str] = ()) -> OrderAnswer:
    """What an answer says of these ids; unknown ids are ignored, and so is what is no pair."""
    order = dict.fromkeys(name.strip() for name in _items(answer, "order") if isinstance(name, str))
    same = [pair for pair in _pairs(answer, "same") if pair[0] != pair[1] and {*pair} <= {*ids}]
    told = [pair for pair in _pairs(answer, "told") if pair[0] in ids and pair[1] in earlier]
    return OrderAnswer([name for name in order if name in ids], same, told)


def _pairs(answer: object, key: str) -> Iterator[Pair]:
    for pair in _items(answer, key):
        names = [name.strip() for name in pair if isinstance(name, str)] if isinstance(pair, list) else []
        if len(names) == 2:
            yield names[0], names[1]


def _items(answer: object, key: str) -> list[object]:
    """The list of entries; some models put it into a string of JSON."""
    items = answer.get(key) if isinstance(answer, Mapping) else None
    if isinstance(items, str):
        try:
            items = json.loads(items)
        except ValueError:
            return []
    return items if isinstance(items, list) else []
