import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdesk.stories.amounts import Amount, amounts_in, at_odds, shared
from newsdesk.stories.facts import contradiction, difference, facts_of
from newsdesk.stories.titles import normalise_title


def _against(a: str, b: str) -> str:
    return contradiction(facts_of(normalise_title(a)), facts_of(normalise_title(b)))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Acme releases Orca 5.1", "Acme releases Orca 5.2"),
        ("甲公司发布 Orca-5.1 模型", "Acme releases Orca 5.2"),
        ("Acme ships Orca 5", "Acme ships Orca 5.4"),
        ("Acme ships Orca 5", "Acme ships Orca 6"),
        ("甲公司发布海豚2.0", "甲公司发布海豚2.5"),
        ("Acme raises $40B", "Acme raises $4B"),
        ("甲公司完成30亿元融资", "甲公司完成3亿元融资"),
        ("Acme raises $40B", "甲公司融资40亿美元"),
        ("Acme revenue grew 12% in Q1", "Acme revenue grew 12% in Q2"),
        ("甲公司2025年财报：营收大涨", "甲公司2026年财报：营收大涨"),
        ("甲公司一季度净利翻倍", "甲公司第二季度净利翻倍"),
        ("Acme v. Beta, week 2: the founders testify", "Acme v. Beta, week 3: the founders testify"),
        ("甲公司将收购乙公司", "甲公司否认将收购乙公司"),
        ("Acme to buy Beta", "Acme denies plan to buy Beta"),
    ],
)
def test_titles_of_different_events_contradict(a: str, b: str) -> None:
    assert _against(a, b)
    assert _against(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Acme raises $40B", "甲公司融资400亿美元"),
        ("Acme raises nearly $5 billion", "甲公司融资49亿美元"),
        ("Acme cuts 12 percent of staff", "甲公司裁员12%"),
        ("Acme's model reads 200K tokens", "甲公司模型支持20万上下文"),
        ("Acme releases Orca 5.1", "甲公司发布 Orca 5.1 与 Orca 4.9"),
        ("Acme ships Orca 5.1.3", "Orca 5.1"),
        ("Acme raises $40M at a $1B valuation", "Acme is valued at $1 billion"),
        ("Acme in 2026: what to expect", "Acme: what to expect"),
        ("Acme opens 5 offices", "Acme opens offices in 5 cities"),
        ("Acme to buy Beta", "甲公司将收购乙公司"),
    ],
)
def test_titles_of_one_event_do_not(a: str, b: str) -> None:
    assert _against(a, b) == ""


def test_nearly_one_wording_differs_by_any_number_or_negation() -> None:
    def differs(a: str, b: str) -> str:
        return difference(facts_of(normalise_title(a)), facts_of(normalise_title(b)))

    assert differs("Acme opens 5 offices in Rome", "Acme opens 7 offices in Rome")
    assert differs("Acme will sell its cloud unit", "Acme will not sell its cloud unit")
    assert differs("甲公司恢复向乙国供货", "甲公司向乙国供货")
    assert not differs("Acme opens 5 offices in Rome", "Acme opens 5 offices")


def test_amounts_have_one_form_in_both_languages() -> None:
    assert amounts_in("raises $40b")[0] == amounts_in("融资400亿美元")[0] == {Amount(4e10, "usd")}
    assert amounts_in("up 3.5 percent")[0] == amounts_in("上涨3.5%")[0] == {Amount(3.5, "percent")}
    assert amounts_in("7,500美元")[0] == {Amount(7500, "usd")}
    assert amounts_in("top 10 of 2026")[0] == frozenset()


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("三百亿美元", "300亿美元"),
        ("两千五百万元", "2500万元"),
        ("三亿五千万美元", "3.5亿美元"),
        ("十亿用户", "10亿用户"),
    ],
)
def test_amounts_in_chinese_numerals_are_those_in_digits(written: str, digits: str) -> None:
    assert amounts_in(f"年收入超{written}")[0] == amounts_in(f"年收入超{digits}")[0] != frozenset()


@pytest.mark.parametrize(
    "title", ["数百亿美元", "千万别错过", "万一", "近亿元融资", "百亿参数", "一万二千人"]
)
def test_what_states_no_one_number_is_no_amount(title: str) -> None:
    assert amounts_in(title)[0] == frozenset()


def test_a_magnitude_alone_may_be_shared_and_contradicts_nothing() -> None:
    about, exact, other = (amounts_in(one)[0] for one in ("投入超千亿美元", "pledges $100b", "pledges $122b"))
    assert shared(about, exact)
    assert not shared(about, other)
    assert at_odds(about, other) is None
    assert at_odds(exact, other)


@given(
    st.text("aорca5.1 2亿元$%月年q第期不", max_size=40), st.text("aca5.12 3亿元$%月年q第期否认", max_size=40)
)
def test_contradiction_is_mutual_and_never_of_oneself(a: str, b: str) -> None:
    assert bool(_against(a, b)) == bool(_against(b, a))
    assert _against(a, a) == ""


def test_a_version_is_the_same_with_and_without_its_last_zero() -> None:
    one, other = facts_of("acme releases orca audio 3.0"), facts_of("acme releases orca audio 3 for editing")
    assert contradiction(one, other) == ""
    assert contradiction(one, facts_of("acme releases orca audio 3.1 for editing"))


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ("tablets from $97", "降价至100美元", False),
        ("costs $349.99", "售价350美元", True),
        ("nearly $5b", "49亿美元", True),
        ("up 3.5 percent", "上涨3.4%", False),
    ],
)
def test_small_amounts_are_seldom_rounded(one: str, other: str, both: bool) -> None:
    some, others = amounts_in(one)[0], amounts_in(other)[0]
    assert bool(shared(some, others)) is both
    assert at_odds(some, others) is None
