"""A feed's state as the bytes of its format. Pure.

The quirks that a source asks for (an empty pubDate, no guid, links relative to xml:base, another
encoding) are those seen in real feeds, so that a rehearsal meets them too.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import format_datetime
from xml.etree import ElementTree as ET

from newsdesk.entities import Language
from newsdesk.rehearsal.content import Dates, FeedEntry, FeedState, Format

_ATOM = "http://www.w3.org/2005/Atom"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_DC = "http://purl.org/dc/elements/1.1/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RSS1 = "http://purl.org/rss/1.0/"


@dataclass(frozen=True, slots=True)
class Document:
    """What goes over the wire: the bytes and their Content-Type."""

    body: bytes
    content_type: str


def render(state: FeedState) -> Document:
    """The state's bytes in the source's own format and encoding."""
    return _WRITERS[state.source.format](state)


def block_page(reference: str) -> Document:
    """The page of a web firewall that stands where a feed should be. reference: free text on it."""
    body = (
        "<!DOCTYPE html>\n<html><head><title>Access denied</title></head><body>\n"
        "<h1>Access denied</h1>\n<p>Automated requests to this address are blocked by the web "
        "application firewall of this site.</p>\n"
        f"<p>Reference: {html.escape(reference)}</p>\n</body></html>\n"
    )
    return Document(body.encode(), "text/html; charset=utf-8")


def _rss(state: FeedState) -> Document:
    source = state.source
    root = ET.Element("rss", {"version": "2.0", "xmlns:content": _CONTENT, "xmlns:dc": _DC})
    channel = ET.SubElement(root, "channel")
    _add(channel, "title", source.name)
    _add(channel, "link", source.site)
    _add(channel, "description", source.about)
    _add(channel, "language", _language_tag(source.language))
    _add(channel, "lastBuildDate", format_datetime(state.changed))
    for entry in state.entries:
        item = ET.SubElement(channel, "item")
        _add(item, "title", entry.title)
        _add(item, "link", entry.link)
        if entry.guid:
            permalink = "true" if entry.guid == entry.link else "false"
            _add(item, "guid", entry.guid, isPermaLink=permalink)
        if source.dates is Dates.UPDATED_ONLY:
            _add(item, "pubDate", "")
            _add(item, "updated", format_datetime(entry.updated))
        else:
            _add(item, "pubDate", format_datetime(entry.published))
        if entry.author:
            _add(item, "dc:creator", entry.author)
        _add(item, "description", _teaser(entry) if source.teaser else _markup(entry))
        if source.teaser:
            _add(item, "content:encoded", _markup(entry))
    return _xml(root, "application/rss+xml", source.encoding)


def _atom(state: FeedState) -> Document:
    source = state.source
    root = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": _language_tag(source.language)})
    if source.relative_links:
        root.set("xml:base", source.site)
    _add(root, "id", source.site)
    _add(root, "title", source.name)
    _add(root, "subtitle", source.about)
    _add(root, "link", None, rel="alternate", href="/" if source.relative_links else source.site)
    _add(root, "updated", state.changed.isoformat())
    for entry in state.entries:
        item = ET.SubElement(root, "entry")
        if entry.guid:
            _add(item, "id", entry.guid)
        _add(item, "title", entry.title)
        _add(item, "link", None, rel="alternate", type="text/html", href=entry.link)
        _add(item, "published", entry.published.isoformat())
        _add(item, "updated", entry.updated.isoformat())
        _add(ET.SubElement(item, "author"), "name", entry.author or source.name)
        _add(item, "summary", _teaser(entry))
        _add(item, "content", _markup(entry), type="html")
    return _xml(root, "application/atom+xml", source.encoding)


def _rdf(state: FeedState) -> Document:
    source = state.source
    root = ET.Element(
        "rdf:RDF", {"xmlns:rdf": _RDF, "xmlns": _RSS1, "xmlns:dc": _DC, "xmlns:content": _CONTENT}
    )
    channel = ET.SubElement(root, "channel", {"rdf:about": source.site})
    _add(channel, "title", source.name)
    _add(channel, "link", source.site)
    _add(channel, "description", source.about)
    _add(channel, "dc:language", _language_tag(source.language))
    listing = ET.SubElement(ET.SubElement(channel, "items"), "rdf:Seq")
    for entry in state.entries:
        ET.SubElement(listing, "rdf:li", {"rdf:resource": entry.link})
        item = ET.SubElement(root, "item", {"rdf:about": entry.guid or entry.link})
        _add(item, "title", entry.title)
        _add(item, "link", entry.link)
        _add(item, "description", _teaser(entry))
        _add(item, "dc:date", entry.published.isoformat())
        if entry.author:
            _add(item, "dc:creator", entry.author)
        _add(item, "content:encoded", _markup(entry))
    return _xml(root, "application/rdf+xml", source.encoding)


def _json(state: FeedState) -> Document:
    source = state.source
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": source.name,
        "home_page_url": source.site,
        "description": source.about,
        "language": _language_tag(source.language),
        "items": [_json_item(entry) for entry in state.entries],
    }
    return Document(json.dumps(feed, ensure_ascii=False, indent=1).encode(), "application/feed+json")


def _json_item(entry: FeedEntry) -> dict[str, object]:
    item: dict[str, object] = {
        "id": entry.guid or entry.link,
        "url": entry.link,
        "title": entry.title,
        "summary": _teaser(entry),
        "content_html": _markup(entry),
        "date_published": entry.published.isoformat(),
    }
    if entry.updated != entry.published:
        item["date_modified"] = entry.updated.isoformat()
    if entry.author:
        item["authors"] = [{"name": entry.author}]
    return item


_WRITERS: dict[Format, Callable[[FeedState], Document]] = {
    Format.RSS: _rss,
    Format.ATOM: _atom,
    Format.RDF: _rdf,
    Format.JSON: _json,
}


def _paragraphs(entry: FeedEntry) -> list[str]:
    return [part.strip() for part in entry.text.split("\n") if part.strip()]


def _markup(entry: FeedEntry) -> str:
    return "".join(f"<p>{html.escape(part, quote=False)}</p>" for part in _paragraphs(entry))


def _teaser(entry: FeedEntry) -> str:
    return _paragraphs(entry)[0]


def _language_tag(language: Language) -> str:
    return "zh-CN" if language is Language.ZH else language.value


def _add(parent: ET.Element, tag: str, text: str | None, **attributes: str) -> None:
    # Prefixed names are written as they stand; the root declares their namespaces.
    ET.SubElement(parent, tag, attributes).text = text


def _xml(root: ET.Element, content_type: str, encoding: str) -> Document:
    ET.indent(root)
    # With utf-8 the header says so; another encoding is told by the XML declaration alone, as most
    # old sites do.
    body = ET.tostring(root, encoding=encoding, xml_declaration=True)
    charset = "; charset=utf-8" if encoding == "utf-8" else ""
    return Document(body, content_type + charset)
