"""One error tree. Everything that Newsdesk raises on purpose is a NewsdeskError.

Two branches matter to a caller: `Permanent` (trying again cannot help: a person has to change
something) and `Transient` (the world may be better in a minute). The Airflow bridge turns the
first into a failure without retries and the second into a retry.
"""


class NewsdeskError(Exception):
    """Base of all errors raised on purpose. The message says what is wrong and what to do."""


class Permanent(NewsdeskError):
    """Trying again cannot help."""


class Transient(NewsdeskError):
    """Trying again later may help."""


class ConfigError(Permanent):
    """A file of ours (feeds, edition, prompt, model prices) is wrong; names file, line and field."""


class BadReportDate(Permanent):
    """A report date that is not a canonical YYYY-MM-DD, or lies in the future."""


class WrongStory(Permanent):
    """A story, article or change that is not there or cannot be changed so; says which and what to give."""


class SchemaMismatch(Permanent):
    """The news database is older or newer than the code; names the command that mends it."""


class StageOutOfOrder(Transient):
    """A stage was started before the one it stands on; names the task to clear.

    Transient: another run of the same date may be collecting again, and a moment later all is there.
    """


class FeedUnreadable(NewsdeskError):
    """A document that is not a feed. `kind` is one of the values below, the message says what it is.

    Kinds: empty · html (a page: firewall, log-in, error) · not_a_feed · malformed.
    """

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class SourcesOutOfReach(Transient):
    """Most sources did not answer on a scheduled morning; worth another try before the limit."""


class ModelError(NewsdeskError):
    """A model call that brought no usable answer."""


class ModelUnavailable(ModelError, Transient):
    """The provider is down, slow or overloaded."""


class ModelRefused(ModelError, Permanent):
    """The provider will not answer this (revoked key, refusal, spent cap)."""
