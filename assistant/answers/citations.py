"""Citations of verbatim text, and the verification of a model's draft. No model and no index is used."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal
from urllib.parse import urlencode

from assistant.answers.support import Checks, Finding, bears_out
from assistant.config import Unsupported
from assistant.datamodels import Citation, CitedField, Paper, ProfileFact, Suggestion, Support
from assistant.text.claims import MARK as MARK
from assistant.text.claims import Claim, read, says_something
from assistant.text.sentences import Span


@dataclass
class Citations:
    """The numbered citations of one answer, in the order of their marks in the text.

    Every method cites a source and returns its mark, "[3]"; a source that is cited again keeps its number.
    """

    items: list[Citation] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._numbers: dict[Citation, int] = {}  # by the citation with the number 0
        for citation in self.items:
            self._numbers.setdefault(replace(citation, number=0), citation.number)

    def abstract(self, paper: Paper, start: int, end: int) -> str:
        """Cite `paper.abstract[start:end]`."""
        return self._add(paper, "abstract", paper.abstract, start, end)

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

    def _add(self, paper: Paper, name: CitedField, text: str, start: int, end: int) -> str:
        url, is_search = paper_link(paper)
        origin = paper.origins.get(name) or paper.records[0]
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


def quoted_form(paper: Paper, citation: Citation) -> Paper | None:
    """`paper` in the form that the citation quotes; None where no form has the quote at that place."""
    span = slice(citation.start, citation.end)
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

UNSUPPORTED = "*(not supported by the papers)*"
"""The label after an unsupported claim, where the settings mark such claims and do not drop them."""

Verdict = (
    Finding
    | Literal[
        "no claim",  # a sentence without a statement that could be wrong
        "no citation",
        "unknown citation",  # all marks have numbers that were not offered to the model
    ]
)


Found = list[tuple[Paper, Span]]


@dataclass(frozen=True, slots=True)
class Verified:
    """A checked draft: the remaining text, its citations, and a verdict on each sentence of the draft.

    The text is empty where no sentence is backed. `verdicts` has the sentences in order, without marks.
    """

    text: str
    citations: tuple[Citation, ...]
    verdicts: tuple[tuple[str, Verdict], ...]

    @property
    def support(self) -> Support:
        claims = [verdict for _, verdict in self.verdicts if verdict != "no claim"]
        return Support(len(claims), claims.count("backed"))


def verify(
    draft: str,
    offered: Sequence[Paper],
    checks: Checks | None = None,
    *,
    question: str = "",
    unsupported: Unsupported = "drop",
    judged: dict[object, tuple[Verdict, Found]] | None = None,
) -> Verified:
    """Tie each sentence of a model's draft to the sentences of abstracts that support the sentence.

    `offered` are the papers that the model was shown as [1] to [n]. Marks with other numbers are removed, and
    so are marks of papers that do not support the claim; a claim without a remaining mark is dropped or
    labelled, as `unsupported` says. A claim that the model left unmarked is checked against the papers that
    its line cites. A sentence that states nothing beyond the `question` stays unchanged. Marks are numbered
    anew in the order of the text.

    `judged` caches the verdict on each claim: pass the same dict for each version of a growing draft.
    """
    checks, judged = checks or Checks(), {} if judged is None else judged
    citations, verdicts, lines = Citations(), list[tuple[str, Verdict]](), list[str]()
    for line in read(draft):
        cited = dict.fromkeys(n for claim in line.claims for n in claim.marks if 1 <= n <= len(offered))
        said = []
        for claim in line.claims:
            text = claim.text
            case = (claim, claim.marks or tuple(cited))
            if case not in judged:
                judged[case] = _judge(claim, case[1], offered, checks, question)
            verdict, found = judged[case]
            verdicts.append((text, verdict))
            if verdict == "backed":
                spans = [citations.abstract(paper, *span) for paper, span in found]
                said.append(f"{text} {''.join(dict.fromkeys(spans))}")
            elif verdict == "no claim":
                said.append(text)
            elif unsupported == "mark" and text:
                said.append(f"{text} {UNSUPPORTED}")
        if said or not line.claims:
            lines.append((line.lead if said else "") + " ".join(said))
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return Verified(text if citations.items else "", tuple(citations.items), tuple(verdicts))


def _judge(
    claim: Claim, nearby: Sequence[int], offered: Sequence[Paper], checks: Checks, question: str
) -> tuple[Verdict, Found]:
    """The verdict on a claim and the sentences that support the claim; `nearby` are the numbers to check."""
    if not claim.marks and not says_something(claim.text, question):
        return ("no claim", []) if re.search(r"\w", claim.text) else ("no citation", [])
    numbers = [n for n in nearby if 1 <= n <= len(offered)]
    if not numbers:
        return ("unknown citation" if claim.marks else "no citation"), []
    cited = [offered[n - 1] for n in numbers]
    rivals = [paper for n, paper in enumerate(offered, start=1) if n not in numbers]
    verdict, found = bears_out(claim.text, cited, rivals, checks)
    return (verdict if claim.marks or found else "no citation"), found
