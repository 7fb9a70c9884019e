"""A generated archive in a database of its own, and a client in front of its pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from fastapi import HTTPException
from fastapi.testclient import TestClient

from bench.archive import fill
from bench.archive_rows import SOURCES, run_id_of
from newsdesk.entities import Language, Source
from newsdesk.settings import load_edition
from newsdesk.store.engine import connect
from newsdesk.web.app import create_app
from newsdesk.web.asking import Visitor
from newsdesk.web.office import Door, Office

ROOT = Path(__file__).resolve().parents[3]

LAST = date(2026, 3, 6)
# 10:00 in Shanghai on the last day: its edition is out.
NOW = datetime(2026, 3, 6, 2, 0, tzinfo=UTC)
EDITION = load_edition(ROOT / "include" / "editions" / "ai-zh.toml")

__all__ = ["EDITION", "LAST", "NOW", "client", "fill", "nobody", "office", "run_id_of"]


def sources() -> tuple[Source, ...]:
    """A feeds file's sources for the archive's rows, and one that was never asked."""
    slugs = [f"source-{number:02d}" for number in range(SOURCES)] + ["unasked"]
    return tuple(
        Source(slug, slug, f"https://{slug}.example/feed", slug, Language.ZH, 2, "CN") for slug in slugs
    )


def nobody() -> None:
    """A door that lets nobody in."""
    raise HTTPException(401, "Not authenticated")


def forbidden() -> None:
    """A door for those who may read only."""
    raise HTTPException(403, "Forbidden")


def anybody() -> None:
    """An open door."""


def office(url: str, **changes: Any) -> Office:
    """The office of a news database, its clock standing at NOW."""
    engine = connect(url)
    values: dict[str, Any] = {
        "engine": engine,
        "desk": engine,
        "edition": EDITION,
        "sources": sources(),
        "now": lambda: NOW,
        "day_of_run": lambda dag_id, run_id: LAST if run_id == run_id_of(LAST) else None,
    }
    return Office(**(values | changes))


def client(
    opened: Office,
    reader: Callable[[], None] = anybody,
    editor: Callable[[], None] = anybody,
    may_edit: bool = True,
) -> TestClient:
    """A browser in front of the pages, mounted as Airflow mounts them."""
    app = create_app(
        lambda: opened,
        Door(reader, editor, lambda: Visitor("编辑甲", may_edit), origin="https://news.example"),
    )
    return TestClient(app, root_path="/newsdesk", raise_server_exceptions=False)
