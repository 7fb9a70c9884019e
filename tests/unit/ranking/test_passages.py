"""What is said again in the same words under another headline is told once."""

from __future__ import annotations

from newsdesk.entities import Article
from newsdesk.ranking.passages import common_passages, passages_of
from newsdesk.ranking.retold import retells, retold, told_by
from newsdesk.stories.names import NameTable
from tests.unit.ranking.making import article, story

NAMES = NameTable({"青禾智能": (), "远山科技": (), "罗岚": ()})
LETTER = (
    "青禾智能创始人罗岚在内部信中写道，公司未来三年不追求短期变现，将把算力预算提高一倍，"
    "并启动名为「登高」的长期计划。这封信在员工群里传开。"
)
AGAIN = (
    "上市之后，没有人庆祝。一封信说明了原因：未来三年不追求短期变现，将把算力预算提高一倍，"
    "并启动名为「登高」的长期计划。"
)
SOLD = "青禾智能出售云业务，由远山科技接手，交易在年内完成。买方说客户不会察觉，员工全部留任。"


def say(one: Article, other: Article) -> str:
    told = told_by([[one], [other]], NAMES, NAMES)
    return retells(told[one.id], told[other.id])


def letter(hours: float = 60) -> Article:
    return article("青禾智能创始人发内部信：「登高」之后", LETTER, slug="p1", hours=hours)


def test_a_feature_that_repeats_an_announcement_is_not_told_again() -> None:
    assert say(letter(), article("市值走高，青禾智能为何还焦虑？", AGAIN, slug="p2")).endswith(
        "passages on 青禾智能"
    )
    assert say(letter(), article("青禾智能卖掉了它的云", SOLD, slug="p2")) == ""


def test_both_titles_must_name_the_one_of_whom_it_is_said() -> None:
    assert say(letter(), article("市值走高，为何还焦虑？", AGAIN, slug="p2")) == ""
    assert say(letter(), article("远山科技为何还焦虑？", AGAIN, slug="p2")) == ""


def test_a_title_with_others_in_it_needs_more() -> None:
    short = AGAIN[: AGAIN.index("，并启动")].replace("不追求短期变现，", "")
    assert say(letter(), article("青禾智能为何还焦虑？", short, slug="p2"))
    assert say(letter(), article("青禾智能为何焦虑，远山科技换帅", short, slug="p2")) == ""
    assert say(letter(), article("青禾智能为何焦虑，远山科技换帅", AGAIN, slug="p2"))


def test_names_and_bylines_are_no_passages() -> None:
    byline = "本文来自微信公众号：青石板，作者：罗岚，编辑：林木，头图来自青石板，经授权转载发布在这里。"
    assert passages_of(article("青禾智能", byline), NAMES) == passages_of(article("青禾智能", ""), NAMES)
    told = passages_of(article("青禾智能与罗岚", "青禾智能的罗岚"), NAMES)
    assert not any("青 禾" in passage for passage in told)


def test_a_step_and_a_fact_after_a_rumour_are_news_and_so_is_what_comes_days_later() -> None:
    assert say(letter(), article("青禾智能撤回内部信", AGAIN, slug="p2")) == ""
    rumour = article("消息称青禾智能将推出登高计划", LETTER, slug="p1", hours=60)
    assert say(rumour, article("青禾智能推出登高计划", AGAIN, slug="p2")) == ""
    assert say(letter(hours=101), article("青禾智能为何还焦虑？", AGAIN, slug="p2", hours=3)) == ""


def test_a_firm_that_files_for_its_listing_is_news_though_the_article_ends_as_the_last_one_did() -> None:
    firm = "该公司由几位研究员创立，以它的登高系列模型闻名，强调安全与对齐，客户遍布二十个国家和地区。"
    round_ = article("青禾智能完成 H 轮融资，上市在即", f"青禾智能完成 H 轮融资。{firm}", slug="p1", hours=60)
    assert (
        say(round_, article("青禾智能正式提交 IPO 申请", f"周一，青禾智能提交了文件。{firm}", slug="p2"))
        == ""
    )
    assert say(round_, article("青禾智能，凭什么", f"钱到了。{firm}", slug="p2"))


def test_one_source_s_titles_of_a_pattern_are_no_repeats() -> None:
    names = NameTable({"Willow": ()})
    text = "See how teams can use it to turn real work inputs into briefs, trackers and weekly updates every day."
    one = article("How finance teams use Willow", text, slug="p1", hours=60)
    other = article("How sales teams use Willow", text, slug="p1")
    told = told_by([[one], [other]], names, names)
    assert retells(told[one.id], told[other.id]) == ""


def test_what_stands_in_many_stories_says_nothing() -> None:
    said = [frozenset({"a b c d", f"only {number}"}) for number in range(5)]
    assert common_passages(said) == {"a b c d"}
    assert common_passages(said[:4]) == frozenset()
    notice = "未来三年不追求短期变现，将把算力预算提高一倍，并启动名为「登高」的长期计划。"
    many = [
        story(article(f"青禾智能的第{number}件事", notice, slug=f"p{number}", hours=10 - number))
        for number in range(6)
    ]
    assert retold(many, [], NAMES, NAMES) == {}
    assert len(retold(many[:2], [], NAMES, NAMES)) == 1
