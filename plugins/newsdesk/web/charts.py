"""Small charts as SVG, made here: no script, no inline style. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

_GAP = 1
_RECT = Markup(
    '<rect x="{x:.2f}" y="{y:.2f}" width="{w:.2f}" height="{h:.2f}" class="{kind}">'
    "<title>{said}</title></rect>"
)
_SVG = Markup(
    '<svg class="chart" viewBox="0 0 {w} {h}" width="{w}" height="{h}" preserveAspectRatio="none" '
    'role="img" aria-label="{said}">{parts}</svg>'
)
_COLOURS = 6


def bars(
    values: Sequence[float], labels: Sequence[str], said: str, *, width: int = 150, height: int = 28
) -> Markup:
    """One bar a value; each says its label when pointed at. said: the chart in a sentence."""
    top = max([*values, 1e-9])
    step = width / max(len(values), 1)
    parts = []
    for place, (value, label) in enumerate(zip(values, labels, strict=True)):
        tall = max(value / top * height, 1.5 if value > 0 else 0.8)
        kind = "bar" if value > 0 else "nil"
        parts.append(_rect(place * step, height - tall, step, tall, kind, label))
    return _svg(parts, said, width, height)


def stacked(
    rows: Sequence[Sequence[float]],
    labels: Sequence[str],
    names: Sequence[str],
    said: str,
    *,
    width: int = 860,
    height: int = 180,
) -> Markup:
    """One column a label, its parts in the order of names (series-0, series-1, …) from the bottom up."""
    top = max([*(sum(row) for row in rows), 1e-9])
    step = width / max(len(rows), 1)
    parts = []
    for place, (row, label) in enumerate(zip(rows, labels, strict=True)):
        base = float(height)
        for number, value in enumerate(row):
            if value > 0:
                tall = value / top * height
                base -= tall
                told = f"{label} {names[number]} {round(value, 6):g}"
                parts.append(_rect(place * step, base, step, tall, f"series-{number % _COLOURS}", told))
    return _svg(parts, said, width, height)


def _rect(x: float, y: float, step: float, height: float, kind: str, said: str) -> Markup:
    return _RECT.format(x=x, y=y, w=max(step - _GAP, 0.6), h=height, kind=kind, said=said)


def _svg(parts: Sequence[Markup], said: str, width: int, height: int) -> Markup:
    return _SVG.format(w=width, h=height, said=said, parts=Markup("").join(parts))
