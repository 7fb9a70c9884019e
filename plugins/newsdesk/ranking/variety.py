"""Variety is code's business: at most so many of one publisher, one company, one kind. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from newsdesk.entities import Article, Source, Story
from newsdesk.errors import ConfigError
from newsdesk.ranking.events import told
from newsdesk.ranking.topic import compile_words
from newsdesk.regions.names import Names
from newsdesk.settings import Limits, read_toml

_ACTORS = {"company", "institution"}


@dataclass(frozen=True, slots=True)
class Traits:
    """What a story is one more of; "" where nothing is known, which is never too many.

    publisher: the family of its linked article. company: the first one that its title names, in one
    spelling. kind: of event, by the title's words.
    """

    publisher: str
    company: str
    kind: str


@dataclass(slots=True)
class Variety:
    """Counts what one section has taken."""

    limits: Limits
    _taken: Counter[tuple[str, str]] = field(default_factory=Counter)

    def too_many(self, traits: Traits) -> str:
        """Why one more of this is too many, in English; "" where there is room."""
        for name, value, most in self._shares(traits):
            if value and self._taken[name, value] >= most:
                return f"variety: {most} of one {name} ({value}) stand before it in its section"
        return ""

    def take(self, traits: Traits) -> None:
        """Counts a story that got a place."""
        self._taken.update((name, value) for name, value, _ in self._shares(traits) if value)

    def _shares(self, traits: Traits) -> tuple[tuple[str, str, int], ...]:
        limits = self.limits
        return (
            ("publisher", traits.publisher, limits.publisher),
            ("company", traits.company, limits.company),
            ("kind", traits.kind, limits.kind),
        )


@dataclass(frozen=True, slots=True)
class Makers:
    """Whose a product is: the companies that variety counts by, with the words that stand for them."""

    _words: Mapping[str, re.Pattern[str]]

    @classmethod
    def load(cls, path: Path) -> Makers:
        """Reads include/names/makers.toml. Raises ConfigError naming file and field."""
        raw = read_toml(path)
        lines = raw.get("makers")
        if set(raw) != {"makers"} or not isinstance(lines, list):
            raise ConfigError(f"{path}: write one field, makers, a list of lines")
        words = {}
        for line in lines:
            names = [name.strip() for name in str(line).split("|")]
            if not all(names):
                raise ConfigError(f"{path}: makers: an empty name in {line!r}")
            words[names[0]] = compile_words(tuple(names))
        return cls(words)

    def first(self, text: str) -> str:
        """The company whose word stands first in a text; "" where none does."""
        found = {maker: words.search(text) for maker, words in self._words.items()}
        starts = {maker: match.start() for maker, match in found.items() if match}
        return min(starts, key=lambda maker: starts[maker], default="")


def traits_of(story: Story, sources: Mapping[str, Source], names: Names, makers: Makers) -> Traits:
    """The traits of a story, read off its linked article."""
    lead = story.lead
    source = sources.get(lead.source)
    events = told(lead.title, "")
    return Traits(
        publisher=source.family if source is not None else lead.source,
        company=makers.first(lead.title) or _company(lead, names),
        kind=events[0].key if events else "",
    )


def _company(article: Article, names: Names) -> str:
    """The first company or institution that a title names, in its first spelling."""
    match = next((one for one in names.find(article.title) if one.kind in _ACTORS), None)
    if match is None:
        return ""
    return next((main for main, spellings in names.aliases.items() if match.word in spellings), match.word)
