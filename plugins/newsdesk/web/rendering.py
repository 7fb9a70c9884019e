"""Templates to responses, with the headers that hold a browser to what we sent."""

from __future__ import annotations

import hashlib
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from newsdesk.web import showing, told
from newsdesk.web.office import Office

_HERE = Path(__file__).parent
STATIC = _HERE / "static"
# What a page may do: show itself, inside Airflow alone, with the style sheet and the script of this answer.
_POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; img-src 'self'; "
    "form-action 'self'; frame-ancestors 'self'; base-uri 'none'"
)
# What no page is (downloads, style sheets) may do nothing at all.
BARE_POLICY = "default-src 'none'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'; sandbox"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for filtering in (showing.clip, showing.safe_link, showing.long_date, showing.country, showing.number,
                      showing.dollars, showing.size, told.in_chinese, told.is_told,
                      told.teller_in):  # fmt: skip
        environment.filters[filtering.__name__] = filtering
    environment.globals["asset"] = asset
    return environment


@lru_cache(maxsize=8)
def asset(name: str) -> str:
    """A static file's address below the pages: it changes with the file."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"static/{name}?v={digest}"


def base_of(request: Request) -> str:
    """Where the pages are mounted, with a slash at the end."""
    return quote(request.scope.get("root_path", ""), safe="/") + "/"


def page(request: Request, office: Office, name: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A template as a response. Values are escaped by the template, every one of them."""
    zone = office.edition.zone
    return _html(
        request,
        name,
        status,
        edition=office.edition,
        rehearsal=office.rehearsal,
        now=office.now(),
        local=lambda moment, form="%m-%d %H:%M": showing.local(moment, zone, form),
        ago=lambda moment: showing.ago(moment, office.now()),
        **values,
    )


def message(
    request: Request, status: int, title: str, text: str, link: str = "", label: str = ""
) -> HTMLResponse:
    """A page that says one thing, and needs no database to say it."""
    return _html(request, "message.html", status, title=title, text=text, link=link, label=label)


def _html(request: Request, name: str, status: int, **values: Any) -> HTMLResponse:
    nonce = secrets.token_urlsafe(16)
    body = _environment().get_template(name).render(base=base_of(request), nonce=nonce, **values)
    policy = _POLICY.format(nonce=nonce)
    headers = {**HEADERS, "Content-Security-Policy": policy, "Cache-Control": "private, no-cache"}
    return HTMLResponse(body, status, headers)


def download(filename: str, body: str, kind: str) -> Response:
    """A file to be saved, never shown. filename: ASCII. kind: txt, json or another format's name."""
    types = {
        "json": "application/json",
        "txt": "text/plain; charset=utf-8",
        "md": "text/markdown; charset=utf-8",
    }
    return Response(
        body.encode("utf-8"),
        media_type=types.get(kind, "application/octet-stream"),
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(filename, safe='')}",
            "Content-Security-Policy": BARE_POLICY,
            "Cache-Control": "private, no-cache",
        },
    )
