"""Who fetches what next: many hosts at once, few connections to each. Threads, no network."""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar, cast

Job = TypeVar("Job")
Result = TypeVar("Result")


class Schedule(Generic[Job, Result]):
    """Runs jobs in threads of its own and yields results as they end.

    host_of tells whose connections a job uses. At most `a_host` jobs of one host run at a time, and
    at most `ahead` finished results wait for a slow reader, so that bodies do not pile up in memory.
    """

    def __init__(
        self,
        jobs: Sequence[Job],
        work: Callable[[Job], Result],
        host_of: Callable[[Job], str],
        *,
        workers: int,
        a_host: int,
        ahead: int,
    ) -> None:
        self._pending = list(jobs)
        self._work = work
        self._host_of = host_of
        self._workers = min(workers, len(jobs))
        self._a_host = a_host
        self._ahead = ahead
        self._running: Counter[str] = Counter()
        self._finished: deque[tuple[Result | None, BaseException | None]] = deque()
        self._undelivered = len(jobs)
        self._stopped = False
        self._changed = threading.Condition()

    def results(self) -> Iterator[Result]:
        """Each result as its job ends. Closing the iterator starts no further job.

        Raises what a job raised.
        """
        for number in range(self._workers):
            # Daemons: a process that is told to end does not wait for a slow server.
            threading.Thread(target=self._run, name=f"fetch-{number}", daemon=True).start()
        try:
            while self._undelivered:
                with self._changed:
                    self._changed.wait_for(lambda: bool(self._finished))
                    result, error = self._finished.popleft()
                    self._undelivered -= 1
                    self._changed.notify_all()
                if error is not None:
                    raise error
                yield cast(Result, result)
        finally:
            with self._changed:
                self._stopped = True
                self._changed.notify_all()

    def _run(self) -> None:
        while (job := self._take()) is not None:
            ended: tuple[Result | None, BaseException | None]
            try:
                ended = (self._work(job), None)
            except (
                BaseException
            ) as error:  # a thread that dies unheard would leave the reader waiting for ever
                ended = (None, error)
            with self._changed:
                self._running[self._host_of(job)] -= 1
                self._finished.append(ended)
                self._changed.notify_all()

    def _take(self) -> Job | None:
        with self._changed:
            while not self._stopped and self._pending:
                if len(self._finished) <= self._ahead:
                    for place, job in enumerate(self._pending):
                        host = self._host_of(job)
                        if self._running[host] < self._a_host:
                            del self._pending[place]
                            self._running[host] += 1
                            return job
                self._changed.wait()
            return None
