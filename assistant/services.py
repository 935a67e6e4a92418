"""The services on the network that an ingest may ask, and which of them a source such as `orcid:...` asks.

What is asked is in `ingest/online`; here is only what the list of contacted hosts must know as well.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from assistant.errors import UsageError

ENDPOINTS = "ASSISTANT_ENDPOINTS"
"""Where the services are asked instead: `http://127.0.0.1:8900` for all of them, each under its own name, or
`openalex=http://127.0.0.1:8900/openalex,orcid=...`."""

SPECS: Mapping[str, tuple[str, ...]] = {
    "orcid": ("orcid", "openalex", "crossref"),
    "openalex": ("openalex",),
    "ror": ("openalex",),
    "dblp": ("dblp",),
    "arxiv": ("arxiv",),
    "pubmed": ("pubmed",),
    "inspire": ("inspire",),
    "hal": ("hal",),
    "zotero": ("zotero",),
    "doi": ("crossref", "datacite"),
}
"""What may stand before the colon of a source, and the services that it asks."""

FILLING = ("arxiv", "pubmed", "openalex", "crossref", "semanticscholar")
"""The services that are asked for a missing abstract, in this order."""


@dataclass(frozen=True, slots=True)
class Service:
    """One service, as services.toml has it. `interval` is in seconds."""

    id: str
    name: str
    address: str
    interval: float
    limits: str
    key: str = ""
    key_in: str = ""
    contact: str = ""

    @property
    def host(self) -> str:
        """The host, with its port where the address says one."""
        return urlsplit(self.address).netloc


def services(environ: Mapping[str, str] | None = None) -> dict[str, Service]:
    """All services, at the addresses that the environment says. Raises UsageError where it says none."""
    known = _services()
    given = (os.environ if environ is None else environ).get(ENDPOINTS, "").strip()
    if not given:
        return dict(known)
    return {id: _at(service, given) for id, service in known.items()}


def is_spec(text: str) -> bool:
    """Whether a source is asked of a service, as `orcid:0000-0002-1825-0097` is; else it is a path."""
    prefix, colon, rest = text.partition(":")
    return bool(colon and rest and prefix in SPECS)


def asked_for(spec: str) -> tuple[str, ...]:
    """The ids of the services that a source asks."""
    prefix, _, rest = spec.partition(":")
    return ("zotero-local",) if prefix == "zotero" and rest.startswith("local") else SPECS[prefix]


def said_by(path: Path) -> Mapping[str, Any]:
    """A group.toml, as far as it can be read: the ingest says what is wrong with it."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return {}


def specs_of(group: Mapping[str, object]) -> Iterable[str]:
    """The sources of a group.toml, unchecked, that ask a service: of its lists, and of its people."""
    for key in ("sources", "related"):
        yield from (text for text in _items(group.get(key)) if isinstance(text, str) and is_spec(text))
    for person in _items(group.get("people")):
        for key in ("orcid", "openalex", "dblp"):
            if isinstance(person, dict) and isinstance(person.get(key), str):
                yield f"{key}:{person[key]}"


def _items(value: object) -> Iterable[object]:
    return value if isinstance(value, list) else ()


@cache
def _services() -> Mapping[str, Service]:
    tables = tomllib.loads((Path(__file__).parent / "services.toml").read_text(encoding="utf-8"))
    return {id: Service(id=id, **table) for id, table in tables.items()}


def _at(service: Service, given: str) -> Service:
    """A service at the address that ENDPOINTS says."""
    address = f"{given.rstrip('/')}/{service.id}"
    if "=" in given:
        pairs = [pair.partition("=") for pair in given.split(",")]
        address = {name.strip(): url.strip().rstrip("/") for name, _, url in pairs}.get(
            service.id, service.address
        )
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(
            f"{ENDPOINTS} says {address!r} for {service.id}; expected http://HOST or https://HOST."
        )
    return Service(**{name: getattr(service, name) for name in Service.__slots__} | {"address": address})
