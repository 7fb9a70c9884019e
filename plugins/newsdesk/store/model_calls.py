"""The ledger of model calls in Postgres. Each step is a short transaction of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Engine, func, insert, select, update

from newsdesk.llm.ledger import Batched, Call
from newsdesk.llm.prices import Usage
from newsdesk.store.tables import ModelCallRow

# What ended calls cost, and for calls in flight or killed the most they may have.
_SPENT = func.sum(func.coalesce(ModelCallRow.cost_usd, ModelCallRow.max_cost_usd))


class PostgresLedger:
    """A newsdesk.llm.ledger.Ledger over model_calls, for one judging of one edition.

    Its transactions are not the stage's: a row that was written before a kill is there after it.
    The edition's row has to exist. now: the clock on the wall, for sent_at and ended_at alone.
    budget: names the range of dates whose total the calls count towards, "" for none.
    """

    def __init__(
        self,
        engine: Engine,
        slug: str,
        report_date: date,
        judging: int,
        now: Callable[[], datetime],
        budget: str = "",
    ) -> None:
        self._engine = engine
        self._slug = slug
        self._report_date = report_date
        self._judging = judging
        self._now = now
        self._budget = budget

    @property
    def judging(self) -> int:
        """Which judging of the edition this is."""
        return self._judging

    def _answered(self) -> tuple[ColumnElement[bool], ...]:
        """The answered calls of this edition, of whatever judging."""
        row = ModelCallRow
        mine = row.slug == self._slug, row.report_date == self._report_date
        return *mine, row.status == "answered"

    def recall(self, request_hash: str) -> dict[str, Any] | None:
        """The first committed answer to the same request of this edition."""
        row = ModelCallRow
        query = (
            select(row.answer)
            .where(
                *self._answered(),
                row.request_hash == request_hash,
            )
            .order_by(row.id)
            .limit(1)
        )
        with self._engine.connect() as connection:
            return connection.execute(query).scalar_one_or_none()

    def batched(self, purpose: str) -> Sequence[Batched]:
        """The answers of this judging that came by batch, the oldest first."""
        row = ModelCallRow
        query = (
            select(row.answer)
            .where(
                *self._answered(),
                row.judging == self._judging,
                row.purpose == purpose,
                row.batch != "",
            )
            .order_by(row.id)
        )
        with self._engine.connect() as connection:
            answers = connection.execute(query).scalars().all()
        return [Batched(one["answer"], one.get("keys", {})) for one in answers]

    def way(self, model: str) -> str:
        """How the model last gave this edition an answer that could be read; "" where it has not."""
        row = ModelCallRow
        way = row.answer["way"].astext
        query = (
            select(way)
            .where(
                *self._answered(),
                row.model == model,
                way != "",
            )
            .order_by(row.id.desc())
            .limit(1)
        )
        with self._engine.connect() as connection:
            return connection.execute(query).scalar_one_or_none() or ""

    def range_cost(self) -> Decimal:
        """USD, counted as in committed_cost, of all calls that name this ledger's budget."""
        query = select(_SPENT).where(
            ModelCallRow.slug == self._slug, ModelCallRow.budget == self._budget, ModelCallRow.budget != ""
        )
        with self._engine.connect() as connection:
            return connection.execute(query).scalar_one() or Decimal(0)

    def committed_cost(self) -> Decimal:
        """USD: what ended calls cost, and for calls in flight or killed the most they may have."""
        row = ModelCallRow
        query = select(_SPENT).where(
            row.slug == self._slug,
            row.report_date == self._report_date,
            row.judging == self._judging,
        )
        with self._engine.connect() as connection:
            return connection.execute(query).scalar_one() or Decimal(0)

    def sent(self, call: Call) -> int:
        """Writes the row of a call that is about to go out."""
        query = (
            insert(ModelCallRow)
            .values(
                slug=self._slug,
                report_date=self._report_date,
                judging=self._judging,
                purpose=call.purpose,
                model=call.model,
                prompt_version=call.prompt_version,
                request_hash=call.request_hash,
                status="sent",
                max_cost_usd=call.max_cost,
                sent_at=self._now(),
                budget=self._budget,
                batch=call.batch,
                answer={"keys": dict(call.keys)} if call.batch else {},
            )
            .returning(ModelCallRow.id)
        )
        with self._engine.begin() as connection:
            return connection.execute(query).scalar_one()

    def answered(self, number: int, answer: Mapping[str, Any], usage: Usage, cost: Decimal) -> None:
        """Closes the row with the answer. tokens_in: the whole prompt; tokens_cached: its cached part."""
        self._end(
            number,
            status="answered",
            answer=dict(answer),
            tokens_in=usage.prompt,
            tokens_out=usage.output,
            tokens_cached=usage.cache_read,
            cost_usd=cost,
        )

    def failed(self, number: int, error: str, cost: Decimal) -> None:
        """Closes the row with the error."""
        self._end(number, status="failed", error=error, cost_usd=cost)

    def lost(self, number: int, error: str) -> None:
        """Closes the row of a call of which nothing is known; it goes on counting at its most."""
        self._end(number, status="failed", error=error)

    def _end(self, number: int, **values: object) -> None:
        query = update(ModelCallRow).where(ModelCallRow.id == number).values(ended_at=self._now(), **values)
        with self._engine.begin() as connection:
            connection.execute(query)
