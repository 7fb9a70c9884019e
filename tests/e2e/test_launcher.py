"""The launcher as a person uses it: a copy of the checkout, the sample, a real scheduler."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[2]
NOT_COPIED = shutil.ignore_patterns(
    ".venv", ".git", ".newsdesk", "reports", "reports-*", "__pycache__", ".*_cache", ".hypothesis"
)

pytestmark = pytest.mark.e2e


@dataclass
class Checkout:
    """A copy of this checkout; what is started in it uses this test's own packages."""

    folder: Path

    def call(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs ./newsdesk; its output is kept for the failure message of a test."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("AIRFLOW", "NEWSDESK", "PYTHON"))
        }
        done = subprocess.run(
            [self.folder / "newsdesk", *arguments],
            env={**kept, "NEWSDESK_VENV": sys.prefix},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )
        print(f"$ ./newsdesk {' '.join(arguments)}\n{done.stdout}{done.stderr}exit {done.returncode}")
        return done

    def processes(self) -> list[str]:
        """The command lines of what still runs in this copy."""
        found = []
        for process in psutil.process_iter():
            try:
                line = " ".join(process.cmdline())
                if str(self.folder) in line or Path(process.cwd()).is_relative_to(self.folder):
                    found.append(line)
            except psutil.Error:
                continue  # ended meanwhile, or nobody has waited for it yet
        return found

    def reports(self) -> dict[str, bytes]:
        """The sample's reports, by file name."""
        return {path.name: path.read_bytes() for path in (self.folder / "reports-sample").iterdir()}


@pytest.fixture(scope="module")
def checkout() -> Iterator[Checkout]:
    # Not below pytest's own folder: where tests run as root Postgres has a user of its own, who must
    # be able to reach its data, and another pytest would close that folder again.
    folder = Path(tempfile.mkdtemp(prefix="newsdesk-e2e-")).resolve()
    copy = Checkout(folder / "checkout")
    shutil.copytree(ROOT, copy.folder, ignore=NOT_COPIED)
    try:
        yield copy
    finally:
        copy.call("down")
        shutil.rmtree(folder, ignore_errors=True)


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
