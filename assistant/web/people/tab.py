"""The People tab: who signed the papers, since when, on what and with whom; members of the group first."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast, get_args

import gradio as gr

from assistant.errors import UsageError
from assistant.explore.people import Order, People
from assistant.index.catalog import of_scope
from assistant.web.asked import number_of, text_of
from assistant.web.papers.asked import scope_of
from assistant.web.people.rows import opened_html, person_html
from assistant.web.service import Latest, Service
from assistant.web.views import Reply, build_view

FOLDER = Path(__file__).parent

PAGE = 60
"""People that are shown at a time."""


def build_people(service: Service) -> gr.HTML:
    """The People tab over `service`; nothing of it is made before the tab is opened."""
    people = Latest(service, lambda a: People(a.corpus.papers, a.corpus.members)).get

    def find_people(asked: Any) -> Reply:
        everyone, scope = people(), scope_of(asked)
        order = asked.get("order") or "papers"
        if order not in get_args(Order):
            raise UsageError(f"Expected an order: {', '.join(get_args(Order))}.")
        first = number_of(asked, "first") or 0
        found = everyone.look(text=text_of(asked, "text"), scope=scope, order=cast(Order, order))
        shown = found[first : first + PAGE]
        group, themes = of_scope(everyone.columns, "group"), service.themes.made
        return {
            "html": "".join(person_html(person, everyone, themes) for person in shown),
            "themed": themes is not None,
            "found": len(found),
            "members": sum(person.member for person in found),
            "shown": first + len(shown),
            "scopes": [*["group"] * bool(group.any()), *["related"] * (not group.all())],
        }

    def find_themes(_: Any) -> Reply:
        return {"themes": len(service.themes.get().names)}

    def open_person(asked: Any) -> Reply:
        everyone = people()
        person = everyone.of(text_of(asked, "id"), scope=scope_of(asked))
        if person is None:
            raise UsageError(f"There is no person with the id {text_of(asked, 'id')[:80]!r} here.")
        html = opened_html(person, everyone, service.themes.get())
        return {"id": person.id, "name": person.name, "html": html}

    return build_view(service, FOLDER, (find_people, find_themes, open_person))
