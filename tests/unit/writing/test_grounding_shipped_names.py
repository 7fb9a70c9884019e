"""Chinese summaries of English articles, with the table of names that is shipped. All of our own writing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from newsdesk.regions.names import Names
from newsdesk.writing.grounding import unsupported

_NAMES = Path(__file__).resolve().parents[3] / "include" / "names"
_PUBLISHED = date(2026, 7, 15)

CHIPS = (
    "Nvidia's market value tops $5tn as demand surges",
    "Shares in the US chipmaker rose 3.2 per cent on Tuesday, taking its market capitalisation above $5tn. "
    "Jensen Huang, chief executive, said orders for two families of chips exceeded half a trillion dollars "
    "through 2026. Analysts at Morgan Stanley raised their price target to $220 from $200.",
)
PRICES = (
    "Google prices its small model",
    "Google said the model costs $0.30 per million input tokens and $2.50 per million output tokens. It has "
    "a one-million-token context window, scored 78.4% on a test, and is sold in more than 180 countries.",
)
FINE = (
    "EU fines Meta €200 million",
    "The European Commission on Wednesday fined Meta 200 million euros. Meta has 60 days to comply. Apple "
    "was fined 500 million euros in April.",
)
STAFF = (
    "Anthropic to triple its workforce",
    "Anthropic plans to triple its workforce and expand one team fivefold this year. Run-rate revenue passed "
    "$5 billion in August from $1 billion in January. It has more than 300,000 customers, up from fewer than "
    "1,000 two years ago.",
)
PROFIT = (
    "Samsung says profit falls 56%",
    "SEOUL - Samsung Electronics on July 8 estimated operating profit of 4.6 trillion won for the second "
    "quarter, down from 10.4 trillion won, as U.S. export controls on chips to China weighed.",
)
ROBOTS = (
    "Robots worked 10-hour shifts at a BMW plant",
    "Two robots loaded 90,000 parts over 11 months, running 10 hours a day, five days a week, helping build "
    "30,000 X3 cars.",
)


def _missing(article: tuple[str, str], statement: str) -> list[str]:
    aliases = Names.load(_NAMES).spellings
    return [one.token for one in unsupported(statement, *article, aliases=aliases, published=_PUBLISHED)]


@pytest.mark.parametrize(
    ("article", "statement"),
    [
        (CHIPS, "英伟达股价7月14日上涨3.2%，市值突破5万亿美元，黄仁勋称截至2026年订单超过5000亿美元。"),
        (CHIPS, "摩根士丹利将美国公司英伟达的目标价从200美元上调至220美元。"),
        (
            PRICES,
            "谷歌模型每百万token输入0.30美元、输出2.50美元，支持100万token，得分78.4%，在180多个国家上线。",
        ),
        (FINE, "欧盟对Meta罚款2亿欧元，要求60天内整改；苹果4月曾被罚5亿欧元。"),
        (
            STAFF,
            "Anthropic计划将员工增至三倍，年化营收由1月的10亿美元升至8月的50亿美元，客户由不足1000家增至30万家。",
        ),
        (
            PROFIT,
            "三星电子7月8日预计第二季度营业利润4.6万亿韩元，低于10.4万亿韩元，受美国对中国芯片出口管制影响。",
        ),
        (ROBOTS, "两台机器人在宝马工厂11个月装载9万个零件，每周工作5天、每天10小时，参与生产3万辆X3。"),
    ],
)
def test_faithful(article: tuple[str, str], statement: str) -> None:
    assert _missing(article, statement) == []


@pytest.mark.parametrize(
    ("article", "statement", "token"),
    [
        (CHIPS, "英伟达市值突破5000亿元。", "5000亿元"),
        (CHIPS, "苏姿丰称订单超过5000亿美元。", "苏姿丰"),
        (CHIPS, "高盛上调目标价。", "高盛"),
        (PRICES, "微软模型支持100万token上下文。", "微软"),
        (PRICES, "支持1000万token上下文。", "1000万token"),
        (FINE, "欧盟对Meta罚款2亿美元。", "2亿美元"),
        (FINE, "要求60小时内整改。", "60小时"),
        (FINE, "苹果5月曾被罚5亿欧元。", "5月"),
        (STAFF, "客户增至300万家。", "300万家"),
        (PROFIT, "三星电子第三季度利润下降。", "三季度"),
        (PROFIT, "三星电子利润下降65%。", "65%"),
        (ROBOTS, "机器人在特斯拉工厂工作。", "特斯拉"),
    ],
)
def test_planted(article: tuple[str, str], statement: str, token: str) -> None:
    assert _missing(article, statement) == [token]


ROUND = (
    "示例科技完成近亿元融资",
    "示例科技完成近亿元A轮融资，理想新车将搭载其芯片。Claude 4 为其编程，公司另获数亿元授信。",
)


@pytest.mark.parametrize(
    ("statement", "missing"),
    [
        ("The company raised nearly 100 million yuan.", []),
        ("The company raised nearly 100 million dollars.", ["100 million dollars"]),
        ("A new car of Li Auto will carry its chip.", []),
        ("A new car of Xpeng will carry its chip.", ["Xpeng"]),
        ("它用Claude 5编程。", ["Claude 5"]),
        ("它用Claude 4编程。", []),
    ],
)
def test_money_without_a_digit_short_company_names_and_versions(statement: str, missing: list[str]) -> None:
    found = unsupported(statement, *ROUND, aliases=Names.load(_NAMES).spellings, published=_PUBLISHED)
    assert [one.token for one in found] == missing
