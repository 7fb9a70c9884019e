"""A task's log as Airflow's API gives it, read for a person. Pure."""

from __future__ import annotations

from typing import Any


def error_in(entries: list[Any]) -> str:
    """The last error with a traceback, as `Type: message`; empty where there is none. Pure."""
    for entry in reversed(entries):
        details = entry.get("error_detail") if isinstance(entry, dict) else None
        if isinstance(details, list) and details and isinstance(details[0], dict):
            # The first is the one that was raised last; the others are its causes.
            return f"{details[0].get('exc_type', 'Error')}: {details[0].get('exc_value', '')}".strip()
    return ""


def log_lines(entries: list[Any]) -> list[str]:
    """Log entries as lines: time, level, text, and what an error was raised with. Pure.

    What Airflow groups (where the log came from, which environment) is left out.
    """
    lines: list[str] = []
    inside = False
    for entry in entries:
        if not isinstance(entry, dict):
            lines.extend(str(entry).splitlines())
            continue
        event = str(entry.get("event", ""))
        if event.startswith(("::group::", "::endgroup::")):
            inside = event.startswith("::group::")
            continue
        if inside:
            continue
        clock = str(entry.get("timestamp") or "")[11:19]
        level = str(entry.get("level") or "").upper()
        texts = event.splitlines() or [""]
        lines.append(" ".join(filter(None, (clock, level, texts[0]))))
        lines.extend(texts[1:])
        lines.extend(_raised(entry))
    return lines


def _raised(entry: dict[str, Any]) -> list[str]:
    details = entry.get("error_detail")
    if not isinstance(details, list):
        return []
    return [
        f"    {each.get('exc_type')}: {each.get('exc_value')}" for each in details if isinstance(each, dict)
    ]
