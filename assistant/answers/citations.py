"""Claims and the verbatim text behind them. Pure functions, no model and no index."""

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
    """The numbered citations of one answer, in the order in which its text marks them."""

    items: list[Citation] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._numbers: dict[Citation, int] = {}  # of each place, as a citation without a number
        for citation in self.items:
            self._numbers.setdefault(replace(citation, number=0), citation.number)

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


UNSUPPORTED = "*(not supported by the papers)*"
"""What follows a claim without support where such claims are marked and not dropped."""

Verdict = (
    Finding
    | Literal[
        "no claim",  # a sentence that says nothing that could be wrong
        "no citation",
        "unknown citation",  # none but of numbers that were not offered
    ]
)


Found = list[tuple[Paper, Span]]


@dataclass(frozen=True, slots=True)
class Verified:
    """A draft after its check: the text that is left, its citations, and what became of each sentence.

    The text is empty where nothing is backed. Sentences stand in `verdicts` in their order, with no marks.
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
    """Tie each sentence of a model's draft to the sentences that bear it out.

    `offered` are the papers the model was shown as [1] to [n]. A mark of another number is removed, and so is
    one whose paper does not bear the claim out; a claim with no mark left is dropped or marked. A claim
    without any mark is looked for in the papers that its line cites. A sentence that says nothing beyond the
    `question` stays as it is. Marks are numbered anew in the order of the text.

    `judged` remembers what was said of each claim; who checks a growing draft passes the same one again.
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
    """What is to be said of a claim, and the sentences behind it; `nearby`: numbers of its line."""
    if not claim.marks and not says_something(claim.text, question):
        return ("no claim", []) if re.search(r"\w", claim.text) else ("no citation", [])
    numbers = [n for n in nearby if 1 <= n <= len(offered)]
    if not numbers:
        return ("unknown citation" if claim.marks else "no citation"), []
    cited = [offered[n - 1] for n in numbers]
    rivals = [paper for n, paper in enumerate(offered, start=1) if n not in numbers]
    verdict, found = bears_out(claim.text, cited, rivals, checks)
    return (verdict if claim.marks or found else "no citation"), found
