"""Log lines, as text or as one JSON object a line: each names its request, and no line contains a key."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from datetime import UTC, datetime

REQUEST: ContextVar[str] = ContextVar("request", default="")
"""The id of the web request that the current task serves; empty outside of requests."""

_PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_KEY_NAMES = ("_API_KEY", "_KEY", "_TOKEN", "_PASSWORD", "_AUTH")
_SHORTEST_SECRET = 6  # shorter secrets are not hidden: ordinary text would match them all over a line


def set_up_logs(
    *,
    as_json: bool = False,
    request_id: Callable[[], str] = REQUEST.get,
    secrets: Iterable[str] = (),
) -> None:
    """Send all log lines to stderr; a second call replaces the first.

    `request_id` gives the id of the current request; `secrets` are never written. Modules of this project log
    from INFO on, libraries from WARNING on.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter((_Json if as_json else _Text)(request_id, secrets))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("assistant").setLevel(logging.INFO)


def keys_in(environ: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The values of environment variables whose names end like the name of a key or a password."""
    return tuple(value for name, value in environ if name.upper().endswith(_KEY_NAMES))


class _HidingFormatter(logging.Formatter):
    """Adds the id of the request to each line, and hides secrets in the finished line."""

    def __init__(self, request_id: Callable[[], str], secrets: Iterable[str]) -> None:
        super().__init__()
        self._request_id = request_id
        self._secrets = [s for s in secrets if len(s) >= _SHORTEST_SECRET]

    def format(self, record: logging.LogRecord) -> str:
        line = self._line(record, getattr(record, "request", "") or self._request_id())
        for secret in (*self._secrets, *keys_in(os.environ.items())):
            if len(secret) >= _SHORTEST_SECRET:
                line = line.replace(secret, "[hidden]")
        return line

    def _line(self, record: logging.LogRecord, request: str) -> str:
        raise NotImplementedError


class _Text(_HidingFormatter):
    def _line(self, record: logging.LogRecord, request: str) -> str:
        message = record.getMessage() + "".join(f" {k}={v}" for k, v in _extra(record).items())
        where = f" [{request}]" if request else ""
        line = f"{record.levelname} {record.name}{where}: {message}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class _Json(_HidingFormatter):
    def _line(self, record: logging.LogRecord, request: str) -> str:
        entry: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request:
            entry["request"] = request
        entry |= _extra(record)
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False, default=str)


def _extra(record: logging.LogRecord) -> dict[str, object]:
    """The fields that the caller of the logger passed as `extra={...}`."""
    return {k: v for k, v in vars(record).items() if k not in _PLAIN and k != "request"}
