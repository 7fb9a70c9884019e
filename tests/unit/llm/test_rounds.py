from __future__ import annotations

from collections.abc import Collection, Mapping

import pytest

from newsdesk.llm.calls import Reply
from newsdesk.llm.frame import numbered
from newsdesk.llm.prices import Usage
from newsdesk.llm.rounds import Harvest, gather

ITEMS = numbered(range(1, 26))


class Model:
    """Answers for all it is asked, unless it refuses one story or is cut off above a size."""

    def __init__(self, poison: str = "", most: int = 99, silent: Collection[str] = ()) -> None:
        self.poison, self.most, self.silent = poison, most, silent
        self.asked: list[list[str]] = []

    def ask(self, batch: Mapping[str, int]) -> Reply:
        self.asked.append(list(batch))
        stop = "refused" if self.poison in batch else "cut" if len(batch) > self.most else "answered"
        return Reply(stop, [name for name in batch if name not in self.silent], Usage())  # type: ignore[arg-type]

    def gather(self) -> Harvest[int]:
        harvest: Harvest[int] = Harvest()
        gather(ITEMS, 25, self.ask, lambda answer, ids: {name: ITEMS[name] for name in answer}, harvest)  # type: ignore[attr-defined]
        return harvest


def test_a_batch_that_is_cut_off_is_split_until_it_fits() -> None:
    model = Model(most=7)
    assert model.gather().found == ITEMS
    assert [len(batch) for batch in model.asked] == [25, 12, 6, 6, 13, 6, 7]


def test_what_is_cut_off_even_alone_is_given_up() -> None:
    harvest = Model(most=0).gather()
    assert harvest.found == {}
    assert harvest.hopeless == set(ITEMS)


@pytest.mark.parametrize("poison", ["n1", "n13", "n25"])
def test_one_refused_story_does_not_take_the_batch_with_it(poison: str) -> None:
    model = Model(poison=poison)
    harvest = model.gather()
    assert poison in harvest.hopeless
    assert len(harvest.hopeless) <= 4
    assert len(harvest.found) + len(harvest.hopeless) == 25
    assert len(model.asked) == 7


def test_what_was_refused_is_not_missing_but_what_was_left_out_is() -> None:
    harvest = Model(poison="n1", silent=("n20",)).gather()
    assert list(harvest.missing(ITEMS)) == ["n20"]
