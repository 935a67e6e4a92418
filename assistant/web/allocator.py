"""Memory of a server that runs for weeks: what is freed goes back, what stays is not searched for garbage."""

from __future__ import annotations

import contextlib
import ctypes
import gc

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


def settle() -> None:
    """Let the garbage collector pass by all that is there now: it is here to stay.

    Python looks through all objects again and again, and meanwhile no thread goes on: 0.2 seconds where a few
    hundred papers are open, and more with more papers. `collect` looks through all of them once.
    """
    gc.collect()
    gc.freeze()


def collect() -> None:
    """Find all garbage, also among what has settled, such as papers that nobody serves any longer."""
    gc.unfreeze()
    settle()
