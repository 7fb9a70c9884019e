"""The pages' place in Airflow's UI, and their door: Airflow's own log-in and permissions.

Airflow imports this module in every one of its processes; only the API server ever serves a page, so
what the pages need is imported at the first request.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from airflow.configuration import conf

if TYPE_CHECKING:
    from fastapi import FastAPI

    from newsdesk.settings import Settings
    from newsdesk.web.office import Door, Office

PREFIX = "/newsdesk"
# Who may read this DAG may read the pages; who may edit it may correct stories.
DAG = "daily_report"
# A connection with a role that may only read, where somebody has made one; else newsdesk_db.
READING = "newsdesk_db_reading"
# How long a page may work with connections and variables as they were: they are rows of Airflow's.
_KEPT_SECONDS = 30.0


class Pages:
    """The pages as an ASGI application that is built at its first request."""

    def __init__(self, settings: Callable[[], Settings]) -> None:
        self._settings = settings
        self._app: FastAPI | None = None
        self._lock = threading.Lock()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if self._app is None:
            with self._lock:
                self._app = self._app or self._built()
        await self._app(scope, receive, send)

    def _built(self) -> FastAPI:
        from newsdesk.web.app import create_app

        return create_app(Offices(self._settings), airflow_door())


class Offices:
    """Opens the office, and keeps it for half a minute and for as long as nothing has changed."""

    def __init__(self, settings: Callable[[], Settings]) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._office: Office | None = None
        self._made_of: tuple[Settings, str] | None = None
        self._until = 0.0

    def __call__(self) -> Office:
        with self._lock:
            if self._office is None or time.monotonic() > self._until:
                made_of = (self._settings(), _reading_url())
                if self._office is None or made_of != self._made_of:
                    self._office = _open(*made_of)
                    self._made_of = made_of
                self._until = time.monotonic() + _KEPT_SECONDS
            return self._office


def _open(settings: Settings, reading: str) -> Office:
    from newsdesk.feeds.catalog import load_catalog
    from newsdesk.settings import load_edition
    from newsdesk.store.engine import connect
    from newsdesk.web.office import Office

    desk = connect(settings.database_url)
    edition = load_edition(settings.edition_file)
    return Office(
        engine=connect(reading) if reading else desk,
        desk=desk,
        edition=edition,
        sources=load_catalog(settings.feeds_file).sources,
        now=lambda: datetime.now(UTC),
        day_of_run=lambda dag_id, run_id: day_of_run(dag_id, run_id, edition.zone),
        rehearsal=settings.rehearsal,
    )


def _reading_url() -> str:
    from airflow.sdk import Connection
    from airflow.sdk.exceptions import AirflowNotFoundException

    from newsdesk_airflow import database_url

    try:
        return database_url(Connection.get(READING))
    except AirflowNotFoundException:
        return ""


def day_of_run(dag_id: str, run_id: str, zone: Any) -> date | None:
    """The report date of a run: its partition key, or without one the day on which it was due."""
    from airflow.models.dagrun import DagRun
    from airflow.utils.session import create_session
    from sqlalchemy import select

    from newsdesk.errors import BadReportDate
    from newsdesk.window import parse_report_date, report_date_at

    if dag_id != DAG:
        return None
    with create_session() as session:
        found = session.execute(
            select(DagRun.partition_key, DagRun.run_after).where(
                DagRun.dag_id == dag_id, DagRun.run_id == run_id
            )
        ).first()
    if found is None:
        return None
    try:
        return (
            parse_report_date(found.partition_key)
            if found.partition_key
            else report_date_at(found.run_after, zone)
        )
    except BadReportDate:
        return None


def airflow_door() -> Door:
    """Airflow's own checks: 401 without log-in, 403 without the right to the DAG."""
    from airflow.api_fastapi.app import get_auth_manager
    from airflow.api_fastapi.auth.managers.models.resource_details import DagDetails
    from airflow.api_fastapi.core_api.security import GetUserDep, requires_access_dag
    from airflow.models.dag import DagModel

    from newsdesk.web.asking import Visitor
    from newsdesk.web.office import Door

    def visitor(user: GetUserDep) -> Visitor:
        details = DagDetails(id=DAG, team_name=DagModel.get_team_name(DAG))
        may_edit = get_auth_manager().is_authorized_dag(method="PUT", details=details, user=user)
        return Visitor(user.get_name(), may_edit)

    # FastAPI reads the annotation; this module's own are texts that it could not look up here.
    visitor.__annotations__ = {"user": GetUserDep}
    return Door(
        reader=requires_access_dag("GET", param_dag_id=DAG),
        editor=requires_access_dag("PUT", param_dag_id=DAG),
        visitor=visitor,
        log_in=get_auth_manager().get_url_login(),
        origin=origin_of(conf.get("api", "base_url", fallback="")),
    )


def origin_of(url: str) -> str:
    """The scheme, host and port of an address, as a browser's Origin header writes them; "" for none."""
    parts = urlsplit(url or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme and parts.netloc else ""


def views() -> list[dict[str, Any]]:
    """Where Airflow's UI shows the pages: an entry at the side, and a tab on each run."""
    base = urlsplit(conf.get("api", "base_url", fallback="") or "").path.rstrip("/") + PREFIX
    icon = f"{base}/static/icon.svg"
    return [
        {
            "name": "新闻台",
            "href": f"{base}/",
            "destination": "nav",
            "nav_top_level": True,
            "url_route": "newsdesk",
            "icon": icon,
            "icon_dark_mode": icon,
        },
        {
            "name": "报告",
            "href": f"{base}/runs/{{DAG_ID}}/{{RUN_ID}}",
            "destination": "dag_run",
            "url_route": "newsdesk-report",
            "icon": icon,
            "icon_dark_mode": icon,
        },
    ]
