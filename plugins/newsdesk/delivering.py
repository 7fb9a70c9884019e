"""Sending a filed edition: heartbeat, channels, and alarms about what is wrong with it.

At most once for a revision and a channel: each message is a row before it is sent and again after it,
under a lock of its own, in transactions of their own. What a dead process left at "sending" counts as
sent. Nothing here changes the edition, and nothing that a service does fails it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from newsdesk import alarming
from newsdesk.alarming import Bell
from newsdesk.delivery.channels import Channel, parse_channels
from newsdesk.delivery.heartbeat import ping
from newsdesk.delivery.messages import Message, messages
from newsdesk.delivery.policy import Standing, decide
from newsdesk.delivery.sending import Ending, Sender
from newsdesk.desk import Desk, log
from newsdesk.errors import ConfigError, StageOutOfOrder, Transient
from newsdesk.health import look
from newsdesk.report.json_format import read_json
from newsdesk.store import deliveries
from newsdesk.store import reports as report_rows
from newsdesk.store.alarms import Alarm
from newsdesk.store.deliveries import Place
from newsdesk.store.engine import edition_lock

Counts = dict[str, int | str]
_DAY = timedelta(days=1)


class NotDelivered(Transient):
    """A channel could not be reached; surely nothing was received there, so another try may follow."""


@dataclass(frozen=True, slots=True)
class Post:
    """Where an edition goes. channels: the setting's text; heartbeat: a URL; both secret, "" for none.

    broken: name and reason of each setting that could not be read.
    """

    channels: str = field(default="", repr=False)
    heartbeat: str = field(default="", repr=False)
    bell: Bell = field(default_factory=Bell)
    model: bool = False
    broken: tuple[tuple[str, str], ...] = ()


def deliver(desk: Desk, post: Post) -> Counts:
    """Pings the heartbeat, sends the newest revision where it is due, raises the alarms.

    Raises NotDelivered where a channel was out of reach and this is not the last try: everything
    else is done by then, and a retry does only what is missing.
    """
    slug, day = desk.key
    with edition_lock(desk.engine, f"deliver {slug}", day.isoformat()):
        with desk.engine.connect() as conn:
            standings = deliveries.standings(conn, slug, day)
        if not standings:
            raise StageOutOfOrder(f"{day} is not filed yet; clear its run from 'render_report' on")
        newest = standings[max(standings)]
        alarms = alarming.of_edition(desk.window, newest, model=post.model, now=desk.now())
        alarms += _sources(desk)
        alarms += [
            Alarm("undelivered", f"{day} {name}", f"{day} 的日报没有全部发送：设置读不到（{why}）。", day)
            for name, why in post.broken
        ]
        counts: Counts = {}
        beat = _beat(desk, post, newest)
        if beat is not None:
            counts["heartbeat"] = beat or "ok"
        if beat:
            alarms.append(Alarm("heartbeat", day.isoformat(), f"{day}：心跳地址没有应答（{beat}）。", day))
        endings = _all_channels(desk, post, newest, standings, alarms)
        counts.update({name: endings[name] for name in sorted(endings)})
        unreached = endings["unreached"]
        if not unreached or desk.run.last_try:
            raised = alarming.ring(desk.engine, post.bell, alarms, desk.now())
            return {**counts, "alarms": raised} if raised else counts
        alarming.ring(
            desk.engine, post.bell, [one for one in alarms if one.kind != "undelivered"], desk.now()
        )
    raise NotDelivered(f"{unreached} channels of {day} could not be reached; see the lines above")


def _sources(desk: Desk) -> list[Alarm]:
    with desk.engine.connect() as conn:
        known = look(conn, desk.catalog.sources, at=desk.now(), edition=desk.edition.slug)
    return alarming.of_sources(known)


def _beat(desk: Desk, post: Post, newest: Standing) -> str | None:
    """Pings for today's finished edition; None where there is nothing to ping, "" where it answered."""
    today = timedelta(0) <= desk.now() - desk.window.end < _DAY
    if not post.heartbeat or newest.provisional or not today:
        return None
    why = ping(post.heartbeat)
    log.info("heartbeat: %s", why or "answered")
    return why


def _all_channels(
    desk: Desk, post: Post, newest: Standing, standings: dict[int, Standing], alarms: list[Alarm]
) -> Counter[str]:
    day = desk.run.report_date
    endings: Counter[str] = Counter()
    try:
        channels = parse_channels(post.channels)
    except ConfigError as error:
        log.error("%s", error)
        alarms.append(
            Alarm("undelivered", f"{day} setting", f"{day} 的日报没有发送：通道设置有误（{error}）。", day)
        )
        return Counter(refused=1)
    for channel in channels:
        try:
            ending, detail = _one_channel(desk, channel, newest, standings)
        except ConfigError as error:
            ending, detail = "refused", str(error)
        endings[ending] += 1
        log.info("channel %s: %s%s", channel.name, ending, f" ({detail})" if detail else "")
        if ending in ("refused", "unreached", "unsure"):
            version = f"{day} 的日报第{newest.revision}版"
            text = f"{version}发送到 {channel.name} 时出了问题：{_WORDS[ending]}（{detail}）。"
            alarms.append(Alarm("undelivered", f"{day} {newest.revision} {channel.name} {ending}", text, day))
    return endings


_WORDS = {
    "refused": "对方拒绝，没有收到",
    "unreached": "无法连接，没有发出",
    "unsure": "不能确定是否收到，不会自动重发",
}


def _one_channel(
    desk: Desk, channel: Channel, newest: Standing, standings: dict[int, Standing]
) -> tuple[str, str]:
    """Sends what the channel has not got; returns how it ended and why."""
    slug, day = desk.key
    dead = _bury(desk, channel)
    with desk.engine.connect() as conn:
        rows = deliveries.of_channel(conn, slug, day, channel.name)
        filed = report_rows.last_filed(conn, slug, day)
    assert filed is not None  # noqa: S101 - there are standings
    decision = decide(
        newest,
        [standings[number] for number in {row.revision for row in rows} if number in standings],
        cut_short=_cut_short(rows),
        asked=desk.run.resend,
        scheduled=desk.run.scheduled,
        window=desk.window,
        now=desk.now(),
    )
    if not decision.send:
        return ("unsure", dead) if dead else ("held", decision.why)
    place = Place(slug, day, newest.revision, channel.name, _asking(desk, rows, newest))
    mine = {
        row.part: row.status for row in rows if (row.revision, row.asking) == (place.revision, place.asking)
    }
    ending, detail = _parts(
        desk, channel, place, mine, messages(read_json(filed.files["json"][1]), channel.shape)
    )
    # What a dead process had on its way is said, unless this time something worse has to be.
    return ("unsure", dead) if dead and ending in ("sent", "standing") else (ending, detail)


def _bury(desk: Desk, channel: Channel) -> str:
    """Ends the rows that a dead process left at "sending", of whatever revision; "" where there are none.

    The caller holds the edition's delivery, so nobody is sending them.
    """
    slug, day = desk.key
    with desk.engine.begin() as conn:
        left = [
            row for row in deliveries.of_channel(conn, slug, day, channel.name) if row.status == "sending"
        ]
        for row in left:
            place = Place(slug, day, row.revision, channel.name, row.asking)
            deliveries.end(conn, place, row.part, "unsure", _DIED, desk.now())
    return f"revision {left[0].revision}, part {left[0].part}: {_DIED}" if left else ""


def _cut_short(rows: Sequence[deliveries.Sent]) -> set[int]:
    """The revisions of which the first messages went out and the rest did not: the line went down between."""
    sendings: dict[tuple[int, str], list[deliveries.Sent]] = defaultdict(list)
    for row in rows:
        sendings[row.revision, row.asking].append(row)
    return {
        revision
        for (revision, _), mine in sendings.items()
        if len(mine) < mine[0].parts and all(row.status != "refused" for row in mine)
    }


def _asking(desk: Desk, rows: Sequence[deliveries.Sent], newest: Standing) -> str:
    """Which sending this is: this run's own where it asks, else the one that the revision has."""
    if desk.run.resend:
        return desk.run.run_id
    return next((row.asking for row in rows if row.revision == newest.revision), "")


def _parts(
    desk: Desk, channel: Channel, place: Place, done: dict[int, str], parts: Sequence[Message]
) -> tuple[str, str]:
    if "refused" in done.values():
        return "standing", "refused before; only 'send again' tries once more"
    missing = [part for part in range(1, len(parts) + 1) if part not in done]
    if not missing:
        return "standing", "sent before"
    sender = Sender(channel)
    worst = ("sent", f"{len(missing)} of {len(parts)} parts")
    for part in missing:
        ending, detail = _send(desk, sender, place, part, parts)
        if ending in (Ending.REFUSED, Ending.UNREACHED):
            return ending.value, f"part {part} of {len(parts)}: {detail}"
        if ending is Ending.UNSURE:
            worst = ("unsure", f"part {part} of {len(parts)}: {detail}")
    return worst


_DIED = "the process died while sending; counted as sent"


def _send(
    desk: Desk, sender: Sender, place: Place, part: int, parts: Sequence[Message]
) -> tuple[Ending, str]:
    with desk.engine.begin() as conn:
        if not deliveries.claim(conn, place, part, len(parts), desk.run.run_id, desk.now()):
            return Ending.SENT, ""
    result = sender.send(parts[part - 1])
    with desk.engine.begin() as conn:
        if result.ending is Ending.UNREACHED:
            deliveries.let_go(conn, place, part)
        else:
            deliveries.end(conn, place, part, result.ending.value, result.detail, desk.now())
    return result.ending, result.detail
