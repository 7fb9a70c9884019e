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
    no job is begun while results that weigh more than `ahead` together wait for a slow reader, so that
    they do not pile up in memory. weight_of: in the unit of `ahead`.
    """

    def __init__(
        self,
        jobs: Sequence[Job],
        work: Callable[[Job], Result],
        host_of: Callable[[Job], str],
        *,
        workers: int,
        a_host: int,
        weight_of: Callable[[Result], int],
        ahead: int,
    ) -> None:
        self._work = work
        self._host_of = host_of
        self._workers = min(workers, len(jobs))
        self._a_host = a_host
        self._weight_of = weight_of
        self._ahead = ahead
        self._waiting = 0  # weight of _finished
        self._ready: deque[Job] = deque()
        self._held: dict[str, deque[Job]] = {}  # host → jobs for which it has no connection free
        self._running: Counter[str] = Counter()  # those in _ready count as running
        self._finished: deque[tuple[Result | None, BaseException | None, int]] = deque()
        self._undelivered = self._unstarted = len(jobs)
        self._stopped = False
        lock = threading.Lock()
        self._room = threading.Condition(lock)  # for a worker: a job to take, or the end
        self._news = threading.Condition(lock)  # for the reader: a result
        for job in jobs:
            self._enter(job)

    def _enter(self, job: Job) -> None:
        host = self._host_of(job)
        if self._running[host] < self._a_host:
            self._running[host] += 1
            self._ready.append(job)
        else:
            self._held.setdefault(host, deque()).append(job)

    def results(self) -> Iterator[Result]:
        """Each result as its job ends. Closing the iterator starts no further job.

        Raises what a job raised.
        """
        for number in range(self._workers):
            # Daemons: a process that is told to end does not wait for a slow server.
            threading.Thread(target=self._run, name=f"fetch-{number}", daemon=True).start()
        try:
            while self._undelivered:
                with self._news:
                    self._news.wait_for(lambda: bool(self._finished))
                    result, error, weight = self._finished.popleft()
                    self._waiting -= weight
                    self._undelivered -= 1
                    self._room.notify()
                if error is not None:
                    raise error
                yield cast(Result, result)
        finally:
            with self._room:
                self._stopped = True
                self._room.notify_all()

    def _run(self) -> None:
        while (job := self._take()) is not None:
            ended = self._ended(job)
            with self._room:
                self._leave(self._host_of(job))
                self._finished.append(ended)
                self._waiting += ended[2]
                self._news.notify()
            del ended  # while this thread waits for its next job, the result belongs to its reader alone

    def _ended(self, job: Job) -> tuple[Result | None, BaseException | None, int]:
        try:
            result = self._work(job)
            return result, None, self._weight_of(result)
        except BaseException as error:  # a thread that dies unheard would leave the reader waiting for ever
            return None, error, 0

    def _leave(self, host: str) -> None:
        """A connection of a host is free: its next job may run."""
        self._running[host] -= 1
        held = self._held.get(host)
        if held:
            self._enter(held.popleft())
            self._room.notify()

    def _take(self) -> Job | None:
        with self._room:
            while not self._stopped and self._unstarted:
                if self._ready and self._waiting <= self._ahead:
                    self._unstarted -= 1
                    job = self._ready.popleft()
                    if not self._unstarted:
                        self._room.notify_all()  # the others have nothing to wait for
                    elif self._ready:
                        self._room.notify()  # one news may make room for several
                    return job
                self._room.wait()
            return None
