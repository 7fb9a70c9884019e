"""What a range would cost: sums, rounding, words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from newsdesk.cli.dry_run import said
from newsdesk.estimating import Dated, in_words, reckon
from newsdesk.store.estimates import Past

CAP = Decimal("0.10")
NONE = Past(0, 0, Decimal(0))


def dated(day: int, articles: int = 50, state: str = "missing", asks: bool = True) -> Dated:
    return Dated(date(2026, 3, day), articles, state, asks)


def test_a_range_costs_what_its_editions_have_cost_here_rounded_up() -> None:
    found = reckon(
        [dated(1), dated(2), dated(3, asks=False, state="filed")], Past(3, 20, Decimal("0.05")), CAP
    )
    assert (found.made, found.asking, found.calls) == (2, 2, 14)
    assert found.usd == Decimal("0.0334")
    assert found.at_most == Decimal("0.20")
    assert in_words(found) == (
        "2 of 3 editions to make, about 14 model calls and 0.0334 USD (as 3 editions here have cost),"
        " at most 0.20 USD"
    )


def test_by_batch_it_is_what_the_list_price_makes_at_the_models_factor() -> None:
    past = Past(3, 20, Decimal("0.06"))
    found = reckon([dated(1)], past, CAP, batch=Decimal("0.5"))
    assert found.usd == Decimal("0.0100")
    assert in_words(found).endswith("by the Batch API")


def test_without_a_past_only_the_cap_is_promised() -> None:
    assert "at most 0.10 USD" in in_words(reckon([dated(1)], NONE, CAP))


def test_the_cap_holds_whatever_was_spent_before() -> None:
    assert reckon([dated(1)], Past(1, 9, Decimal(7)), CAP).usd == CAP


def test_dates_without_an_archive_are_named_and_ask_nothing() -> None:
    words = in_words(reckon([dated(1, articles=0, asks=False), dated(2, asks=False)], NONE, CAP))
    assert words == "2 of 2 editions to make, no model calls; nothing in the archive for 2026-03-01"


def test_each_date_is_said_in_a_line() -> None:
    assert said(dated(1, state="filed", asks=False), False).startswith("is filed and stays as it is")
    assert "judged anew, by the model" in said(dated(1, state="filed"), False)
    assert "nothing in the archive" in said(dated(1, articles=0, asks=False), False)
