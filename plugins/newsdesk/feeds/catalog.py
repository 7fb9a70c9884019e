"""The feeds file: which sources are read. Checked on load, with the line at fault."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from newsdesk.entities import Language, Source
from newsdesk.errors import ConfigError
from newsdesk.settings import read_toml

_HEADER = re.compile(r"^\s*\[\[\s*source\s*\]\]")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_HOME = re.compile(r"[A-Z]{2}\Z")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")  # RFC 9110, 5.6.2
# Headers that fetch sets itself: another value would undo a limit or break the connection.
_OURS = frozenset(
    {
        "host",
        "connection",
        "accept-encoding",
        "accept-datetime",
        "content-length",
        "transfer-encoding",
        "if-none-match",
        "if-modified-since",
        "te",
        "upgrade",
    }
)
_LONGEST_INTERVAL = 7 * 24 * 3600  # seconds
_HOST_PORT = re.compile(r"(\[[0-9a-fA-F:.]+\]|[^\s:/@\[\]]+):(\d{1,5})\Z")


@dataclass(frozen=True, slots=True)
class Catalog:
    """The sources in the file's order; allow_private: "host:port" allowed though private."""

    sources: tuple[Source, ...]
    allow_private: frozenset[str]

    @property
    def by_slug(self) -> dict[str, Source]:
        """The sources by slug."""
        return {source.slug: source for source in self.sources}


def load_catalog(path: Path) -> Catalog:
    """Reads and checks a feeds file.

    Raises ConfigError naming the file, the line of the [[source]] at fault, the field and what to do.
    """
    content = read_toml(path)
    unknown = sorted(set(content) - {"allow_private", "source"})
    if unknown:
        raise ConfigError(
            f"{path}: {unknown[0]}: unknown key; only allow_private and [[source]] stand at the top"
        )
    allowed = _allow_private(path, content.get("allow_private", []))
    tables = content.get("source", [])
    if not isinstance(tables, list) or not tables:
        raise ConfigError(f"{path}: no [[source]] in it; add at least one")
    places = _Places.of(path, len(tables))
    sources = tuple(_source(places, number, table) for number, table in enumerate(tables))
    _refuse_doubles(places, sources)
    return Catalog(sources, allowed)


@dataclass(frozen=True, slots=True)
class _Places:
    """Where in the file things stand, for messages."""

    path: Path
    text: tuple[str, ...]
    headers: tuple[int, ...]  # line numbers of the [[source]] lines

    @classmethod
    def of(cls, path: Path, count: int) -> _Places:
        text = tuple(path.read_text(encoding="utf-8").splitlines())
        found = tuple(number for number, line in enumerate(text, start=1) if _HEADER.match(line))
        # An inline array has no header to name.
        return cls(path, text, found if len(found) == count else (1,) * count)

    def line(self, number: int, field: str) -> int:
        """The line of a source's field; its [[source]] line where the field stands nowhere."""
        header = self.headers[number]
        ends = [one for one in self.headers if one > header]
        wanted = re.compile(
            rf"""^\s*(?:["']?{re.escape(field)}["']?\s*[.=]|\[\s*source\s*\.\s*{re.escape(field)}\s*\])"""
        )
        for place in range(header, min(ends, default=len(self.text) + 1) - 1):
            if wanted.match(self.text[place]):
                return place + 1
        return header

    def fault(self, number: int, field: str, source: str, message: str) -> ConfigError:
        """The error for a field of a source."""
        return ConfigError(f"{self.path}:{self.line(number, field)}: source {source}: {message}")


def _allow_private(path: Path, value: object) -> frozenset[str]:
    if not isinstance(value, list):
        raise ConfigError(f'{path}: allow_private: write a list such as ["127.0.0.1:8799"]')
    for one in value:
        match = _HOST_PORT.match(one) if isinstance(one, str) else None
        if match is None or not 0 < int(match[2]) < 65536:
            raise ConfigError(
                f'{path}: allow_private: {one!r} is not an exact host:port such as "127.0.0.1:8799"'
            )
    return frozenset(one.lower() for one in value)


def _source(places: _Places, number: int, table: object) -> Source:
    if not isinstance(table, dict):
        raise ConfigError(f"{places.path}:{places.headers[number]}: source: write it as a [[source]] table")
    called = str(table.get("slug") or table.get("name") or "(unnamed)")
    for unknown in sorted(set(table) - set(_FIELDS)):
        raise places.fault(
            number, unknown, called, f"{unknown}: unknown field; known are {', '.join(_FIELDS)}"
        )
    values: dict[str, Any] = {}
    for name, (required, check, hint) in _FIELDS.items():
        if name not in table:
            if required:
                raise places.fault(number, name, called, f"{name} is missing; write {hint}")
        elif not check(table[name]):
            raise places.fault(number, name, called, f"{name} = {table[name]!r} will not do; write {hint}")
        else:
            values[name] = table[name]
    values.setdefault("family", values["slug"])
    return Source(**values | {"language": Language(values["language"])})


def _refuse_doubles(places: _Places, sources: tuple[Source, ...]) -> None:
    for field in ("slug", "url"):
        seen: dict[str, int] = {}
        for number, source in enumerate(sources):
            value = getattr(source, field)
            if value in seen:
                first = places.line(seen[value], field)
                raise places.fault(
                    number, field, source.slug, f"{field} {value!r} stands at line {first}; keep one"
                )
            seen[value] = number


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and value == value.strip() and "\n" not in value


def _is_slug(value: object) -> bool:
    return isinstance(value, str) and len(value) <= 60 and bool(_SLUG.match(value))


def _is_web_url(value: object) -> bool:
    if not isinstance(value, str) or re.search(r"\s", value):
        return False
    try:
        parts = urlsplit(value)
        _ = parts.port  # raises where it is no number
    except ValueError:
        return False
    # hostname only: urlsplit alone lets "feeds.a]wsj.com" pass in some versions
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not re.search(r"[\[\]]", parts.path)


def _is_headers(value: object) -> bool:
    return isinstance(value, dict) and all(
        _TOKEN.match(name)
        and name.lower() not in _OURS
        and isinstance(text, str)
        and text.isascii()
        and text.isprintable()
        for name, text in value.items()
    )


def _is_proxy(value: object) -> bool:
    if not isinstance(value, str) or not _is_web_url(value):
        return False
    parts = urlsplit(value)
    return bool(parts.port) and parts.path in {"", "/"} and not parts.query and not parts.fragment


# field → (required, check, what to write)
_FIELDS: dict[str, tuple[bool, Callable[[Any], bool], str]] = {
    "slug": (True, _is_slug, "lower-case letters, digits and single hyphens, at most 60"),
    "name": (True, _is_text, "the publisher's name as the report shows it"),
    "url": (True, _is_web_url, "a whole http:// or https:// address"),
    "language": (
        True,
        lambda value: isinstance(value, str) and value in {one.value for one in Language},
        '"zh", "en" or "other"',
    ),
    "tier": (
        True,
        lambda value: type(value) is int and 1 <= value <= 3,
        "1 (first-rate), 2 or 3 (aggregators, volume)",
    ),
    "home": (
        True,
        lambda value: isinstance(value, str) and bool(_HOME.match(value)),
        'the publisher\'s country as two capitals, such as "CN" or "US"',
    ),
    "family": (False, _is_slug, "a slug shared by the feeds of one owner, or leave it out"),
    "interval": (
        False,
        lambda value: type(value) is int and 60 <= value <= _LONGEST_INTERVAL,
        "seconds, at least 60 and at most 604800 (a week), or leave it out",
    ),
    "headers": (
        False,
        _is_headers,
        'a table of header lines such as { Cookie = "a=b" }, ASCII, without those that a connection needs'
        " itself (Host, Accept-Encoding, …)",
    ),
    "proxy": (
        False,
        _is_proxy,
        'an HTTP proxy as "http://host:port" (or https://; SOCKS is not spoken), or leave it out',
    ),
    "untried": (False, lambda value: isinstance(value, bool), "true, false, or leave it out"),
    "page": (
        False,
        lambda value: isinstance(value, bool),
        "false where no page of its is to be opened, or leave it out",
    ),
}
