"""What an edition is about: words, and how strongly a text speaks them. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from newsdesk.entities import Language
from newsdesk.errors import ConfigError

_KEYS = {"floor", "names", "strong", "weak", "negative", "leaders", "labs"}
_WORD_TABLES = ("strong", "weak", "negative")
_LANGUAGES = {"any", "zh", "en"}
_LATIN = re.compile(r"[A-Za-z0-9]")
_UPPER = re.compile(r"[A-Z]")


@dataclass(frozen=True, slots=True)
class Hits:
    """Topic words found in one text, in order of appearance and with repeats."""

    strong: tuple[str, ...]
    weak: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """The [topic] table of an edition's file.

    floor: relevance (0..1) below which a story is not of this edition. strong words speak the
    topic by themselves, weak ones only in company, negative phrases are taken out first.
    leaders: names whose moves weigh more. labs: publisher families that write of nothing else.
    """

    floor: float
    leaders: tuple[str, ...]
    labs: frozenset[str]
    _strong: Mapping[Language, re.Pattern[str]]
    _weak: Mapping[Language, re.Pattern[str]]
    _negative: Mapping[Language, re.Pattern[str]]
    _leaders: re.Pattern[str]
    _names: re.Pattern[str]

    @classmethod
    def load(cls, raw: Mapping[str, Any], where: str) -> Topic:
        """Reads the table. where: the file, for the message.

        Raises ConfigError naming the field that is missing, unknown or of the wrong kind.
        """
        unknown = set(raw) - _KEYS
        if unknown:
            raise ConfigError(f"{where}: topic.{min(unknown)}: unknown field")
        floor = raw.get("floor")
        if not isinstance(floor, int | float) or isinstance(floor, bool) or not 0 <= floor <= 1:
            raise ConfigError(f"{where}: topic.floor: write a number from 0 to 1")
        tables = {name: _table(raw.get(name, {}), f"{where}: topic.{name}") for name in _WORD_TABLES}
        names = _words(raw.get("names", []), f"{where}: topic.names")
        tables["strong"]["any"] += names
        if not any(tables["strong"].values()):
            raise ConfigError(f"{where}: topic.strong: at least one word is needed")
        leaders = _words(raw.get("leaders", []), f"{where}: topic.leaders")
        return cls(
            float(floor),
            leaders,
            frozenset(_words(raw.get("labs", []), f"{where}: topic.labs")),
            _patterns(tables["strong"]),
            _patterns(tables["weak"]),
            _patterns(tables["negative"]),
            compile_words(leaders),
            compile_words(leaders + names),
        )

    def find(self, text: str, language: Language) -> Hits:
        """The topic words of a text, negative phrases left out."""
        clean = self._negative[language].sub(" ", text)
        return Hits(
            tuple(match.group() for match in self._strong[language].finditer(clean)),
            tuple(match.group() for match in self._weak[language].finditer(clean)),
        )

    def named(self, text: str) -> tuple[str, ...]:
        """Leaders and names in a text, as written there, each once, in order of appearance."""
        return tuple(dict.fromkeys(match.group() for match in self._names.finditer(text)))

    def leading(self, text: str) -> tuple[str, ...]:
        """The leaders named in a text, as written there, each once, in order of appearance."""
        return tuple(dict.fromkeys(match.group() for match in self._leaders.finditer(text)))


def compile_words(words: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for many words, the longest first.

    Latin words match whole words only ("AI" is not in "SAID"; a digit or a plural s may follow:
    "GPT5", "LLMs"). A word in lower case matches in any case, one with a capital as it is written.
    """
    parts = [_part(word) for word in sorted(set(words), key=lambda word: (-len(word), word))]
    return re.compile("|".join(parts) if parts else r"(?!)")


def _part(word: str) -> str:
    body = re.escape(word).replace(r"\ ", r"\s+")
    if _LATIN.match(word[0]):
        body = r"(?<![A-Za-z0-9])" + body
    if _LATIN.match(word[-1]):
        body += r"s?(?![A-Za-z])"
    return body if _UPPER.search(word) else f"(?i:{body})"


def _patterns(table: Mapping[str, tuple[str, ...]]) -> dict[Language, re.Pattern[str]]:
    everywhere = table["any"]
    return {
        Language.ZH: compile_words(everywhere + table["zh"]),
        Language.EN: compile_words(everywhere + table["en"]),
        Language.OTHER: compile_words(everywhere),
    }


def _table(raw: object, where: str) -> dict[str, tuple[str, ...]]:
    if not isinstance(raw, Mapping):
        raise ConfigError(f"{where}: write a table with any, zh and en")
    unknown = set(raw) - _LANGUAGES
    if unknown:
        raise ConfigError(f"{where}.{min(unknown)}: unknown field; known are any, zh and en")
    return {key: _words(raw.get(key, []), f"{where}.{key}") for key in sorted(_LANGUAGES)}


def _words(raw: object, where: str) -> tuple[str, ...]:
    if not isinstance(raw, list) or not all(isinstance(word, str) and word.strip() for word in raw):
        raise ConfigError(f"{where}: write a list of words")
    return tuple(word.strip() for word in raw)
