"""How often a source brings something new, and how long a silence that still explains. Pure.

The rule and its numbers are measured by bench/source_rhythm.py: over 32 publishers' recorded
articles (11.8 source-years, walked forward) it calls quiet what was only slow six times, once a source
in two years, and allows a daily paper two days. Weekends change no alarm there and bring one more
source under three days.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

# Gaps of this long ago say little of what a source does now.
MEMORY = timedelta(days=90)
# Arrivals within that time; with fewer, the last so many count, however old.
RARE = 10
# An allowance: twice the gap that 19 of 20 stay under, and never less than two days.
_SHARE, _TIMES = 0.95, 2.0
_LEAST = timedelta(days=2)
# With fewer gaps than this nothing is learnt, and this much silence is allowed.
_ENOUGH = 4
_UNKNOWN = timedelta(days=14)
# A source rests at weekends where they bring under a twentieth of its hours with news (two days of
# seven would bring 29 in 100), over at least two weeks and twenty of them.
_RESTS_UNDER = 0.05
_RESTS_AFTER = timedelta(days=14)
_RESTS_FROM = 20
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Rhythm:
    """allowance: how much silence is normal; known: whether it was learnt or is only assumed.

    rests: weekends, by the source's zone, do not count as silence.
    """

    allowance: timedelta
    known: bool
    rests: bool
    zone: tzinfo

    def silence(self, since: datetime, until: datetime) -> timedelta:
        """The silence from one moment to another, weekends left out where the source rests."""
        return working(since, until, self.zone) if self.rests else max(until - since, timedelta(0))


def learn(arrivals: Sequence[datetime], zone: tzinfo) -> Rhythm:
    """A source's rhythm from the hours in which it brought something new, oldest first.

    zone: the publisher's, for its weekends. The last 90 days before the newest arrival count, or for
    one that comes rarely its last ten.
    """
    recent = arrivals[bisect_left(arrivals, arrivals[-1] - MEMORY) :] if arrivals else []
    if len(recent) < RARE:
        recent = arrivals[-RARE:]
    rests = _rests(recent, zone)
    gaps = sorted(
        working(before, after, zone) if rests else after - before
        for before, after in itertools.pairwise(recent)
    )
    if len(gaps) < _ENOUGH:
        return Rhythm(_UNKNOWN, known=False, rests=False, zone=zone)
    usual = gaps[min(len(gaps) - 1, int(_SHARE * len(gaps)))]
    return Rhythm(max(_LEAST, _TIMES * usual), known=True, rests=rests, zone=zone)


def _rests(recent: Sequence[datetime], zone: tzinfo) -> bool:
    if len(recent) < _RESTS_FROM or recent[-1] - recent[0] < _RESTS_AFTER:
        return False
    weekend = sum(moment.astimezone(zone).weekday() >= _SATURDAY for moment in recent)
    return weekend < _RESTS_UNDER * len(recent)


def working(since: datetime, until: datetime, zone: tzinfo) -> timedelta:
    """The time between two moments without Saturdays and Sundays of a zone."""
    total = timedelta(0)
    local, end = since.astimezone(zone), until.astimezone(zone)
    while local < end:
        midnight = datetime.combine(local.date() + timedelta(days=1), time(), zone)
        step = min(midnight, end)
        if local.weekday() < _SATURDAY:
            total += step - local
        local = step
    return total
