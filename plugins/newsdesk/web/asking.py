"""What every page asks of a request: the office, and dates that are dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, HTTPException, Path, Request

from newsdesk.errors import BadReportDate
from newsdesk.web.office import Office
from newsdesk.window import parse_report_date


def office_of(request: Request) -> Office:
    """The office, opened for this request."""
    office: Office = request.app.state.open_office()
    return office


def day_of(day: str) -> date:
    """A path's {day} as a date; 404 for what is none."""
    try:
        return parse_report_date(day)
    except BadReportDate as error:
        raise HTTPException(404) from error


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who looks at a page. may_edit: whether forms are shown; the door checks again what is sent."""

    name: str
    may_edit: bool


def visitor() -> Visitor:
    """Who looks: create_app puts the door's answer in this one's place."""
    return Visitor("", False)


InOffice = Annotated[Office, Depends(office_of)]
Day = Annotated[date, Depends(day_of)]
StoryId = Annotated[str, Path(pattern=r"^s[0-9a-f]{16}$")]
SeenBy = Annotated[Visitor, Depends(visitor)]
