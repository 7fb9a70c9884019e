"""The heartbeat: a URL asked after each filed edition, so that somebody outside notices when none comes."""

from __future__ import annotations

import urllib.error
import urllib.request

_PATIENCE = 10.0


def ping(url: str) -> str:
    """Asks the URL (GET); "" where it answered with success, else why not, without the address."""
    if not url.startswith(("http://", "https://")):
        return "the heartbeat is no http(s) URL"
    request = urllib.request.Request(url, headers={"User-Agent": "newsdesk"})  # noqa: S310 - checked above
    try:
        with urllib.request.urlopen(request, timeout=_PATIENCE):  # noqa: S310
            return ""
    except urllib.error.HTTPError as error:
        return f"HTTP {error.code}"
    except (OSError, ValueError) as error:
        return type(getattr(error, "reason", error)).__name__
