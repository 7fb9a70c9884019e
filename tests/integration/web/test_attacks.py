"""Attacks stored in titles, texts, links, tags, names and errors: no page and no file lets one through."""

from __future__ import annotations

import json
import re

import pytest
from fastapi.testclient import TestClient
from lxml import html
from sqlalchemy import create_engine, text

from bench.archive_hostile import MARK
from newsdesk.web.showing import safe_link
from tests.integration.web.archives import LAST

pytestmark = pytest.mark.database
# What a page of ours may be made of.
ELEMENTS = frozenset(
    [
        "html",
        "head",
        "meta",
        "title",
        "link",
        "script",
        "body",
        "a",
        "header",
        "span",
        "nav",
        "form",
        "input",
        "main",
        "section",
        "article",
        "div",
        "p",
        "h1",
        "h2",
        "h3",
        "ol",
        "ul",
        "li",
        "bdi",
        "b",
        "i",
        "em",
        "strong",
        "code",
        "time",
        "table",
        "caption",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "details",
        "summary",
        "dl",
        "dt",
        "dd",
        "del",
        "ins",
        "aside",
        "footer",
        "svg",
        "rect",
        "figure",
        "figcaption",
        "label",
        "select",
        "option",
        "button",
        "mark",
        "br",
        "fieldset",
        "legend",
    ]
)
# 60 items of some hundred characters are 100 KB; one megabyte of one character would be a megabyte.
LARGEST = 400_000


@pytest.fixture(scope="module")
def addresses(hostile_url: str) -> list[str]:
    """Every page that the hostile archive has something to say on."""
    engine = create_engine(hostile_url)
    with engine.connect() as conn:
        days = conn.execute(text("select distinct report_date from reports")).scalars().all()
        stories = conn.execute(
            text(
                "select distinct j.story_id from story_articles j join article_revisions r using (article_id)"
                " where r.url not like 'https://source-%' or length(r.title) > 200 or r.title ~ '<'"
            )
        ).scalars().all()  # fmt: skip
    engine.dispose()
    assert len(stories) > 60
    fixed = ["/", "/?year=2026", "/sources", "/flow", "/flow?days=365"]
    searches = [
        f"/search?q={question}" for question in ("融资", "脚本", "script", "长", "onerror", "w", "链接")
    ]
    reports = [f"/reports/{day}{rest}" for day in days for rest in ("", "/revisions")]
    return [*fixed, *searches, *reports, *(f"/stories/{story}" for story in stories)]


def test_nothing_that_was_stored_becomes_markup(pages_of, hostile_url: str, addresses: list[str]) -> None:
    pages: TestClient = pages_of(hostile_url)
    met = 0
    for address in addresses:
        answer = pages.get(address)
        assert answer.status_code == 200, address
        assert len(answer.content) < LARGEST, address
        met += answer.text.count(MARK)
        _looked_through(address, answer.text)
    assert met > 100, "the attacks are not on the pages, so nothing was tried"


def _looked_through(address: str, page: str) -> None:
    document = html.fromstring(page)
    for element in document.iter():
        assert element.tag in ELEMENTS, (address, element.tag)
        for name, value in element.attrib.items():
            assert not name.startswith("on"), (address, name)
            assert name not in ("style", "srcdoc", "formaction"), (address, name)
            if name in ("href", "src", "action"):
                assert _ours(value) or safe_link(value), (address, value[:200])
    assert len(document.findall(".//script")) == 1, address
    for link in document.iterfind('.//a[@target="_blank"]'):
        assert {"noopener", "noreferrer"} <= set(link.get("rel", "").split()), address
    shown = document.text_content()
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200e\u200f]", shown), address
    assert not re.search("[\x00-\x08\x0b\x0e-\x1f]", shown), address


def _ours(address: str) -> bool:
    return address.startswith(("/newsdesk/", "#"))


def test_files_are_handed_out_as_files(pages_of, hostile_url: str) -> None:
    pages: TestClient = pages_of(hostile_url)
    for kind in ("txt", "json"):
        answer = pages.get(f"/reports/{LAST}/1/{kind}")
        assert answer.headers["content-disposition"].startswith("attachment;")
        assert "sandbox" in answer.headers["content-security-policy"]
        assert answer.headers["content-type"].split(";")[0] in ("text/plain", "application/json")
    json.loads(pages.get(f"/reports/{LAST}/1/json").text)


@pytest.mark.parametrize(
    "address",
    [
        "/search?q=%3Cscript%3E{m}()%3C/script%3E",
        "/search?q=%22%3E%3Cimg+src=x+onerror={m}()%3E",
        "/reports/%3Cscript%3E{m}()%3C%2Fscript%3E",
        "/stories/%22onload={m}()",
        "/runs/%3Cb%3E/%3Cscript%3E{m}()%3C/script%3E",
        "/static/%3Cscript%3E",
        "/?year=%3Cscript%3E",
    ],
)
def test_an_address_becomes_no_markup_either(pages: TestClient, address: str) -> None:
    answer = pages.get(address.format(m=MARK))
    assert f"<script>{MARK}" not in answer.text
    if "html" in answer.headers["content-type"]:
        document = html.fromstring(answer.text)
        assert all(not name.startswith("on") for element in document.iter() for name in element.attrib)
