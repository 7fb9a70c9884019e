"""The pages as one FastAPI application. Nothing of it is served without the log-in check."""

from __future__ import annotations

import logging
from collections.abc import Callable, MutableMapping
from typing import Any

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, Response
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from newsdesk.errors import NewsdeskError
from newsdesk.store.databases import DATABASE_ERRORS
from newsdesk.web import correcting, flow_pages, report_pages, search_pages, source_pages, story_pages
from newsdesk.web.asking import visitor
from newsdesk.web.office import Door, Office
from newsdesk.web.rendering import BARE_POLICY, HEADERS, STATIC, message

log = logging.getLogger("newsdesk")
_STATIC = {"pages.css": "text/css", "pages.js": "text/javascript", "icon.svg": "image/svg+xml"}
_SAID = {
    403: ("没有权限", "你的账号不能查看或更改这里的内容。"),
    404: ("没有这一页", "地址可能写错了，或者这一期还没有刊出。"),
    405: ("不能这样访问", "这个地址只接受表单提交。"),
    422: ("地址里有看不懂的内容", "请从页面上的链接进入，或检查日期是否写成 2026-01-02 的样子。"),
}


def create_app(open_office: Callable[[], Office], door: Door) -> FastAPI:
    """The application. open_office: called for each request; cheap when nothing has changed."""
    app = FastAPI(
        title="Newsdesk", dependencies=[Depends(door.reader)], docs_url=None, redoc_url=None, openapi_url=None
    )
    app.state.open_office = open_office
    app.state.door = door
    for pages in (report_pages, search_pages, story_pages, source_pages, flow_pages):
        app.include_router(pages.router)
    app.include_router(correcting.router, dependencies=[Depends(door.editor)])
    app.dependency_overrides[visitor] = door.visitor
    app.add_api_route("/static/{name}", _static, name="static")
    _say_errors_in_words(app, door)
    app.add_middleware(Headers)
    return app


def _static(name: str) -> Response:
    if name not in _STATIC:
        raise HTTPException(404)
    headers = {"Cache-Control": "private, max-age=31536000, immutable"}
    return FileResponse(STATIC / name, media_type=_STATIC[name], headers=headers)


def _say_errors_in_words(app: FastAPI, door: Door) -> None:
    async def refused(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, StarletteHTTPException) else 422
        if status == 401:
            return message(request, 401, "请先登录", "新闻台的页面只对登录的人开放。", door.log_in, "去登录")
        title, text = _SAID.get(status, ("出错了", "这一页现在打不开，请稍后再试。"))
        return message(request, status, title, text)

    async def broken(request: Request, error: Exception) -> Response:
        return message(request, 503, "新闻台现在打不开", str(error)[:1000])

    async def unreachable(request: Request, error: Exception) -> Response:
        log.error("the news database gave no answer: %s", error)
        return message(request, 503, "新闻数据库没有应答", "请稍后再试；仍不行，请查看 Postgres 是否在运行。")

    async def unforeseen(request: Request, error: Exception) -> Response:
        return message(request, 500, "这一页出错了", "错误已记入 api-server 的日志。")

    app.add_exception_handler(StarletteHTTPException, refused)
    app.add_exception_handler(RequestValidationError, refused)
    app.add_exception_handler(NewsdeskError, broken)
    for kind in DATABASE_ERRORS:
        app.add_exception_handler(kind, unreachable)
    app.add_exception_handler(Exception, unforeseen)


class Headers:
    """Puts the security headers on every answer, errors included."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(event: Message) -> None:
            if event["type"] == "http.response.start":
                _complete(event)
            await send(event)

        await self._app(scope, receive, with_headers)


def _complete(event: MutableMapping[str, Any]) -> None:
    present = {name.lower() for name, _ in event["headers"]}
    wanted = {**HEADERS, "Content-Security-Policy": BARE_POLICY}
    event["headers"] = [
        *event["headers"],
        *(
            (name.lower().encode(), value.encode())
            for name, value in wanted.items()
            if name.lower().encode() not in present
        ),
    ]
