"""Papers -> references in a citation style, as text, Markdown, or HTML that Word takes. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from html import escape

from assistant.answers.cited_works import work_of
from assistant.answers.reference_lists import markdown
from assistant.datamodels import Paper
from assistant.text.citation_styles import Style
from assistant.text.printed_references import Look, Reference, Run

_TAGS: Mapping[Look, tuple[str, str]] = {
    "italic": ("<i>", "</i>"),
    "bold": ("<b>", "</b>"),
    "member": ("<b>", "</b>"),
    "small-caps": ('<span style="font-variant:small-caps">', "</span>"),
    "sup": ("<sup>", "</sup>"),
    "sub": ("<sub>", "</sub>"),
}
_ADDRESS = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;)]")


def in_style(papers: Iterable[Paper], style: Style, members: Collection[str] = ()) -> list[Reference]:
    """The references of `papers`, in their order; the names in `members` are set in bold."""
    return style.references([work_of(paper, members) for paper in papers])


def to_text(references: Sequence[Reference]) -> str:
    """A line for each reference, after its label if the style has labels."""
    return "".join(f"{reference.label} {reference.text}".strip() + "\n" for reference in references)


def to_markdown(references: Sequence[Reference]) -> str:
    """A list in Markdown: numbered if the style numbers references."""
    lines = (f"{f'{n}.' if one.label else '-'} {markdown(one)}" for n, one in enumerate(references, start=1))
    return "".join(f"{line}\n" for line in lines)


def to_html(references: Sequence[Reference]) -> str:
    """A page of paragraphs with hanging indents, which word processors keep when the page is pasted."""
    body = "\n".join(map(_paragraph, references))
    head = '<meta charset="utf-8">\n<title>References</title>'
    return f"<!DOCTYPE html>\n<html>\n<head>\n{head}\n</head>\n<body>\n{body}\n</body>\n</html>\n"


WRITERS: Mapping[str, Callable[[Sequence[Reference]], str]] = {
    "text": to_text,
    "html": to_html,
    "markdown": to_markdown,
}
"""The forms of a list of references, by name."""


def _paragraph(reference: Reference) -> str:
    label = f"{escape(reference.label)}&nbsp;" if reference.label else ""
    body = "".join(map(_html, reference.runs))
    return f'<p style="margin-left:2em;text-indent:-2em">{label}{body}</p>'


def _html(run: Run) -> str:
    tags = [_TAGS[look] for look in sorted(run.looks)]
    text = _ADDRESS.sub(lambda m: f'<a href="{m[0]}">{m[0]}</a>', escape(run.text, quote=False))
    return "".join([*(tag[0] for tag in tags), text, *(tag[1] for tag in reversed(tags))])
