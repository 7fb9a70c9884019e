"""What an editor may correct of a story, as forms: POSTs from our own pages, by those who may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import parse_qs, urlsplit

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from newsdesk import editing
from newsdesk.editing import Hand
from newsdesk.errors import WrongStory
from newsdesk.store.engine import Connection
from newsdesk.web.asking import InOffice, StoryId, Visitor, visitor
from newsdesk.web.office import Office
from newsdesk.web.rendering import base_of, message
from newsdesk.web.told import in_chinese

_LARGEST = 64_000


@dataclass(frozen=True, slots=True)
class Form:
    """A form's fields, each with all its values."""

    fields: dict[str, list[str]]

    def one(self, name: str) -> str:
        """The first value of a field, "" for none."""
        return self.fields.get(name, [""])[0].strip()[:400]


def from_our_pages(request: Request) -> None:
    """Raises 403 unless the browser says that the form stood on a page of ours (Origin)."""
    origin = request.headers.get("origin", "")
    ours = {request.app.state.door.origin, f"{request.url.scheme}://{request.headers.get('host', '')}"}
    parts = urlsplit(origin)
    if not parts.scheme.startswith("http") or not parts.netloc or origin not in ours:
        raise HTTPException(403)


async def form_of(request: Request) -> Form:
    """The body of a form, as browsers send it by default."""
    size = request.headers.get("content-length", "")
    if not size.isdigit() or int(size) > _LARGEST:
        raise HTTPException(413)
    try:
        return Form(parse_qs((await request.body()).decode(), max_num_fields=500))
    except ValueError as error:
        raise HTTPException(422) from error


router = APIRouter(dependencies=[Depends(from_our_pages)])
Filled = Annotated[Form, Depends(form_of)]
By = Annotated[Visitor, Depends(visitor)]


@router.post("/stories/{story_id}/merge")
def merge(request: Request, office: InOffice, story_id: StoryId, form: Filled, by: By) -> Response:
    """Has another story told as part of this one. other: its id, an article's id or a link."""
    other = form.one("other")
    return _changed(
        request, office, story_id, lambda conn: editing.merge(conn, story_id, other, _hand(office, by, form))
    )


@router.post("/stories/{story_id}/split")
def split(request: Request, office: InOffice, story_id: StoryId, form: Filled, by: By) -> Response:
    """Makes the ticked articles a story of their own."""
    articles = form.fields.get("article", [])
    if not articles:
        return message(request, 409, "没有改成", "请先勾选要分出去的文章。", *_back(request, story_id))
    hand = _hand(office, by, form)
    return _changed(request, office, story_id, lambda conn: editing.split(conn, story_id, articles, hand))


@router.post("/stories/{story_id}/mute")
def mute(request: Request, office: InOffice, story_id: StoryId, form: Filled, by: By) -> Response:
    """Keeps the story out of editions that are judged from now on."""
    return _changed(
        request, office, story_id, lambda conn: editing.mute(conn, story_id, _hand(office, by, form))
    )


@router.post("/stories/{story_id}/undo")
def undo(request: Request, office: InOffice, story_id: StoryId, form: Filled, by: By) -> Response:
    """Takes a change back. change: its number."""
    number = form.one("change")
    if not number.isdigit() or len(number) > 18:
        raise HTTPException(422)
    return _changed(
        request, office, story_id, lambda conn: editing.undo(conn, int(number), _hand(office, by, form))
    )


def _hand(office: Office, by: Visitor, form: Form) -> Hand:
    return Hand(by.name, office.now(), form.one("why"))


def _changed(
    request: Request, office: Office, story_id: str, change: Callable[[Connection], object]
) -> Response:
    try:
        with office.desk.begin() as conn:
            change(conn)
    except WrongStory as error:
        return message(request, 409, "没有改成", in_chinese(str(error)), *_back(request, story_id))
    return RedirectResponse(f"{base_of(request)}stories/{story_id}#hand", 303)


def _back(request: Request, story_id: str) -> tuple[str, str]:
    return f"{base_of(request)}stories/{story_id}", "回到这个事件"
