"""What a hostile feed might put into a title, a text, a link or a tag; for generated archives."""

from __future__ import annotations

# Anything of these that runs would call this function of the page.
MARK = "newsdesk_was_here"

TEXTS = (
    f"<script>{MARK}()</script>脚本标题",
    f'"><img src=x onerror="{MARK}()">',
    f"</title></head><body onload={MARK}()>断开的标记",
    f"<svg/onload={MARK}()><a href='javascript:{MARK}()'>链接",
    "<iframe src=https://evil.example/></iframe><!-- <b><i><table><tr><td>",
    "\u202e从右到左\u2066 abc \u202d的标题\u200f",
    "مرحبا שלום 中文与阿拉伯文混排",
    "{{ 7 * 7 }}{% for x in y %}${7*7}<%= 7 %>",
    "\x01\x02控制字符\x7f\u0085\u2028下一行\u2029\x1b[31m红",
    "零宽\u200b\u200d\ufeff\u00ad字符" + "\u0301" * 60,
    "]]><!DOCTYPE html><style>*{display:none!important}</style>",
    "' or 1=1; drop table stories; --",
    "长" * 1_000_000,
    "W" * 1_000_000,
)
LINKS = (
    f"javascript:{MARK}()",
    f"JaVaScRiPt:{MARK}()//https://ok.example/",
    f"data:text/html,<script>{MARK}()</script>",
    f'https://ok.example/"onmouseover="{MARK}()',
    f"https://ok.example/<script>{MARK}()</script>?a=1&b=2#'x",
    "//evil.example/path",
    "https://user:password@evil.example/",
    "http://evil.example/" + "a" * 100_000,
    f"vbscript:{MARK}()",
    f"\x01javascript:{MARK}()",
    "https://xn--fiqs8s.example/\u202egnp.exe",
)
NAMES = (f"<script>{MARK}()</script>报", f'"><img src=x onerror={MARK}()>', "源" * 3000, "\u202eecruos")
TAGS = (f"<img src=x onerror={MARK}()>", "标签" * 5000, "\u202eتاج", f"javascript:{MARK}()")
