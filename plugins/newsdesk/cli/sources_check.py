"""sources check: tries one source now and explains what it saw. Needs the network and the feeds file."""

from __future__ import annotations

from datetime import UTC, datetime

from newsdesk.cli.homes import Home
from newsdesk.cli.talk import Talk
from newsdesk.entities import Language, Source
from newsdesk.errors import ConfigError
from newsdesk.feeds.catalog import Catalog, load_catalog
from newsdesk.feeds.looking import Look, explain, look_at

READABLE, UNREADABLE = 0, 1


def check(home: Home, wanted: str, talk: Talk) -> int:
    """Tries a slug of the feeds file or an address; returns 0 where its own address gave a feed, else 1."""
    catalog = load_catalog(home.feeds_file)
    source = meant(wanted, catalog)
    looks = []
    for look in look_at(source, catalog.allow_private):
        for line in explain(look, at=datetime.now(UTC)):
            talk.say(line)
        talk.say()
        looks.append(look)
    talk.say(conclusion(looks, known=wanted in catalog.by_slug))
    return READABLE if looks[0].feed is not None else UNREADABLE


def meant(wanted: str, catalog: Catalog) -> Source:
    """The source of a slug, or one made for an address. Raises ConfigError for neither."""
    if wanted in catalog.by_slug:
        return catalog.by_slug[wanted]
    if not wanted.startswith(("http://", "https://")):
        near = [slug for slug in catalog.by_slug if wanted in slug]
        hint = f"; near it: {', '.join(near[:5])}" if near else ""
        raise ConfigError(f"{wanted!r} is neither a slug of the feeds file nor an http(s) address{hint}")
    return Source("checked", wanted, wanted, "checked", Language.OTHER, 2, "")


def conclusion(looks: list[Look], *, known: bool) -> str:
    """One sentence: it reads, it moved, another address reads, or nothing does. known: in the feeds file."""
    first, moved_to = looks[0], looks[0].fetched.moved_to
    if first.feed is not None:
        if not first.feed.entries:
            return "It is a feed, but holds no items."
        return f'It reads, and has moved for good: write url = "{moved_to}".' if moved_to else "It reads."
    better = next((look for look in looks[1:] if look.feed is not None and look.feed.entries), None)
    if better is not None:
        return f'It is no feed, but the page advertises one that reads: write url = "{better.asked}".'
    return "It does not read now." + (" ./newsdesk sources says since when." if known else "")
