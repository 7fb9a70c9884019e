"""Alarms: deciding what a person should know of an edition, and telling it once.

Kinds: failed (a run), late (no edition at its time), by_rules, unfinished, undelivered, heartbeat,
source (silent or failing). docs/runbook.md has a paragraph for each.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from newsdesk.delivery.channels import Channel, Form, parse_channels
from newsdesk.delivery.messages import Message
from newsdesk.delivery.policy import Standing
from newsdesk.delivery.sending import Ending, Sender
from newsdesk.delivery.split import pack
from newsdesk.desk import log
from newsdesk.entities import Window
from newsdesk.errors import ConfigError
from newsdesk.feeds.health import State
from newsdesk.feeds.health_words import Tongue
from newsdesk.health import Known
from newsdesk.settings import Settings, load_edition
from newsdesk.store import alarms
from newsdesk.store.alarms import Alarm
from newsdesk.store.editions import find_edition
from newsdesk.store.engine import Engine, connect
from newsdesk.window import report_date_at

_TITLE = "Newsdesk 告警"
# Apprise puts the title before each message, marked up as the service wants it.
_TITLE_ROOM = 100


@dataclass(frozen=True, slots=True)
class Bell:
    """How people are told. urls: Apprise URLs, a line each, "" where nobody is; where: a link for them."""

    urls: str = ""
    where: str = ""

    def __repr__(self) -> str:
        return f"Bell(where={self.where!r})"


def of_edition(window: Window, newest: Standing, *, model: bool, now: datetime) -> list[Alarm]:
    """What is wrong with a filed edition. model: one is configured, so rules are not what was wanted.

    An edition made before its window's end is no alarm: it says itself that it is unfinished.
    """
    day = window.report_date
    found = []
    if newest.provisional and now >= window.end:
        found.append(
            Alarm(
                "unfinished", day.isoformat(), f"{day} 的日报未截稿：没有来源可以访问，或采集尚未完成。", day
            )
        )
    if newest.by_rules and model and not newest.provisional:
        text = f"{day} 的日报由规则排序：配置了语言模型，但没有用上（见 rank 的日志）。"
        found.append(Alarm("by_rules", day.isoformat(), text, day))
    return found


def todays_edition(settings: Settings, moment: datetime) -> tuple[date, str]:
    """The report date that a moment belongs to, and how far its edition is: missing, open, provisional
    or filed. Reads our own table, so it says the same whatever Airflow thinks of its runs."""
    edition = load_edition(settings.edition_file)
    day = report_date_at(moment, edition.zone)
    engine = connect(settings.database_url)
    try:
        with engine.connect() as conn:
            state = find_edition(conn, edition.slug, day)
    finally:
        engine.dispose()
    return day, state.state if state else "missing"


def of_sources(known: Iterable[Known]) -> list[Alarm]:
    """The sources that bring nothing any more, each once for as long as it stays so. Pure."""
    found = []
    for one in known:
        if one.health.state in (State.DEAD, State.FAILING, State.QUIET):
            since = f"{one.health.since:%Y-%m-%d}" if one.health.since else ""
            about = f"{one.source.slug} {one.health.state} {since}".strip()
            told = (one.state(Tongue.ZH), one.why(Tongue.ZH), one.advice(Tongue.ZH))
            text = "。".join(sentence for sentence in told if sentence)
            found.append(Alarm("source", about, f"来源 {one.source.name}：{text}。"))
    return found


def ring(engine: Engine, bell: Bell, found: Iterable[Alarm], now: datetime) -> int:
    """Records alarms and tells, in one message, those that nobody was told of; returns how many.

    Never raises for what a service does: an alarm that could not be sent is told when it is raised
    again. A kill while sending may tell one twice, and never loses one.
    """
    with engine.begin() as conn:
        fresh = [alarm for alarm in found if alarms.raised(conn, alarm, now)]
        for alarm in fresh:
            log.warning("ALARM %s %s: %s", alarm.kind, alarm.about, alarm.text)
        if fresh and tell(bell, "\n".join(alarm.text for alarm in fresh)):
            for alarm in fresh:
                alarms.told(conn, alarm, now)
    return len(fresh)


def tell(bell: Bell, text: str) -> bool:
    """Sends a text to every address of the bell; True where one of them has it."""
    try:
        channels = parse_channels(bell.urls)
    except ConfigError as error:
        log.error("alarms cannot be sent: %s", error)
        return False
    body = f"Newsdesk 告警：{text}" + (f"\n{bell.where}" if bell.where else "")
    # Every address is told, whatever became of the one before.
    heard = [_tell_one(channel, body) for channel in channels]
    return any(heard)


def _tell_one(channel: Channel, body: str) -> bool:
    """Sends a text in as many messages as the channel's limit asks for; True where it has all of them."""
    shape = channel.shape
    # Apprise writes spaces and marks of plain text as long entities for Telegram, so it gets HTML from us.
    form, written = (Form.TELEGRAM, html.escape) if shape.form is Form.TELEGRAM else (Form.TEXT, str)
    room = None if shape.limit is None else shape.limit - _TITLE_ROOM
    try:
        sender = Sender(channel)
    except ConfigError as error:
        log.error("%s", error)
        return False
    for part in pack([body], room, lambda text: shape.size(written(text))):
        result = sender.send(Message(_TITLE, written(part), form))
        if result.ending not in (Ending.SENT, Ending.UNSURE):
            log.error("alarm not sent to %s: %s (%s)", channel.name, result.ending, result.detail)
            return False
    return True
