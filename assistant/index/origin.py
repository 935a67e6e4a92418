"""Where the snapshots of a read-only page come from: a directory, an HTTP folder, an object store.

    CURRENT               the name of the snapshot that is published
    snapshots/NAME/...    its manifest, and the files that the manifest names

Nothing else of an index is read, and nothing is written. Addresses of `http` and `https` are asked by httpx,
all others by fsspec, which knows `s3://`, `gs://`, `abfs://`, `sftp://` and more once their packages are
installed. Only the host that the address names is asked: a redirect to another one is refused.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from typing import Any, Protocol, TypeAlias
from urllib.parse import quote

from assistant.config import is_address, shown
from assistant.errors import UsageError

PIECE = 2**20
"""Bytes that are read at a time."""
_BLOCK = 2**24  # of an object store: each is a request
_SECONDS = 30.0  # without a byte
# How long an unused connection is kept: one that the server ends as we use it would look like an outage.
_IDLE = 2.0
_REDIRECTS = 5


Pieces: TypeAlias = Generator[bytes, None, None]


class Origin(Protocol):
    """`told` is the place as people are told of it, without passwords."""

    told: str

    def read(self, name: str) -> Pieces:
        """The contents of the file `name`, piece by piece.

        Raises FileNotFoundError where there is none, and OSError where the origin does not answer.
        """
        ...


def open_origin(place: str) -> Origin:
    """The origin at a path or an address. Nothing is asked yet, of object stores by some packages.

    Raises UsageError where the address can't be used.
    """
    return _Web(place) if place.partition("://")[0].lower() in ("http", "https") else _Files(place)


def read_small(origin: Origin, name: str, *, most: int) -> bytes:
    """The contents of a small file. Raises as `Origin.read` does, and OSError beyond `most` bytes."""
    found = b""
    with closing(origin.read(name)) as pieces:
        for piece in pieces:
            found += piece
            if len(found) > most:
                raise OSError(f"{name} has more than {most:,} bytes")
    return found


class _Files:
    """Whatever fsspec reads, directories of this machine included."""

    def __init__(self, place: str) -> None:
        import fsspec

        self.told = shown(place)
        try:
            if is_address(place):
                self._system, self._root = fsspec.core.url_to_fs(place)
            else:
                self._system, self._root = fsspec.filesystem("file"), place
        except (ImportError, ValueError) as problem:  # fsspec says which package it takes
            raise UsageError(f"--index {self.told} can't be read: {problem}") from problem

    def read(self, name: str) -> Pieces:
        try:
            self._system.invalidate_cache()  # of what was listed before
            with self._system.open(f"{self._root}/{name}", "rb", block_size=_BLOCK) as file:
                while piece := file.read(PIECE):
                    yield piece
        except (OSError, GeneratorExit):
            raise
        except Exception as problem:  # each store has errors of its own
            raise OSError(f"{type(problem).__name__}: {problem}") from problem


class _Web:
    """A folder that a web server shows."""

    def __init__(self, place: str) -> None:
        import httpx

        self.told = shown(place)
        try:
            self._folder = httpx.URL(place)
            self._client = httpx.Client(
                follow_redirects=False,
                timeout=_SECONDS,
                headers={"accept-encoding": "identity"},
                limits=httpx.Limits(keepalive_expiry=_IDLE),
            )
        except (httpx.InvalidURL, ValueError) as problem:
            raise UsageError(f"--index {self.told} is no address: {problem}") from problem
        if not self._folder.host:
            raise UsageError(f"--index {self.told} names no host.")

    def read(self, name: str) -> Pieces:
        import httpx

        address = self._folder.copy_with(path=quote(f"{self._folder.path.rstrip('/')}/{name}"))
        try:
            for _ in range(_REDIRECTS):
                with self._client.stream("GET", address) as reply:
                    if reply.has_redirect_location:
                        address = self._redirected(address, reply.headers["location"])
                        continue
                    if reply.status_code in (404, 410):
                        raise FileNotFoundError(f"{name} is not there")
                    if reply.status_code != 200:
                        raise OSError(f"it answers with the status {reply.status_code}")
                    yield from reply.iter_bytes(PIECE)
                    return
        except (httpx.HTTPError, httpx.InvalidURL) as problem:
            raise OSError(str(problem) or type(problem).__name__) from problem
        raise OSError("it redirects without end")

    def _redirected(self, asked: Any, location: str) -> Any:
        there = asked.join(location)
        if (there.scheme, there.host, there.port) != (asked.scheme, asked.host, asked.port):
            raise OSError(
                f"it redirects to {there.scheme}://{there.netloc.decode()}, which --index does not name"
            )
        return there
