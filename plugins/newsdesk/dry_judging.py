"""What judging an edition would ask of the model and what that would cost. Nothing is asked or written."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from newsdesk import rankers
from newsdesk.ahead import Ahead
from newsdesk.desk import Desk
from newsdesk.errors import StageOutOfOrder
from newsdesk.judging import judging_number
from newsdesk.llm.calls import Question
from newsdesk.llm.collecting import Bill, Collecting, bill
from newsdesk.store import editions

PURPOSES = ("judge", "order", "region", "write")


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """bills: by purpose, of what is not in the ledger yet. questions: those themselves, in order.

    recalled: requests that were answered before and would cost nothing. spent: USD of this judging
    so far; cap: the most that it may cost.
    """

    model: str
    candidates: int
    bills: tuple[Bill, ...]
    questions: tuple[Question, ...]
    recalled: int
    spent: Decimal
    cap: Decimal

    @property
    def usd(self) -> Decimal:
        """The list price of all that would be asked, estimated."""
        return sum((one.usd for one in self.bills), Decimal(0))


def rehearse(desk: Desk) -> Rehearsed:
    """Works the date as far as a model would be asked, and notes the questions.

    Where the judging is not in the ledger yet, the rules stand in for it in deciding what would be
    ordered, placed and written. Pages that writing would fetch are not. Raises StageOutOfOrder where
    the date has no stories yet, ConfigError where the model has no prices.
    """
    with desk.engine.connect() as conn:
        state = editions.find_edition(conn, *desk.key)
    if state is None or state.intake_seq is None or state.joins_seq is None:
        raise StageOutOfOrder(
            f"{desk.run.report_date} has no stories yet, so there is nothing to ask; make it first "
            f"(./newsdesk run {desk.run.report_date}), without the connection where it is to cost nothing"
        )
    number = judging_number(desk.run, state)
    name, ledger = rankers.model_name(desk), rankers.ledger(desk, number)
    asker = Collecting(name, ledger)
    work = Ahead(desk, state, asker, number)
    work.by_rules_in_place()
    questions = list(asker.noted.values())
    model = desk.files.models.named(name)
    return Rehearsed(
        model=name,
        candidates=work.candidates,
        bills=tuple(
            bill(purpose, [one for one in questions if one.purpose == purpose], model) for purpose in PURPOSES
        ),
        questions=tuple(questions),
        recalled=asker.recalled,
        spent=ledger.committed_cost(),
        cap=desk.files.models.cap(number),
    )
