"""What was filed: the report's files as a person is shown them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from newsdesk.cli.airflow_api import AirflowApi
from newsdesk.cli.credentials import USER
from newsdesk.cli.starting import Installation
from newsdesk.cli.talk import Talk

_SCREEN = 30
# A report that is hardly longer is shown whole: its notices stand at the end.
_TAIL = 20


@dataclass(frozen=True, slots=True)
class Filed:
    """A report of one date. reached: how many sources answered; None where the file does not say."""

    text_file: Path
    text: str
    reached: int | None


def find(reports: Path, day: date) -> Filed | None:
    """The filed report of a date; None where there is none."""
    text_file = reports / f"{day.isoformat()}_report.txt"
    try:
        text = text_file.read_text(encoding="utf-8")
    except OSError:
        return None
    return Filed(text_file, text, reached_in(text_file.with_suffix(".json")))


def reached_in(json_file: Path) -> int | None:
    """How many sources answered, by the report's own JSON."""
    try:
        raw: Any = json.loads(json_file.read_text(encoding="utf-8"))
        reached = raw["sources"]["reached"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return reached if isinstance(reached, int) else None


def first_screen(text: str, lines: int = _SCREEN, tail: int = _TAIL) -> tuple[str, int]:
    """The first lines of a report, and how many more there are; all of it where few are more. Pure."""
    all_lines = text.splitlines()
    if len(all_lines) <= lines + tail:
        return text.rstrip("\n"), 0
    return "\n".join(all_lines[:lines]), len(all_lines) - lines


def show(installation: Installation, filed: Filed, run_id: str, talk: Talk) -> None:
    """The report's first screen, its path, and where the run can be looked at."""
    screen, more = first_screen(filed.text)
    talk.out.rule(style="dim")
    talk.say(screen)
    talk.out.rule(style="dim")
    if more:
        talk.say(f"… and {more} lines more", style="dim")
    talk.say(f"report    {shown_path(filed.text_file)}", style="bold")
    show_addresses(installation.api, installation.password, run_id, talk)


def show_addresses(api: AirflowApi, password: str, run_id: str, talk: Talk) -> None:
    """The run's page and how to log in."""
    talk.say(f"the run   {api.run_page(run_id)}")
    talk.say(f"log-in    {USER} / {password}    Airflow stays up; ./newsdesk down stops it")


def shown_path(path: Path) -> str:
    """A path as one would type it: relative where it lies below the current folder."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
