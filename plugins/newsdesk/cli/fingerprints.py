"""Which code the services were started with."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path


def of_services(root: Path) -> str:
    """The code that Airflow's processes hold in memory: dags, the plugin and the package.

    Not the launcher's own (newsdesk/cli) nor the rehearsal's server: Airflow never imports them.
    """
    plugins = root / "plugins"
    files = [
        path
        for path in (*sorted((root / "dags").rglob("*.py")), *sorted(plugins.rglob("*.py")))
        if not path.is_relative_to(plugins / "newsdesk" / "cli")
    ]
    return of_files([*files, root / "requirements.lock", plugins / ".airflowignore"])


def of_folders(*folders: Path) -> str:
    """Everything in these folders, byte code apart."""
    files = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    return of_files(path for path in files if "__pycache__" not in path.parts)


def of_files(files: Iterable[Path]) -> str:
    """A short name for the names and contents of these files; a missing one counts as empty."""
    digest = hashlib.sha256()
    for path in files:
        content = path.read_bytes() if path.is_file() else b""
        digest.update(f"{path}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:16]
