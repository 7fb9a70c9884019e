import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdesk.entities import Language
from newsdesk.stories.script import simplified
from newsdesk.stories.titles import normalise_title, title_language, title_similarity


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("【快讯】Ａ公司发布B模型 - 36氪", "a公司发布b模型"),
        ("「快讯」甲公司开源新模型", "甲公司开源新模型"),
        ("快讯｜甲公司开源新模型", "甲公司开源新模型"),
        ("Acme ships a new chip | TechCrunch", "acme ships a new chip"),
        ("Breaking: Acme ships a new chip", "acme ships a new chip"),
        ("Acme’s chip 🚀", "acme's chip"),
        ("  Acme\u3000ships  ", "acme ships"),
        ("量子位", "量子位"),
        ("", ""),
    ],
)
def test_normalised(title: str, plain: str) -> None:
    assert normalise_title(title) == plain


def test_similarity_sees_wording_in_one_language_only() -> None:
    assert title_similarity("甲公司发布新一代推理模型", "甲公司，发布新一代推理模型！") == 1
    assert title_similarity("甲公司发布新一代推理模型", "甲公司正式发布新一代推理模型") > 0.8
    assert title_similarity("Acme buys Beta for $3 billion", "For $3 billion, Acme buys Beta") > 0.9
    assert title_similarity("Acme buys Beta for $3 billion", "甲公司发布新一代推理模型") == 0
    assert title_similarity("Acme buys Beta", "Gamma opens an office in Rome") < 0.4


def test_language_is_told_from_the_title() -> None:
    assert title_language("OpenAI 发布 GPT 模型") is Language.ZH
    assert title_language("Acme ships") is Language.EN
    assert title_language("2026 !!") is Language.OTHER


@given(st.text(max_size=60), st.text(max_size=60))
def test_similarity_is_symmetric_and_bounded(a: str, b: str) -> None:
    assert title_similarity(a, b) == pytest.approx(title_similarity(b, a))
    assert 0 <= title_similarity(a, b) <= 1


@given(st.text("【】快讯:| -–36氪aA发b布Ｃ ", max_size=30))
def test_normalising_keeps_something_to_compare(title: str) -> None:
    assert bool(normalise_title(title)) or not any(char.isalnum() for char in title)


def test_a_traditional_headline_is_compared_as_a_simplified_one() -> None:
    assert normalise_title("甲公司發布會疊襯衫的機器人") == normalise_title("甲公司发布会叠衬衫的机器人")


def test_folding_the_script_is_stable() -> None:
    assert simplified(simplified("東京雞腿飯")) == simplified("東京雞腿飯") == "东京鸡腿饭"
