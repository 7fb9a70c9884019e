"""The report as an HTML letter: styles in place, no image and no script, as mail programs want it. Pure."""

from __future__ import annotations

from jinja2 import Environment

from newsdesk.report.model import Report

_LETTER = """\
<!DOCTYPE html>
<html lang="zh-CN">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>{{ report.title }} {{ report.date }}</title></head>
<body style="margin:0;padding:16px;font-family:'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;\
font-size:16px;line-height:1.6">
<div style="max-width:680px;margin:0 auto">
<h1 style="font-size:22px;margin:0 0 4px">{{ report.title }} - {{ report.date }}</h1>
<p style="margin:0 0 16px;font-size:13px;opacity:.75">从 {{ report.raw_total }} 条原始信息中精选 · \
生成时间 {{ report.generated_at }}</p>
{%- if report.correction %}
<p style="border-left:4px solid #b45309;padding-left:10px;margin:0 0 16px">{{ report.correction }}</p>
{%- endif %}
{%- for section in report.sections %}
<h2 style="font-size:18px;border-bottom:1px solid #8886;padding-bottom:4px">{{ section.title }}</h2>
{%- for item in section['items'] %}
<div style="margin:0 0 18px">
<p style="margin:0;font-weight:bold">{{ item.index or loop.index }}、\
{%- if safe(item.url) %}<a href="{{ item.url }}" rel="noopener noreferrer" \
style="color:#1d4ed8">{{ item.title }}</a>{% else %}{{ item.title }}{% endif %}</p>
<p style="margin:4px 0">{{ item.summary }}</p>
<p style="margin:0;font-size:13px;opacity:.75">{{ item.importance }} · 来源: {{ item.source }}
{%- if item.reason %} · 入选理由: {{ item.reason }}{% endif %}
{%- if item.tags %} · 标签: {{ item.tags | join(', ') }}{% endif %}</p>
</div>
{%- else %}
<p>（本栏今日没有内容）</p>
{%- endfor %}
{%- endfor %}
<p style="border-top:1px solid #8886;padding-top:12px">今日总结: {{ report.summary }}</p>
{%- if report.notices %}
<ul style="font-size:13px;opacity:.85;padding-left:18px">
{%- for notice in report.notices %}<li>{{ notice }}</li>{% endfor %}
</ul>
{%- endif %}
</div>
</body>
</html>
"""


def _safe(url: str) -> bool:
    return url.startswith(("http://", "https://"))


_TEMPLATE = Environment(autoescape=True).from_string(_LETTER)


def letter(report: Report) -> str:
    """The whole report as one HTML document; every text of others is escaped, only http(s) is a link."""
    return _TEMPLATE.render(report=report, safe=_safe)
