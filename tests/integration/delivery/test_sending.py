"""Each service through the real Apprise, against endpoints as strict as the service's own."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.slack import NotifySlack
from apprise.plugins.telegram import NotifyTelegram
from apprise.plugins.wecombot import NotifyWeComBot

from newsdesk.alarming import Bell, tell
from newsdesk.delivery.channels import parse_channels
from newsdesk.delivery.messages import Message, messages
from newsdesk.delivery.sending import Ending, Sender
from newsdesk.errors import ConfigError
from newsdesk.report.model import Item, Report, SectionPart
from tests.fakes.chat_services import Services, chat_services, mail_server

TOKEN = "7b9c1d2e3f4a5b6c7d8e9f0a1b2c3d4e"
URLS = {
    "wecom": f"wecombot://{TOKEN}",
    "feishu": f"feishu://{TOKEN}",
    "dingtalk": f"dingtalk://{TOKEN}",
    "telegram": "tgram://123456789:AAabcdefghijklmnopqrstuvwxyz_0123456/424242",
    "slack": "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/?footer=no",
}


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    with chat_services() as found:
        monkeypatch.setattr(NotifyWeComBot, "notify_url", found.base + "/cgi-bin/webhook/send?key={key}")
        monkeypatch.setattr(NotifyFeishu, "notify_url", found.base + "/open-apis/bot/v2/hook/{token}/")
        monkeypatch.setattr(NotifyDingTalk, "notify_url", found.base + "/robot/send?access_token={token}")
        monkeypatch.setattr(NotifyTelegram, "notify_url", found.base + "/bot")
        monkeypatch.setattr(NotifySlack, "webhook_url", found.base + "/services")
        for plugin in (NotifyWeComBot, NotifyFeishu, NotifyDingTalk, NotifyTelegram, NotifySlack):
            monkeypatch.setattr(plugin, "request_rate_per_sec", 0)
        yield found


def report(items: int = 40, title: str = "某公司发布 <b>新模型</b> [点此](javascript:x) & 其他_*`") -> Report:
    def part(key: str, heading: str) -> SectionPart:
        made = tuple(
            Item(
                index=number,
                title=f"{title} {key} {number}",
                summary=f"3月5日消息，{'这是一句话，说明发生了什么。' * 8}",
                importance="高",
                reason="影响行业",
                tags=("大模型",),
                url=f"https://example.com/{key}/{number}?a=1&b=(2)",
                source="示例来源",
            )
            for number in range(1, items // 2 + 1)
        )
        return SectionPart(key=key, title=heading, items=made)

    return Report(
        date="2026-03-05",
        generated_at="2026-03-05 08:31:00",
        sections=(part("domestic", "国内动态"), part("international", "国际动态")),
        summary="今日从900条原始信息中精选出20条。",
        slug="ai-zh",
        notices=("3个来源未能读取：甲、乙、丙（无法连接）。",),
    )


def send_all(url: str, made: Report) -> list[Any]:
    channel = parse_channels(url)[0]
    sender = Sender(channel)
    return [sender.send(message) for message in messages(made, channel.shape)]


@pytest.mark.parametrize("service", list(URLS))
def test_an_alarm_about_every_source_arrives_whole_however_small_the_service_s_limit(
    services: Services, service: str
) -> None:
    lines = [f"来源 第{number}家 <b>&：连续失败。换一个地址，或从名单中去掉。" for number in range(120)]
    assert tell(Bell(f"desk = {URLS[service]}", "http://127.0.0.1/run"), "\n".join(lines))
    heard = "".join(services.texts(service))
    assert all(f"第{number}家" in heard for number in range(120))


@pytest.mark.parametrize("service", list(URLS))
def test_a_full_report_arrives_whole_within_the_services_limit(services: Services, service: str) -> None:
    results = send_all(URLS[service], report())
    assert {one.ending for one in results} == {Ending.SENT}, results
    texts = services.texts(service)
    assert len(texts) == len(results)
    whole = "\n".join(texts)
    for key in ("domestic", "international"):
        for number in range(1, 21):
            assert f"{key} {number}" in whole.replace("\\", "")
            assert f"https://example.com/{key}/{number}?a=1&" in whole.replace("&amp;", "&")
    assert "今日从900条" in whole
    assert "3个来源未能读取" in whole
    for text in texts:
        assert "2026" in text.splitlines()[0]
    if service in ("wecom", "feishu", "dingtalk", "telegram"):
        assert len(texts) > 1
        assert f"（{len(texts)}/{len(texts)}）" in texts[-1]


@pytest.mark.parametrize("service", ["dingtalk", "telegram", "slack"])
def test_a_title_of_others_is_text_and_never_markup(services: Services, service: str) -> None:
    send_all(URLS[service], report(items=2))
    whole = "\n".join(services.texts(service))
    assert "新模型" in whole
    assert "<b>新模型</b>" not in whole
    assert "<javascript:x" not in whole  # Slack's link
    assert service != "dingtalk" or "[点此](javascript:x)" not in whole  # Markdown's link


@pytest.mark.parametrize("service", list(URLS))
def test_a_megabyte_of_one_character_becomes_a_short_title(services: Services, service: str) -> None:
    results = send_all(URLS[service], report(items=2, title="长" * 1_000_000))
    assert {one.ending for one in results} == {Ending.SENT}
    assert sum(len(text) for text in services.texts(service)) < 8000


@pytest.mark.parametrize(
    ("service", "answer", "ending"),
    [
        ("wecom", (200, {"errcode": 93000, "errmsg": "invalid webhook url"}), Ending.REFUSED),
        ("wecom", (200, {"errcode": 45009, "errmsg": "api freq out of limit"}), Ending.UNREACHED),
        ("feishu", (200, {"code": 19024, "msg": "Key Words Not Found"}), Ending.REFUSED),
        ("feishu", (200, {"code": 11232, "msg": "frequency limited"}), Ending.UNREACHED),
        ("dingtalk", (200, {"errcode": 310000, "errmsg": "sign not match"}), Ending.REFUSED),
        ("dingtalk", (200, {"errcode": 130101, "errmsg": "send too fast"}), Ending.UNREACHED),
        ("telegram", (401, {"ok": False, "description": "Unauthorized"}), Ending.REFUSED),
        ("telegram", (429, {"ok": False, "description": "Too Many Requests"}), Ending.UNREACHED),
        ("slack", (404, "no_service"), Ending.REFUSED),
        ("slack", (503, "gateway"), Ending.UNSURE),
        ("wecom", (0, ""), Ending.UNSURE),
    ],
)
def test_what_is_certain_after_a_no(services: Services, service: str, answer: Any, ending: Ending) -> None:
    services.fail[service] = [answer] * 3
    result = send_all(URLS[service], report(items=2))[0]
    assert result.ending is ending
    if answer[0]:
        assert str(answer[0]) in result.detail


def test_nobody_at_the_address_means_not_received() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for url in (f"json://127.0.0.1:{port}/json", f"mailto://127.0.0.1:{port}?from=a@b.cn&to=c@d.cn&name=x"):
        assert send_all(url, report(items=2))[0].ending is Ending.UNREACHED


def test_no_token_is_in_a_log_or_a_result_even_at_debug(
    services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for service, url in URLS.items():
        services.fail[service] = [(404, {"errmsg": f"no robot at {url}"})]
        for result in send_all(url, report(items=2)):
            assert TOKEN not in str(result)
            assert "AAabcdefghij" not in str(result)
            assert "TIiajkdnlazkcOXrIdevi7FQ" not in str(result)
    for secret in (TOKEN, "AAabcdefghij", "TIiajkdnlazkcOXrIdevi7FQ"):
        assert secret not in caplog.text


def test_a_letter_has_the_whole_report_in_html() -> None:
    with mail_server() as (port, letters):
        url = f"mailto://127.0.0.1:{port}?from=desk@example.com&to=reader@example.com&mode=insecure"
        results = send_all(url, report())
    assert [one.ending for one in results] == [Ending.SENT]
    assert len(letters) == 1
    assert "AI每日动态 2026-03-05" in str(letters[0]["Subject"])
    body = letters[0].get_body(("html",))
    assert body is not None
    html = body.get_content()
    assert "某公司发布 &lt;b&gt;新模型&lt;/b&gt;" in html
    assert html.count('<a href="https://example.com/') == 40
    assert "javascript:x" not in html.split('href="javascript')[0] or 'href="javascript' not in html


def test_a_url_that_apprise_does_not_take_is_said_without_the_url() -> None:
    channel = parse_channels("desk = nosuchservice://secret-token-123")[0]
    with pytest.raises(ConfigError) as error:
        Sender(channel)
    assert "secret-token" not in str(error.value)
    assert "desk" in str(error.value)


def test_a_message_says_what_it_is(services: Services) -> None:
    sender = Sender(parse_channels(f"json://127.0.0.1:{services.port}/json")[0])
    channel = parse_channels(f"json://127.0.0.1:{services.port}/json")[0]
    made = report(items=2).model_copy(update={"provisional": True, "correction": "更正（第2版）：新增1条。"})
    sent: list[Message] = list(messages(made, channel.shape))
    assert sender.send(sent[0]).ending is Ending.SENT
    text = services.texts("json")[0]
    assert text.splitlines()[0] == "AI每日动态 2026-03-05（未截稿）（更正）"
    assert "更正（第2版）" in text
