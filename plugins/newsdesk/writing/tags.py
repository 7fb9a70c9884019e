"""Tags from a vocabulary, and only those whose words stand in the linked article. Pure but for load."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from newsdesk.entities import Article
from newsdesk.errors import ConfigError
from newsdesk.ranking.topic import compile_words
from newsdesk.settings import read_toml

MOST = 5
LEAST = 2
_GROUPS = ("events", "fields", "names", "general")  # general ones only where fewer than two others fit
_READ = 1500  # characters of the text that are read; later ones are background
_EACH = {"events": 2, "fields": 3, "names": 2, "general": 0}
_IN_TITLE, _OFTEN = 3, 3  # a tag needs its word in the title, or in the text this often
# A word in quotation marks is often a figure of speech (开启“自动驾驶”模式): it says no more than the text.
_QUOTED = re.compile(r"[“「『]([^“”「」『』]{1,8})[”」』]")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All tags with the words that show them, by group: events, fields, names and general ones."""

    _groups: Mapping[str, Mapping[str, re.Pattern[str]]]

    @classmethod
    def load(cls, path: Path) -> Vocabulary:
        """Reads include/names/tags.toml. Raises ConfigError naming file and field."""
        raw = read_toml(path)
        groups: dict[str, dict[str, re.Pattern[str]]] = {}
        for group, tags in raw.items():
            if group not in _GROUPS or not isinstance(tags, Mapping):
                raise ConfigError(f"{path}: {group}: unknown table; known are {', '.join(_GROUPS)}")
            groups[group] = {tag: _pattern(words, f"{path}: {group}.{tag}") for tag, words in tags.items()}
        return cls(groups)

    @property
    def tags(self) -> tuple[str, ...]:
        """Every tag of the vocabulary, in the file's order."""
        return tuple(tag for group in self._groups.values() for tag in group)

    def shown(self, tag: str, article: Article) -> bool:
        """Whether a tag of the vocabulary has one of its words in the article."""
        pattern = next((group[tag] for group in self._groups.values() if tag in group), None)
        return pattern is not None and bool(pattern.search(f"{article.title}\n{article.text}"))

    def tags_for(self, article: Article) -> tuple[str, ...]:
        """Two to five tags of an article, fewer where its words show fewer.

        What the title says comes first, then what the text says often; at most two events, three
        fields and two names, in the order event, field, name.
        """
        weights = self._weights(article)
        strong = {tag: weight for tag, weight in weights.items() if weight >= _IN_TITLE}
        if len(strong) < LEAST:
            strong = weights
        chosen: list[str] = []
        for group in _GROUPS:
            ranked = sorted(
                (tag for tag in self._groups.get(group, {}) if tag in strong), key=lambda tag: -strong[tag]
            )
            chosen += ranked[: _EACH[group]]
        if len(chosen) > MOST:
            keep = sorted(chosen, key=lambda tag: -strong[tag])[:MOST]
            chosen = [tag for tag in chosen if tag in keep]
        general = [tag for tag in self._groups.get("general", {}) if tag in weights]
        return (*chosen, *general[: max(0, LEAST - len(chosen))])

    def field_of(self, article: Article) -> str:
        """The field that an article speaks of most, "" where its words show none."""
        weights = self._weights(article)
        fields = [tag for tag in self._groups.get("fields", {}) if tag in weights]
        return max(fields, key=lambda tag: weights[tag], default="")

    def _weights(self, article: Article) -> dict[str, int]:
        """Tag → 3 for each word in the title and 1 for each in the text (counted up to 3)."""
        headline = _QUOTED.sub(" ", article.title)
        text = "\n".join([*_QUOTED.findall(article.title), article.text[:_READ]])
        weights = {}
        for group in self._groups.values():
            for tag, pattern in group.items():
                title = len(pattern.findall(headline))
                weight = _IN_TITLE * title + min(len(pattern.findall(text)), _OFTEN)
                if weight:
                    weights[tag] = weight
        return weights


def _pattern(words: object, where: str) -> re.Pattern[str]:
    if not isinstance(words, list) or not words or not all(isinstance(word, str) and word for word in words):
        raise ConfigError(f"{where}: write a list of words")
    return compile_words(tuple(words))
