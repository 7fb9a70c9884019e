from __future__ import annotations

import threading

import pytest

from newsdesk.feeds.schedule import Schedule


def run(
    jobs: list[str], work: object, *, workers: int = 4, a_host: int = 2, ahead: int = 4
) -> Schedule[str, str]:
    return Schedule(
        jobs, work, lambda job: job[0], workers=workers, a_host=a_host, weight_of=lambda _: 1, ahead=ahead
    )  # type: ignore[arg-type]


def test_every_job_has_its_result() -> None:
    jobs = [f"{host}{number}" for host in "abc" for number in range(10)]
    assert sorted(run(jobs, str.upper).results()) == sorted(job.upper() for job in jobs)


def test_no_jobs_no_results() -> None:
    assert list(run([], str.upper).results()) == []


def test_a_host_never_has_more_than_its_share_and_others_go_on() -> None:
    open_now: dict[str, int] = {"a": 0, "b": 0}
    most: dict[str, int] = {"a": 0, "b": 0}
    lock = threading.Lock()
    others_done = threading.Event()

    def work(job: str) -> str:
        with lock:
            open_now[job[0]] += 1
            most[job[0]] = max(most[job[0]], open_now[job[0]])
        if job == "b3":
            others_done.set()
        if job[0] == "a":
            others_done.wait(10)  # a slow host: the other one is served meanwhile
        with lock:
            open_now[job[0]] -= 1
        return job

    jobs = [f"a{number}" for number in range(6)] + [f"b{number}" for number in range(4)]
    assert sorted(run(jobs, work).results()) == jobs
    assert others_done.is_set()
    assert most["a"] == 2


def test_what_a_job_raises_reaches_the_reader() -> None:
    def work(job: str) -> str:
        raise RuntimeError(job)

    with pytest.raises(RuntimeError, match="a1"):
        next(run(["a1"], work).results())


def test_closing_early_starts_nothing_more() -> None:
    begun: list[str] = []
    results = run(
        [f"a{number}" for number in range(50)], lambda job: begun.append(job) or job, ahead=1
    ).results()
    next(results)
    results.close()  # type: ignore[attr-defined]
    assert len(begun) < 50


@pytest.mark.parametrize(("weight", "most"), [(1, 12), (11, 2)])
def test_results_wait_by_their_weight(weight: int, most: int) -> None:
    """Many small ones may wait for a slow reader; after a heavy one nothing is begun until it is taken."""
    begun: list[str] = []
    reached, beyond = threading.Event(), threading.Event()

    def work(job: str) -> str:
        begun.append(job)
        if len(begun) == most:
            reached.set()
        if len(begun) > most:
            beyond.set()
        return job

    jobs = [f"{number}" for number in range(20)]
    schedule = Schedule(jobs, work, str, workers=1, a_host=1, weight_of=lambda _: weight, ahead=10)
    results = schedule.results()
    next(results)
    assert reached.wait(60)
    assert not beyond.wait(0.5)  # a busy machine can only miss the fault, not make one
    results.close()  # type: ignore[attr-defined]
