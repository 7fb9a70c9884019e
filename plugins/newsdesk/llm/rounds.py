"""A long list asked for in batches: split where an answer is cut off or refused."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from newsdesk.llm.calls import Reply
from newsdesk.llm.frame import batches, halves

T = TypeVar("T")
E = TypeVar("E")

# A refused batch is split this often, so that one story does not take 24 others with it. More would
# buy the last few stories at several calls each.
REFUSAL_SPLITS = 3


@dataclass(slots=True)
class Harvest(Generic[E]):
    """What the batches brought, kept also when asking has to stop half-way.

    found: the valid entries by id. hopeless: ids that were refused or cut off even alone. pending:
    ids whose question was noted and not asked (a rehearsal of the costs, a batch to come).
    """

    found: dict[str, E] = field(default_factory=dict)
    hopeless: set[str] = field(default_factory=set)
    pending: set[str] = field(default_factory=set)

    def missing(self, items: Mapping[str, T]) -> dict[str, T]:
        """The items that are worth asking for once more."""
        settled = self.found.keys() | self.hopeless | self.pending
        return {name: item for name, item in items.items() if name not in settled}


def gather(
    items: Mapping[str, T],
    size: int,
    ask: Callable[[Mapping[str, T]], Reply],
    read: Callable[[object, Collection[str]], Mapping[str, E]],
    harvest: Harvest[E],
) -> None:
    """Asks for all items in batches of at most size and adds what comes back to the harvest."""
    for batch in batches(items, size):
        _gather_batch(batch, REFUSAL_SPLITS, ask, read, harvest)


def _gather_batch(
    batch: Mapping[str, T],
    splits: int,
    ask: Callable[[Mapping[str, T]], Reply],
    read: Callable[[object, Collection[str]], Mapping[str, E]],
    harvest: Harvest[E],
) -> None:
    reply = ask(batch)
    if reply.stop == "answered":
        harvest.found.update(read(reply.answer, batch.keys()))
        return
    if reply.stop == "pending":
        harvest.pending.update(batch)
        return
    left = splits - 1 if reply.stop == "refused" else splits
    if len(batch) == 1 or left < 0:
        harvest.hopeless.update(batch)
        return
    for half in halves(batch):
        _gather_batch(half, left, ask, read, harvest)
