"""A home's generated secrets: made once, kept in a file that only its owner can read."""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import asdict, dataclass, fields

from newsdesk.cli.homes import Home
from newsdesk.cli.records import write_private

USER = "admin"
# Letters and digits that cannot be taken for each other: the password is typed by hand.
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Credentials:
    """password: of the UI's user. The others are Airflow's: its processes know each other by them."""

    password: str
    jwt_secret: str
    secret_key: str
    fernet_key: str


def generate() -> Credentials:
    """New secrets. The password has 80 bits (16 of 32 letters)."""
    return Credentials(
        password="-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4)),
        jwt_secret=secrets.token_hex(32),
        secret_key=secrets.token_hex(16),
        fernet_key=base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
    )


def load(home: Home) -> Credentials:
    """The home's secrets, made where there are none; and the file that Airflow's log-in reads."""
    path = home.folder / "secrets.json"
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        found = Credentials(**{each.name: str(raw[each.name]) for each in fields(Credentials)})
    except (OSError, ValueError, KeyError, TypeError):
        found = generate()
        write_private(path, json.dumps(asdict(found), indent=1))
    passwords = json.dumps({USER: found.password})
    if not passwords_file_is(home, passwords):
        write_private(home.folder / "passwords.json", passwords)
    return found


def passwords_file_is(home: Home, wanted: str) -> bool:
    """Whether Airflow's file of passwords holds what it should."""
    try:
        return (home.folder / "passwords.json").read_text(encoding="utf-8") == wanted
    except OSError:
        return False
