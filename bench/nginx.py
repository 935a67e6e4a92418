"""A real nginx before the replicas, with the lines of docs/scale.md, and one more server for the index."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from assistant.config import REPOSITORY
from assistant.errors import UsageError

_DOCUMENT = REPOSITORY / "docs" / "scale.md"
_PLACES = f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin{os.pathsep}/usr/local/sbin"

_FRAME = """\
{user}daemon off;
worker_processes 1;
pid {folder}/pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{documented}
    server {{
        listen 127.0.0.1:{origin};
        location = /CURRENT {{ root {index}; }}
        location /snapshots/ {{ root {index}; }}
    }}
}}
"""


def nginx_program() -> str | None:
    """The path of nginx, None where it is not installed."""
    return shutil.which("nginx", path=_PLACES)


@contextmanager
def proxied(folder: Path, *, port: int, replicas: Sequence[int], index: Path, origin: int) -> Iterator[None]:
    """Run nginx at `port` before the replicas at their ports; it serves `index` at the port `origin`.

    Raises UsageError where nginx is not installed.
    """
    program = nginx_program()
    if program is None:
        raise UsageError(
            "nginx is not installed: `apt-get install nginx-light`, or what your system calls it."
        )
    folder.mkdir(parents=True, exist_ok=True)
    written = _FRAME.format(
        user="user root;\n" if os.getuid() == 0 else "",  # else a worker that may not read the index
        folder=folder,
        documented=_documented(port, replicas),
        index=index,
        origin=origin,
    )
    (folder / "nginx.conf").write_text(written, encoding="utf-8")
    command = [program, "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")]
    with subprocess.Popen(command) as process:
        try:
            yield
        finally:
            process.terminate()


def _documented(port: int, replicas: Sequence[int]) -> str:
    """The lines of the document, for these ports of this machine."""
    text = _DOCUMENT.read_text(encoding="utf-8")
    (lines,) = re.findall(r"(?ms)^```nginx\n(.*?)^```", text)
    places = [f"127.0.0.1:{replica}" for replica in replicas]

    def servers(found: re.Match[str]) -> str:
        return "".join(f"    server {place} {found['how']}\n" for place in places)

    placed = re.sub(r"(?m)(^    server 10\.0\.0\.\d+:7860 (?P<how>.*)\n)+", servers, lines)
    return placed.replace("listen 80;", f"listen 127.0.0.1:{port};")
