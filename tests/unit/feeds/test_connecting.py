from __future__ import annotations

import time

from newsdesk.feeds.connecting import Attempt


def test_what_we_make_it_wait_for_is_off_its_clock() -> None:
    attempt = Attempt(time.monotonic() + 60)
    deadline = attempt.deadline
    with attempt.off_the_clock():
        left = attempt.left()
        time.sleep(0.01)
        assert attempt.left() == left
    assert attempt.deadline > deadline
    attempt.close()


def test_the_watchdog_ends_nothing_while_the_clock_stands_still() -> None:
    attempt = Attempt(time.monotonic() + 60)
    with attempt.off_the_clock():
        attempt.deadline = time.monotonic() - 60
        attempt._rung()
        assert not attempt.expired
    attempt._rung()
    assert attempt.expired
    attempt.close()
