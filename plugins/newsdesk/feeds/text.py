"""Text out of feed markup: no tags, no control characters, one block a line. Pure."""

from __future__ import annotations

import html
import re

from lxml import etree

LONGEST = 20_000  # characters; entities.Entry
_RAW_LONGEST = 400_000  # markup read at most: twenty times what is kept

# Controls, lone surrogates, zero-width and direction marks, soft hyphens: nothing a reader sees.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\ufeff\ud800-\udfff\ufff9-\ufffb\ufffe\uffff]"
)
_SPACES = re.compile(r"[^\S\n ][^\S\n]*| [^\S\n]+")  # a single plain space is left as it stands
_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote br center dd details dir div dl dt fieldset figcaption"
        " figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol option p pre section summary"
        " table tbody tfoot thead tr ul",
    )
)
_CELLS = frozenset({"td", "th"})
# Not embed, object or form: a page that forgets to close one would lose its text.
_SILENT = frozenset(
    re.findall(
        r"\w+",
        "audio button canvas head iframe math noscript script select style svg template textarea title video",
    )
)
_TAG = re.compile(r"<(?:/?[A-Za-z][\w:-]*(?:\s[^<>]*)?/?|![A-Za-z\[][^<>]*)>|<!--")
# Lines that speak of the page and not of the news: counters, link labels, a blog program's closing line.
_BOILERPLATE = re.compile(
    r"""^(?:
      (?:\#\s*)?(?:comments?|score|points|votes|评论|阅读|点赞)\s*[:：]?\s*\d*\s*(?:https?://\S+)?
    | (?:\w+\s)?(?:upvotes|stars|forks|likes|views|downloads)\s*[:：]\s*[\d.,]+[kKmM]?
    | 🔗\s*.{0,40}
    | (?:article\s+url|comments\s+url|discussion|link|via|source|原文链接|原文|来源链接)\s*[:：]\s*https?://\S+
    | by\s*:\s*\S+
    | (?:read\s+(?:the\s+)?(?:more|full\s+(?:article|story|post))|continue\s+reading|full\s+story
        |view\s+comments|leave\s+a\s+comment|阅读全文|查看全文|阅读原文|查看原文|点击查看更多|展开全文|更多)\s*[.…»>→]*
    | the\s+post\s.{1,300}\sappeared\s+first\s+on\s.{1,100}
    | \[?\s*(?:…|\.\.\.)\s*\]?
    | \d{1,2}(?::\d\d){1,2}
    )$""",
    re.I | re.X,
)


def plain(markup: str) -> str:
    """Markup, escaped or not, as lines of text, at most 20,000 characters."""
    raw = markup[:_RAW_LONGEST]
    text = _text_of(raw) if _TAG.search(raw) else html.unescape(raw)
    lines = (" ".join(line.split()) for line in tidy(text).split("\n"))
    return cut("\n".join(line for line in lines if line and not _BOILERPLATE.match(line)), LONGEST)


def tidy(text: str) -> str:
    """Text without what a reader cannot see; every kind of space a plain one, line breaks kept."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text
    return _SPACES.sub(
        " ", _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n"))
    )


def line_of(text: str, longest: int) -> str:
    """Text as one line of at most so many characters."""
    return cut(" ".join(tidy(text).split()), longest)


def cut(text: str, longest: int) -> str:
    """At most so many characters; what was cut is shown by an ellipsis."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def without_tags(text: str) -> str:
    """A short text (a title) without tags, references resolved twice: feeds escape titles twice."""
    bare = _known_tags(html.unescape(text)) if "&" in text else _known_tags(text)
    return html.unescape(bare) if "&" in bare else bare


_TITLE_TAGS = re.compile(
    r"</?(?:a|abbr|b|big|br|cite|code|del|div|em|font|h[1-6]|i|img|ins|kbd|mark|p|q|s|small|span|strike|strong|sub|sup"
    r"|tt|u|wbr|script|style)(?:\s[^<>]*)?/?>",
    re.I,
)


def _known_tags(text: str) -> str:
    if "<" not in text:
        return text
    # In a title "<T>" and "<3" are words; only what HTML knows as a tag is taken out.
    spaced = re.sub(r"<(?:br|/?p|/?div|/?h[1-6])\b[^<>]*>", " ", text, flags=re.I)
    without_code = re.sub(r"<(script|style)\b.*?</\1\s*>", " ", spaced, flags=re.I | re.S)
    return _TITLE_TAGS.sub("", without_code)


def _text_of(raw: str) -> str:
    parser = etree.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, huge_tree=True, recover=True
    )
    try:
        # Lone surrogates cannot be encoded; they are nothing to read either.
        root = etree.fromstring(f"<div>{_UNSEEN.sub('', raw)}</div>", parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        return _stripped(raw)
    parts: list[str] = []
    silent: etree._Element | None = None
    for event, node in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            if silent is None and node.tag in _SILENT:
                silent = node
            if silent is None:
                parts.append(_before(node))
                parts.append(node.text or "")
        else:
            if silent is node:
                silent = None
            if silent is None:
                parts.append("\n" if node.tag in _BLOCKS else "")
                parts.append(node.tail or "")
    text = "".join(parts)
    # Past some hundred levels of nesting the parser gives up; the words are still there.
    return text if text.strip() else _stripped(raw)


def _stripped(raw: str) -> str:
    without_code = re.sub(
        r"<(script|style)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", " ", raw, flags=re.I | re.S
    )
    return html.unescape(_TAG.sub(" ", without_code))


def _before(node: etree._Element) -> str:
    if node.tag in _BLOCKS:
        return "\n"
    return " " if node.tag in _CELLS else ""
