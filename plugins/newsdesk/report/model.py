"""A report as a value. Every format is rendered from it; its JSON (json_format) is its file form.

Field names are the JSON's keys. The first ones are the older system's, in its meaning, so that its
files are reports too: whatever such a file leaves out has the default given here.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from newsdesk.entities import Importance

OLDER_TITLE = "AI每日动态"
OLDER_SECTIONS = (("domestic", "国内动态"), ("international", "国际动态"))


def _encodable(text: str) -> str:
    """JSON can name half a character (a lone surrogate), which no file can hold."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("holds a lone surrogate")
    return text


def _number(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("true and false are no counts")
    return value


Text = Annotated[str, AfterValidator(_encodable)]
Count = Annotated[int, BeforeValidator(_number)]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _null_is_missing(cls, data: Any) -> Any:
        if isinstance(data, dict):
            return {key: value for key, value in data.items() if value is not None}
        return data


class Tracking(_Value):
    """持续跟踪: the story stood in the edition of earlier (YYYY-MM-DD); news says what is new since."""

    earlier: Text
    news: Text

    @property
    def line(self) -> str:
        """As the report says it, before the reason."""
        _, month, day = self.earlier.split("-")
        return f"持续跟踪（{int(month)}月{int(day)}日曾报道）：{self.news}。"


class Item(_Value):
    """One story in one section. All texts are single lines; summary has its date prefix.

    index: from 1, as printed. title: the linked article's own. importance: 高/中/低 (older files may
    hold other words). original_pub_date: local "YYYY-MM-DD HH:MM:SS", "" where none can be trusted.
    impact_score: 0..500. What follows is ours: story and article ids, the language of the summary,
    ISO countries (main actor first), whether the summary is the source's own words, and what is new
    in a story that stood in an earlier edition; its line opens the reason.
    """

    index: int = 0
    title: Text = ""
    summary: Text = ""
    importance: Text = Importance.MEDIUM.value
    reason: Text = ""
    tags: tuple[Text, ...] = ()
    url: Text = ""
    source: Text = ""
    original_pub_date: Text = ""
    impact_score: float = 0.0
    story: Text = ""
    article: Text = ""
    language: Text = ""
    countries: tuple[Text, ...] = ()
    extract: bool = False
    follow_up: Tracking | None = None


class BriefEntry(_Value):
    """One line of the brief."""

    index: int = 0
    summary: Text = ""
    importance: Text = Importance.MEDIUM.value


class SectionPart(_Value):
    """A section of the report. title: the heading as printed, e.g. 国内动态.

    brief: None where an older file has none; then the first five items stand in for it.
    """

    key: Text
    title: Text
    items: tuple[Item, ...] = ()
    brief: tuple[BriefEntry, ...] | None = None


class FailedSource(_Value):
    """A source that could not be read. outcome: entities.Outcome's value. error: English, for people."""

    slug: Text
    name: Text
    outcome: Text
    error: Text = ""


class Sources(_Value):
    """How the intake went: how many sources answered, and which could not be read."""

    reached: int = 0
    failed: tuple[FailedSource, ...] = ()


class Span(_Value):
    """The edition's window, (start, end], ISO 8601 with the edition's UTC offset."""

    start: Text
    end: Text


class Report(_Value):
    """One edition as filed. generated_at: local "YYYY-MM-DD HH:MM:SS".

    statistics: raw_KEY and final_KEY of each section, and raw_total. What follows is ours: slug is
    "" in an older file. ranker: claude or rules. stopped: why the model was asked no further,
    "" where it was asked for all (cap, deadline, unavailable, refused). rehearsal: "", sample or
    replay. revision: from 1.
    notices and correction: Chinese sentences; the correction (更正) says what changed since the
    revision before.
    """

    date: Text = Field(min_length=1)
    generated_at: Text
    sections: tuple[SectionPart, ...]
    summary: Text = ""
    statistics: dict[Text, Count] = Field(default_factory=dict)
    title: Text = OLDER_TITLE
    slug: Text = ""
    timezone: Text = ""
    ranker: Text = ""
    stopped: Text = ""
    provisional: bool = False
    rehearsal: Text = ""
    revision: int = 1
    window: Span | None = None
    sources: Sources = Sources()
    notices: tuple[Text, ...] = ()
    correction: Text = ""

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
