"""A service may answer anything: that is papers or a problem in a sentence, and never a crash."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from asking import LISTS, fetched
from standin import Standin, serving
from standin_shapes import ANSWERS

from assistant.services import services
from ingest.online.answers import Answer, Form
from ingest.online.client import url_of
from ingest.online.fetching import fetch

NOW = datetime.now(UTC).isoformat()
JUNK = (None, 3, -1, "x", [], {}, [None], {"x": 1}, True)


class Junk:
    """A client of the stand-in's answers, with one value of the first answer in JSON replaced."""

    def __init__(self, path: Sequence[str | int], junk: object) -> None:
        self.services = services({})
        self._path, self._junk = path, junk

    def ask(self, service: str, path: str, params: dict[str, str], *, form: Form, **_: object) -> Answer:
        found = ANSWERS[service](Standin(), path, dict(params or {}))
        assert found
        body = found[0]
        if form == "json" and self._path is not None:
            value = json.loads(body)
            *way, last = self._path
            place = value
            for step in way:
                place = place[step]
            place[last] = self._junk
            body, self._path = json.dumps(value).encode(), None
        headers = {name.lower(): value for name, value in found[2].items()}
        return Answer(
            self.services[service], url_of(self.services[service], path, params), body, form, NOW, headers
        )


def places(value: object, depth: int = 5) -> Iterator[tuple[str | int, ...]]:
    """Where values are in JSON, but for all items of a list after the first."""
    items = (
        value.items() if isinstance(value, dict) else enumerate(value[:1]) if isinstance(value, list) else ()
    )
    for name, inner in items:
        yield (name,)
        if depth:
            yield from ((name, *rest) for rest in places(inner, depth - 1))


@pytest.mark.parametrize("spec", [spec for spec in LISTS if not spec.startswith(("arxiv", "dblp"))])
def test_whatever_a_service_answers_is_papers_or_a_problem_in_a_sentence(spec: str, tmp_path: Path) -> None:
    service, path = LISTS[spec]
    with serving() as server:
        fetched(server, spec, tmp_path)
        ((_, asked, params),) = [one for one in server.asked if one[0] == service and path in f"{one[1:]}"][
            :1
        ]
        found = ANSWERS[service](server, asked, params)
    assert found
    for place in places(json.loads(found[0])):
        for number, junk in enumerate(JUNK):
            index = tmp_path / "-".join(map(str, (*place, number)))
            (one,) = fetch([spec], index, Junk(place, junk))  # type: ignore[arg-type]
            assert bool(one.documents) != bool(one.problem)
            assert "\n" not in one.problem
