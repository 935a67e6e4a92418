"""How the process of the page ends: what Ctrl+C and SIGTERM ask for, and an exit that waits for no thread."""

from __future__ import annotations

import atexit
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress


def leave_with(run: Callable[[], int]) -> None:
    """Call `run` and see that the process ends with the status that it returns."""
    leaving = Leaving()
    try:
        leaving.status = run()
    except SystemExit as told:  # by argparse
        leaving.status = told.code if isinstance(told.code, int) else 1


class Leaving:
    """Ends the process once every exit handler has run, and without the rest of Python's own end.

    That would stop the daemon threads where they are, and one that is in C++ just then (the encoder being
    loaded, say) takes the process down: "terminate called without an active exception", status -6.
    """

    def __init__(self) -> None:
        """Exit handlers run last registered first: to be made before anything else registers one."""
        self.status = 1  # also after an error that nobody caught
        atexit.register(self._leave)

    def _leave(self) -> None:
        logging.shutdown()
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):  # nobody reads it any more
                stream.flush()
        os._exit(self.status)


class Ended:
    """Set by Ctrl+C and SIGTERM. `at_once`: a person at the keyboard waits for nobody's answer."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self.at_once = False

    def signalled(self, number: int, _: object) -> None:
        if self._event.is_set():
            os._exit(1)  # told twice
        self.at_once = number == signal.SIGINT
        self._event.set()

    def wait(self) -> None:
        self._event.wait()


def until_signalled() -> Ended:
    """Ctrl+C and SIGTERM end the page: a container's stop as cleanly as a person does."""
    ended = Ended()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, ended.signalled)
    return ended
