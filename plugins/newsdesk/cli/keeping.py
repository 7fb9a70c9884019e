"""Keeping a home well while somebody waits for it: what dies is started again."""

from __future__ import annotations

import time

from newsdesk.cli import postgres, records, services
from newsdesk.cli.databases import VARIABLE
from newsdesk.cli.homes import Home
from newsdesk.cli.starting import bring_up
from newsdesk.cli.talk import Talk
from newsdesk.errors import NewsdeskError

_RESTARTS = 5
_PATIENCE = 60.0


class TakenDown(NewsdeskError):
    """Somebody stopped Airflow while this command was waiting for it."""


class Keeper:
    """Looks after one home. environment: of this process, to know whose Postgres is in use."""

    def __init__(self, home: Home, talk: Talk, environment: dict[str, str]) -> None:
        self._home = home
        self._talk = talk
        self._environment = environment
        self._restarts = 0
        self._silent_since = 0.0

    def look_after(self, silent: bool) -> None:
        """Restarts what has died. silent: Airflow did not answer just now. Raises TakenDown, or
        what bring_up raises."""
        state = records.read(self._home.folder)
        if not state.services:
            raise TakenDown("Airflow was stopped (./newsdesk down) while its run was being watched")
        dead = sorted(set(state.services) - set(services.alive(state)))
        if self._embedded() and postgres.running(self._home.root) is None:
            dead.append("Postgres")
        if dead:
            self._restart(dead)
        elif silent:
            self._bear_silence()
        else:
            self._silent_since = 0.0

    def _restart(self, dead: list[str]) -> None:
        self._restarts += 1
        if self._restarts > _RESTARTS:
            raise NewsdeskError(f"{', '.join(dead)} died again; its log is in {self._home.logs}")
        self._talk.warn(f"{', '.join(dead)} died; starting it again")
        bring_up(self._home, self._talk, self._environment)

    def _bear_silence(self) -> None:
        self._silent_since = self._silent_since or time.monotonic()
        if time.monotonic() - self._silent_since > _PATIENCE:
            raise NewsdeskError(
                f"Airflow runs but has not answered for {_PATIENCE:.0f} s; see {self._home.logs}"
            )
        time.sleep(1)

    def _embedded(self) -> bool:
        return not self._environment.get(VARIABLE)
