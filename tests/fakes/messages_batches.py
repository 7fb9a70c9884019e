"""Message Batches as the API keeps them: made, polled, ended, cancelled, their results read once over."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable

from tests.fakes.messages_protocol import BadRequest, Json, validate

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_MADE, _EXPIRES = "2026-01-05T00:30:00Z", "2026-01-06T00:30:00Z"


class Batches:
    """The batches of one stand-in. polls: how often a batch is looked at before it has ended.

    make(params, fault) gives a message or raises BadRequest. faults: custom_id's place in its batch,
    from 1 ("*": each) → "errored", "expired", "canceled", "line_missing", "line_doubled" (a second one that
    tells nothing), "line_foreign" (a custom_id that nobody gave) or a fault of the messages themselves.
    """

    def __init__(self, make: Callable[[Json, str], Json]) -> None:
        self.polls = 1
        self.faults: dict[str, str] = {}
        self.made: list[Json] = []
        self._make = make
        self._state: dict[str, Json] = {}
        self._looked: dict[str, int] = {}
        self._lock = threading.Lock()

    def create(self, body: Json, url: str) -> Json:
        """A new batch. Raises BadRequest for what the API refuses as a whole."""
        requests = body.get("requests")
        if not isinstance(requests, list) or not requests:
            raise BadRequest(400, "requests: Field required")
        names = [str(one.get("custom_id", "")) for one in requests]
        if len(set(names)) != len(names):
            raise BadRequest(400, "requests: custom_id must be unique within a batch")
        for one, name in zip(requests, names, strict=True):
            if not _ID.fullmatch(name):
                raise BadRequest(400, f"requests: custom_id {name!r} does not match the pattern")
            if one.get("params", {}).get("stream"):
                raise BadRequest(400, "requests: streaming is not supported in batches")
        with self._lock:
            name = f"msgbatch_{len(self.made) + 1:08d}"
            self.made.append(body)
            self._state[name] = {"requests": requests, "url": url, "canceled": False}
            self._looked[name] = 0
        return self._shown(name)

    def look(self, name: str) -> Json:
        """A batch as it stands."""
        if name not in self._state:
            raise BadRequest(404, f"batch {name} not found")
        with self._lock:
            self._looked[name] += 1
        return self._shown(name)

    def cancel(self, name: str) -> Json:
        """Cancels what has not ended."""
        self.look(name)
        self._state[name]["canceled"] = True
        return self._shown(name)

    def results(self, name: str) -> list[Json]:
        """One line for each request, not in their order. Raises BadRequest before the batch has ended."""
        if name not in self._state or not self._ended(name):
            raise BadRequest(404, f"results of {name} are not available")
        requests = self._state[name]["requests"]
        lines: list[Json] = []
        for at, one in enumerate(requests, 1):
            line, fault = self._result(at, one, name), self._fault(at)
            if fault == "line_foreign":
                line = {**line, "custom_id": f"nobody-{at}"}
            if fault == "line_doubled":
                lines.append({"custom_id": one["custom_id"], "result": {"type": "expired"}})
            if fault != "line_missing":
                lines.append(line)
        return lines[::-1]

    def _ended(self, name: str) -> bool:
        return self._state[name]["canceled"] or self._looked[name] >= self.polls

    def _fault(self, at: int) -> str:
        return self.faults.get(str(at), self.faults.get("*", ""))

    def _result(self, at: int, request: Json, name: str) -> Json:
        fault, found = self._fault(at), {"custom_id": request["custom_id"]}
        if self._state[name]["canceled"] or fault == "canceled":
            return {**found, "result": {"type": "canceled"}}
        if fault == "expired":
            return {**found, "result": {"type": "expired"}}
        try:
            if fault == "errored":
                raise BadRequest(500, "a planted error")
            validate(request["params"])
            return {**found, "result": {"type": "succeeded", "message": self._make(request["params"], fault)}}
        except BadRequest as error:
            inner = {"type": "api_error" if error.status == 500 else "invalid_request_error"}
            body = {"type": "error", "error": {**inner, "message": str(error)}, "request_id": "req_1"}
            return {**found, "result": {"type": "errored", "error": body}}

    def _shown(self, name: str) -> Json:
        state, ended = self._state[name], self._ended(name)
        kinds = {"processing": 0, "succeeded": 0, "errored": 0, "canceled": 0, "expired": 0}
        for at, _ in enumerate(state["requests"], 1):
            fault = "canceled" if state["canceled"] else self._fault(at)
            kind = fault if fault in kinds else "succeeded"
            kinds[kind if ended else "processing"] += 1
        return {
            "id": name,
            "type": "message_batch",
            "processing_status": "ended" if ended else "in_progress",
            "request_counts": kinds,
            "created_at": _MADE,
            "expires_at": _EXPIRES,
            "ended_at": _MADE if ended else None,
            "archived_at": None,
            "cancel_initiated_at": _MADE if state["canceled"] else None,
            "results_url": f"{state['url']}/v1/messages/batches/{name}/results" if ended else None,
        }
