"""Every model call is a row with tokens and cost, written before and after the request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from newsdesk.errors import ModelRefused
from newsdesk.llm.prices import Usage


class CapReached(ModelRefused):
    """The next call might take the edition over its cap; the edition is finished with what it has."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request about to be sent. max_cost: USD it may cost at most, counted until it ends."""

    purpose: str  # judge, write or region
    model: str
    prompt_version: str
    request_hash: str
    max_cost: Decimal


class Ledger(Protocol):
    """The calls of one judging of one edition."""

    @property
    def judging(self) -> int:
        """Which judging this is; part of every request's hash, so that a fresh one asks anew."""
        ...

    def recall(self, request_hash: str) -> dict[str, Any] | None:
        """The committed answer to the same request; it is never bought again."""
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
