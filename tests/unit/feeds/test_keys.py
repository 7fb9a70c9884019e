from __future__ import annotations

from dataclasses import replace

import pytest

from newsdesk.entities import Entry, Language
from newsdesk.feeds.adverts import advert
from newsdesk.feeds.keys import article_key, article_keys, content_hash

PLAIN = Entry("id-7", "https://harbour.example/7", "Fog again", "It is thick.", None, Language.EN)


def with_(
    guid: str = "", url: str = "https://harbour.example/7", title: str = "Fog again", text: str = ""
) -> Entry:
    return replace(PLAIN, guid=guid, url=url, title=title, text=text)


def test_the_publisher_s_id_is_the_key_whatever_else_changes() -> None:
    assert article_key(PLAIN) == article_key(
        replace(PLAIN, url="https://harbour.example/8", title="Fog lifts")
    )


@pytest.mark.parametrize(
    "guid", ["", "3", "1772508965", "1772508965123", "2031-03-03T03:35:05Z", "Mon, 03 Mar 2031"]
)
def test_an_id_that_is_none_or_changes_gives_way_to_the_link(guid: str) -> None:
    assert article_key(with_(guid)) == article_key(with_(""))


@pytest.mark.parametrize(
    "guid", ["https://www.harbour.example/7?utm_source=rss", "http://harbour.example/7/"]
)
def test_an_id_that_is_an_address_is_the_page_it_opens(guid: str) -> None:
    assert article_key(with_(guid)) == article_key(with_("https://harbour.example/7"))


def test_without_id_and_link_the_title_is_the_key() -> None:
    assert article_key(with_("", "")) != article_key(with_("", "", "Fog lifts"))


def test_a_key_is_never_long() -> None:
    keys = {article_key(with_("x" * 450 + str(number))) for number in range(2)}
    assert len(keys) == 2
    assert all(len(key) <= 200 for key in keys)


def test_one_id_for_two_links_of_a_feed_is_no_key() -> None:
    first, second = with_("same"), with_("same", "https://harbour.example/8")
    keys = article_keys([first, second, with_("other", "https://harbour.example/9")])
    assert len(set(keys)) == 3
    assert keys[2] == article_key(with_("other", "https://harbour.example/9"))
    assert article_keys([first, first]) == (article_key(first),) * 2


@pytest.mark.parametrize(
    "same",
    [
        with_(title="Fog  again ", text="It is thick."),
        with_(text="It is thick. 12 comments"),
        with_(text="It is thick. 3 hours ago"),
        with_(url="https://harbour.example/7?utm_medium=feed", text="It is thick."),
        replace(PLAIN, guid="x", author="Ann"),
    ],
)
def test_what_nobody_edited_is_no_revision(same: Entry) -> None:
    assert content_hash(same) == content_hash(PLAIN)


def test_curly_quotes_are_no_revision_but_numbers_are() -> None:
    assert content_hash(with_(title="Keeper’s 「fog」")) == content_hash(with_(title='Keeper\'s "fog"'))
    assert content_hash(with_(title="Fog for $30M")) != content_hash(with_(title="Fog for €30M"))
    assert content_hash(with_(url="https://harbour.example/8")) != content_hash(with_())
    assert content_hash(with_(text="4评论")) == content_hash(with_(text="17评论"))


@pytest.mark.parametrize(
    ("title", "says"),
    [
        ("2031-03-03", "digest"),
        ("2031年3月3日", "digest"),
        ("推广 灯塔一日游", "advertisement"),
        ("【广告】灯塔一日游", "advertisement"),
        ("Sponsored: a day at sea", "advertisement"),
        ("灯塔一日游（推广）", "advertisement"),
        ("海盐洗衣液 5 斤：59.9 → 18.9 元", "shopping"),
        ("海盐洗衣液券后 18.9 元", "shopping"),
        ("专题 灯塔百年", "topic page"),
        ("专题灯塔百年回顾", "topic page"),
        ("活动 猜潮水，赢船票", "activity"),
        ("实时播报灯塔重开", "live ticker"),
        ("港湾日报招聘启事", "vacancy"),
    ],
)
def test_what_is_no_article_says_why(title: str, says: str) -> None:
    reason = advert(with_(title=title))
    assert reason is not None
    assert says in reason


@pytest.mark.parametrize(
    ("url", "title"),
    [
        ("https://harbour.example/author/ann", "Ann Keeper"),
        ("https://harbour.example/omn/author/8Qx%3D", "港湾周刊"),
        ("https://harbour.example/research/team/fog", "Fog Team"),
        ("https://harbour.example/tag/fog", "Fog"),
    ],
)
def test_a_list_page_is_no_article(url: str, title: str) -> None:
    assert "list page" in (advert(with_(url=url, title=title)) or "")


def test_an_item_without_a_link_is_no_article() -> None:
    assert advert(with_(url="")) == "no link to open"


@pytest.mark.parametrize(
    ("url", "title"),
    [
        ("https://harbour.example/7", "灯塔推广新型雾灯，守塔人欢迎"),
        ("https://harbour.example/7", "专题片《灯塔》今晚播出"),
        ("https://harbour.example/7", "专题会议讨论港口安全"),
        ("https://harbour.example/7", "新船售价从 300 万元降至 280 万元"),
        ("https://harbour.example/7", "Promoted to captain at 23"),
        ("https://harbour.example/7", "广告业迎来新规：平台须标明推广"),
        ("https://harbour.example/7", "2031-03-03 港口大火调查公布"),
        ("https://harbour.example/", "Harbour"),
        ("https://code.example/boat/releases/tag/v2.0", "Boat 2.0"),
        (
            "https://harbour.example/tag/why-the-harbour-authority-closed-the-pier",
            "Why the harbour closed the old pier today",
        ),
        ("https://harbour.example/special/fog", "Fog closes the harbour for the third day in a row"),
    ],
)
def test_news_is_not_taken_for_an_advertisement(url: str, title: str) -> None:
    assert advert(with_(url=url, title=title)) is None
