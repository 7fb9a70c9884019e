"""The ledger of model calls in Postgres. Each step is a short transaction of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine, func, insert, select, update

from newsdesk.llm.ledger import Call
from newsdesk.llm.prices import Usage
from newsdesk.store.tables import ModelCallRow


class PostgresLedger:
    """A newsdesk.llm.ledger.Ledger over model_calls, for one judging of one edition.

    Its transactions are not the stage's: a row that was written before a kill is there after it.
    The edition's row has to exist. now: the run's clock, for sent_at and ended_at alone.
    """

    def __init__(
        self, engine: Engine, slug: str, report_date: date, judging: int, now: Callable[[], datetime]
    ) -> None:
        self._engine = engine
        self._slug = slug
        self._report_date = report_date
        self._judging = judging
        self._now = now

    @property
    def judging(self) -> int:
        """Which judging of the edition this is."""
        return self._judging

    def recall(self, request_hash: str) -> dict[str, Any] | None:
        """The first committed answer to the same request of this edition."""
        row = ModelCallRow
        query = (
            select(row.answer)
            .where(
                row.slug == self._slug,
                row.report_date == self._report_date,
                row.request_hash == request_hash,
                row.status == "answered",
            )
            .order_by(row.id)
            .limit(1)
        )
        with self._engine.connect() as connection:
            return connection.execute(query).scalar_one_or_none()

    def committed_cost(self) -> Decimal:
        """USD: what ended calls cost, and for calls in flight or killed the most they may have."""
        row = ModelCallRow
        query = select(func.sum(func.coalesce(row.cost_usd, row.max_cost_usd))).where(
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

    def _end(self, number: int, **values: object) -> None:
        query = update(ModelCallRow).where(ModelCallRow.id == number).values(ended_at=self._now(), **values)
        with self._engine.begin() as connection:
            connection.execute(query)
