"""`newsdesk render FILE`: an edition's JSON in, the report out. Starts no service."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

from newsdesk.report.json_format import NotAReport, read_json, render_json
from newsdesk.report.model import Report
from newsdesk.report.text import render_text

_FORMATS = {"txt": render_text, "json": render_json}
WRONG_USE = 2


def render_file(path: Path, fmt: str, out: TextIO, err: TextIO) -> int:
    """Writes the report in the format (txt, json) to out, exactly, with no newline added.

    Returns 0; or 2 after one line on err that names the file and what is wrong with it. out takes
    UTF-8 bytes where it has a buffer below it, so that no locale changes the report.
    """
    if fmt not in _FORMATS:
        return _refuse(err, f"unknown format {fmt!r}; known: {', '.join(_FORMATS)}")
    try:
        body = _FORMATS[fmt](_read(path)).encode("utf-8")
    except NotAReport as error:
        return _refuse(err, f"{path}: {error}")
    _write(out, body)
    return 0


def _read(path: Path) -> Report:
    try:
        return read_json(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise NotAReport(error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise NotAReport(f"not UTF-8: {error.reason} at byte {error.start}") from error


def _write(out: TextIO, body: bytes) -> None:
    binary = getattr(out, "buffer", None)
    if binary is None:
        out.write(body.decode("utf-8"))
    else:
        out.flush()
        binary.write(body)
    out.flush()


def _refuse(err: TextIO, message: str) -> int:
    err.write(f"newsdesk render: {message}\n")
    return WRONG_USE
