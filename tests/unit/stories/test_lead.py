from newsdesk.entities import Language, Source
from newsdesk.stories.lead import lead_order
from tests.unit.stories.articles import article

ZH, EN = "甲公司发布了新模型，" * 10, "Acme has released a model. " * 10


def _source(slug: str, tier: int) -> Source:
    return Source(slug, slug, f"https://{slug}.org", slug, Language.EN, tier, "US")


SOURCES = {"first": _source("first", 1), "second": _source("second", 2)}


def test_the_reader_gets_the_best_article() -> None:
    chinese = article("甲公司发布新模型", source="second", text=ZH, hours=3)
    better = article("甲公司发布新模型啦", source="first", text=ZH, hours=4)
    english = article("Acme releases a model", source="first", text=EN)
    bare = article("甲公司发布模型", source="first", text="Comments")
    roundup = article("早报：甲公司发布新模型", source="first", text=ZH)
    gone = article("甲公司发布新模型了", source="gone", text=ZH, hours=1)
    order = lead_order([roundup, bare, english, gone, chinese, better], SOURCES)
    assert order == (better, chinese, gone, english, bare, roundup)


def test_a_fuller_text_then_the_earlier() -> None:
    early = article("甲公司发布新模型", source="first", text=ZH)
    late = article("甲公司发布新模型", source="first", text=ZH, hours=2)
    full = article("甲公司发布新模型", source="first", text=ZH * 10, hours=5)
    assert lead_order([late, early, full], SOURCES) == (full, early, late)
