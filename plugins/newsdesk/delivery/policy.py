"""What goes out to a channel, and what does not. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from newsdesk.entities import Window

# A backfill of a month sends no thirty letters: by itself goes out what a reader would still call
# today's or, after a night's outage, yesterday's.
CURRENT = timedelta(hours=36)


@dataclass(frozen=True, slots=True)
class Standing:
    """A filed revision as far as delivery cares. by_rules: though it was, a model may be configured."""

    revision: int
    by_rules: bool
    provisional: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether the newest revision goes to a channel, and why, in words for the log."""

    send: bool
    why: str


def decide(
    newest: Standing,
    sent: Collection[Standing],
    *,
    cut_short: Collection[int] = (),
    asked: bool,
    scheduled: bool,
    window: Window,
    now: datetime,
) -> Decision:
    """Whether the newest revision of an edition goes out to one channel.

    sent: the revisions that this channel has rows of, complete or not. A revision that the channel
    has is sent on (its missing parts), never anew, unless asked. A later one goes out where it
    replaces one made by rules or unfinished, or one of which only the beginning could be sent
    (cut_short: numbers): nobody should be left with half a report. An unfinished edition goes out on
    its scheduled morning only: a preview by hand is nobody's letter.
    """
    if asked:
        return Decision(True, "asked to send again")
    if any(one.revision == newest.revision for one in sent):
        return Decision(True, "this revision")
    if sent:
        last = max(sent, key=lambda one: one.revision)
        if last.revision in cut_short:
            return Decision(True, f"revision {last.revision} went out only in part")
        return _replacement(newest, last)
    if now - window.end > CURRENT:
        return Decision(False, "an old date goes out only when asked ('send again')")
    if newest.provisional and not scheduled:
        return Decision(False, "unfinished and made by hand: it goes out when it is finished, or when asked")
    return Decision(True, "a new edition")


def _replacement(newest: Standing, last: Standing) -> Decision:
    if last.provisional and not newest.provisional:
        return Decision(True, f"replaces revision {last.revision}, which was unfinished")
    if last.by_rules and not newest.by_rules:
        return Decision(True, f"replaces revision {last.revision}, which was made by rules")
    return Decision(False, f"revision {last.revision} was sent; a correction goes out only when asked")
