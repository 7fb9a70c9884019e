"""Splitting a text at a channel's limit: between items where possible, never inside a character. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

Size = Callable[[str], int]
GAP = "\n\n"


def pack(blocks: Sequence[str], limit: int | None, size: Size) -> list[str]:
    """Blocks in their order, as few texts as hold them, a blank line between two blocks of one text.

    A block that is too large by itself is cut at line ends, and a line at characters: nothing is lost.
    Every text is within the limit, in the unit that `size` counts.
    """
    if limit is None:
        return [GAP.join(blocks)] if blocks else []
    texts: list[str] = []
    for block in blocks:
        for piece in _cut(block, limit, size):
            if texts and size(texts[-1] + GAP + piece) <= limit:
                texts[-1] += GAP + piece
            else:
                texts.append(piece)
    return texts


def _cut(block: str, limit: int, size: Size) -> list[str]:
    if size(block) <= limit:
        return [block]
    pieces: list[str] = []
    for line in block.split("\n"):
        for part in _cut_line(line, limit, size):
            if pieces and size(f"{pieces[-1]}\n{part}") <= limit:
                pieces[-1] += f"\n{part}"
            else:
                pieces.append(part)
    return pieces


def _cut_line(line: str, limit: int, size: Size) -> list[str]:
    parts = []
    while size(line) > limit:
        low, high = 1, len(line)
        while low < high:  # the longest beginning that fits
            middle = (low + high + 1) // 2
            low, high = (middle, high) if size(line[:middle]) <= limit else (low, middle - 1)
        parts.append(line[:low])
        line = line[low:]
    return [*parts, line]
