"""What a service answered: its bytes as they came, looked at with care, for they may be anything."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from lxml import etree

from assistant.errors import ServiceError
from assistant.services import Service

Form = Literal["json", "xml", "bib"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered. `url` has neither key nor contact; `asked` is the time in UTC, ISO 8601.

    `unchanged` says that the service has nothing newer than what the request named; `body` is then empty.
    """

    service: Service
    url: str
    body: bytes
    form: Form
    asked: str
    headers: Mapping[str, str] = field(default_factory=dict)
    unchanged: bool = False

    def is_whole(self) -> bool:
        """Whether the body is of its form to the end: else it was cut, or is an error page."""
        try:
            if self.form == "json":
                self.json()
            elif self.form == "xml":
                self.xml()
            else:
                return self.body.rstrip().endswith(b"}")
        except (ValueError, RecursionError, etree.XMLSyntaxError):
            return False
        return True

    def json(self) -> Any:
        return json.loads(self.body)

    def xml(self) -> Any:
        """The root element. Entities are not resolved and nothing is loaded."""
        return etree.fromstring(self.body, _parser())

    def found(self, *path: str, kind: type | tuple[type, ...]) -> Any:
        """The value under the names of `path`. Raises ServiceError where there is none of this kind."""
        value = self.json()
        for name in path:
            value = value.get(name) if isinstance(value, dict) else None
        if not isinstance(value, kind) or isinstance(value, bool):
            raise ServiceError(
                f"{self.service.name} ({self.service.host}) answered without the field '{'.'.join(path)}' "
                "that it documents: it may have changed; what was fetched before stays in use."
            )
        return value


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
