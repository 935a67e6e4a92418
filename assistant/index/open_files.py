"""How many files may be open at once: an index has some twenty mapped, Chroma and the models open more."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress

from assistant.errors import LimitError

NEEDED = 64
"""Files that an index, Chroma and the models may have open besides those of a server's visitors."""

_WANTED = 4096  # where the system allows it without being asked


def have_enough() -> None:
    """Raise the limit on open files as far as is allowed. Raises LimitError where it is too low.

    macOS begins with 256, of which every visitor of a page takes some.
    """
    if sys.platform == "win32":
        return
    import resource

    limit, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if limit == resource.RLIM_INFINITY or limit >= _WANTED:
        return
    raised = _WANTED if most == resource.RLIM_INFINITY else min(_WANTED, most)
    if raised > limit:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (raised, most))
    if _limit() < NEEDED:
        raise too_few_files()


def too_many_files(problem: object) -> bool:
    """Whether a file can't be opened because too many are open already."""
    return isinstance(problem, OSError) and problem.errno in (errno.EMFILE, errno.ENFILE)


def none_left() -> bool:
    """Whether no more file can be opened now."""
    try:
        os.close(os.open(os.devnull, os.O_RDONLY))
    except OSError as problem:
        return too_many_files(problem)
    return False


def too_few_files() -> LimitError:
    """The error that names the limit, and how it is raised."""
    return LimitError(
        f"Too few files may be open at once, {_limit():,} in this process: "
        f"raise the limit with `ulimit -n 1024` and run the same command again."
    )


def _limit() -> int:
    return os.sysconf("SC_OPEN_MAX") if hasattr(os, "sysconf") else 0
