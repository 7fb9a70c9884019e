"""Work in a thread of its own, ahead of whoever takes the results. No network."""

from __future__ import annotations

import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
# Seconds after which a thread that computes lets another one on. Python's own 5 ms may be added to each
# answer of a database that the taker waits for (600 sources of bench/ingest.py: 27.3 s, with this 26.4).
_TURN = 0.0005


def worked_ahead(items: Iterator[Item], work: Callable[[Item], Result], *, ahead: int) -> Iterator[Result]:
    """work over items, in order, in one thread: at most `ahead` results wait for a slow taker.

    One thread and not many: what reading a large feed takes of memory is given back to the place
    (malloc's arenas are a thread's own) where the next one needs it. Raises what items or work
    raises, in its turn. Closing the iterator ends the work after the item under way. Until then
    the process's threads take shorter turns.
    """
    ready: deque[tuple[Result | None, BaseException | None]] = deque()
    changed = threading.Condition()
    state = {"done": False, "stopped": False}

    def run() -> None:
        error: BaseException | None = None
        try:
            for item in items:
                result = work(item)
                del item
                with changed:
                    ready.append((result, None))
                    changed.notify_all()
                    changed.wait_for(lambda: len(ready) <= ahead or state["stopped"])
                    if state["stopped"]:
                        return
        except BaseException as caught:
            error = caught
        finally:
            close = getattr(items, "close", None)
            if close is not None:
                close()
            with changed:
                if error is not None:
                    ready.append((None, error))
                state["done"] = True
                changed.notify_all()

    turn = sys.getswitchinterval()
    sys.setswitchinterval(_TURN)
    threading.Thread(target=run, name="reading", daemon=True).start()
    try:
        while True:
            with changed:
                changed.wait_for(lambda: bool(ready) or state["done"])
                if not ready:
                    return
                result, error = ready.popleft()
                changed.notify_all()
            if error is not None:
                raise error
            yield result  # type: ignore[misc]  # no error, so there is one
    finally:
        sys.setswitchinterval(turn)
        with changed:
            state["stopped"] = True
            changed.notify_all()
