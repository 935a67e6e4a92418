"""Claims and the verbatim text behind them. Pure functions, no model and no index."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from assistant.analysis import terms
from assistant.datamodels import Citation, CitedField, Paper, ProfileFact, Suggestion
from assistant.sentences import split_sentences

MARK = re.compile(r"\[(\d+)\]")
_GROUPED = re.compile(r"\[(\d+(?:\s*[,;]\s*\d+)+)\]")  # "[1, 2]", as models like to write


@dataclass
class Citations:
    """The numbered citations of one answer, in the order in which its text marks them."""

    items: list[Citation] = field(default_factory=list)

    def abstract(self, paper: Paper, start: int, end: int) -> str:
        """Cite `paper.abstract[start:end]`; returns the mark, "[3]"."""
        return self._add(paper, "abstract", paper.abstract, start, end)

    def field(self, paper: Paper, name: CitedField) -> str:
        """Cite one whole field of a paper, or its title where no source prints that field."""
        text = field_text(paper, name)
        return self._add(paper, name, text, 0, len(text)) if text else self.field(paper, "title")

    def profile(self, fact: ProfileFact, person: str) -> str:
        """Cite a fact of a researcher's profile."""
        return self._append(
            Citation(
                number=len(self.items) + 1,
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

    def _add(self, paper: Paper, name: CitedField, text: str, start: int, end: int) -> str:
        url, is_search = paper_link(paper)
        origin = paper.origins.get(name) or paper.records[0]
        return self._append(
            Citation(
                number=len(self.items) + 1,
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
            )
        )

    def _append(self, citation: Citation) -> str:
        for known in self.items:
            if replace(known, number=citation.number) == citation:
                return f"[{known.number}]"
        self.items.append(citation)
        return f"[{citation.number}]"


def field_text(paper: Paper, name: CitedField) -> str:
    """The text that a citation of this field quotes from; empty where no source prints it."""
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


def paper_link(paper: Paper) -> tuple[str, bool]:
    """Where to read the paper, and whether that is only a search for its title on arXiv."""
    if paper.url:
        return paper.url, False
    if paper.doi:
        return f"https://doi.org/{paper.doi}", False
    if paper.arxiv_id:
        return f"https://arxiv.org/abs/{paper.arxiv_id}", False
    return title_search_url(paper.title), True


def title_search_url(title: str) -> str:
    """arXiv's own title search, for a paper whose link is not known (https://info.arxiv.org/help/find.html)."""
    return "https://arxiv.org/search/?" + urlencode({"query": title, "searchtype": "title"})


def suggestion(paper: Paper) -> Suggestion:
    return Suggestion(paper.id, paper.title, paper.scope)


def plain(text: str) -> str:
    """Source text made safe inside an answer's Markdown: no mark, no markup, nothing that loads.

    Backslashes are all that is added, so the text reads the same.
    """
    escaped = re.sub(r"([\\`*_<>])", r"\\\1", text)
    return re.sub(r"(!?)\[([^\]]*)\]", lambda m: f"{m.group(1)}\\[{m.group(2)}\\]", escaped)


SUPPORT = 0.25
"""Share of a claim's terms that the sentence behind it must have.

Of SciFact's training claims it passes 75% of those that the abstract supports and 3% of those set against
another's abstract. It does not see a negation: 75% of the contradicted ones pass too
(`python -m bench verify --beir DIR --train`).
"""


def verify(text: str, offered: Sequence[Paper], *, minimum: float = SUPPORT) -> tuple[str, Citations]:
    """Tie each sentence of a model's draft to the sentences that support it.

    `offered` are the papers the model was shown as [1] to [n]. A mark of another number is removed. A
    mark whose paper has no sentence that shares at least `minimum` of the claim's terms, or that lacks
    a number the claim states, is removed; a sentence with no mark left is dropped. Marks are numbered
    anew in the order of the text. Returns the text that is left (maybe empty) and its citations.
    """
    citations, kept = Citations(), []
    text = _GROUPED.sub(lambda m: "".join(f"[{n}]" for n in re.findall(r"\d+", m.group(1))), text)
    for line in text.splitlines():
        claims = [_verified(line[start:end], offered, citations, minimum) for start, end in _claims(line)]
        supported = " ".join(claim for claim in claims if claim)
        if supported or not line.strip():
            kept.append(supported)
    return "\n".join(kept).strip(), citations


def supporting_sentence(claim: str, paper: Paper, minimum: float = SUPPORT) -> tuple[int, int] | None:
    """The sentence of the paper's abstract that shares most of the claim's terms, if that is enough."""
    if not set(_numbers(claim)) <= set(
        _numbers(f"{paper.title} {paper.abstract} {field_text(paper, 'date')}")
    ):
        return None
    wanted = set(terms(claim)) - set(terms(paper.title))
    best: tuple[float, tuple[int, int]] | None = None
    for start, end in split_sentences(paper.abstract):
        shared = len(wanted & set(terms(paper.abstract[start:end]))) / (len(wanted) or 1)
        if shared >= minimum and (best is None or shared > best[0]):
            best = shared, (start, end)
    return best[1] if best else None


def _claims(line: str) -> list[tuple[int, int]]:
    """Sentences of a draft, with a mark that follows the full stop counted to the sentence before it."""
    spans: list[tuple[int, int]] = []
    for start, end in split_sentences(line):
        lead = re.match(r"(?:\[\d+\][\s.]*)+", line[start:end])
        if lead and spans:
            spans[-1] = (spans[-1][0], start + lead.end())
            start += lead.end()
        if start < end:
            spans.append((start, end))
    return spans


def _verified(claim: str, offered: Sequence[Paper], citations: Citations, minimum: float) -> str:
    bare = MARK.sub("", claim)
    marks = []
    for number in dict.fromkeys(int(n) for n in MARK.findall(claim)):
        span = (
            supporting_sentence(bare, offered[number - 1], minimum) if 1 <= number <= len(offered) else None
        )
        if span:
            marks.append(citations.abstract(offered[number - 1], *span))
    if not marks:
        return ""
    text = re.sub(r"\s+([.,;:!?])", r"\1", bare).rstrip()
    return f"{text} {''.join(marks)}"


def _numbers(text: str) -> list[str]:
    return [n.rstrip(".,").replace(",", "") for n in re.findall(r"\d[\d.,]*", text)]
