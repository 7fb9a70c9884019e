"""A report as the messages of one channel: a letter, or chat messages within its limit. Pure."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from newsdesk.delivery.channels import Form, Shape
from newsdesk.delivery.letter import letter
from newsdesk.delivery.split import GAP, pack
from newsdesk.report.model import Item, Report

# So that one item, marked up, stays within the smallest limit: a feed may call anything a title.
_TITLE, _SUMMARY, _URL = 160, 500, 600
_MARKDOWN = re.compile(r"([\\`*_\[\]()<>#~|!])")
_MARKS = {"高": "🔥", "中": "📌"}


@dataclass(frozen=True, slots=True)
class Message:
    """One sending. form says what the body is written in; the title is a letter's subject."""

    title: str
    body: str
    form: Form


@dataclass(frozen=True, slots=True)
class _Hand:
    """How a form writes text, emphasis and links."""

    plain: Callable[[str], str]
    bold: Callable[[str], str]
    link: Callable[[str, str], str]


def _address(url: str) -> str:
    return url.replace("(", "%28").replace(")", "%29").replace("<", "%3C").replace(">", "%3E")


def escape_markdown(text: str) -> str:
    """Text of others in a Markdown document, as text."""
    return _MARKDOWN.sub(r"\\\1", text)


def _escape_html(text: str) -> str:
    return html.escape(text, quote=False)


_HANDS = {
    Form.TEXT: _Hand(str, "【{}】".format, lambda text, url: f"{text} {url}"),
    Form.MARKDOWN: _Hand(
        escape_markdown,
        lambda text: f"**{escape_markdown(text)}**",
        lambda text, url: f"[{escape_markdown(text)}]({_address(url)})",
    ),
    Form.TELEGRAM: _Hand(
        _escape_html,
        lambda text: f"<b>{_escape_html(text)}</b>",
        lambda text, url: f'<a href="{html.escape(url)}">{_escape_html(text)}</a>',
    ),
}


def messages(report: Report, shape: Shape) -> tuple[Message, ...]:
    """What a channel of this shape gets: one letter, or as many messages as its limit asks for.

    Each message begins with the report's title and date, and says which part of how many it is.
    """
    title = subject(report)
    if shape.form is Form.LETTER:
        return (Message(title, letter(report), shape.form),)
    hand = _HANDS[shape.form]
    room = None if shape.limit is None else shape.limit - shape.size(_head(hand, title, 999, 999) + GAP)
    bodies = pack(list(_blocks(report, hand)), room, shape.size)
    total = len(bodies)
    return tuple(
        Message("", _head(hand, title, number, total) + GAP + body, shape.form)
        for number, body in enumerate(bodies, 1)
    )


def subject(report: Report) -> str:
    """The report's title and date, with 未截稿 and 更正 where they hold: what a reader must not miss."""
    marks = ("（未截稿）" if report.provisional else "") + ("（更正）" if report.correction else "")
    return f"{report.title} {report.date}{marks}"


def _head(hand: _Hand, title: str, number: int, total: int) -> str:
    part = f"（{number}/{total}）" if total > 1 else ""
    return hand.bold(title + part) if hand.bold is not _HANDS[Form.TEXT].bold else title + part


def _blocks(report: Report, hand: _Hand) -> Iterator[str]:
    """The report in pieces that are best kept whole: a heading stays with its first item."""
    if report.correction:
        yield hand.plain(report.correction)
    for section in report.sections:
        heading = hand.bold(section.title)
        for place, item in enumerate(section.items, 1):
            block = "\n".join(_item(item, place, hand))
            yield f"{heading}\n{block}" if place == 1 else block
    yield hand.plain(f"今日总结: {report.summary}")
    if report.notices:
        yield "\n".join([hand.plain("说明："), *(hand.plain(f"· {one}") for one in report.notices)])


def _item(item: Item, place: int, hand: _Hand) -> Iterator[str]:
    mark = _MARKS.get(item.importance, "📄")
    yield hand.plain(f"{item.index or place}、{mark} {_short(item.title, _TITLE)}")
    yield hand.plain(_short(item.summary, _SUMMARY))
    source = f"来源: {_short(item.source, 60)}"
    yield hand.link(source, item.url) if _safe(item.url) else hand.plain(source)


def _safe(url: str) -> bool:
    return url.startswith(("http://", "https://")) and len(url) <= _URL and not re.search(r"[\s\"'\\]", url)


def _short(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
