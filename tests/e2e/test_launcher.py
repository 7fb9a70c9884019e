"""The launcher as a person uses it: a copy of the checkout, the sample, a real scheduler."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.e2e.checkout import Checkout, copied

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def checkout() -> Iterator[Checkout]:
    with copied() as copy:
        yield copy


def test_the_sample_from_nothing_to_a_report_and_down_again(checkout: Checkout) -> None:
    first = checkout.call("run", "--sample")
    assert first.returncode == 0
    filed = checkout.reports()
    assert set(filed) == {"2026-03-06_report.json", "2026-03-06_report.txt"}
    text = filed["2026-03-06_report.txt"].decode()
    assert "AI每日动态 - 2026-03-06" in text
    assert "示例" in text
    assert "reports-sample/2026-03-06_report.txt" in first.stdout
    for task in ("ingest", "dedupe", "rank", "tag_regions", "write_up", "render_report"):
        assert f"{task:<14} done" in first.stdout

    assert checkout.call("status", "--sample").returncode == 0
    assert checkout.call("run", "--sample").returncode == 0
    assert checkout.reports() == filed
    assert checkout.call("rerun", "2026-03-06", "--from", "rank", "--sample").returncode == 0
    assert checkout.reports() == filed

    assert checkout.call("down").returncode == 0
    assert checkout.processes() == []
    assert checkout.call("status", "--sample").returncode == 1


def test_no_secret_is_in_a_log_or_readable_by_others(checkout: Checkout) -> None:
    home = checkout.folder / ".newsdesk" / "sample"
    secrets = json.loads((home / "secrets.json").read_text())
    assert (home.stat().st_mode & 0o077) == 0
    logs = [path for path in home.rglob("*.log") if path.is_file()]
    assert logs
    for path in logs:
        text = path.read_text(encoding="utf-8", errors="replace")
        for name, value in secrets.items():
            assert value not in text, f"{name} stands in {path}"
