"""Subscription lists (OPML 2.0, opml.org/spec2): read, written, made tables of a feeds file. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit
from xml.sax.saxutils import quoteattr

from lxml import etree

from newsdesk.entities import Language, Source
from newsdesk.errors import ConfigError
from newsdesk.feeds.language import language_of
from newsdesk.feeds.links import absolute, comparable

_LANGUAGES = {one.value for one in Language}
_COUNTRIES = {"cn": "CN", "hk": "HK", "tw": "TW", "uk": "GB", "de": "DE", "fr": "FR", "jp": "JP", "in": "IN"}


@dataclass(frozen=True, slots=True)
class Outline:
    """One subscription of a list."""

    title: str
    url: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Additions:
    """What a list adds to a feeds file. doubles: (title, the slug or title that has its address already)."""

    sources: tuple[Source, ...]
    doubles: tuple[tuple[str, str], ...]
    refused: tuple[tuple[str, str], ...]


def read_opml(body: bytes, name: str) -> list[Outline]:
    """The subscriptions of a list, in its order, folders opened. name: of the file, for the error.

    Raises ConfigError saying what is wrong with it.
    """
    # No entities, no DTD, no network: the file comes from outside.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ConfigError(f"{name}: no OPML: {error}") from error
    if etree.QName(root).localname.lower() != "opml":
        raise ConfigError(f"{name}: no OPML: its root is <{etree.QName(root).localname}>, not <opml>")
    found = [_outline(one) for one in root.iter("outline") if _attribute(one, "xmlurl")]
    if not found:
        raise ConfigError(f"{name}: no subscription in it: no <outline> has an xmlUrl")
    return found


def _outline(element: etree._Element) -> Outline:
    title = _attribute(element, "text") or _attribute(element, "title")
    return Outline(" ".join(title.split()), _attribute(element, "xmlurl"), _attribute(element, "language"))


def _attribute(element: etree._Element, name: str) -> str:
    """An attribute whatever the case of its name: programs write xmlUrl, xmlurl and XMLURL."""
    return next((str(value).strip() for key, value in element.attrib.items() if str(key).lower() == name), "")


def additions(outlines: Sequence[Outline], existing: Sequence[Source]) -> Additions:
    """What the outlines add to the sources that there are. One address counts once, however it is written."""
    have = {comparable(source.url): source.slug for source in existing}
    slugs = {source.slug for source in existing}
    added: list[Source] = []
    doubles: list[tuple[str, str]] = []
    refused: list[tuple[str, str]] = []
    for one in outlines:
        url = absolute(one.url, "")
        if not url:
            refused.append((one.title or one.url, f"{one.url[:100]!r} is no http(s) address"))
        elif comparable(url) in have:
            doubles.append((one.title or url, have[comparable(url)]))
        else:
            source = _source(one, url, slugs)
            slugs.add(source.slug)
            have[comparable(url)] = source.slug
            added.append(source)
    return Additions(tuple(added), tuple(doubles), tuple(refused))


def _source(outline: Outline, url: str, taken: set[str]) -> Source:
    title = outline.title or (urlsplit(url).hostname or url)
    told = outline.language.lower()[:2]
    language = Language(told) if told in _LANGUAGES else language_of(title, "")
    slug = _slug(title, url, taken)
    return Source(slug, title, url, slug, language, 2, _home(url, language), untried=True)


def _slug(title: str, url: str, taken: set[str]) -> str:
    host = (urlsplit(url).hostname or "").removeprefix("www.").removeprefix("feeds.")
    words = title if re.search(r"[a-zA-Z]{2}", title) else host.rpartition(".")[0]
    slug = "-".join(re.findall(r"[a-z0-9]+", words.lower()))[:50].strip("-") or "source"
    if slug not in taken:
        return slug
    return next(f"{slug}-{number}" for number in range(2, len(taken) + 3) if f"{slug}-{number}" not in taken)


def _home(url: str, language: Language) -> str:
    ending = (urlsplit(url).hostname or "").rpartition(".")[2]
    return _COUNTRIES.get(ending, "CN" if language is Language.ZH else "US")


def as_tables(sources: Iterable[Source]) -> str:
    """The sources as [[source]] tables of a feeds file."""
    return "\n".join(_table(source) for source in sources)


def _table(source: Source) -> str:
    # A JSON string is a TOML one too.
    lines = [
        f"slug = {json.dumps(source.slug)}",
        f"name = {json.dumps(source.name, ensure_ascii=False)}",
        f"url = {json.dumps(source.url, ensure_ascii=False)}",
        f'language = "{source.language.value}"',
        f"tier = {source.tier}",
        f'home = "{source.home}"',
        *(["untried = true"] if source.untried else []),
    ]
    return "\n".join(["[[source]]", *lines]) + "\n"


def write_opml(sources: Iterable[Source], title: str) -> str:
    """An OPML 2.0 document with one outline a source; its categories are tier and language."""
    outlines = "\n".join(
        f'    <outline type="rss" text={quoteattr(one.name)} title={quoteattr(one.name)}'
        f" xmlUrl={quoteattr(one.url)} language={quoteattr(one.language.value)}"
        f' category="/tier/{one.tier},/language/{one.language.value}"/>'
        for one in sources
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n  <head>\n'
        f"    <title>{title}</title>\n  </head>\n  <body>\n{outlines}\n  </body>\n</opml>\n"
    )
