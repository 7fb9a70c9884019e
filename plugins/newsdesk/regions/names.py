"""The names of actors and places: which country each belongs to, and its other spellings.

Read from the files of include/names (see Names.load), with the countries' own names from CLDR.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel import Locale

from newsdesk.errors import ConfigError
from newsdesk.settings import read_toml

# What a name is. The first four act; a place says where an actor is; the press mostly only tells.
KINDS = {
    "companies": "company",
    "institutions": "institution",
    "people": "person",
    "products": "product",
    "places": "place",
    "demonyms": "country",
    "hints": "country",
    "press": "press",
}
FILES = ("companies.toml", "institutions.toml", "people.toml", "places.toml")
_TRAP = ""
_LATIN = re.compile(r"[A-Za-z0-9]")
_CODE = re.compile(r"[A-Z]{2}")
_NOT_COUNTRIES = {"ZZ", "XA", "XB", "QO", "EZ", "UN"}  # CLDR's regions for tests and groups


@dataclass(frozen=True, slots=True)
class Match:
    """A name found in a text. word: as written there. code: ISO alpha-2. start, end: its place."""

    word: str
    code: str
    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Names:
    """All names. aliases: a name (its first spelling) → every spelling of it, itself among them.

    spellings: any spelling → every spelling of the names that are written so; a trap (个字节, which
    is no ByteDance) → none.
    """

    aliases: Mapping[str, frozenset[str]]
    spellings: Mapping[str, frozenset[str]]
    _known: Mapping[str, tuple[str, str]]  # spelling → (code, kind); code "" is a trap
    _by_start: Mapping[str, tuple[str, ...]]  # first two characters → spellings, longest first

    @classmethod
    def load(cls, folder: Path) -> Names:
        """Reads companies, institutions, people and places (ISO code → kind → lines of spellings
        divided by "|"), traps.toml (words) and aliases.toml (same).

        Raises ConfigError naming file and field. A spelling that two lines claim is the first one's.
        A process that loads unchanged files again gets the same names.
        """
        stamps = tuple((path.name, path.stat().st_mtime_ns) for path in sorted(folder.glob("*.toml")))
        return _loaded(folder, stamps)

    @classmethod
    def _read(cls, folder: Path) -> Names:
        known: dict[str, tuple[str, str]] = dict.fromkeys(_lines(folder / "traps.toml", "words"), (_TRAP, ""))
        aliases = {}
        countries = _countries()
        for name in FILES:
            for code, field, spellings in _entries(folder / name):
                for spelling in spellings:
                    known.setdefault(spelling, (code, KINDS[field]))
                if field == "demonyms":
                    countries[code] = (*countries.get(code, ()), *spellings)
                elif field != "hints":
                    aliases[spellings[0]] = frozenset(spellings)
        for code, spellings in countries.items():
            aliases[spellings[0]] = frozenset(spellings)
            for spelling in spellings:
                known.setdefault(spelling, (code, "country"))
        for line in _lines(folder / "aliases.toml", "same"):
            aliases[_spellings(line)[0]] = frozenset(_spellings(line))
        return cls(aliases, _by_spelling(aliases, known), known, _index(known))

    def find(self, text: str) -> Iterator[Match]:
        """Every name in a text, left to right; of several at one place the longest, traps left out.

        Latin spellings match whole words, as written, all in capitals, or with a capital at the
        beginning ("Vivo" for vivo).
        """
        at = 0
        while at < len(text):
            spelling = self._longest(text, at)
            if not spelling:
                at += 1
                continue
            code, kind = self._known[spelling]
            end = at + len(spelling)
            if code:
                yield Match(text[at:end], code, kind, at, end)
            at = end

    def _longest(self, text: str, at: int) -> str:
        inside_word = at > 0 and _latin(text[at - 1])
        for spelling in self._by_start.get(text[at : at + 2].upper(), ()):
            if inside_word and _latin(spelling[0]):
                continue
            found = text[at : at + len(spelling)]
            if found not in {spelling, spelling.upper(), spelling[:1].upper() + spelling[1:]}:
                continue
            after = text[at + len(spelling) : at + len(spelling) + 1]
            if _latin(spelling[-1]) and after and _latin(after) and not after.isdigit():
                continue
            return spelling
        return ""

    def acting(self) -> Mapping[str, frozenset[str]]:
        """The aliases of those who act for themselves: neither places nor authorities."""
        others = {"place", "country", "institution"}
        return {name: known for name, known in self.aliases.items() if self._kind(name) not in others}

    def _kind(self, spelling: str) -> str:
        return self._known.get(spelling, ("", ""))[1]

    def country_of(self, spelling: str) -> str:
        """The ISO code of a name as it stands in the files, "" where it is not known."""
        return self._known.get(spelling, ("", ""))[0]


@lru_cache(maxsize=4)
def _loaded(folder: Path, _stamps: tuple[tuple[str, int], ...]) -> Names:
    return Names._read(folder)


def _by_spelling(
    aliases: Mapping[str, frozenset[str]], known: Mapping[str, tuple[str, str]]
) -> dict[str, frozenset[str]]:
    groups: dict[str, frozenset[str]] = {
        spelling: frozenset() for spelling, (code, _) in known.items() if not code
    }
    for group in aliases.values():
        for spelling in group:
            groups[spelling] = groups.get(spelling, frozenset()) | group
    return groups


def _latin(character: str) -> bool:
    return bool(_LATIN.match(character))


def _index(known: Iterable[str]) -> dict[str, tuple[str, ...]]:
    index: dict[str, list[str]] = {}
    for spelling in known:
        index.setdefault(spelling[:2].upper(), []).append(spelling)
    return {
        start: tuple(sorted(words, key=lambda word: (-len(word), word))) for start, words in index.items()
    }


def _entries(path: Path) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for code, table in read_toml(path).items():
        if not _CODE.fullmatch(code) or not isinstance(table, Mapping):
            raise ConfigError(f"{path}: {code}: write tables named by ISO codes, such as [CN]")
        for field, lines in table.items():
            if field not in KINDS:
                raise ConfigError(f"{path}: {code}.{field}: unknown field; known are {', '.join(KINDS)}")
            for line in _words(lines, f"{path}: {code}.{field}"):
                yield code, field, _spellings(line)


def _lines(path: Path, field: str) -> Sequence[str]:
    raw = read_toml(path)
    if set(raw) != {field}:
        raise ConfigError(f"{path}: write one field, {field}")
    return _words(raw[field], f"{path}: {field}")


def _words(raw: Any, where: str) -> list[str]:
    if not isinstance(raw, list) or not all(isinstance(line, str) and line.strip(" |") for line in raw):
        raise ConfigError(f"{where}: write a list of names")
    return raw


def _spellings(line: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in line.split("|") if len(part.strip()) >= 2))


def _countries() -> dict[str, tuple[str, ...]]:
    """Each country's names in both languages by its code, from CLDR."""
    chinese, english = Locale("zh").territories, Locale("en").territories
    return {
        code: tuple(dict.fromkeys((_short(chinese[code]), chinese[code], english[code])))
        for code in sorted(english)
        if _CODE.fullmatch(code) and code in chinese and code not in _NOT_COUNTRIES
    }


def _short(name: str) -> str:
    """中国香港特别行政区 as it is written: 香港."""
    return re.sub(r"^中国(?=香港|澳门)|特别行政区$", "", name)
