from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdesk.errors import ConfigError
from newsdesk.llm.prices import Models, Usage, ceiling, cost, estimate_tokens, load_models

MODELS = Path(__file__).resolve().parents[3] / "include" / "models.toml"


@pytest.fixture(scope="module")
def models() -> Models:
    return load_models(MODELS)


@pytest.mark.parametrize(
    ("name", "usage", "usd"),
    [
        ("claude-haiku-5-5", Usage(input=100_000), "0.01"),
        ("claude-haiku-5-5", Usage(output=1_000_000), "0.5"),
        ("claude-haiku-5-5", Usage(input=100_001), "0.050001"),  # the dearer tier, and rounded up
        ("claude-haiku-5-5", Usage(input=50_000, cache_read=50_001), "0.027501"),  # cached tokens count too
        ("claude-haiku-5-5", Usage(cache_write=80_000, output=1000), "0.0105"),
        ("claude-haiku-5-5", Usage(cache_read=80_000), "0.0008"),
        ("claude-sonnet-5-5", Usage(input=10_000, output=1000), "0.03"),
        ("claude-sonnet-5-5", Usage(cache_read=100_000), "0.01"),
        ("claude-opus-5-5", Usage(input=10_000, output=1000), "0.06"),
        ("claude-opus-5-5", Usage(cache_write=100_000), "0.5"),
        ("claude-haiku-4-5", Usage(input=10_000, output=1000), "0.015"),
        ("claude-haiku-4-5", Usage(), "0"),
    ],
)
def test_costs_follow_the_published_list(models: Models, name: str, usage: Usage, usd: str) -> None:
    assert cost(usage, models.named(name)) == Decimal(usd)


def test_a_batch_costs_half(models: Models) -> None:
    usage = Usage(input=40_000, output=8000)
    haiku = models.named("claude-haiku-5-5")
    assert cost(usage, haiku, batch=True) * 2 == cost(usage, haiku)


@given(
    st.integers(0, 150_000),
    st.integers(0, 8000),
    st.floats(0, 1),
    st.sampled_from(["haiku", "sonnet", "opus"]),
)
def test_no_call_costs_more_than_its_ceiling(prompt: int, output: int, share: float, family: str) -> None:
    model = load_models(MODELS).named(f"claude-{family}-5-5")
    cached = int(prompt * share)
    highest = ceiling(prompt, output, model)
    for usage in (
        Usage(prompt, output),
        Usage(prompt - cached, output, cache_write=cached),
        Usage(prompt - cached, output, cache_read=cached),
    ):
        assert cost(usage, model) <= highest


def test_the_default_is_known_and_the_cap_is_ten_cents(models: Models) -> None:
    assert models.named("").name == "claude-haiku-5-5"
    assert models.cap_usd == Decimal("0.10")


@pytest.mark.parametrize(
    "name",
    [
        "anthropic.claude-haiku-5-5",
        "global.anthropic.claude-haiku-5-5-v1",
        "us.anthropic.claude-haiku-5-5-20261007-v1:0",
        "claude-haiku-5-5@20261007",
        "claude-haiku-5-5-20261007",
    ],
)
def test_a_model_is_found_under_its_names_on_other_platforms(models: Models, name: str) -> None:
    assert models.named(name).name == "claude-haiku-5-5"


def test_an_unknown_model_says_what_to_add_where(models: Models) -> None:
    with pytest.raises(ConfigError, match=r"models\.toml: .*claude-new-9.*add a \[\[model\]\] with name"):
        models.named("claude-new-9")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('default = "claude-haiku-5-5"', 'default = "claude-none"', "claude-none"),
        ("input = 0.10", "input = -1", "model.0.price.0.input"),
        ("up_to = 100_000\n", "", "up_to"),
        ('answer = "auto"', 'answer = "prose"', "model.0.answer"),
        ("\ncap_usd = 0.10", "\n", "cap_usd"),
        ("\ncap_usd = 0.10", "\ncap_usd = 0.10\nceiling = 1", "ceiling"),
        ("[[model]]", "[[model", "line"),
    ],
)
def test_a_faulty_file_is_named_with_its_field(tmp_path: Path, old: str, new: str, words: str) -> None:
    path = tmp_path / "models.toml"
    path.write_text(MODELS.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_models(path)
    assert str(path) in str(caught.value)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("text", "least"), [("月之暗面完成新一轮融资", 11), ("Moonshot raises $500M", 6), ("", 0)]
)
def test_the_estimate_is_a_bound_and_not_a_guess(text: str, least: int) -> None:
    assert estimate_tokens(text) > least
