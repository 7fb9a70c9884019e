"""A Chromium for tests, held to loopback, that remembers what a page should not have done."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    expect,
    sync_playwright,
)

# No test is timed: a busy machine takes its time over a page of Airflow's.
PATIENCE = 120_000
expect.set_options(timeout=PATIENCE)
_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium of this machine; the test is skipped, saying so, where there is none."""
    found = os.environ.get("NEWSDESK_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        pytest.skip("no Chromium on this machine (apt install chromium, or NEWSDESK_CHROMIUM): not run")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=_FLAGS.split())
        yield browser
        browser.close()


@dataclass
class Watch:
    """What went wrong in a context's pages. host: the only one that may be asked."""

    host: str
    wrong: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Listens to every page that the context opens."""
        context.on("console", self._said)
        context.on("request", self._asked)
        context.on("dialog", lambda dialog: self.wrong.append(f"a dialog: {dialog.message}"))
        context.on("weberror", lambda error: self.wrong.append(f"an error: {error.error}"))

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.wrong.append(f"{message.text} ({message.location.get('url')})")

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.netloc != self.host:
            self.wrong.append(f"a request to {request.url[:200]}")


def overflows(page: Page) -> bool:
    """Whether the page is wider than its window."""
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"))
