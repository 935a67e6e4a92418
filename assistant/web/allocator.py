"""Settings of the C library's allocator, so that a server that runs for weeks does not hoard freed memory."""

from __future__ import annotations

import contextlib
import ctypes

_GLIBC = "libc.so.6"
_M_ARENA_MAX = -8  # of its malloc.h


def share_heaps() -> None:
    """Let threads share two heaps: with one each, some 45 MB lie about in pieces after the first answer.

    To be called before there are threads. With another C library nothing happens.
    """
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(_GLIBC).mallopt(_M_ARENA_MAX, 2)


def give_back() -> None:
    """Return freed memory to the system: glibc keeps it in pieces, some 60 MB after 300 questions."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(_GLIBC).malloc_trim(0)
