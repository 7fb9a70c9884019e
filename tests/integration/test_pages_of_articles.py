"""Pages of chosen articles: read once, within robots.txt, kept; the check reads them too. All of our own writing."""

from __future__ import annotations

import html
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from pathlib import Path

from sqlalchemy import create_engine, text

from newsdesk.rehearsal.loopback import Answer, LoopbackServer
from newsdesk.settings import Settings
from tests.integration.newsroom import INCLUDE, Newsroom

DAY = "2026-03-03"
STORIES = {
    "open": (
        "云雀智能开源翻译大模型",
        "云雀智能今日开源一款翻译大模型。",
        "云雀智能今日开源一款翻译大模型，参数规模为320亿，支持46种语言。公司表示，训练数据不含用户的对话记录，"
        "模型许可允许商业使用，开发者可以在自己的电脑上运行这款翻译大模型。"
        + "测试由三所大学完成，结果已经公开。"
        * 12,
    ),
    "closed": (
        "山雀机器人发布仓储机器人",
        "山雀机器人发布一款仓储机器人，由大模型排班。",
        "山雀机器人发布一款仓储机器人，由大模型排班，售价为77万元。" * 12,
    ),
    "other": (
        "海燕芯片量产人工智能加速卡",
        "海燕芯片宣布量产一款人工智能加速卡。",
        "请先登录后再继续浏览本站内容，登录即表示同意我们的条款和隐私说明。" * 12,
    ),
}


@dataclass
class Site:
    """A publisher of three articles; asked: the paths that were asked for."""

    port: int = 0
    asked: list[str] = field(default_factory=list)

    def answer(self, path: str, moment: datetime | None) -> Answer:
        self.asked.append(path)
        if path == "/robots.txt":
            return Answer(HTTPStatus.OK, b"User-agent: Newsdesk\nDisallow: /closed\n", "text/plain")
        if path == "/feed.xml":
            return Answer(HTTPStatus.OK, self._feed(), "application/rss+xml")
        title, _, body = STORIES[path.strip("/")]
        title = "登录" if path == "/other" else title
        page = (
            f"<html><head><title>{title}</title></head><body><nav>首页 关于</nav><article><h1>{title}</h1>"
            + "".join(f"<p>{part}。</p>" for part in body.split("。") if part)
            + "</article><footer>版权所有</footer></body></html>"
        )
        return Answer(HTTPStatus.OK, page.encode(), "text/html; charset=utf-8")

    def _feed(self) -> bytes:
        items = "".join(
            f"<item><title>{title}</title><link>http://127.0.0.1:{self.port}/{name}</link>"
            f"<guid>{name}</guid><pubDate>Mon, 02 Mar 2026 12:00:00 GMT</pubDate>"
            f"<description>{html.escape(teaser)}</description></item>"
            for name, (title, teaser, _) in STORIES.items()
        )
        return f'<rss version="2.0"><channel><title>site</title>{items}</channel></rss>'.encode()


@contextmanager
def published(site: Site) -> Iterator[None]:
    server = LoopbackServer(site.answer, 0)
    site.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def newsroom(url: str, folder: Path, site: Site, more: str = "") -> Newsroom:
    folder.mkdir(parents=True, exist_ok=True)
    feeds = folder / "feeds.toml"
    feeds.write_text(
        f'allow_private = ["127.0.0.1:{site.port}"]\n[[source]]\nslug = "site"\nname = "某站"\n'
        f'url = "http://127.0.0.1:{site.port}/feed.xml"\nlanguage = "zh"\ntier = 1\nhome = "CN"\n{more}',
        encoding="utf-8",
    )
    edition = INCLUDE / "editions" / "ai-zh.toml"
    return Newsroom(Settings(url, INCLUDE, feeds, edition, folder / "reports", "replay"))


def test_a_page_is_read_once_and_its_text_is_what_the_reader_gets(news_url: str, tmp_path: Path) -> None:
    site = Site()
    with published(site):
        room = newsroom(news_url, tmp_path, site)
        counts = room.run(DAY)
        first = room.files()
        assert counts["write_up"]["pages"] == 1
        assert counts["write_up"]["pages_failed"] == 2
        assert counts["render_report"]["refused"] == 0
        assert "46种语言" in room.report(DAY)
        assert "77万元" not in room.report(DAY)
        assert "请先登录" not in room.report(DAY)
        assert "/closed" not in site.asked
        before = list(site.asked)
        room.run(DAY, since="rank")
        assert site.asked == before
        assert room.files() == first
    engine = create_engine(news_url)
    with engine.connect() as conn:
        said = dict(conn.execute(text("select url, error from page_texts")).tuples().all())
    engine.dispose()
    by_name = {url.rsplit("/", 1)[1]: error for url, error in said.items()}
    assert by_name["open"] == ""
    assert "robots.txt" in by_name["closed"]
    assert "does not speak" in by_name["other"]


def test_a_source_that_says_no_pages_is_not_asked_for_any(news_url: str, tmp_path: Path) -> None:
    site = Site()
    with published(site):
        room = newsroom(news_url, tmp_path, site, more="page = false\n")
        room.run(DAY)
        assert site.asked == ["/feed.xml"]
        assert "46种语言" not in room.report(DAY)


def test_without_a_server_the_teaser_stands(news_url: str, tmp_path: Path) -> None:
    site = Site()
    with published(site):
        room = newsroom(news_url, tmp_path, site)
        for stage in ("ingest", "dedupe", "rank", "tag_regions"):
            room.stage(stage, DAY)
    counts = {stage: room.stage(stage, DAY) for stage in ("write_up", "render_report")}
    assert counts["write_up"]["pages"] == 0
    assert counts["render_report"]["items"] == 3
