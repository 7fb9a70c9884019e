"""A backfill of seven days, a rerun and an approval, clicked in Airflow's UI, worked by a real scheduler.

Some ten minutes on a quiet machine, so only where NEWSDESK_CLICKS=1 asks for it.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.e2e.browser import Watch, chromium
from tests.e2e.checkout import Checkout, copied
from tests.e2e.clicking import PATIENCE, Clicks

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(
        os.environ.get("NEWSDESK_CLICKS") != "1",
        reason="ten minutes of clicking: NEWSDESK_CLICKS=1 runs it",
    ),
]
# The sample has five days, and next to nothing for the two before them, which their reports must say.
DAYS = [f"2026-{day}" for day in ("02-28", "03-01", "03-02", "03-03", "03-04", "03-05", "03-06")]


@pytest.fixture(scope="module")
def checkout() -> Iterator[Checkout]:
    with copied() as copy:
        yield copy


@pytest.fixture(scope="module")
def page(checkout: Checkout) -> Iterator[tuple[Page, str]]:
    """A browser of Shanghai before the sample's UI, not logged in."""
    up = checkout.call("up", "--sample")
    assert up.returncode == 0
    found = re.search(r"Airflow\s+(http://\S+)", up.stdout)
    assert found
    with chromium() as browser:
        context = browser.new_context(
            viewport={"width": 1400, "height": 1000}, locale="zh-CN", timezone_id="Asia/Shanghai"
        )
        context.set_default_timeout(PATIENCE)
        watch = Watch(urlsplit(found[1]).netloc)
        watch.over(context)
        yield context.new_page(), found[1]
        context.close()
    assert [wrong for wrong in watch.wrong if wrong.startswith(("a request", "a dialog"))] == []


def test_seven_days_again_and_approved(checkout: Checkout, page: tuple[Page, str]) -> None:
    clicks = Clicks(*page)
    password = json.loads((checkout.folder / ".newsdesk" / "sample" / "secrets.json").read_text())["password"]
    clicks.log_in("admin", password)

    runs = clicks.backfill(DAYS[0].replace("-", "/"), DAYS[-1].replace("-", "/"))
    assert [run["partition_key"] for run in runs] == DAYS
    for run in runs:
        clicks.wait_until_done(run["dag_run_id"])
    done = clicks.runs()
    assert [one["partition_key"] for one in sorted(done, key=lambda one: one["start_date"])] == DAYS
    filed = checkout.reports()
    assert {name for name in filed if name.endswith(".txt")} == {f"{day}_report.txt" for day in DAYS}
    assert "今日消息较少" in filed[f"{DAYS[0]}_report.txt"].decode()
    assert "本期没有内容" in filed[f"{DAYS[1]}_report.txt"].decode()
    last = runs[-1]["dag_run_id"]
    assert "国内动态" in clicks.report_of(last)

    clicks.clear(last)
    clicks.wait_until_done(last)
    assert checkout.reports() == filed

    before = titles(filed)
    asked = clicks.trigger("2026-03-06", "approve")
    clicks.approve(asked, drop="国内1", first="国内4")
    clicks.wait_until_done(asked)
    now = titles(checkout.reports())
    assert now[0] == before[3]
    assert before[0] not in now
    shown = clicks.report_of(asked)
    assert "第 2 版，共 2 版" in shown
    assert "更正（第2版）" in shown


def titles(filed: dict[str, bytes]) -> list[str]:
    """The last day's items of 国内, in order."""
    report = json.loads(filed[f"{DAYS[-1]}_report.json"])
    return [one["title"] for one in report[report["sections"][0]["key"]]]
