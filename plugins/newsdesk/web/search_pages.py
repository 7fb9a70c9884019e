"""Search: over everything published and archived, by words and by meaning."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from newsdesk.store.pages import search as rows
from newsdesk.store.pages.search import Hit
from newsdesk.store.pages.words import Words, words_of
from newsdesk.stories.embedding import ENCODER
from newsdesk.web.asking import InOffice
from newsdesk.web.marking import marked
from newsdesk.web.office import Office
from newsdesk.web.rendering import page

router = APIRouter()
_PAGE = 20
_PUBLISHED = 8
_BY_MEANING = 24
# Cosine of a short question and a title. Looked at over a generated archive: what had nothing to do with
# any title stayed below 0.19; single words of a topic that was there began at 0.22.
_LEAST = 0.22

Where = Literal["all", "published", "archive", "meaning"]


@router.get("/search")
def search(
    request: Request,
    office: InOffice,
    q: Annotated[str, Query(max_length=200)] = "",
    where: Where = "all",
    before: datetime | None = None,
) -> Response:
    """q: what is looked for. before: only what is older, for the next page."""
    question = q.replace("\0", "").strip()
    words = words_of(question)
    until = _until(office, before)
    said, archived, meant, possible = (
        _found(office, question, words, where, until) if words else ([], [], [], True)
    )
    parts = words.parts if words else ()
    return page(
        request,
        office,
        "search.html",
        active="search",
        question=question,
        where=where,
        before=before,
        said=said,
        archived=archived[:_PAGE],
        more=archived[_PAGE - 1].happened_at if len(archived) > _PAGE else None,
        more_said=len(said) >= _PUBLISHED and where == "all",
        meant=meant,
        possible=possible,
        asked=bool(words),
        mark=lambda text, limit=300: marked(text, parts, limit),
    )


def _until(office: Office, before: datetime | None) -> datetime:
    if before is not None:
        return before if before.tzinfo else before.replace(tzinfo=UTC)
    # Clocks of publishers run ahead now and then; editions are dated by their day's end.
    return office.now() + timedelta(days=2)


def _found(
    office: Office, question: str, words: Words, where: Where, until: datetime
) -> tuple[list[Hit], list[Hit], list[Hit], bool]:
    """(published, archived, by meaning, whether meanings can be searched)."""
    slug = office.edition.slug
    said: list[Hit] = []
    archived: list[Hit] = []
    meant: list[Hit] = []
    possible = True
    with office.engine.connect() as conn:
        if where in ("all", "published"):
            said = rows.published(
                conn, slug, words, before=until, limit=_PUBLISHED if where == "all" else 3 * _PAGE
            )
        if where in ("all", "archive"):
            archived = rows.in_archive(conn, slug, words, before=until, limit=_PAGE + 1)
        if where in ("all", "meaning"):
            possible = rows.has_meanings(conn)
            if possible:
                vector = ENCODER.embed([question])[0]
                limit = 6 if where == "all" else _BY_MEANING
                meant = rows.by_meaning(conn, slug, vector.tolist(), least=_LEAST, limit=limit)
    return said, archived, meant, possible
