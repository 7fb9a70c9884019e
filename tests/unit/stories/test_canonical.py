import pytest
from hypothesis import given
from hypothesis import strategies as st
from w3lib.url import canonicalize_url

from newsdesk.stories import canonical
from newsdesk.stories.canonical import canonical_url, names_an_article


@pytest.mark.parametrize(
    ("shared", "plain"),
    [
        ("http://www.example.org/a/b/", "https://example.org/a/b"),
        ("https://example.org:443/a?utm_source=x&utm_medium=rss", "https://example.org/a"),
        ("HTTP://Example.ORG:80/a#comments", "https://example.org/a"),
        ("https://example.cn/p/123?f=rss", "https://example.cn/p/123"),
        ("https://example.cn/contents/9?source=134&source_1=998", "https://example.cn/contents/9"),
        ("https://example.cn/a?spm=a2c.1.0&from=timeline&isappinstalled=0", "https://example.cn/a"),
        ("https://m.example.cn/p/123", "https://example.cn/p/123"),
        ("https://amp.example.org/story/1", "https://example.org/story/1"),
        ("https://www.example.org/story/1/amp/", "https://example.org/story/1"),
        ("https://www.example.org/story/1.amp", "https://example.org/story/1"),
        ("https://www.example.org/story.amp.html", "https://example.org/story.html"),
        ("https://example.org/story?amp=1", "https://example.org/story"),
        ("https://www.google.com/amp/s/www.example.org/story/1", "https://example.org/story/1"),
        ("https://example-org.cdn.ampproject.org/c/s/example.org/story/1", "https://example.org/story/1"),
        ("https://www.google.com/url?q=https%3A%2F%2Fexample.org%2Fa&sa=D", "https://example.org/a"),
        ("https://twitter.com/someone/status/12?s=20", "https://x.com/someone/status/12"),
        ("https://example.org/?b=2&a=1", "https://example.org?a=1&b=2"),
        ("https://en.m.example.org/wiki/A", "https://en.example.org/wiki/A"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("", ""),
    ],
)
def test_one_article_has_one_address(shared: str, plain: str) -> None:
    assert canonical_url(shared) == plain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/?p=12", "https://example.org/?p=13"),
        ("https://example.org/news?id=123", "https://example.org/news?id=124"),
        ("https://example.org/news?12345", "https://example.org/news?12346"),
        ("https://example.org/?source=1", "https://example.org/?source=2"),
        ("https://example.org/read?f=12", "https://example.org/read?f=13"),
        ("https://example.org/watch?v=a", "https://example.org/watch?v=A"),
        ("https://example.org/#/model/1", "https://example.org/#/model/2"),
        ("https://example.org/changes#2026-05-12", "https://example.org/changes#2026-05-13"),
        ("https://a.example.org/1", "https://b.example.org/1"),
        ("https://example.org:8080/1", "https://example.org/1"),
        (
            "https://mp.weixin.qq.com/s?__biz=A&mid=1&idx=1&sn=x&chksm=1",
            "https://mp.weixin.qq.com/s?__biz=A&mid=1&idx=2&sn=y&chksm=1",
        ),
    ],
)
def test_different_articles_stay_apart(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


def test_a_home_page_names_no_article() -> None:
    assert not names_an_article(canonical_url("https://www.example.org/?utm_source=x"))
    assert names_an_article(canonical_url("https://www.example.org/?p=3"))
    assert names_an_article(canonical_url("https://www.example.org/a"))
    assert not names_an_article("")


_WORDS = st.text("abmpwz/?&=#.%:@ 0129-_中é[]", max_size=40)


@given(
    st.sampled_from(
        ["https://", "http://", "", "https://www.", "https://m.m.", "https://www.google.com/url?q=http://"]
    ),
    st.sampled_from(["example.org", "google.com", "a.cdn.ampproject.org", "中文.cn", "x", ""]),
    _WORDS,
)
def test_canonical_of_canonical_is_itself(scheme: str, host: str, rest: str) -> None:
    once = canonical_url(f"{scheme}{host}{rest}")
    assert canonical_url(once) == once


@given(st.from_regex(canonical._SETTLED, fullmatch=True))
def test_an_address_that_is_passed_over_has_nothing_to_settle(url: str) -> None:
    assert canonicalize_url(url) == url


def test_a_very_long_address_stays_short_enough_for_an_index() -> None:
    long = canonical_url("https://quay.example/" + "a" * 5000)
    assert len(long) < 200
    assert long != canonical_url("https://quay.example/" + "b" * 5000)
    assert canonical_url(long) == long
    assert names_an_article(long)
