"""One message to one channel through Apprise, and what is certain about it afterwards.

Apprise says yes or no. For "at most once" that is too little: after a no, was it received? And the
robots of WeCom, Feishu and DingTalk refuse with HTTP 200 and a code in the body, which Apprise takes
for a yes. So the HTTP answers that Apprise gets are looked at on their way (docs/decisions/0010).
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import apprise
import requests

from newsdesk.delivery.channels import Channel, Form, scrubbed
from newsdesk.delivery.messages import Message
from newsdesk.errors import ConfigError

_CONNECT = 10.0
# The robots' "too many messages, wait": WeCom, Feishu, DingTalk (two of them).
_BUSY = frozenset({45009, 11232, 130101, 130102})
_FORMATS = {
    Form.LETTER: apprise.NotifyFormat.HTML,
    Form.TELEGRAM: apprise.NotifyFormat.HTML,
    Form.MARKDOWN: apprise.NotifyFormat.MARKDOWN,
    Form.TEXT: apprise.NotifyFormat.TEXT,
}
# At debug level these print addresses and bodies, tokens included.
_TALKATIVE = ("apprise", "urllib3", "requests")


# What services show beside a message; none of Apprise's own pictures is fetched from elsewhere.
_ASSET = apprise.AppriseAsset(
    app_id="Newsdesk", app_desc="Newsdesk", app_url="", image_url_mask="", image_url_logo=""
)


class Ending(StrEnum):
    """What is certain: received; refused (nothing was); not reached or told to wait (nothing was, and
    it may be tried again); unsure (it may have been received, so it is never tried again)."""

    SENT = "sent"
    REFUSED = "refused"
    UNREACHED = "unreached"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Result:
    """How one sending ended. detail: for people, without any part of the channel's address."""

    ending: Ending
    detail: str = ""


@dataclass(frozen=True, slots=True)
class _Answer:
    """What came back for one request: a status with the body's JSON, or what stopped it."""

    status: int
    said: Mapping[str, Any]
    reason: str
    error: Exception | None = None


class Sender:
    """A channel, opened once: Apprise keeps the pauses between its messages by itself.

    Its service is called directly: Apprise's own dispatcher sends from threads, which do not live on
    in a forked process, and Airflow's tasks are forked.
    Raises ConfigError for a URL that Apprise does not take; the message does not quote it.
    """

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        with _quiet():
            service = apprise.Apprise.instantiate(channel.url, asset=_ASSET, suppress_exceptions=True)
        if not isinstance(service, apprise.NotifyBase):
            raise ConfigError(
                f"channel {channel.name!r}: Apprise does not take its URL ({channel.scheme}://)"
            )
        self._service = service

    def send(self, message: Message) -> Result:
        """Sends once; never raises for what a service or the network does."""
        unreachable = self._mail_server_down()
        if unreachable:
            return Result(Ending.UNREACHED, unreachable)
        with _quiet(), _watched() as answers:
            try:
                fine = bool(
                    self._service.notify(
                        body=message.body, title=message.title, body_format=_FORMATS[message.form]
                    )
                )
            except Exception as error:
                return Result(Ending.UNSURE, self._clean(f"{type(error).__name__}: {error}"))
        result = judge(fine, answers)
        return Result(result.ending, self._clean(result.detail))

    def _clean(self, text: str) -> str:
        return scrubbed(" ".join(text.split()), self._channel.url)[:300]

    def _mail_server_down(self) -> str:
        """Why the mail server cannot be reached, "" where it can: SMTP passes by requests."""
        host, port = getattr(self._service, "smtp_host", ""), getattr(self._service, "port", None)
        if not host or not port:
            return ""
        try:
            socket.create_connection((host, port), timeout=_CONNECT).close()
        except OSError as error:
            return f"the mail server does not answer: {type(error).__name__}"
        return ""


def judge(fine: bool, answers: list[_Answer]) -> Result:
    """What is certain after Apprise said yes (fine) or no, from the answers it got. Pure.

    Several answers (several receivers behind one URL): the worst one counts, and a message that one
    of them has got is never called unreached.
    """
    endings = [_of(answer) for answer in answers]
    if not endings:
        return Result(Ending.SENT) if fine else Result(Ending.UNSURE, "the service did not say yes")
    worst = min(endings, key=lambda one: _WORST.index(one.ending))
    if worst.ending is Ending.UNREACHED and any(one.ending is not Ending.UNREACHED for one in endings):
        return Result(Ending.UNSURE, f"only some of its receivers got it: {worst.detail}")
    if worst.ending is Ending.SENT and not fine:
        return Result(Ending.UNSURE, "the service did not say yes")
    return worst


_WORST = (Ending.UNSURE, Ending.REFUSED, Ending.UNREACHED, Ending.SENT)


def _of(answer: _Answer) -> Result:
    if answer.error is not None:
        return _stopped(answer.error)
    code = next((answer.said[key] for key in ("errcode", "code", "StatusCode") if key in answer.said), 0)
    words = next(
        (str(answer.said[key]) for key in ("errmsg", "msg", "description", "error") if answer.said.get(key)),
        answer.reason,
    )
    detail = f"HTTP {answer.status}, {code}: {words}" if code else f"HTTP {answer.status}: {words}"
    if answer.status == 429 or code in _BUSY:
        return Result(Ending.UNREACHED, detail)
    if answer.status >= 500:
        return Result(Ending.UNSURE, detail)
    if answer.status >= 300 or answer.said.get("ok") is False or code not in (0, "0"):
        return Result(Ending.REFUSED, detail)
    return Result(Ending.SENT)


def _stopped(error: Exception) -> Result:
    """A request that brought no answer: only where no connection stood was surely nothing received."""
    detail = type(error).__name__
    reason = error.args[0] if error.args else None
    cause = getattr(reason, "reason", None)
    never_connected = isinstance(error, (requests.ConnectTimeout, requests.exceptions.ProxyError))
    never_connected = never_connected or type(cause).__name__ in {
        "NewConnectionError",
        "NameResolutionError",
        "ConnectTimeoutError",
    }
    return Result(Ending.UNREACHED if never_connected else Ending.UNSURE, detail)


@contextmanager
def _watched() -> Iterator[list[_Answer]]:
    """Every answer that requests gets meanwhile, in this process. One sending at a time."""
    answers: list[_Answer] = []
    original = requests.Session.send

    def send(self: requests.Session, request: Any, **options: Any) -> requests.Response:
        try:
            response = original(self, request, **options)
        except Exception as error:
            answers.append(_Answer(0, {}, "", error))
            raise
        answers.append(_Answer(response.status_code, _json(response), response.reason or ""))
        return response

    requests.Session.send = send  # type: ignore[method-assign]
    try:
        yield answers
    finally:
        requests.Session.send = original  # type: ignore[method-assign]


def _json(response: requests.Response) -> dict[str, Any]:
    try:
        said = response.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


@contextmanager
def _quiet() -> Iterator[None]:
    """No line of these libraries meanwhile: what they say may hold a token, and the result says it."""
    loggers = [logging.getLogger(name) for name in _TALKATIVE]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
