"""What the error of a provider means, told without a word of its message, which may quote the key."""

from __future__ import annotations

import re

from assistant.models.streaming import TooSlowError

_TOO_LONG = re.compile(
    r"context[ _](?:length|window|size|limit)|tokens?\b[^.]*\bexceeds?\b|exceeds?\b[^.]*\btokens\b"
    r"|(?:prompt|input|messages)\b(?:(?!max_)[^.]){0,60}\btoo (?:long|large|many)\b"
    r"|too many (?:input )?tokens|request (?:is )?too (?:long|large)"
    r"|reduce the length|max_new_tokens`? must be",
    re.I,
)
_WITHHELD = ("content_filter", "refusal", "SAFETY", "PROHIBITED_CONTENT", "RECITATION")


def status_of(problem: BaseException) -> int | None:
    """The HTTP status with which a server answered; None where it did not."""
    status = getattr(problem, "status_code", None) or getattr(problem, "code", None)
    return status if isinstance(status, int) else None


def message_of(problem: BaseException) -> str:
    """All that a server says of its refusal: only to be searched, never to be shown."""
    return f"{problem} {getattr(problem, 'body', '')}"


def cut(ended: str) -> bool:
    """Whether the provider's reason for the end of a reply is that it reached the longest one allowed."""
    return ended.lower() in ("length", "max_tokens")


def withheld(ended: str) -> bool:
    """Whether the provider's reason for the end of a reply is that the model or a filter refused it."""
    return ended in _WITHHELD


def too_long(problem: BaseException) -> bool:
    """Whether a request was refused because its prompt does not fit the context window."""
    if any(kind.__name__ == "ContextOverflowError" for kind in type(problem).__mro__):
        return True
    status = status_of(problem)
    return status == 413 or (status in (400, 422, 500) and bool(_TOO_LONG.search(message_of(problem))))


def failure(problem: BaseException, *, begun: bool = False) -> str:
    """The failure of a call in words that continue a sentence after the model's name.

    `begun` tells whether a part of the reply had arrived.
    """
    if isinstance(problem, TooSlowError):
        return str(problem)
    kinds = " ".join(kind.__name__ for kind in type(problem).__mro__)
    status = status_of(problem)
    match status:
        case 401 | 403:
            return f"refused the key ({status})"
        case 404:
            return "is not known to its server (404)"
        case 429:
            return "has too many requests to answer now (429)"
        case int() if status >= 500:
            return f"failed on its server ({status})"
        case int() if status >= 400:
            return f"refused the request ({status})"
    if "Timeout" in kinds:
        return "did not answer in time"
    if "ConnectError" in kinds or "APIConnectionError" in kinds or "ConnectionError" in kinds:
        return "was cut off" if begun else "could not be reached"
    if "LengthFinishReason" in kinds:
        return "was not done at the longest reply allowed"
    return f"did not answer ({type(problem).__name__})"
