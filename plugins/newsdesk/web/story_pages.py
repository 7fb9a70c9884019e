"""A story: its articles over the days, why they were joined, what the desk made of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from newsdesk import editing
from newsdesk.store.pages import stories as rows
from newsdesk.store.pages.stories import Told
from newsdesk.web import words
from newsdesk.web.asking import InOffice, SeenBy, StoryId
from newsdesk.web.office import Office
from newsdesk.web.rendering import base_of, page
from newsdesk.web.told import teller_in

router = APIRouter()


@router.get("/stories/{story_id}")
def story(request: Request, office: InOffice, story_id: StoryId, by: SeenBy) -> Response:
    """One story with everything that was recorded of it; one that was merged leads to what it is told in."""
    slug = office.edition.slug
    with office.engine.connect() as conn:
        founded = rows.founded_for(conn, story_id)
        if founded is None:
            raise HTTPException(404)
        root = editing.find(conn, story_id)
        if root != story_id:
            return RedirectResponse(f"{base_of(request)}stories/{root}", 302)
        view = editing.look(conn, story_id, office.now())
        members = sorted({story_id, *(one.chapter for one in view.members)})
        told = rows.articles(conn, [one.article.id for one in view.members])
        desks = rows.desks(conn, slug, members)
        published = rows.publications(conn, slug, members)
        tellers = rows.titles(conn, sorted({teller_in(one.passed_over) for one in desks} - {""}))
    linked = {one.article_id for one in published}
    lead = next((one for one in told if one.article_id in linked), told[0] if told else None)
    return page(
        request,
        office,
        "story.html",
        active="reports",
        story_id=story_id,
        founded=founded,
        lead=lead,
        days=_by_day(told, office),
        count=len(told),
        voices=len({one.source for one in told}),
        desks=desks,
        published=published,
        tellers=tellers,
        linked=linked,
        sections={section.key: section.title for section in office.edition.sections},
        said_of=next((desk.summary for desk in desks if desk.summary), ""),
        words=words,
        view=view,
        taken_back={one.undoes for one in view.changes},
        by=by,
    )


def _by_day(told: Sequence[Told], office: Office) -> list[tuple[date, list[Told]]]:
    """The articles by the edition's local day, in order."""

    def day_of(one: Told) -> date:
        return one.happened_at.astimezone(office.edition.zone).date()

    return [(day, list(group)) for day, group in groupby(told, key=day_of)]
