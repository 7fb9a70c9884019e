"""Bytes of a feed to text. Declared encodings are often wrong, so the bytes have the first word. Pure."""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# "<?" and "<r" without a byte order mark (XML 1.0, appendix F), and EBCDIC's "<?xm".
_SHAPES = (
    (re.compile(rb"\x00\x00\x00<"), "utf-32-be"),
    (re.compile(rb"<\x00\x00\x00"), "utf-32-le"),
    (re.compile(rb"\x00<\x00[\x01-\x7f]"), "utf-16-be"),
    (re.compile(rb"<\x00[\x01-\x7f]\x00"), "utf-16-le"),
    (re.compile(rb"\x4c\x6f\xa7\x94"), "cp037"),
)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']\s*([\w.:-]{1,40})\s*["']""")
_META = re.compile(rb"""<meta\b[^<>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.I)  # of pages
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.I)
_SUPERSETS = {  # WHATWG Encoding: what a label means in practice
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "big5": "big5hkscs",
    "big5-tw": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
}
_WESTERN = {"cp1252", "windows-1252", "iso-8859-15"}
# The commonest characters of running Chinese, simplified and traditional: a tenth to a third of any text.
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过这"
    "這為個國時來們對會發動過說學後開業與產將員內關電"
)


def decode(body: bytes, content_type: str = "") -> tuple[str, str]:
    """A body as text, and the name of the encoding that was used. Never raises.

    Order: byte order mark; shape of UTF-16/32; valid UTF-8; what the document or the header declares,
    unless it claims a western encoding over bytes that read as Chinese; a guess.
    """
    for mark, name in _BOMS:
        if body.startswith(mark) and not (name == "utf-16-le" and body[2:4] == b"\0\0"):
            return body[len(mark) :].decode(name, "replace"), name
    for shape, name in _SHAPES:
        if shape.match(body):
            return body.decode(name, "replace"), name
    declared = _labels(body, content_type)
    if not any(_is_seven_bit(name) for name in declared):
        try:
            return body.decode("utf-8"), "utf-8"
        except UnicodeDecodeError:
            pass
    return _by_label(body, declared)


def _labels(body: bytes, content_type: str) -> list[str]:
    found = []
    in_document = _DECLARED.match(body[:400])
    if in_document:
        found.append(in_document[1].decode("ascii", "replace"))
    in_header = _CHARSET.search(content_type)
    if in_header:
        found.append(in_header[1])
    in_page = _META.search(body[:2000]) if in_document is None else None
    if in_page:
        found.append(in_page[1].decode("ascii", "replace"))
    names = []
    for label in found:
        name = _SUPERSETS.get(label.lower(), label.lower())
        try:
            info = codecs.lookup(name)
        except (LookupError, ValueError):
            continue
        if getattr(info, "_is_text_encoding", True) and name not in names:
            names.append(name)
    return names


def _is_seven_bit(name: str) -> bool:
    """Encodings whose bytes are also valid ASCII, so that "valid UTF-8" says nothing about them."""
    return name.startswith(("iso-2022", "iso2022", "hz", "utf-7", "utf7", "utf_7", "csiso2022"))


def _by_label(body: bytes, declared: list[str]) -> tuple[str, str]:
    if not declared or "utf-8" in declared or declared[0] in _WESTERN:
        text = body.decode("utf-8", "replace")
        if _is_nearly_utf8(text):
            return text, "utf-8"
        chinese = _chinese(body)
        if chinese:
            return body.decode(chinese, "replace"), chinese
    for name in declared:
        try:
            return body.decode(name), name
        except UnicodeError:
            continue
    for name in declared:
        if name != "utf-8":
            return body.decode(name, "replace"), name
    return body.decode("cp1252", "replace"), "cp1252"


def _is_nearly_utf8(text: str) -> bool:
    """A cut or a handful of bad bytes in honest UTF-8: at most one in fifty of what is not ASCII."""
    return text.count("\ufffd") * 50 <= sum(char > "\x7f" for char in text)


def _chinese(body: bytes) -> str | None:
    """gb18030 or big5hkscs where the bytes above 127 read as running Chinese, else None."""
    sample = body[:200_000]
    best, best_share = None, 0.05
    for name in ("gb18030", "big5hkscs"):
        text = sample.decode(name, "replace")
        foreign = [char for char in text if char > "\x7f"]
        han = sum("\u4e00" <= char <= "\u9fff" for char in foreign)
        if len(foreign) < 4 or han < 0.6 * len(foreign):
            continue
        share = sum(char in _COMMON for char in foreign) / len(foreign)
        if share > best_share:
            best, best_share = name, share
    return best
