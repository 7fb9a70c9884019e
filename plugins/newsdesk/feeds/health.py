"""How a source is: healthy, quiet, failing, dead; since when, and what made it so. Pure.

What a person reads of it is in health_words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from enum import StrEnum

from newsdesk.entities import Outcome
from newsdesk.feeds.rhythm import Rhythm, learn

# One failed attempt is nothing: over the recorded captures a source's next hour was its own again.
FAILING_AFTER = 2
APART = timedelta(minutes=30)
# No success for this long, with at least so many attempts in different hours: dead until it answers.
DEAD_AFTER = timedelta(days=14)
DEAD_ATTEMPTS = 5
# A feed that answers, but has been silent so long, brings nothing any more: six times what its rhythm
# allows, and at least three months.
DEAD_SILENCE = timedelta(days=90)
DEAD_RHYTHMS = 6
# Failing sources are asked at their interval twice, then after 2, 4, 8 and 16 hours, then daily: an hour
# short of a day, so that a morning's run never comes just too early.
_FIRST_WAIT = timedelta(hours=2)
LONGEST_WAIT = timedelta(hours=23)
# Dates of a reading that cannot be trusted: at least three, and half of its items.
_DOUBTED_FROM = 3


class State(StrEnum):
    """Untried: nobody has yet had an answer on it, good or bad."""

    HEALTHY = "healthy"
    QUIET = "quiet"
    FAILING = "failing"
    DEAD = "dead"
    UNTRIED = "untried"


class Cause(StrEnum):
    """What made the state so; the words for it are in health_words."""

    READS = "reads"
    ONCE = "once"  # the last attempt failed, the one before did not
    MOVED = "moved"
    REDATES = "redates"
    SILENT = "silent"
    EMPTY = "empty"
    FAILED = "failed"  # Health.outcome and status say how
    GONE = "gone"
    LONG_FAILING = "long_failing"
    LONG_SILENT = "long_silent"
    UNASKED = "unasked"
    NO_NETWORK = "no_network"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One row of fetches, as far as health needs it. doubted: items whose date was not trusted."""

    at: datetime
    outcome: Outcome
    status: int | None = None
    error: str = ""
    items: int = 0
    doubted: int = 0
    final_url: str = ""
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """What the archive knows of one source up to a moment.

    success: its last good reading. steady_since: the first good reading after its last failure.
    failures: the attempts after success (all without any), oldest first: the first one, and those of the
    last year. Attempts of runs in which no source at all answered are not among them: that was our
    network. unanswered: since when such runs are the only ones. last_failure: after success, those runs
    included. arrivals: the hours in which something new came, oldest first.
    """

    success: Attempt | None = None
    steady_since: datetime | None = None
    failures: Sequence[Attempt] = ()
    arrivals: Sequence[datetime] = ()
    unanswered: datetime | None = None
    last_failure: Attempt | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """A source's state and everything that its words need. since: when the state began.

    outcome, status, error: of the last failed attempt. next_try: before this it is not asked again
    (None: at its interval). last_new: when something new last came. new_url: where it has moved to.
    """

    state: State
    cause: Cause
    since: datetime | None
    last_success: datetime | None = None
    last_new: datetime | None = None
    rhythm: Rhythm | None = None
    failures: int = 0
    outcome: Outcome | None = None
    status: int | None = None
    error: str = ""
    new_url: str = ""
    next_try: datetime | None = None
    redates: bool = False


def judge(history: History, *, url: str, home: str, at: datetime) -> Health:
    """A source's health at a moment. url: as the feeds file has it; home: the publisher's country."""
    if history.failures:
        health = _failing(history, at)
        if health is not None:
            return health
    if history.success is None:
        since = history.unanswered
        return Health(State.UNTRIED, Cause.NO_NETWORK if since else Cause.UNASKED, since)
    return _reading(history, history.success, url=url, home=home)


def _failing(history: History, at: datetime) -> Health | None:
    """The health of a source whose last attempts failed; None where that is nothing yet."""
    first, last = history.failures[0], history.failures[-1]
    count = len(strikes(history.failures))
    since_success = history.success.at if history.success else first.at
    if is_gone(last):
        state, cause = State.DEAD, Cause.GONE
    elif last.at - since_success >= DEAD_AFTER and count >= DEAD_ATTEMPTS:
        state, cause = State.DEAD, Cause.LONG_FAILING
    elif count >= FAILING_AFTER or history.success is None:
        state, cause = State.FAILING, Cause.FAILED
    else:
        return None
    return Health(
        state,
        cause,
        since=first.at,
        last_success=history.success.at if history.success else None,
        last_new=history.arrivals[-1] if history.arrivals else None,
        failures=len(history.failures),
        outcome=last.outcome,
        status=last.status,
        error=last.error,
        next_try=next_try(history.failures),
    )


def _reading(history: History, success: Attempt, *, url: str, home: str) -> Health:
    """The health of a source that is read: healthy or quiet, judged as of its last good reading."""
    rhythm = learn(history.arrivals, zone_of(home))
    newest = history.arrivals[-1] if history.arrivals else None
    begun = newest or history.steady_since or success.at
    silence = rhythm.silence(begun, success.at)
    redates = success.doubted >= max(_DOUBTED_FROM, success.items / 2)
    failure = history.failures[-1] if history.failures else None
    new_url = success.moved_to if success.moved_to not in {"", url} else ""
    if silence > max(DEAD_SILENCE, DEAD_RHYTHMS * rhythm.allowance):
        state, cause, since = State.DEAD, Cause.LONG_SILENT, begun
    elif success.items == 0:
        state, cause, since = State.QUIET, Cause.EMPTY, begun
    elif silence > rhythm.allowance:
        state, cause, since = State.QUIET, Cause.SILENT, begun
    else:
        state, since = State.HEALTHY, history.steady_since or success.at
        cause = _remark(failure, new_url, redates)
    return Health(
        state,
        cause,
        since,
        last_success=success.at,
        last_new=newest,
        rhythm=rhythm,
        failures=len(history.failures),
        outcome=failure.outcome if failure else None,
        status=failure.status if failure else None,
        error=failure.error if failure else "",
        new_url=new_url,
        next_try=next_try(history.failures),
        redates=redates,
    )


def _remark(failure: Attempt | None, new_url: str, redates: bool) -> Cause:
    if new_url:
        return Cause.MOVED
    if failure is not None:
        return Cause.ONCE
    return Cause.REDATES if redates else Cause.READS


def is_gone(attempt: Attempt) -> bool:
    """Whether the server said that the feed is gone for good (HTTP 410)."""
    return attempt.outcome is Outcome.GONE


def next_try(failures: Sequence[Attempt]) -> datetime | None:
    """Before when a source that failed so often in a row is not asked again; None: at its interval.

    Never more than 23 hours after the last attempt, whatever it was: no source is given up.
    """
    if not failures:
        return None
    last = failures[-1]
    return last.at + LONGEST_WAIT if is_gone(last) else wait_after(len(strikes(failures)), last.at)


def strikes(failures: Sequence[Attempt]) -> list[Attempt]:
    """The failures that count: each half an hour or more after the one before.

    A morning that asks a silent source every few seconds is one failure, not seven.
    """
    counted: list[Attempt] = []
    for attempt in failures:
        if not counted or attempt.at - counted[-1].at >= APART:
            counted.append(attempt)
    return counted


def wait_after(count: int, last: datetime) -> datetime | None:
    """next_try for so many failures in a row, the last one at a moment."""
    if count <= FAILING_AFTER:
        return None
    return last + min(_FIRST_WAIT * (1 << min(count - FAILING_AFTER - 1, 10)), LONGEST_WAIT)


# Hours east of Greenwich by country, good enough to tell a publisher's weekend from its week.
_HOURS = {"CN": 8, "HK": 8, "TW": 8, "SG": 8, "JP": 9, "KR": 9, "IN": 5.5, "US": -6, "CA": -5, "GB": 0}
_EUROPE = frozenset({"DE", "FR", "NL", "IT", "ES", "CH", "SE", "AT", "BE", "PL", "NO", "DK"})


def zone_of(home: str) -> tzinfo:
    """A fixed offset for a country's weekends; UTC where the country is not known here."""
    return timezone(timedelta(hours=1 if home in _EUROPE else _HOURS.get(home, 0)))
