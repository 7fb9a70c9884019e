"""Nothing is served without log-in, and everything that is served is held to what it is."""

from __future__ import annotations

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from newsdesk.web.app import create_app
from newsdesk.web.office import Door
from tests.integration.web.archives import forbidden, nobody, office

pytestmark = pytest.mark.database

VALUES = {
    "day": "2026-03-05",
    "revision": "1",
    "form": "txt",
    "name": "pages.css",
    "dag_id": "daily_report",
    "run_id:path": "scheduled__2026-03-05",
    "story_id": "s0123456789abcdef",
    "slug": "source-01",
    "article_id": "a0123456789abcdef",
}


def addresses(url: str) -> list[tuple[str, str]]:
    """(method, path) of every route of the application."""
    app = create_app(lambda: office(url), Door(nobody, nobody, nobody))
    routes = [route for route in app.routes if isinstance(route, APIRoute)]
    assert len(routes) == len(app.routes), "a mount or a bare route has no log-in check"
    return [
        (method, _filled(route.path))
        for route in routes
        for method in sorted(route.methods or ())
        if method != "HEAD"
    ]


def _filled(path: str) -> str:
    for name, value in VALUES.items():
        path = path.replace("{" + name + "}", value)
    assert "{" not in path, f"give a value for {path}"
    return path


def test_every_route_is_refused_without_log_in(pages_of, archive_url: str) -> None:
    outside = pages_of(archive_url, reader=nobody, editor=nobody)
    found = addresses(archive_url)
    assert ("GET", "/") in found
    assert ("GET", "/reports/2026-03-05/1/txt") in found
    for method, path in found:
        answer = outside.request(method, path)
        assert answer.status_code == 401, (method, path)
        assert "请先登录" in answer.text
        assert "/auth/login" in answer.text


def test_every_route_is_refused_without_the_right(pages_of, archive_url: str) -> None:
    outside = pages_of(archive_url, reader=forbidden)
    for method, path in addresses(archive_url):
        assert outside.request(method, path).status_code == 403, (method, path)


def test_there_is_no_description_of_the_interface(pages: TestClient) -> None:
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert pages.get(path).status_code == 404


def test_every_answer_has_its_headers(pages: TestClient) -> None:
    for path in (
        "/",
        "/reports/2026-03-05",
        "/reports/2026-03-05/1/json",
        "/static/pages.js",
        "/nowhere",
        "/reports/x",
    ):
        answer = pages.get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy, path
        assert "frame-ancestors 'self'" in policy, path
        assert "unsafe" not in policy, path
        assert answer.headers["x-content-type-options"] == "nosniff", path
        assert answer.headers["referrer-policy"] == "same-origin", path


def test_each_page_has_its_own_nonce(pages: TestClient) -> None:
    first, second = (pages.get("/").headers["content-security-policy"] for _ in range(2))
    assert first != second


def test_a_file_that_is_not_ours_is_not_served(pages: TestClient) -> None:
    for name in ("../app.py", "..%2Fapp.py", "pages.css/../../app.py", "nothing.css"):
        assert pages.get(f"/static/{name}").status_code == 404


def test_what_breaks_says_so_without_telling_how(pages_of, archive_url: str) -> None:
    broken = pages_of(archive_url.replace("/copy_", "/gone_"))
    answer = broken.get("/")
    assert answer.status_code == 503
    assert "新闻数据库没有应答" in answer.text
    assert "gone_" not in answer.text
