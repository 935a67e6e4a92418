"""Citations of verbatim text. No model is used."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from assistant.answers.readings import Reading
from assistant.datamodels import Citation, CitedField, Origin, Paper, ProfileFact, Suggestion
from assistant.index.bodies import Bodies, Body
from assistant.text.marks import MARK as MARK


@dataclass
class Citations:
    """The numbered citations of one answer, in the order of their marks in the text.

    Every method cites a source and returns its mark, "[3]"; a source that is cited again keeps its number.
    Of the papers in `readings`, by their ids, what was read is cited, where it stands.
    """

    items: list[Citation] = field(default_factory=list)
    readings: Mapping[str, Reading] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._numbers: dict[Citation, int] = {}  # by the citation with the number 0
        for citation in self.items:
            self._numbers.setdefault(replace(citation, number=0), citation.number)

    def abstract(self, paper: Paper, start: int, end: int) -> str:
        """Cite `paper.abstract[start:end]`; of a text that was read, all that it takes from there."""
        if reading := self.readings.get(paper.id):
            own, inside = reading.places(start, end)
            marks = [self._add(paper, "abstract", paper.abstract, *own)] if own else []
            return "".join([*marks, *(self.body(paper, reading.body, *span) for span in inside)])
        return self._add(paper, "abstract", paper.abstract, start, end)

    def body(self, paper: Paper, body: Body, start: int, end: int) -> str:
        """Cite `text[start:end]` of the full text of a paper."""
        text = body.fulltext
        section, page = text.section_at(start), text.page_at(start, end)
        return self._add(
            paper,
            "body",
            text.text,
            start,
            end,
            origin=Origin(body.held.document, 0),
            section=section.heading if section else "",
            page=None if page is None else page + 1,
        )

    def field(self, paper: Paper, name: CitedField) -> str:
        """Cite one whole field of a paper, or the title where no source prints the field."""
        text = field_text(paper, name)
        return self._add(paper, name, text, 0, len(text)) if text else self.field(paper, "title")

    def profile(self, fact: ProfileFact, person: str) -> str:
        """Cite a fact of a researcher's profile."""
        return self._append(
            Citation(
                number=0,
                paper_id=f"profile:{fact.name}",
                title=f"{person}: {fact.label}",
                authors="",
                year=None,
                scope="profile",
                field="profile",
                quote=fact.text,
                start=0,
                end=len(fact.text),
                source=fact.origin.document,
                line=fact.origin.line,
                url=None,
            )
        )

    def _add(
        self,
        paper: Paper,
        name: CitedField,
        text: str,
        start: int,
        end: int,
        *,
        origin: Origin | None = None,
        section: str = "",
        page: int | None = None,
    ) -> str:
        url, is_search = paper_link(paper)
        origin = origin or paper.origins.get(name) or paper.records[0]
        return self._append(
            Citation(
                number=0,
                paper_id=paper.id,
                title=paper.title,
                authors=paper.authors_text,
                year=paper.year,
                scope=paper.scope,
                field=name,
                quote=text[start:end],
                start=start,
                end=end,
                source=origin.document,
                line=origin.line,
                url=url,
                url_is_search=is_search,
                section=section,
                page=page,
            )
        )

    def _append(self, citation: Citation) -> str:
        number = self._numbers.setdefault(citation, len(self.items) + 1)
        if number > len(self.items):
            self.items.append(replace(citation, number=number))
        return f"[{number}]"


def field_text(paper: Paper, name: CitedField) -> str:
    """The text of a field of `paper`, for a citation to quote; empty where no source prints the field."""
    texts: dict[str, str] = {
        "abstract": paper.abstract,
        "title": paper.title,
        "authors": paper.authors_text,
        "date": paper.date.text if paper.date else "",
        "code": "Code" if paper.has_code else "",
        "category": paper.category or "",
        "affiliations": ", ".join(paper.affiliations),
        "venue": paper.venue or "",
    }
    return texts[name]


def quoted_form(paper: Paper, citation: Citation, bodies: Bodies) -> Paper | None:
    """`paper` in the form that the citation quotes; None where no form has the quote at that place.

    `bodies` are the full texts of the papers.
    """
    span = slice(citation.start, citation.end)
    if citation.field == "body":
        body = bodies.of(paper.id)
        return paper if body and body.fulltext.text[span] == citation.quote else None
    for form in paper.forms:
        if field_text(form, citation.field)[span] == citation.quote:
            return form
    return None


def paper_link(paper: Paper) -> tuple[str, bool]:
    """A web address for the paper, and whether the address is only a search for the title on arXiv."""
    for form in paper.forms:
        if form.url:
            return form.url, False
        if form.doi:
            return f"https://doi.org/{form.doi}", False
        if form.arxiv_id:
            return f"https://arxiv.org/abs/{form.arxiv_id}", False
    return title_search_url(paper.title), True


def title_search_url(title: str) -> str:
    """The address of arXiv's search by title (https://info.arxiv.org/help/find.html)."""
    return "https://arxiv.org/search/?" + urlencode({"query": title, "searchtype": "title"})


def suggestion(paper: Paper) -> Suggestion:
    return Suggestion(paper.id, paper.title, paper.scope)


def plain(text: str) -> str:
    """Source text escaped for the Markdown of an answer: no markup, no image, and no `[n]` mark.

    Only backslashes are added, so the text reads the same.
    """
    escaped = re.sub(r"([\\`*_<>])", r"\\\1", text)
    return re.sub(r"(!?)\[([^\]]*)\]", lambda m: f"{m.group(1)}\\[{m.group(2)}\\]", escaped)


PARTLY = "*(only partly borne out)*"
UNBACKED = "*(not borne out by the papers)*"
UNCHECKED = "*(not checked)*"
"""The labels after a model's sentence that the cited papers do not bear out."""
