"""docs/runbook.md names every alarm that the code can raise, in the code's own words, and no other."""

from __future__ import annotations

import ast
import importlib.util
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLUGINS = ROOT / "plugins"
SOURCES = sorted([*PLUGINS.glob("*.py"), *(PLUGINS / "newsdesk").glob("*.py")])


def rows() -> list[tuple[str, str]]:
    """(words, kind) of each row of the runbook's table of alarms."""
    table = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8").split("## Alarms")[1].split("\n## ")[0]
    return re.findall(r"^\| ([^|]+?) \| `(\w+)` \|", table, re.MULTILINE)


def raised() -> list[tuple[str, str]]:
    """(kind, the constant words of the function or of the text) of every Alarm that is made anywhere."""
    found = []
    for path in SOURCES:
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(function, ast.FunctionDef):
                continue
            words = "".join(
                str(node.value)
                for node in ast.walk(function)
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
            )
            found += [
                (str(call.args[0].value), words)
                for call in ast.walk(function)
                if isinstance(call, ast.Call)
                and getattr(call.func, "id", "") == "Alarm"
                and isinstance(call.args[0], ast.Constant)
            ]
    return found


def test_every_kind_of_alarm_is_in_the_runbook_and_none_that_is_not_raised() -> None:
    assert {kind for kind, _ in raised()} == {kind for _, kind in rows()}
    assert len(raised()) >= 9


def test_the_runbook_quotes_the_alarms_as_people_get_them() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in SOURCES)
    for words, kind in rows():
        for part in words.split(" … "):
            assert part in code, f"{kind}: {part}"


def test_every_alarm_that_is_raised_is_found_by_its_words() -> None:
    for kind, words in raised():
        quoted = [row.split(" … ")[0] for row, its in rows() if its == kind]
        assert any(one in words for one in quoted), f"{kind}: none of {quoted} in {words!r}"


def test_what_the_runbook_says_to_click_is_written_so_in_airflow_s_ui() -> None:
    """Every *word* of the Alarms section against the English texts of the UI that is installed."""
    spec = importlib.util.find_spec("airflow")
    assert spec is not None
    assert spec.origin is not None
    files = (Path(spec.origin).parent / "ui" / "dist" / "i18n" / "locales" / "en").glob("*.json")
    shown = "\n".join(file.read_text(encoding="utf-8") for file in files)
    table = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8").split("## Alarms")[1].split("\n## ")[0]
    clicks = set(re.findall(r"(?<!\*)\*([A-Z][A-Za-z ]+)\*", table)) - {"Click"}
    assert {"Clear", "Trigger", "Logs", "Admin"} <= clicks
    for word in clicks:
        assert re.search(rf'": "{word}\b', shown), word
