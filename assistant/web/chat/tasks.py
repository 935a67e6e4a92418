"""What people come for, as questions to fill in: the menu behind "/" in the message box."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

from assistant.explore.saying import say


@dataclass(frozen=True, slots=True)
class Task:
    """A question under a command and a name. What stands in brackets must be filled in, a year may be.

    A number in braces is of years, from the newest paper back: "{3}" becomes " since 2023".
    `name` is the key of the name's words; the question is in English, as all questions that are read.
    """

    command: str
    name: str
    question: str


_YEARS = re.compile(r"{(\d)}")

TASKS = (
    Task("overview", "tasks.overview-of-topic", "What has this group done on [topic]?"),
    Task("compare", "tasks.two-topics", "Compare [one topic] and [another topic]"),
    Task("reading", "tasks.reading-list", "What should I read first on [topic]?"),
    Task("publications", "tasks.publication-list", "List their papers{3} in APA style"),
    Task("new", "tasks.what-is-new", "What is new{1}?"),
    Task("people", "tasks.who-works-on-topic", "Who works on [topic]?"),
    Task("themes", "tasks.main-themes", "What are the main themes of this group?"),
    Task("related", "tasks.related-work", "Write a related-work paragraph on [topic]"),
)


def tasks_html(newest: int | None = None) -> str:
    """The button that shows the menu, and the menu, which the page's script opens and reads (composer.js).

    `newest` is the year of the group's newest paper, None where it is not known.
    """

    def since(years: re.Match[str]) -> str:
        return f" since {newest - int(years[1])}" if newest else ""

    options = "".join(
        f'<li role="option" id="task-{task.command}" aria-selected="false" '
        f'data-question="{escape(_YEARS.sub(since, task.question))}"><span>{say(task.name)}</span> '
        f"<code>/{task.command}</code></li>"
        for task in TASKS
    )
    return (
        '<button type="button" id="show-tasks" class="has-icon icon-tasks icon-alone" '
        f'title="{say("tasks.hint")}" aria-haspopup="listbox" aria-expanded="false" '
        f'aria-controls="tasks">{say("tasks.title")}</button>'
        f'<ul id="tasks" role="listbox" aria-label="{say("tasks.title")}" hidden>{options}</ul>'
    )
