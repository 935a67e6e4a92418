"""What a process holds in memory, as Linux tells it."""

from __future__ import annotations

import os
from pathlib import Path


def megabytes(pid: int | None = None, *, field: str = "VmRSS") -> float:
    """Of a process (default: this one) VmRSS now, VmHWM at most, or RssAnon without mapped files.

    0 where the process has ended or there is no /proc to tell.
    """
    try:
        status = Path(f"/proc/{pid or os.getpid()}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0.0
    line = next((line for line in status.splitlines() if line.startswith(f"{field}:")), None)
    return round(int(line.split()[1]) / 1024, 1) if line else 0.0
