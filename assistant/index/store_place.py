"""Where the vectors of a snapshot are, if not beside its files: the address of a server, and `store.json`."""

from __future__ import annotations

import json
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from urllib.parse import urlsplit

from assistant.errors import SnapshotError, UsageError
from assistant.index.snapshot import SnapshotFiles

EMBEDDED = "embedded"
"""What stands for an address where the vectors are beside the files."""
TOKEN = "ASSISTANT_STORE_TOKEN"
"""The environment variable with the server's token, the only place where it may stand."""

_PORTS = {"chroma": 8000, "chromas": 443}
_FORM = "expected chroma://HOST:PORT or chroma://HOST:PORT/TENANT/DATABASE, with TLS chromas://..."
_USUAL = ("default_tenant", "default_database")
_NAME = re.compile(r"[A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class StoreAddress:
    """A database of a Chroma server, without any secret."""

    host: str
    port: int
    tenant: str
    database: str
    tls: bool = False

    @classmethod
    def parse(cls, text: str) -> StoreAddress:
        """The address in `chroma://HOST:PORT/TENANT/DATABASE`; `chromas` stands for TLS.

        Raises UsageError where the text is none, without repeating what may be a secret.
        """
        parts = urlsplit(text)
        if "@" in parts.netloc or parts.query or parts.fragment:
            raise UsageError(
                f"--store names an address alone; the token of the server is {TOKEN} in the environment."
            )
        names = [part for part in parts.path.split("/") if part]
        try:
            port = parts.port or _PORTS.get(parts.scheme, 0)
        except ValueError:
            port = 0
        if not (
            parts.scheme in _PORTS
            and port
            and parts.hostname
            and len(names) in (0, 2)
            and all(map(_NAME.fullmatch, names))
        ):
            raise UsageError(f"--store is {text!r}; {_FORM}, or {EMBEDDED}.")
        tenant, database = names or _USUAL
        return cls(parts.hostname, port, tenant, database, parts.scheme == "chromas")

    @property
    def server(self) -> str:
        """HOST:PORT, an IPv6 address in brackets."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def __str__(self) -> str:
        usual = (self.tenant, self.database) == _USUAL
        scheme = "chromas" if self.tls else "chroma"
        return f"{scheme}://{self.server}" + ("" if usual else f"/{self.tenant}/{self.database}")


@dataclass(frozen=True, slots=True)
class Part:
    """A collection of `count` vectors, of which those of the ids `gone` are no longer meant."""

    collection: str
    count: int
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StorePlace:
    """What `store.json` says: which collections at `address` have the vectors, in `parts` by their kind.

    Snapshots share parts: one with a few more papers has one more part. `name` is what collections are called
    that were made for this one. Only `index`, the directory that made them, removes them: a copy of it is
    another reader and no more.
    """

    address: StoreAddress
    name: str
    index: str
    parts: Mapping[str, tuple[Part, ...]] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """How many vectors of each kind are meant."""
        return {
            kind: sum(part.count - len(part.gone) for part in parts) for kind, parts in self.parts.items()
        }

    @property
    def collections(self) -> set[str]:
        return {part.collection for parts in self.parts.values() for part in parts}

    def is_of(self, snapshot: SnapshotFiles) -> bool:
        """Whether `snapshot` lies where its collections were made."""
        return self.index == _index_of(snapshot)

    @classmethod
    def new(cls, snapshot: SnapshotFiles, address: StoreAddress) -> StorePlace:
        """An empty place for a snapshot. Two indexes may be alike: a token keeps their names apart."""
        return cls(address, f"{snapshot.directory.name}-{secrets.token_hex(4)}", _index_of(snapshot))


def _index_of(snapshot: SnapshotFiles) -> str:
    return str(snapshot.directory.resolve().parent.parent)


def read_place(snapshot: SnapshotFiles) -> StorePlace | None:
    """Where a server has the vectors of `snapshot`; None where they are beside its files.

    Raises SnapshotError where the file that says so is damaged.
    """
    try:
        record = json.loads(snapshot.store.read_text(encoding="utf-8"))
        parts = {
            kind: tuple(Part(one["collection"], int(one["count"]), tuple(one["gone"])) for one in listed)
            for kind, listed in record["parts"].items()
        }
        address = StoreAddress(**record["address"])
        return StorePlace(address, str(record["name"]), str(record["index"]), parts)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise SnapshotError(
            f"{snapshot.store}, which says where the vectors are, is damaged "
            f"({' '.join(str(problem).split())}). Repair the index with --store, which names the place."
        ) from problem


def write_place(snapshot: SnapshotFiles, place: StorePlace) -> None:
    """Note the place, on the disk at once: what a server has must be found again after a loss of power."""
    with snapshot.store.open("w", encoding="utf-8") as file:
        file.write(json.dumps(asdict(place), indent=2) + "\n")
        file.flush()
        os.fsync(file.fileno())
