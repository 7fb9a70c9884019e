"""The XML of a feed made safe and well-formed before feedparser reads it. Pure.

No document type declaration survives, so there are no external entities, no entity bombs and
nothing to fetch; what XML forbids is taken out; a broken document is mended by libxml2's
recovering parser, so that feedparser's slow fallback is seldom needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.entities import html5
from itertools import islice

from lxml import etree

from newsdesk.errors import FeedUnreadable
from newsdesk.feeds.raw import MOST_ENTRIES

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML 1.0, 2.2
_ROOT = re.compile(r"<(?:\w[\w.-]*:)?[A-Za-z]")
_FEED_START = re.compile(r"<\?xml\s|<(?:rss|feed|channel|rdf:RDF|\w+:RDF|\w+:feed|\w+:rss)[\s>]", re.I)
_DECLARATION = re.compile(r"^<\?xml[^>]*\?>")
_ENTITY = re.compile(r"<!ENTITY\s+(\w[\w.-]{0,40})\s+(?:\"([^\"&<%]{0,100})\"|'([^'&<%]{0,100})')\s*>")
_ASIDE = re.compile(r"<!\[CDATA\[|<!--")
_AMPERSAND = re.compile(r"&(?:#(?P<dec>\d{1,8});|#[xX](?P<hex>[0-9a-fA-F]{1,6});|(?P<name>\w{1,40});|)")
_XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_PEOPLE = [f"{{*}}{name}" for name in ("author", "creator", "contributor", "managingEditor", "webMaster")]
_PEOPLE += [f"{{*}}{name}" for name in ("name", "owner", "publisher", "email")]
# Said of a document that gave something all the same.
PARTLY = "; read as far as it goes"
_MOST_ELEMENTS = 300_000  # some four seconds of feedparser; the largest feed captured has 3,000
_LONGEST_NAME = 500  # characters
_NAMESPACES = {  # declared by habit only: prefixes that broken feeds use without saying what they mean
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "media": "http://search.yahoo.com/mrss/",
    "atom": "http://www.w3.org/2005/Atom",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "georss": "http://www.georss.org/georss",
    "xlink": "http://www.w3.org/1999/xlink",
    "thr": "http://purl.org/syndication/thread/1.0",
}


@dataclass(frozen=True, slots=True)
class Prepared:
    """xml: UTF-8 with declaration; original: the same before any mending; problems: what was wrong."""

    xml: bytes
    original: bytes
    problems: tuple[str, ...]


def prepare(text: str) -> Prepared:
    """A feed's text as XML that a strict parser takes, where that can be had.

    Raises FeedUnreadable (malformed) for a document of more elements than any feed has.
    """
    problems: list[str] = []
    cleaned, removed = _FORBIDDEN.subn("", text)
    if removed:
        problems.append(f"{removed} characters that XML forbids were removed")
    body = _from_start(cleaned, problems)
    entities, body = _without_doctype(body)
    body = _with_references(body, entities)
    original = _declared(body)
    root, error = _tree(original)
    if error:
        problems.append(f"not well-formed ({error}){PARTLY}")
    if root is None:
        return Prepared(original, original, tuple(problems))
    surplus = _without_surplus(root)
    if root.xpath("count(//*)") > _MOST_ELEMENTS:
        raise FeedUnreadable("malformed", f"no feed: more than {_MOST_ELEMENTS} elements")
    if surplus:
        problems.append(f"{surplus} items beyond the first {MOST_ENTRIES} were left out")
    changed = _without_long_names(root) or surplus > 0 or bool(error)
    xml = etree.tostring(root, encoding="utf-8", xml_declaration=True) if changed else original
    return Prepared(xml, original, tuple(problems))


def _from_start(text: str, problems: list[str]) -> str:
    """Drops what stands before the feed: blank lines, a server's warnings."""
    body = text.lstrip("\ufeff \t\r\n")
    start = _FEED_START.search(body[:20_000])
    if start and start.start() > 0 and not body.startswith(("<?", "<!")):
        problems.append(f"{start.start()} characters before the feed were dropped")
        body = body[start.start() :]
    return _DECLARATION.sub("", body, count=1)


def _without_doctype(body: str) -> tuple[dict[str, str], str]:
    root = _ROOT.search(_blanked(body[:200_000]))
    head = body[: root.start()] if root else body[:200_000]
    if "<!" not in head:
        return {}, body
    entities = {name: one or two for name, one, two in _ENTITY.findall(head)}
    rest = body[root.start() :] if root else body[200_000:]
    processing = "".join(re.findall(r"<\?[^>]{0,500}\?>", head))
    return entities, processing + rest


def _blanked(head: str) -> str:
    """The head with comments blanked, so that the first tag found is the root. Same length."""
    return "".join(part if is_markup else " " * len(part) for is_markup, part in _parts(head))


def _with_references(body: str, entities: dict[str, str]) -> str:
    """Named references as characters and stray ampersands escaped, outside CDATA and comments."""
    if "&" not in body:
        return body
    budget = [100_000]  # characters that the document's own entities may add

    def resolve(match: re.Match[str]) -> str:
        return _reference(match, entities, budget)

    parts = []
    for is_markup, part in _parts(body):
        parts.append(_AMPERSAND.sub(resolve, part) if is_markup and "&" in part else part)
    return "".join(parts)


def _parts(body: str) -> Iterator[tuple[bool, str]]:
    """(is it markup, text): markup apart from CDATA sections and comments, in one pass.

    No pattern with a lazy middle: a document full of openings without an end would cost its length squared.
    """
    done = 0
    while (opening := _ASIDE.search(body, done)) is not None:
        ending = "]]>" if opening[0].startswith("<![") else "-->"
        end = body.find(ending, opening.end())
        if end < 0:
            break
        yield True, body[done : opening.start()]
        done = end + len(ending)
        yield False, body[opening.start() : done]
    yield True, body[done:]


def _reference(match: re.Match[str], entities: dict[str, str], budget: list[int]) -> str:
    if match["dec"] or match["hex"]:
        code = int(match["dec"]) if match["dec"] else int(match["hex"], 16)
        legal = code in {9, 10, 13} or (32 <= code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF)
        return match[0] if legal and code not in {0xFFFE, 0xFFFF} else ""
    name = match["name"]
    if name in _XML_ENTITIES:
        return match[0]
    if name in entities:
        budget[0] -= len(entities[name])
        return entities[name] if budget[0] >= 0 else ""
    character = html5.get(f"{name};", "") if name else ""
    if character and not set(character) & set("<>&"):
        return character
    return "&amp;" + match[0][1:]


def _declared(body: str) -> bytes:
    return b"<?xml version='1.0' encoding='utf-8'?>\n" + body.encode("utf-8", "replace")


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,
        strip_cdata=False,
    )


def _tree(xml: bytes) -> tuple[etree._Element | None, str]:
    """The document's root and what is wrong with it; mended where it is not well-formed."""
    try:
        return etree.fromstring(xml, _parser(recover=False)), ""
    except etree.XMLSyntaxError as error:
        reason = str(error.msg or "no reason given")
    body = _with_namespaces(xml.decode("utf-8"))
    return etree.fromstring(body.encode("utf-8"), _parser(recover=True)), reason


def _without_surplus(root: etree._Element) -> int:
    """Drops the items beyond the first so many, before they cost anything. How many they were."""
    surplus = list(islice(root.iter("{*}item", "{*}entry"), MOST_ENTRIES, None))
    for element in surplus:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    return len(surplus)


def _without_long_names(root: etree._Element) -> bool:
    """Cuts names of people that are none: feedparser looks for mail addresses in them at a cost of their
    length squared. Whether anything was cut.
    """
    cut = False
    for element in root.iter(*_PEOPLE):
        if element.text and len(element.text) > _LONGEST_NAME:
            element.text = element.text[:_LONGEST_NAME]
            cut = True
    return cut


def _with_namespaces(body: str) -> str:
    root = re.search(r"<[A-Za-z][\w.:-]{0,100}", body)
    if root is None:
        return body
    tag = body[root.start() : body.find(">", root.end()) + 1]
    used = set(re.findall(r"<(\w+):", body))
    missing = [
        f' xmlns:{prefix}="{uri}"'
        for prefix, uri in _NAMESPACES.items()
        if prefix in used and f"xmlns:{prefix}" not in tag
    ]
    return body[: root.end()] + "".join(missing) + body[root.end() :]
