"""A report as a value. Every format is rendered from it; its JSON (json_format) is its file form.

Field names are the JSON's keys. The first ones are the older system's, in its meaning, so that its
files are reports too: whatever such a file leaves out has the default given here.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from newsdesk.entities import Importance

OLDER_TITLE = "AI每日动态"
OLDER_SECTIONS = (("domestic", "国内动态"), ("international", "国际动态"))


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _null_is_missing(cls, data: Any) -> Any:
        if isinstance(data, dict):
            return {key: value for key, value in data.items() if value is not None}
        return data


class Item(_Value):
    """One story in one section. All texts are single lines; summary has its date prefix.

    index: from 1, as printed. title: the linked article's own. importance: 高/中/低 (older files may
    hold other words). original_pub_date: local "YYYY-MM-DD HH:MM:SS", "" where none can be trusted.
    impact_score: 0..500. What follows is ours: story and article ids, the language of the summary,
    ISO countries (main actor first), and whether the summary is the source's own words.
    """

    index: int = 0
    title: str = ""
    summary: str = ""
    importance: str = Importance.MEDIUM.value
    reason: str = ""
    tags: tuple[str, ...] = ()
    url: str = ""
    source: str = ""
    original_pub_date: str = ""
    impact_score: float = 0.0
    story: str = ""
    article: str = ""
    language: str = ""
    countries: tuple[str, ...] = ()
    extract: bool = False


class BriefEntry(_Value):
    """One line of the brief."""

    index: int = 0
    summary: str = ""
    importance: str = Importance.MEDIUM.value


class SectionPart(_Value):
    """A section of the report. title: the heading as printed, e.g. 国内动态.

    brief: None where an older file has none; then the first five items stand in for it.
    """

    key: str
    title: str
    items: tuple[Item, ...] = ()
    brief: tuple[BriefEntry, ...] | None = None


class FailedSource(_Value):
    """A source that could not be read. outcome: entities.Outcome's value. error: English, for people."""

    slug: str
    name: str
    outcome: str
    error: str = ""


class Sources(_Value):
    """How the intake went: how many sources answered, and which could not be read."""

    reached: int = 0
    failed: tuple[FailedSource, ...] = ()


class Span(_Value):
    """The edition's window, (start, end], ISO 8601 with the edition's UTC offset."""

    start: str
    end: str


def _plain(value: Any) -> Any:
    """Older files have whole numbers only; true and false are no counts."""
    if isinstance(value, bool):
        raise ValueError("not a number")
    return value


Count = Annotated[int, BeforeValidator(_plain)]


class Report(_Value):
    """One edition as filed. generated_at: local "YYYY-MM-DD HH:MM:SS".

    statistics: raw_KEY and final_KEY of each section, and raw_total. What follows is ours: slug is
    "" in an older file. ranker: claude or rules. rehearsal: "", sample or replay. revision: from 1.
    notices and correction: Chinese sentences; the correction (更正) says what changed since the
    revision before.
    """

    date: str = Field(min_length=1)
    generated_at: str
    sections: tuple[SectionPart, ...]
    summary: str = ""
    statistics: dict[str, Count] = Field(default_factory=dict)
    title: str = OLDER_TITLE
    slug: str = ""
    timezone: str = ""
    ranker: str = ""
    provisional: bool = False
    rehearsal: str = ""
    revision: int = 1
    window: Span | None = None
    sources: Sources = Sources()
    notices: tuple[str, ...] = ()
    correction: str = ""

    @property
    def ours(self) -> bool:
        """Whether we made it; False for an older system's file."""
        return bool(self.slug)

    @property
    def raw_total(self) -> int:
        """原始信息: how many candidate articles there were."""
        return self.statistics.get("raw_total", 0)

    @property
    def all_notices(self) -> tuple[str, ...]:
        """What follows the closing line, in order; the correction comes last."""
        return (*self.notices, self.correction) if self.correction else self.notices
