"""Where things are, and the edition's own file. No environment reads: the edge hands values in."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import time
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from newsdesk.errors import ConfigError
from newsdesk.report.files import Folder


@dataclass(frozen=True, slots=True)
class Settings:
    """One installation (the live one or a rehearsal), as the bridge or the launcher knows it.

    database_url: SQLAlchemy URL of the news database. rehearsal: "" (live), "sample" or "replay".
    """

    database_url: str
    include: Path
    feeds_file: Path
    edition_file: Path
    reports: Folder
    rehearsal: str = ""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Section(_Strict):
    """A part of the report. countries: ISO codes that go here; one section has default = true.

    key: the older JSON's key for it (domestic, international).
    """

    key: str
    title: str
    countries: tuple[str, ...] = ()
    default: bool = False


class Limits(_Strict):
    """Sizes. Sources: DESIGN (20 a section, brief 5); thin: fewer items than this is a thin day.

    publisher, company, kind: how many stories of one publisher family, one company or one kind of
    event a section holds at most.
    """

    section: int = Field(20, ge=1)
    brief: int = Field(5, ge=1)
    shortlist: int = Field(60, ge=1)
    thin: int = Field(5, ge=0)
    publisher: int = Field(8, ge=1)
    company: int = Field(6, ge=1)
    kind: int = Field(10, ge=1)


class Edition(_Strict):
    """include/editions/NAME.toml: what an edition is about, when it closes, how it is divided.

    about: the topic in a sentence or two, for the model; [topic] says it in words for the rules.
    shards: tasks among which the sources are divided; the DAG files' shape follows it.
    """

    slug: str
    title: str
    about: str
    timezone: str
    cutoff: time
    filing_limit: time
    shards: int = Field(1, ge=1, le=32)
    limits: Limits = Limits()
    sections: tuple[Section, ...]
    topic: dict[str, Any]  # ranking.topic.Topic reads it

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(
                f"unknown time zone {value!r}; write an IANA name such as Asia/Shanghai"
            ) from error
        return value

    @model_validator(mode="after")
    def _one_default(self) -> Edition:
        if sum(section.default for section in self.sections) != 1:
            raise ValueError("exactly one section needs default = true")
        return self

    @cached_property
    def zone(self) -> ZoneInfo:
        """The edition's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def default_section(self) -> Section:
        """Where stories go whose country is unknown or claimed by no section."""
        return next(section for section in self.sections if section.default)


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file of ours as a dict.

    Raises ConfigError naming the file, and the line where it is not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ConfigError(f"{path}: no such file") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from error


def load_edition(path: Path) -> Edition:
    """Reads and checks an edition's file. Raises ConfigError naming file and field."""
    try:
        return Edition.model_validate(read_toml(path))
    except ValidationError as error:
        raise ConfigError(f"{path}: {describe(error)}") from error


def describe(error: ValidationError) -> str:
    """A pydantic error as one line: each field at fault with what is wrong with it."""
    parts = []
    for item in error.errors():
        where = ".".join(str(step) for step in item["loc"]) or "file"
        parts.append(f"{where}: {item['msg']}")
    return "; ".join(parts)
