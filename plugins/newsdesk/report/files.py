"""Files of the report: whole or not at all, in a folder or in object storage."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from upath import UPath

# A folder of this machine, or one of an object store (s3://, gs://, … through fsspec).
Folder = Path | UPath

_TEMPORARY = ".tmp"
# Another run may be writing the same file right now; what is older than this was left by a kill.
_STALE_SECONDS = 600


def report_filename(date: str, extension: str) -> str:
    """YYYY-MM-DD_report.txt, YYYY-MM-DD_report.json. date: YYYY-MM-DD."""
    return f"{date}_report.{extension}"


def folder_of(setting: str) -> Folder:
    """The reports' folder that a setting names: a path, or a URL such as s3://bucket/reports.

    Keys and endpoints of an object store come from its own environment (AWS_…, GOOGLE_…).
    """
    return UPath(setting) if "://" in setting else Path(setting)


def ensure(folder: Folder, filename: str, body: str) -> bool:
    """Makes the file be this body (UTF-8, byte for byte); True where it had to be written.

    The folder is made where it is missing. Raises OSError where the disk or store will not have it;
    then the file that was there is untouched.
    """
    if Path(filename).name != filename or filename in {"", ".."}:
        raise ValueError(f"{filename!r} is a path, not a file name")
    path = folder / filename
    if _holds(path, body.encode("utf-8")):
        return False
    if isinstance(path, UPath):
        # One request with the whole body: a store keeps the old object until it has all of the new one.
        path.fs.pipe_file(path.path, body.encode("utf-8"))
        return True
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(path, body)
    return True


def write_whole(path: Path, text: str) -> None:
    """Puts the text (UTF-8) in place of the file in one step; a reader sees the old one or the new.

    Written beside it, synced, then moved over it. On failure the file is untouched, the temporary
    one removed, and OSError raised. Leftovers of killed writers of the same file are removed.
    """
    body = text.encode("utf-8")
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}{_TEMPORARY}")
    try:
        _write(temporary, body)
        _remove_stale(path, temporary.stat().st_mtime)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _holds(path: Folder, body: bytes) -> bool:
    try:
        return path.read_bytes() == body
    except FileNotFoundError:
        return False


def _write(path: Path, body: bytes) -> None:
    with path.open("xb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())


def _remove_stale(path: Path, now: float) -> None:
    """now: the folder's own clock, as the fresh temporary file shows it."""
    for left in path.parent.glob(f".{_escaped(path.name)}.*{_TEMPORARY}"):
        try:
            if now - left.stat().st_mtime > _STALE_SECONDS:
                left.unlink()
        except FileNotFoundError:  # another writer was quicker
            continue


def _escaped(name: str) -> str:
    """The name with glob's own characters taken literally."""
    return "".join(f"[{character}]" if character in "*?[" else character for character in name)


def _sync_folder(folder: Path) -> None:
    """So that the move itself survives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
