"""A process that reads one file after another for `reading`; a file that is more than it can take ends it.

It gets a line of JSON for each file, {"path": ..., "into": ..., "seconds": ...}, and answers with one: {}
where the full text was written, or {"reason": ...}. It ends with its standard input.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
import traceback
from contextlib import suppress
from pathlib import Path

from assistant.errors import SourceError
from assistant.index.fulltext import write_fulltext


def main(memory: int) -> None:
    """Answer requests until there are none. `memory` is the most bytes of address space."""
    from ingest.fulltext.forms import read
    from ingest.fulltext.seen import as_it_looks

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent, which ends this process
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(ValueError):  # macOS has no such limit
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    for line in sys.stdin:
        request = json.loads(line)
        _allow(request["seconds"])
        reason = None
        try:
            write_fulltext(Path(request["into"]), as_it_looks(read(Path(request["path"]).read_bytes())))
        except SourceError as problem:
            reason = str(problem)
        except OSError as problem:
            reason = f"can't be read ({problem.strerror})"
        except MemoryError:
            reason = "needs more memory than a file may take"
        except RecursionError:
            reason = "is nested too deeply"
        except Exception as problem:  # noqa: BLE001  a fault of ours costs this file only, and is told
            at = traceback.extract_tb(problem.__traceback__)[-1]
            where = f"{Path(at.filename).name}:{at.lineno}"
            reason = f"could not be read ({problem!r:.200} at {where}); this is a fault of the reader"
        sys.stdout.write(json.dumps({} if reason is None else {"reason": reason}) + "\n")
        sys.stdout.flush()


def _allow(seconds: float) -> None:
    """Let this process use so many more seconds of CPU; the kernel ends it after them, whatever it is in."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main(int(sys.argv[1]))
