from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsdesk.entities import Entry, Language, ParsedFeed
from newsdesk.errors import FeedUnreadable
from newsdesk.feeds.parse import parse

URL = "https://harbour.example/news/feed.xml"


def rss(items: str, *, head: str = "", encoding: str = "utf-8", title: str = "港湾日报") -> bytes:
    document = (
        f'<?xml version="1.0" encoding="{encoding}"?>{head}<rss version="2.0" '
        f'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>{title}</title>'
        f"{items}</channel></rss>"
    )
    return document.encode(encoding)


def read(body: bytes | str, content_type: str = "") -> ParsedFeed:
    raw = body.encode() if isinstance(body, str) else body
    return parse(raw, url=URL, content_type=content_type)


def one(item: str, **options: str) -> Entry:
    (entry,) = read(rss(f"<item>{item}</item>", **options)).entries
    return entry


def test_rss() -> None:
    feed = read(
        rss(
            "<item><title>灯塔今日重开</title><link>https://harbour.example/1</link><guid>g1</guid>"
            "<pubDate>Thu, 16 Jul 2026 12:24:38 +0800</pubDate><author>a@harbour.example (陈 港)</author>"
            "<description>短</description>"
            "<content:encoded><![CDATA[<p>守塔人说，这是第一次。</p><p>港务局没有回应。</p>]]></content:encoded></item>"
        )
    )
    (entry,) = feed.entries
    assert (feed.title, feed.format, feed.problems) == ("港湾日报", "RSS 2.0", ())
    assert (entry.guid, entry.url, entry.title) == ("g1", "https://harbour.example/1", "灯塔今日重开")
    assert entry.text == "守塔人说，这是第一次。\n港务局没有回应。"
    assert entry.published == datetime(2026, 7, 16, 4, 24, 38, tzinfo=UTC)
    assert (entry.language, entry.author) == (Language.ZH, "陈 港")


def test_atom_with_a_base_of_its_own() -> None:
    feed = read(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://other.example/b/"><title>Harbour</title>'
        '<entry><id>tag:1</id><title type="html">Lights &amp;amp; &lt;b&gt;fog&lt;/b&gt;</title>'
        '<link rel="self" href="self"/><link href="story"/><updated>2026-07-16T12:00:00Z</updated>'
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>The keepers <b>said</b> so.</p>'
        "</div></content></entry></feed>"
    )
    (entry,) = feed.entries
    assert feed.format == "Atom 1.0"
    assert (entry.url, entry.title, entry.text) == (
        "https://other.example/b/story",
        "Lights & fog",
        "The keepers said so.",
    )
    assert entry.published == datetime(2026, 7, 16, 12, tzinfo=UTC)


def test_rdf() -> None:
    feed = read(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>H</title></channel>'
        '<item rdf:about="https://harbour.example/1"><title>Fog</title><link>https://harbour.example/1</link>'
        "<dc:date>2026-07-16T12:00:00+08:00</dc:date><dc:creator>Ann Keeper</dc:creator></item></rdf:RDF>"
    )
    (entry,) = feed.entries
    assert (feed.format, entry.author) == ("RSS 1.0", "Ann Keeper")
    assert entry.published == datetime(2026, 7, 16, 4, tzinfo=UTC)


def test_json_feed() -> None:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Harbour",
        "items": [
            {
                "id": 7,
                "url": "/1",
                "title": "Fog \ud800 again",
                "content_html": "<p>The keepers said that it is thick.</p>",
                "date_published": "2026-07-16T12:00:00Z",
                "authors": [{"name": "Ann"}, {"name": "Bo"}],
            },
            "nonsense",
            {"id": "8", "content_text": "A note without a title, and it goes on for a while."},
        ],
    }
    feed = read(json.dumps(document))
    first, second = feed.entries
    assert feed.format == "JSON Feed 1.1"
    assert (first.guid, first.url, first.title) == ("7", "https://harbour.example/1", "Fog again")
    assert (first.text, first.author) == ("The keepers said that it is thick.", "Ann, Bo")
    assert (second.title, second.url) == ("A note without a title, and it goes on for a while.", "")


@pytest.mark.parametrize("text", ["{", '{"items": 3}', "[1, 2]", '{"a":' * 50_000])
def test_json_that_is_no_feed(text: str) -> None:
    with pytest.raises(FeedUnreadable) as caught:
        read(text)
    assert caught.value.kind in {"malformed", "not_a_feed"}


@pytest.mark.parametrize(
    ("body", "kind", "says"),
    [
        ("", "empty", "empty"),
        ("\ufeff \n\t", "empty", "empty"),
        ("\x00\x00\x00", "empty", "empty"),
        ("just words", "not_a_feed", 'plain text in place of a feed, "just words"'),
        (
            "error code: 1020",
            "html",
            'text in place of a feed, "error code: 1020", which looks like a firewall',
        ),
        ("404 page not found", "html", "which looks like an error page"),
        ("您的请求过于频繁，请稍后再试", "html", "a firewall or robot check"),
        ("%PDF-1.4 \x01\x02\x03\x04", "not_a_feed", "binary data"),
        ('{"code": 403, "message": "quota exceeded"}', "not_a_feed", 'it says "quota exceeded"'),
        ('{"error": {"msg": "no such\\nroute"}}', "not_a_feed", 'it says "no such route"'),
        (
            "<Error><Code>AccessDenied</Code></Error>",
            "not_a_feed",
            'root is <Error>, which says "AccessDenied"',
        ),
        ('<opml version="2.0"><head><title>x</title></head><body/></opml>', "not_a_feed", "<opml>"),
        (
            "<html><script>document.cookie='acw_sc__v2='+x</script></html>",
            "html",
            "a firewall or robot check",
        ),
        ("<script>location.href='/challenge'</script>", "html", "a redirect for browsers alone"),
        ("<h1>Error establishing a database connection</h1>", "html", "an error page"),
        ("<!doctypehtml><title>环境异常</title>", "html", "a firewall or robot check"),
        ("<!-- nothing -->", "malformed", "no feed: not well-formed"),
        ("<note><to>you</to></note>", "not_a_feed", "<note>"),
        ("<!DOCTYPE html><html><head><title>Access Denied</title></head></html>", "html", '"Access Denied"'),
        (
            '<?xml version="1.0"?><html xmlns="x"><body><h1>404 Not Found</h1></body></html>',
            "html",
            "an error page",
        ),
        ("<HTML><TITLE>请先登录</TITLE><BODY>登录后查看</BODY></HTML>", "html", "a log-in page"),
        ("<html><head><title>安全验证</title></head></html>", "html", "a firewall or robot check"),
        ("<meta charset=utf-8><title>Oops</title><div>no</div>", "html", '"Oops"'),
        ("<html><body>x</body></html>", "html", "without a title"),
        (
            '<html><head><link rel="alternate" type="application/rss+xml" href="/rss"></head>',
            "html",
            "https://harbour.example/rss",
        ),
    ],
)
def test_what_is_no_feed_is_named(body: str, kind: str, says: str) -> None:
    with pytest.raises(FeedUnreadable) as caught:
        read(body)
    assert (caught.value.kind, says in str(caught.value)) == (kind, True), str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_page_s_own_word_on_its_encoding_is_heard() -> None:
    page = "<html><head><meta charset=gbk><title>访问被拒绝</title></head></html>".encode("gbk")
    with pytest.raises(FeedUnreadable) as caught:
        read(page)
    assert 'titled "访问被拒绝"' in str(caught.value)


def test_a_feed_without_items_is_a_feed() -> None:
    assert read(rss("")).entries == ()


def test_a_feed_that_speaks_of_html_is_no_page() -> None:
    assert one(
        "<title>How &lt;html&gt; came to be</title><description>&lt;div&gt;&lt;title&gt;</description>"
    ).title


def test_an_empty_date_beside_a_good_one() -> None:
    entry = one("<title>Fog</title><pubDate></pubDate><updated>Thu, 16 Jul 2026 12:24:38 GMT</updated>")
    assert entry.published == datetime(2026, 7, 16, 12, 24, 38, tzinfo=UTC)


@pytest.mark.parametrize("dates", ["", "<pubDate>soon</pubDate>", "<pubDate></pubDate>"])
def test_no_date_is_none(dates: str) -> None:
    assert one(f"<title>Fog</title>{dates}").published is None


def test_a_date_that_cannot_be_read_is_a_problem_told() -> None:
    feed = read(rss("<item><title>Fog</title><link>/1</link><pubDate>soon</pubDate></item>"))
    assert feed.problems == ("1 item with a date that cannot be read",)


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ("<guid>https://harbour.example/p/1</guid>", "https://harbour.example/p/1"),
        ('<guid isPermaLink="false">x1</guid>', ""),
        ("<link>javascript:alert(1)</link>", ""),
        (
            "<link>javascript:alert(1)</link><guid>https://harbour.example/p/1</guid>",
            "https://harbour.example/p/1",
        ),
        ("<link>../2</link>", "https://harbour.example/2"),
        ("<link>https://harbour.example/a?x=1&y=2</link>", "https://harbour.example/a?x=1&y=2"),
    ],
)
def test_links(links: str, expected: str) -> None:
    assert one(f"<title>Fog</title>{links}").url == expected


def test_items_that_say_nothing_are_left_out_and_counted() -> None:
    feed = read(rss("<item><link>/1</link></item><item><title>Fog</title><link>/2</link></item>"))
    assert [entry.title for entry in feed.entries] == ["Fog"]
    assert feed.problems == ("1 item with neither title nor text left out",)


def test_a_text_that_only_repeats_the_title_is_no_text() -> None:
    assert one("<title>Fog again</title><description>Fog again</description>").text == ""


def test_markup_never_reaches_title_text_or_author() -> None:
    entry = one(
        "<title>&lt;script&gt;alert(1)&lt;/script&gt;Fog &lt;img src=x onerror=y&gt;</title>"
        "<description>&lt;p onclick='x'&gt;thick&lt;/p&gt;&lt;script&gt;bad()&lt;/script&gt;</description>"
        "<author>&lt;b&gt;Ann&lt;/b&gt;</author>"
    )
    assert (entry.title, entry.text, entry.author) == ("Fog", "thick", "Ann")


@pytest.mark.parametrize(
    ("declared", "actual", "content_type"),
    [
        ("gb2312", "gb18030", ""),
        ("gbk", "gb18030", "text/xml; charset=gbk"),
        ("utf-8", "gb18030", ""),
        ("iso-8859-1", "gb18030", "text/xml"),
        ("utf-8", "utf-8", "text/xml; charset=iso-8859-1"),
        ("gb2312", "utf-8", "text/xml; charset=gb2312"),
        ("us-ascii", "utf-8", "text/xml"),
        ("no-such-code", "utf-8", ""),
        ("big5", "big5", ""),
        ("utf-8", "big5", ""),
        ("utf-16", "utf-16", ""),
        ("utf-16", "utf-16-le", ""),
        ("utf-16", "utf-8", ""),
        ("utf-8", "utf-8-sig", ""),
    ],
)
def test_chinese_is_decoded_right_whatever_is_declared(declared: str, actual: str, content_type: str) -> None:
    words = "燈塔今天重新開放，這是多年以來的第一次，港務人員說他們為此感到高興" if actual == "big5" else (
        "灯塔今天重新开放，这是多年以来的第一次，港务人员说他们为此感到高兴"
    )  # fmt: skip
    body = f'<?xml version="1.0" encoding="{declared}"?><rss><channel><item><title>{words}</title></item></channel></rss>'
    (entry,) = read(body.encode(actual), content_type).entries
    assert entry.title == words


def test_western_text_is_not_taken_for_chinese() -> None:
    words = "Café à la plage, déjà vu près du théâtre où l'été s'achève"
    assert one(f"<title>{words}</title>", encoding="iso-8859-1", title="La plage").title == words


def test_one_bad_byte_does_not_spoil_the_rest() -> None:
    body = rss(
        "<item><title>灯塔今日重开，守塔人说这是多年以来的第一次，港务局没有回应记者的提问，渔民们都很高兴，孩子们也来了，大家一起看灯</title></item>"
    )
    broken = body.replace("孩".encode(), b"\xe5\xad", 1)
    assert read(broken).entries[0].title.startswith("灯塔今日重开")


def test_what_xml_forbids_is_taken_out() -> None:
    feed = read(rss("<item><title>Fo\x00g\x0b ag\ufffeain</title></item>"))
    assert feed.entries[0].title == "Fog again"
    assert "3 characters that XML forbids" in feed.problems[0]


@pytest.mark.parametrize(
    "broken",
    [
        "<item><title>First & second</title><link>/1</link></item><item><title>Third</title></item>",
        "<item><title>First &nbsp; &nosuch; second</title></item><item><title>Third</title></item>",
        "<item><title>First</title><description><p>unclosed</description></item><item><title>Third</title></item>",
        "<item><title>First</title><dc:creator>Ann</dc:creator></item><item><title>Third</title></item>",
        "<item><title>First</title></item><item><title>Third</title>",
        "<item><title>First</title><x:y z></x:y></item><item><title>Third</title></item>",
        "<item><title>First</title><description>&#0;&#x1F;&#55296;</description></item><item><title>Third</title></item>",
    ],
)
def test_a_broken_feed_is_read_as_far_as_it_goes(broken: str) -> None:
    titles = [entry.title for entry in read(rss(broken)).entries]
    assert len(titles) == 2
    assert titles[0].startswith("First")
    assert titles[1] == "Third"


def test_a_cut_feed_keeps_its_first_items() -> None:
    body = rss(
        "".join(f"<item><title>Story {number}</title><link>/{number}</link></item>" for number in range(50))
    )
    feed = read(body[: len(body) // 2])
    assert len(feed.entries) >= 20
    assert "not well-formed" in feed.problems[0]


def test_a_server_s_warning_before_the_feed_is_dropped() -> None:
    feed = read(
        b"<br />\n<b>Warning</b>: something in line 3<br />\n" + rss("<item><title>Fog</title></item>")
    )
    assert [entry.title for entry in feed.entries] == ["Fog"]
    assert "before the feed" in feed.problems[0]


def test_entities_of_html_and_of_the_document_itself() -> None:
    head = '<!DOCTYPE rss [<!ENTITY harbour "Old Harbour"> <!ENTITY deep "&harbour;&harbour;">]>'
    entry = one("<title>&harbour; &eacute; &mdash; end</title>", head=head)
    assert entry.title == "Old Harbour é — end"


def test_an_entity_bomb_does_nothing() -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    head = f'<!DOCTYPE rss [<!ENTITY l0 "boom">{levels}]>'
    feed = read(rss("<item><title>Fog &l11;</title></item>", head=head))
    assert len(feed.entries[0].title) < 50


def test_many_uses_of_one_entity_stay_bounded() -> None:
    head = f'<!DOCTYPE rss [<!ENTITY big "{"x" * 100}">]>'
    feed = read(
        rss(f"<item><title>Fog</title><description>{'&big;' * 200_000}</description></item>", head=head)
    )
    assert feed.entries[0].title == "Fog"


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE rss [<!ENTITY leak SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE rss [<!ENTITY % leak SYSTEM "file:///etc/hostname"> %leak;]>',
    ],
)
def test_external_entities_are_not_read(declaration: str) -> None:
    entry = one("<title>Fog &leak;</title>", head=declaration)
    assert entry.title in {"Fog", "Fog &leak;"}


def test_a_string_that_looks_like_a_file_is_not_opened() -> None:
    with pytest.raises(FeedUnreadable):
        read("/etc/hostname")
    with pytest.raises(FeedUnreadable):
        read("http://127.0.0.1:9/feed")


@pytest.mark.parametrize(
    "body",
    [
        "<rss>" + "<item>" * 100_000,
        "<" * 300_000,
        "<rss><channel>" + "<b/>" * 400_000 + "</channel></rss>",
        "<rss><channel><item><title>t</title><author>" + "a." * 200_000 + "</author></item></channel></rss>",
        "<!---->" * 50_000 + "x",
        "<rss><channel>" + "<a " * 100_000,
        "<rss><channel><item><title>" + "&" * 300_000,
        "<rss><channel><item><title>" + "<![CDATA[" * 50_000,
        "<rss>" + "<!--" * 100_000,
        "<rss version='2.0'><channel><item><description>"
        + "&lt;" * 100_000
        + "</description></item></channel></rss>",
    ],
)
def test_hostile_shapes_end(body: str) -> None:
    try:
        feed = read(body)
    except FeedUnreadable as error:
        assert error.kind in {"malformed", "not_a_feed", "html"}
    else:
        assert len(feed.entries) <= 2000


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_raise_anything_else(body: bytes) -> None:
    for document in (body, b"<rss><channel><item><title>" + body + b"</title></item></channel></rss>"):
        try:
            feed = parse(document, url=URL)
        except FeedUnreadable as error:
            assert str(error)
        else:
            json.dumps([entry.title + entry.text + entry.url for entry in feed.entries]).encode()
