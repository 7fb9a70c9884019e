"""A range of dates asked ahead through the provider's Batch API: half the price, for whoever can wait.

One batch a stage for all dates together: the judgements, then orders and regions, then the summaries,
then those that have to be written again. The answers enter the ledger as any others; the editions are
made after that in the usual way, and find there line by line what was answered. What a batch did not
bring, and what an earlier date of the range changed, is asked at once and at list price.

A call is written down before its batch is handed in, with its most at half the price, and belongs to the
batch as soon as that has a name; so a process that dies takes the wait up where it was.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_exponential

from newsdesk import rankers, stages
from newsdesk.ahead import Ahead
from newsdesk.desk import Desk, log
from newsdesk.errors import ModelRefused, ModelUnavailable
from newsdesk.judging import judging_number
from newsdesk.llm.calls import AttemptFailed, Question, Reply, bounds, committed, storable, within_caps
from newsdesk.llm.collecting import Collecting
from newsdesk.llm.ledger import Call, CapReached
from newsdesk.llm.prices import cost
from newsdesk.store import batches as rows
from newsdesk.store import editions
from newsdesk.store.editions import EditionState
from newsdesk.store.model_calls import PostgresLedger

_ATTEMPTS = 4  # at handing a batch in, where the provider surely has not taken it
_BACKOFF = wait_exponential(multiplier=2, max=30)


class Provider(Protocol):
    """Who takes batches: newsdesk.llm.claude.ClaudeBatches."""

    def submit(self, requests: Mapping[str, dict[str, Any]]) -> str:
        """Hands in requests by custom_id; returns the batch's id. Raises AttemptFailed or ModelRefused."""
        ...

    def ended(self, batch: str) -> bool:
        """Whether its results are there. Raises AttemptFailed or ModelRefused."""
        ...

    def results(self, batch: str) -> Iterator[tuple[str, Reply | str]]:
        """custom_id → what came back, or a word for why nothing did."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """How far it is. batch: the one to wait for, "" when all is asked. requests: handed in just now.

    refused: why the provider takes no batches, "" where it does.
    """

    batch: str = ""
    requests: int = 0
    refused: str = ""


def ask_ahead(
    desks: Sequence[Desk], provider: Provider, sleep: Callable[[float], None] = time.sleep
) -> Asked:
    """Goes on until there is a batch to wait for, or nothing more to ask. Desks: one a date, in order.

    The first desk's run leads: dates that another run has asked by batch are left alone. Raises
    ModelUnavailable where the provider does not answer; calling again goes on from there.
    """
    requests = 0
    while True:
        for batch in _open(desks):
            if not _arrived(desks, provider, batch):
                return Asked(batch, requests)
        noted = _noted(desks)
        if not noted:
            return Asked()
        try:
            requests = _hand_in(noted, provider, sleep)
        except ModelRefused as refusal:
            log.warning("no batch (%s); the questions are asked at once, at list price", refusal)
            return Asked(refused=str(refusal))


def give_up(desks: Sequence[Desk], batch: str, why: str) -> None:
    """A batch that will not be waited for any longer: its calls count at their most."""
    with desks[0].engine.connect() as conn:
        waiting = rows.waiting(conn, batch)
    for one in waiting:
        _close(desks, one, why)


def _open(desks: Sequence[Desk]) -> list[str]:
    with desks[0].engine.connect() as conn:
        return rows.open_batches(conn, desks[0].edition.slug, [one.run.report_date for one in desks])


def _arrived(desks: Sequence[Desk], provider: Provider, batch: str) -> bool:
    """Whether a batch has ended; then its answers are in the ledger. Raises ModelUnavailable."""
    try:
        if not provider.ended(batch):
            return False
        _take(desks, provider, batch)
    except AttemptFailed as error:
        raise ModelUnavailable(f"batch {batch}: {error}") from error
    except ModelRefused as error:
        give_up(desks, batch, f"the provider no longer gives it out: {error}")
    return True


def _take(desks: Sequence[Desk], provider: Provider, batch: str) -> None:
    with desks[0].engine.connect() as conn:
        waiting = {_custom_id(one.number): one for one in rows.waiting(conn, batch)}
    for name, outcome in provider.results(batch):
        call = waiting.pop(name, None)
        if call is None:
            continue
        if isinstance(outcome, str):
            _ledger(desks, call).failed(call.number, storable(outcome), Decimal(0))
        else:
            model = desks[0].files.models.named(call.model)
            answer = {**committed(outcome), "keys": dict(call.keys)}
            paid = cost(outcome.usage, model, batch=True)
            _ledger(desks, call).answered(call.number, answer, outcome.usage, paid)
    for call in waiting.values():
        _close(desks, call, "not among the batch's results")
    log.info("batch %s has ended; %d of its calls had no result", batch, len(waiting))


def _close(desks: Sequence[Desk], call: rows.Waiting, why: str) -> None:
    """Ends a call of which nothing is known: it counts at its most."""
    _ledger(desks, call).lost(call.number, storable(why))


def _ledger(desks: Sequence[Desk], call: rows.Waiting) -> PostgresLedger:
    """The ledger of a call's own date, which may be one of another range than these desks'."""
    desk = desks[0]
    return PostgresLedger(desk.engine, desk.edition.slug, call.report_date, call.judging, desk.real_now)


@dataclass(frozen=True, slots=True)
class _Noted:
    """What one date asks next."""

    desk: Desk
    number: int
    questions: Mapping[str, Question]


def _noted(desks: Sequence[Desk]) -> list[_Noted]:
    """What each date that this run leads asks next, its articles read and joined before."""
    led = [one for one in desks if not _asked_by_others(one)]
    told: set[str] = set()
    noted = []
    for desk in led:
        stages.STAGES["ingest"](desk)
        stages.STAGES["dedupe"](desk)
        state = _state(desk)
        number = judging_number(desk.run, state)
        with desk.engine.connect() as conn:
            settled = rows.keys_asked(conn, *desk.key, number)
        asker = Collecting(rankers.model_name(desk), rankers.ledger(desk, number), settled)
        told |= Ahead(desk, state, asker, number, told).by_stage()
        if asker.noted:
            noted.append(_Noted(desk, number, asker.noted))
    return noted


def _asked_by_others(desk: Desk) -> bool:
    with desk.engine.connect() as conn:
        state = editions.find_edition(conn, *desk.key)
        return state is not None and rows.asked_before(
            conn, *desk.key, judging_number(desk.run, state), desk.run.started_at
        )


def _state(desk: Desk) -> EditionState:
    with desk.engine.connect() as conn:
        state = editions.find_edition(conn, *desk.key)
    assert state is not None  # noqa: S101 - ingest has made it
    return state


def _hand_in(noted: Sequence[_Noted], provider: Provider, sleep: Callable[[float], None]) -> int:
    """Writes the calls down, hands them in as one batch; returns how many. Raises ModelUnavailable or
    ModelRefused, also where no call is within its cap.
    """
    requests: dict[str, dict[str, Any]] = {}
    numbers: list[int] = []
    for one in noted:
        for number, body in _written_down(one):
            numbers.append(number)
            requests[_custom_id(number)] = body
    if not requests:
        raise ModelRefused("the caps leave no room for any of it")
    desk = noted[0].desk
    batch = _submitted(noted, numbers, requests, provider, sleep)
    with desk.engine.begin() as conn:
        rows.handed_in(conn, numbers, batch)
    log.info("batch %s handed in: %d requests for %d dates", batch, len(requests), len(noted))
    return len(requests)


def _written_down(one: _Noted) -> Iterator[tuple[int, dict[str, Any]]]:
    """The ledger's number and the body of each of a date's questions that its caps leave room for."""
    from newsdesk.llm.claude import Claude

    name = rankers.model_name(one.desk)
    model = one.desk.files.models.named(name)
    ledger, caps = rankers.ledger(one.desk, one.number), rankers.caps(one.desk, one.number)
    claude = Claude(one.desk.client, name, model, ledger.way(name))
    for request_hash, question in one.questions.items():
        max_tokens, highest = bounds(question, model, batch=True)
        try:
            within_caps(ledger, caps, question.purpose, highest)
        except CapReached as stop:
            log.warning("%s, %s: not in the batch: %s", one.desk.run.report_date, question.purpose, stop)
            continue
        version = question.prompt.version
        call = Call(question.purpose, name, version, request_hash, highest, rows.HANDING_IN, question.keys)
        yield ledger.sent(call), claude.request(question, max_tokens, cached=False)


def _submitted(
    noted: Sequence[_Noted],
    numbers: Sequence[int],
    requests: Mapping[str, dict[str, Any]],
    provider: Provider,
    sleep: Callable[[float], None],
) -> str:
    """The batch's id. What was surely not taken is tried again; what may have been never is."""
    retrying = Retrying(
        retry=retry_if_exception(lambda error: isinstance(error, AttemptFailed) and not error.worked),
        stop=stop_after_attempt(_ATTEMPTS),
        wait=_BACKOFF,
        sleep=sleep,
        reraise=True,
    )
    try:
        return str(retrying(provider.submit, requests))
    except (AttemptFailed, ModelRefused) as error:
        ledger = rankers.ledger(noted[0].desk, noted[0].number)
        worked = isinstance(error, AttemptFailed) and error.worked
        for number in numbers:
            if worked:
                ledger.lost(number, storable(str(error)))
            else:
                ledger.failed(number, storable(str(error)), Decimal(0))
        if worked:
            with noted[0].desk.engine.begin() as conn:
                rows.handed_in(conn, numbers, rows.UNKNOWN)
        if isinstance(error, ModelRefused):
            raise
        raise ModelUnavailable(f"no batch could be handed in: {error}") from error


def _custom_id(number: int) -> str:
    return f"call-{number}"
