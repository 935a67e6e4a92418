"""What a paper says for itself: the sentence that tells what it did, and the name it goes by in prose."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answers.abstention import no_match
from assistant.answers.citations import Citations, plain
from assistant.answers.library import Library
from assistant.answers.results import abstained, nothing
from assistant.answers.wording import OWNER, about, filters_of, left_out, named, papers_counted
from assistant.datamodels import Answer, Evidence, Paper, Query, Sentence
from assistant.index.catalog import Selection
from assistant.retrieval.finder import Found
from assistant.text.person_names import family_name

SHORTEST = 4
"""Words of a sentence that says something, at least; a shorter one is but a number or a heading."""


def is_whole(sentence: str) -> bool:
    """Whether a sentence of an abstract says something by itself."""
    return len(sentence.split()) >= SHORTEST


def contribution(paper: Paper, library: Library, *, topic: str = "") -> Sentence | None:
    """The sentence of the abstract that best tells what the paper did, on `topic` if one is given.

    None where no source prints an abstract.
    """
    told = library.finder.telling(topic or paper.title, Evidence(paper, 1.0)).sentences
    return told[0] if told else None


def quoted_or_titled(paper: Paper, said: Sentence | None, cite: Citations) -> str:
    """ "**Title** (2021): What it did. [1]"; the title without a sentence that is not told yet."""
    if said is None or any(said.text == citation.quote for citation in cite.items):
        return titled(paper, cite)
    return f"{named(paper)}: {plain(said.text)} {cite.abstract(paper, said.start, said.end)}"


def titled(paper: Paper, cite: Citations) -> str:
    """A paper that is told by its title alone, and that it is where no source prints an abstract."""
    if paper.abstract:
        return cited_title(paper, cite)
    return f"{named(paper)}: no source prints an abstract of it {cite.field(paper, 'title')}."


def cited_title(paper: Paper, cite: Citations) -> str:
    """ "**Title** (2021) [1]"."""
    return f"{named(paper)} {cite.field(paper, 'title')}"


def attributed(paper: Paper) -> str:
    """The authors and the year as running text names them: "Noether and Hilbert (1915)"."""
    year = f" ({paper.year})" if paper.year else ""
    families = [plain(family_name(name)) for name in paper.authors]
    if not families:
        return named(paper)
    if len(families) == 1 and paper.authors_complete:
        return f"{families[0]}{year}"
    if len(families) == 2 and paper.authors_complete:
        return f"{families[0]} and {families[1]}{year}"
    return f"{families[0]} et al.{year}"


def lacking(query: Query, chosen: Selection, found: Found | None, library: Library) -> Answer:
    """The answer where no paper passes the filters of a query, or none that passes is on the topic."""
    if found:
        return nothing(query, found, library)
    return abstained(query, no_match(query, library.corpus.papers, chosen), chosen.searched)


def papers_asked(query: Query, count: int) -> str:
    """The papers that a query asks for: "7 papers by this group on noise since 2021"."""
    who = f"{papers_counted(count)} by {OWNER[query.scope]}"
    return f"{who}{about(query)}{filters_of(query)}{left_out(query)}"


def listed(parts: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def cited_span(papers: Sequence[Paper], cite: Citations) -> str:
    """ "from 2019 [1] to 2024 [2]", citing the first and the last date; empty where no paper is dated."""
    dated = sorted((p for p in papers if p.date), key=lambda p: (p.year or 0, p.title))
    if not dated:
        return ""
    first, last = dated[0], dated[-1]
    if first.year == last.year:
        return f"from {first.year} {cite.field(first, 'date')}"
    return f"from {first.year} {cite.field(first, 'date')} to {last.year} {cite.field(last, 'date')}"
