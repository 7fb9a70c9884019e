"""What stood in the way of an attempt, as an outcome and one sentence. Pure over exceptions."""

from __future__ import annotations

import requests

from newsdesk.entities import Outcome
from newsdesk.feeds.connecting import Attempt, Refused, TimedOut, Unreachable


def explain(
    error: Exception, attempt: Attempt, *, connect: float, silence: float, total: float
) -> tuple[Outcome, str]:
    """Outcome and one sentence for whatever stood in the way. The limits: seconds."""
    if attempt.expired:
        return Outcome.TIMEOUT, f"not done within {total:g} s, the limit for one source"
    if isinstance(error, Refused):
        return Outcome.REFUSED, str(error)
    if isinstance(error, TimedOut):
        return Outcome.TIMEOUT, str(error)
    if isinstance(error, Unreachable):
        return Outcome.UNREACHABLE, str(error)
    if isinstance(error, requests.ConnectTimeout | requests.ReadTimeout) or "timed out" in str(error).lower():
        return (
            Outcome.TIMEOUT,
            f"silent for longer than {silence:g} s ({connect:g} s while connecting)",
        )
    if isinstance(error, requests.exceptions.SSLError):
        return Outcome.UNREACHABLE, f"TLS failed: {_reason(error)}"
    if isinstance(error, requests.exceptions.InvalidHeader) and error.request is not None:
        return (
            Outcome.UNREACHABLE,
            f"the connection broke: a malformed header of its answer: {_reason(error)}",
        )
    if isinstance(error, requests.exceptions.InvalidURL | requests.exceptions.InvalidHeader):
        return Outcome.REFUSED, f"its address or a header of it is malformed: {_reason(error)}"
    return Outcome.UNREACHABLE, f"the connection broke: {_reason(error)}"


def _reason(error: BaseException) -> str:
    """The innermost cause in one line; requests wraps urllib3, which wraps what really happened."""
    cause = error
    while True:
        inner = getattr(cause, "reason", None)
        inner = (
            inner
            if isinstance(inner, BaseException)
            else next((a for a in cause.args if isinstance(a, BaseException)), None)
        )
        if inner is None:
            break
        cause = inner
    return f"{type(cause).__name__}: {' '.join(str(cause).split())[:200]}"
