"""What an alarm about a source says."""

from datetime import UTC, datetime

from newsdesk.alarming import of_sources
from newsdesk.entities import Language, Outcome, Source
from newsdesk.feeds.health import Cause, Health, State
from newsdesk.health import Known


def test_a_failing_source_is_told_in_whole_sentences() -> None:
    source = Source("lark", "云雀", "https://lark.example/feed", "lark", Language.ZH, 2, "CN")
    since = datetime(2026, 1, 2, tzinfo=UTC)
    health = Health(State.FAILING, Cause.FAILED, since, failures=2, outcome=Outcome.UNREACHABLE)
    [alarm] = of_sources([Known(source, health, (), 0)])
    assert alarm.text == "来源 云雀：故障。连续2次读取失败：无法连接。暂不处理：会自动重试。"
    assert alarm.about == "lark failing 2026-01-02"
