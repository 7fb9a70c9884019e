"""The shares that bench/regions.py prints must not fall behind what was measured."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bench import regions as bench
from newsdesk.regions.names import Names
from newsdesk.settings import load_edition

NAMES = Names.load(bench.ROOT / "include" / "names")
SECTIONS = load_edition(bench.ROOT / "include" / "editions" / "ai-zh.toml").sections


def test_sample_items_stand_in_their_section() -> None:
    counts = bench._sample(NAMES, SECTIONS, wrong=False)
    assert counts["items"] > 100
    assert counts["right"] >= 0.97 * counts["items"]


@pytest.mark.parametrize("title_only", [False, True])
def test_golden_days_sorted_by_actor(data: Path, title_only: bool) -> None:
    total: Counter[str] = Counter()
    options = bench.options(["--title-only"] if title_only else [])
    for path in sorted((data / "golden").glob("20*.json")):
        if path.name[:10] not in {bench.INVENTED, *bench.BY_PUBLISHER}:
            total.update(bench._golden_day(path, NAMES, SECTIONS, options))
    assert total["items"] > 100
    assert total["right decided"] >= 0.93 * total["decided"]
    assert total["decided"] >= 0.7 * total["items"]
