"""Every page in a real browser, behind a real Airflow's log-in, over an archive full of attacks."""

from __future__ import annotations

import json
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import create_engine, text

from bench.archive import fill
from bench.archive_hostile import MARK
from tests.e2e.airflow_ui import Ui, airflow_ui, migrate
from tests.e2e.browser import PATIENCE, Watch, chromium, overflows

pytestmark = pytest.mark.e2e

EDITIONS = 60
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
Opening = Callable[..., tuple[BrowserContext, Watch]]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def news(browser: Browser, postgres: str, template_database: str) -> Iterator[str]:
    """60 editions; every fifth article, every fourth item and some sources are attacks."""
    with _database(postgres, "pages_news", f"template {template_database}") as url:
        fill(url, editions=EDITIONS, articles=60, last=datetime.now(UTC).date(), hostile=True)
        yield url


@pytest.fixture(scope="module")
def ui(news: str, postgres: str) -> Iterator[Ui]:
    folder = Path(tempfile.mkdtemp(prefix="nd-ui-"))
    with _database(postgres, "pages_airflow", "") as metadata:
        migrate(folder, metadata)
        with airflow_ui(folder, metadata, news) as found:
            yield found


@contextmanager
def _database(postgres: str, name: str, how: str) -> Iterator[str]:
    admin = create_engine(postgres.format(database="postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as conn:
        conn.execute(text(f"create database {name} {how}"))
    yield postgres.format(database=name)
    with admin.connect() as conn:
        conn.execute(text(f"drop database {name} with (force)"))
    admin.dispose()


@pytest.fixture(scope="module")
def token(ui: Ui) -> str:
    return ui.token()


@pytest.fixture
def opened(browser: Browser, ui: Ui, token: str) -> Iterator[Opening]:
    """opened(width, theme): a logged-in context, watched; at the end nothing may have gone wrong."""
    watches: list[tuple[BrowserContext, Watch]] = []

    def start(viewport: dict[str, int] = DESKTOP, theme: str = "light") -> tuple[BrowserContext, Watch]:
        context = browser.new_context(viewport=viewport, color_scheme=theme, locale="zh-CN")  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        context.add_cookies([{"name": "_token", "value": token, "url": ui.url}])
        context.add_init_script(f"window.{MARK} = () => {{ throw new Error('{MARK}') }}")
        watch = Watch(urlsplit(ui.url).netloc)
        watch.over(context)
        watches.append((context, watch))
        return context, watch

    yield start
    for context, watch in watches:
        context.close()
        assert watch.wrong == []


@pytest.fixture(scope="module")
def addresses(news: str) -> list[str]:
    """Every kind of page, with the archive's worst on it."""
    engine = create_engine(news)
    with engine.connect() as conn:
        days = (
            conn.execute(text("select distinct report_date from reports order by 1 desc limit 3"))
            .scalars()
            .all()
        )
        twice = conn.execute(text("select max(report_date) from reports where revision = 2")).scalar_one()
        stories = conn.execute(
            text(
                "select distinct on (kind) story_id from (select story_id, left(title, 12) as kind from"
                " story_articles join article_revisions using (article_id) where length(title) > 99999 or title ~ '<')"
                " union (select story_id from story_articles join article_revisions using (article_id)"
                " where url not like 'http%' limit 1)"
            )
        ).scalars().all()  # fmt: skip
        big = conn.execute(
            text("select story_id from publications order by report_date desc limit 1")
        ).scalar_one()
    engine.dispose()
    return [
        "",
        f"?year={days[0].year}",
        *(f"reports/{day}" for day in days),
        f"reports/{twice}/revisions",
        f"reports/{twice}?revision=1",
        "reports/2001-01-01",
        *(f"stories/{story}" for story in {*stories[:3], big}),
        "sources",
        "flow?days=90",
        "search",
        "search?q=" + quote("融资"),
        "search?q=script",
        "search?q=" + quote("长"),
        "search?q=" + quote("机器人进入工厂") + "&where=meaning",
    ]


def test_nothing_is_shown_without_log_in(ui: Ui, addresses: list[str], token: str) -> None:
    day = next(one for one in addresses if one.startswith("reports/"))
    files = [f"{day}/1/txt", f"{day}/1/json", "static/pages.css", "static/pages.js", "static/icon.svg"]
    for address in [*addresses, *files, "runs/daily_report/manual__x"]:
        assert _status(f"{ui.url}/newsdesk/{address}") == 401, address
        assert _status(f"{ui.url}/newsdesk/{address}", token="not.a.token") in (401, 403), address
    assert _status(f"{ui.url}/newsdesk/{day}/1/txt", token=token) == 200


def _status(url: str, token: str = "") -> int:
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"} if token else {})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.parametrize(("viewport", "theme"), [(DESKTOP, "light"), (DESKTOP, "dark"), (PHONE, "light")])
def test_every_page_is_quiet_whole_and_accessible(
    ui: Ui, opened: Opening, addresses: list[str], viewport: dict[str, int], theme: str
) -> None:
    context, watch = opened(viewport, theme)
    page = context.new_page()
    for address in addresses:
        page.goto(f"{ui.url}/newsdesk/{address}")
        expect(page.locator("main")).to_be_visible()
        assert not overflows(page), address
        assert _serious(page) == [], address
        if address == "reports/2001-01-01":
            watch.wrong.clear()  # the browser itself notes a 404, which it is
        assert watch.wrong == [], address


def _serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {json.dumps([node['html'][:200] for node in one['nodes'][:3]], ensure_ascii=False)}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


def test_the_pages_stand_in_airflows_own_ui(ui: Ui, opened: Opening, token: str) -> None:
    context, _ = opened()
    page = context.new_page()
    page.goto(f"{ui.url}/plugin/newsdesk")
    home = page.frame_locator("iframe")
    expect(home.get_by_role("heading", name="各期")).to_be_visible()
    home.get_by_role("link", name="阅读全文").click()
    expect(home.get_by_role("heading", name="国内动态").first).to_be_visible()

    day = datetime.now(UTC).date().isoformat()
    page.goto(ui.report_tab("daily_report", ui.run_of("daily_report", day, token)))
    tab = page.frame_locator("iframe")
    expect(tab.get_by_text("生成时间")).to_be_visible()
    expect(tab.locator(".item").first).to_be_visible()

    page.evaluate("localStorage.setItem('theme', 'dark')")
    expect(tab.locator("html")).to_have_attribute("data-theme", "dark")


def test_keys_downloads_and_links(ui: Ui, opened: Opening) -> None:
    context, watch = opened()
    page = context.new_page()
    page.goto(f"{ui.url}/newsdesk/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("/")
    page.keyboard.type("融资")
    page.keyboard.press("Enter")
    expect(page.locator("mark").first).to_have_text("融资")

    page.goto(f"{ui.url}/newsdesk/")
    page.locator("a.day.s-filed").first.click()
    expect(page.locator(".report")).to_be_visible()
    here = page.url
    page.keyboard.press("ArrowLeft")
    expect(page).not_to_have_url(here)
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(here)
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('.item') !== null")

    with page.expect_download() as saved:
        page.get_by_role("link", name="下载 txt").click()
    assert saved.value.suggested_filename.endswith("_report.txt")
    assert "═" in Path(saved.value.path()).read_text(encoding="utf-8")
    assert watch.wrong == []
