"""The channels of one setting: names, addresses, and what each of them can take. Pure.

The setting is text: one channel a line, `URL` or `NAME = URL`, `#` comments. The URL is Apprise's
(mailtos://, tgram://, slack://, feishu://, dingtalk://, wecombot://, json://, …) and is a secret:
only the name is ever shown, stored or logged.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from newsdesk.errors import ConfigError

_NAMED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9_-]{0,39})\s*=\s*(\S.*)$")
_URL = re.compile(r"^([a-z][a-z0-9+.-]{1,30})://\S+$", re.I)


class Form(StrEnum):
    """How a channel wants the report: a whole letter, marked-up chat messages, or plain ones."""

    LETTER = "letter"
    TELEGRAM = "telegram"
    MARKDOWN = "markdown"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Shape:
    """What fits into one message. limit: of size(text), None for no limit worth splitting at."""

    form: Form
    limit: int | None
    size: Callable[[str], int]


def characters(text: str) -> int:
    """Length as most services count it."""
    return len(text)


def utf16(text: str) -> int:
    """Length in UTF-16 units, as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


def utf8(text: str) -> int:
    """Length in UTF-8 bytes, as WeCom counts it."""
    return len(text.encode("utf-8"))


def escaped(text: str) -> int:
    """Bytes of the text inside a JSON body of ASCII, as Apprise sends it to Feishu and DingTalk."""
    return len(json.dumps(text)) - 2


# The services' own limits, less some room for what Apprise puts around a message:
# Telegram sendMessage 4096 characters after parsing; Slack cuts a text at 40,000 and Apprise at 35,000;
# DingTalk and Feishu robots 20,000 bytes a request; WeCom robot text 2,048 bytes; Discord 2,000 characters.
_SHAPES = {
    "mailto": Shape(Form.LETTER, None, characters),
    "mailtos": Shape(Form.LETTER, None, characters),
    "tgram": Shape(Form.TELEGRAM, 4000, utf16),
    "slack": Shape(Form.MARKDOWN, 30_000, characters),
    "dingtalk": Shape(Form.MARKDOWN, 18_000, escaped),
    "feishu": Shape(Form.TEXT, 18_000, escaped),
    "lark": Shape(Form.TEXT, 18_000, escaped),
    "wecombot": Shape(Form.TEXT, 2000, utf8),
    "discord": Shape(Form.MARKDOWN, 1900, characters),
    "json": Shape(Form.TEXT, 30_000, characters),
    "jsons": Shape(Form.TEXT, 30_000, characters),
}
_OTHER = Shape(Form.TEXT, 1900, characters)


@dataclass(frozen=True, slots=True)
class Channel:
    """One place that the report goes to. name: what rows and logs call it; url: the secret."""

    name: str
    url: str = field(repr=False)
    shape: Shape = _OTHER

    @property
    def scheme(self) -> str:
        """Apprise's name of the service."""
        return self.url.split("://", 1)[0].lower()


def parse_channels(setting: str) -> tuple[Channel, ...]:
    """The channels of a setting's text. Raises ConfigError naming the line, never the URL.

    A channel without a name of its own is called by its service and a digest of its URL, so that it
    keeps its name when lines move; one whose URL changes needs a name to stay the same channel.
    """
    channels: list[Channel] = []
    for number, line in enumerate(setting.splitlines(), 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        named = _NAMED.match(text)
        name, url = (named[1], named[2].strip()) if named else ("", text)
        if not _URL.match(url):
            raise ConfigError(f"channels, line {number}: write an Apprise URL, or NAME = URL")
        if re.search(r"[?&]retry=", url, re.I):
            raise ConfigError(f"channels, line {number}: leave 'retry=' out, it would send a report twice")
        scheme = url.split("://", 1)[0].lower()
        name = name or f"{scheme}-{hashlib.sha256(url.encode()).hexdigest()[:8]}"
        if any(channel.name == name for channel in channels):
            raise ConfigError(f"channels, line {number}: there is another channel {name!r}")
        channels.append(Channel(name, url, _SHAPES.get(scheme, _OTHER)))
    return tuple(channels)


def scrubbed(text: str, url: str) -> str:
    """A text that may quote a channel's address, without the address or any part that may be a token."""
    parts = {part for part in re.split(r"[/:@?&=,#\s]+", url) if len(part) >= 6}
    for part in sorted({url, *parts}, key=len, reverse=True):
        text = text.replace(part, "***")
    return text
