"""What the launcher prints: plain lines, and a spinner where somebody watches a terminal."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.table import Table

_WIDE = 160


class Talk:
    """Standard output for results and progress, standard error for what is wrong."""

    def __init__(self) -> None:
        # soft_wrap: a path or address is never broken in two.
        self.out = Console(highlight=False, soft_wrap=True)
        self.err = Console(highlight=False, soft_wrap=True, stderr=True)

    def say(self, text: str = "", style: str | None = None) -> None:
        """One line or several, as they are."""
        self.out.print(text, style=style, markup=False)

    def table(self, table: Table) -> None:
        """A table, as wide as the terminal, or as wide as it likes where there is none."""
        console = self.out if self.out.is_terminal else Console(highlight=False, width=_WIDE)
        console.print(table)

    def warn(self, text: str) -> None:
        """Something that a person should know and that stops nothing."""
        # On a terminal through the same console, which may be redrawing a table just now.
        console = self.out if self.out.is_terminal else self.err
        console.print(f"[yellow]note:[/] {escape(text)}")

    def wrong(self, text: str) -> None:
        """Why the command ends."""
        self.err.print(f"[bold red]newsdesk:[/] {escape(text)}")

    @contextmanager
    def step(self, doing: str, done: str) -> Iterator[None]:
        """Something that takes seconds: said before it, and how long it took after it."""
        started = time.monotonic()
        if self.out.is_terminal:
            with self.out.status(f"{doing} …"):
                yield
        else:
            self.say(f"{doing} …")
            yield
        self.say(f"{done} ({time.monotonic() - started:.0f} s)", style="green")
