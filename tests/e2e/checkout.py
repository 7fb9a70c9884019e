"""A copy of this checkout with a sample installation of its own, for tests that start everything."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
NOT_COPIED = shutil.ignore_patterns(
    ".venv", ".git", ".newsdesk", "reports", "reports-*", "__pycache__", ".*_cache", ".hypothesis"
)


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


@contextmanager
def copied() -> Iterator[Checkout]:
    """The copy; at the end everything that was started in it is stopped, and it is gone."""
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
