"""Every model call is a row with tokens and cost, written before and after the request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from newsdesk.errors import ModelRefused
from newsdesk.llm.prices import Usage


class CapReached(ModelRefused):
    """The next call might take the edition over its cap; the edition is finished with what it has."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request about to be sent. max_cost: USD it may cost at most, counted until it ends.

    batch: "" for a call of its own. keys: as in calls.Question; kept for what goes out in a batch.
    """

    purpose: str  # judge, write or region
    model: str
    prompt_version: str
    request_hash: str
    max_cost: Decimal
    batch: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Batched:
    """An answer that came by batch. keys: id in the request → key of what stood in that line."""

    answer: Any
    keys: Mapping[str, str]


class Ledger(Protocol):
    """The calls of one judging of one edition."""

    @property
    def judging(self) -> int:
        """Which judging this is; part of every request's hash, so that a fresh one asks anew."""
        ...

    def recall(self, request_hash: str) -> dict[str, Any] | None:
        """The committed answer to the same request; it is never bought again."""
        ...

    def batched(self, purpose: str) -> Sequence[Batched]:
        """The answers of one purpose that came by batch, the oldest first."""
        ...

    def way(self, model: str) -> str:
        """How this endpoint last gave this edition an answer that could be read; "" where it has not."""
        ...

    def range_cost(self) -> Decimal:
        """USD spent, as committed_cost, on all dates of the range that this edition is made in."""
        ...

    def committed_cost(self) -> Decimal:
        """USD spent: what ended calls cost, and the most that calls in flight or dead may."""
        ...

    def sent(self, call: Call) -> int:
        """Records a call before its request goes out; returns the row's number."""
        ...

    def answered(self, number: int, answer: Mapping[str, Any], usage: Usage, cost: Decimal) -> None:
        """Records what came back, usable or not."""
        ...

    def failed(self, number: int, error: str, cost: Decimal) -> None:
        """Records that nothing came back. cost: 0 where the provider surely did no work."""
        ...
