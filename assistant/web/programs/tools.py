"""The four functions that other programs may call through the API and through MCP: ask, search, list, get.

Every function takes and gives JSON values. Wrong arguments raise an AssistantError of one sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Any, TypeVar

from assistant.datamodels import Answer, Filters, Paper, ScopeFilter, Version
from assistant.errors import UsageError
from assistant.explore.bibtex import bibtex
from assistant.explore.browsing import Column, Look, Shelf
from assistant.explore.exports import link
from assistant.explore.rendering import to_json
from assistant.text.analysis import fold
from assistant.understanding.length import LONGEST_QUESTION
from assistant.web.service import Answering, Service, papers_named

MOST = 100
"""Papers that one call gives."""

PATIENCE = 120.0
"""Seconds a call waits for an assistant that is still being opened."""

Json = dict[str, Any]
T = TypeVar("T", bound=str)


class Tools:
    """The four functions over one service. Their docstrings are what people and models read of them."""

    def __init__(self, service: Service) -> None:
        self._service = service

    @property
    def functions(self) -> tuple[Callable[..., Json], ...]:
        return (self.ask, self.search_papers, self.list_papers, self.get_paper)

    def ask(
        self,
        question: str,
        scope: ScopeFilter = "group",
        year_from: int | None = None,
        year_to: int | None = None,
        author: str = "",
        category: str = "",
        venue: str = "",
    ) -> Json:
        """Answer a question about the research group's papers, with a citation for every statement.

        Understands topics, facts, lists, counts, years, authors, categories, venues and profile facts, for
        example "What has this group done on continual learning?" or "How many papers since 2022?". Where the
        papers hold no answer, `abstained` is true and `reason` says why; nothing is made up.

        Args:
            question: The question, in plain words, at most 4,000 characters.
            scope: Whose papers to ask about unless the question says so: the group's own (group), related
                work by others (related), or both (all).
            year_from: The first year, unless the question names one.
            year_to: The last year, unless the question names one.
            author: A name or a part of one that only one author has, unless the question names one.
            category: A category exactly as the papers have it, unless the question names one.
            venue: A journal or a conference by any name that it has, unless the question names one.

        Returns:
            An object with `answer` (Markdown with marks like [1]), `citations` (for each mark the paper, the
            verbatim quote and where it stands), `suggestions` (near papers, not sources), `abstained`,
            `reason` and `query` (what was understood and searched). Where a model wrote it, `told` has each
            sentence with its `standing` (backed, partly, unbacked, unchecked, or plain: no claim) and why,
            and `verbatim` the `text` and `citations` of the answer in the papers' own sentences.
        """
        text = _text(question, "question", LONGEST_QUESTION)
        if not text:
            raise UsageError("question is empty; give a question in plain words.")
        filters = Filters(
            year_from=_year(year_from, "year_from"),
            year_to=_year(year_to, "year_to"),
            author=self._author(_text(author, "author", 200)),
            category=_text(category, "category", 100) or None,
            venue=_text(venue, "venue", 400) or None,
        )
        stream = self._assistant.stream(text, scope=_one_of(scope, "scope", _SCOPES), filters=filters)
        with self._service.at_work(), closing(stream) as pieces:
            for piece in pieces:
                if isinstance(piece, Answer):
                    return to_json(piece)
        raise RuntimeError("the assistant ended without an answer")

    def search_papers(
        self,
        topic: str,
        scope: ScopeFilter = "all",
        year_from: int | None = None,
        year_to: int | None = None,
        author: str = "",
        category: str = "",
        venue: str = "",
        limit: int = 10,
    ) -> Json:
        """Search the papers for a topic by words and by meaning, the most relevant first.

        Gives only papers that are about the topic, so there may be none. To find a word wherever it stands,
        use list_papers instead.

        Args:
            topic: What the papers should be about, for example "catastrophic forgetting".
            scope: Whose papers: the group's own (group), related work by others (related), or both (all).
            year_from: The first year; papers without a date are left out then.
            year_to: The last year.
            author: A name or a part of one, as the papers print it.
            category: A category exactly as the papers have it, for example "LG".
            venue: A journal or a conference by any name that it has, for example "NeurIPS".
            limit: How many papers at most, 1 to 100.

        Returns:
            An object with `found` (how many there are) and `papers`, each with its metadata, its `relevance`
            from 0 to 1, and the `sentences` of its abstract that bear on the topic.
        """
        text = _text(topic, "topic", LONGEST_QUESTION)
        if not text:
            raise UsageError("topic is empty; give what the papers should be about.")
        most = _number(limit, "limit", 1, MOST)
        look = _look(
            scope=scope, year_from=year_from, year_to=year_to, author=author, category=category, venue=venue
        )
        ids = self._shelf.columns.ids
        passing = {ids[row] for row in self._shelf.look(look).rows}
        found = [e for e in self._assistant.retrieve(text, scope=look.scope) if e.paper.id in passing]
        papers = [
            _summary(e.paper)
            | {
                "relevance": round(e.score, 4),
                "sentences": [{"text": s.text, "start": s.start, "end": s.end} for s in e.sentences],
            }
            for e in found[:most]
        ]
        return {"topic": text, "found": len(found), "papers": papers}

    def list_papers(
        self,
        text: str = "",
        scope: ScopeFilter = "all",
        year_from: int | None = None,
        year_to: int | None = None,
        author: str = "",
        category: str = "",
        venue: str = "",
        order: Column = "date",
        descending: bool = True,
        limit: int = 50,
        offset: int = 0,
    ) -> Json:
        """List the papers that pass all filters, exactly and completely; the newest first.

        Use it to count papers, to page through all of them, or to find a word in titles, authors and
        abstracts. To find papers on a topic, use search_papers.

        Args:
            text: Words that must all stand in the title, the authors or the abstract; "in quotes" together.
            scope: Whose papers: the group's own (group), related work by others (related), or both (all).
            year_from: The first year; papers without a date are left out then.
            year_to: The last year.
            author: A name or a part of one, as the papers print it.
            category: A category exactly as the papers have it, for example "LG".
            venue: A journal or a conference by any name that it has, for example "NeurIPS".
            order: What to sort by: date, title, authors, category or scope.
            descending: Whether the largest come first.
            limit: How many papers at most, 1 to 100.
            offset: How many papers to skip.

        Returns:
            An object with `found` (how many pass), `total` (how many there are at all) and `papers`.
        """
        most = _number(limit, "limit", 1, MOST)
        first = _number(offset, "offset", 0, 10**9)
        look = _look(
            text=text,
            scope=scope,
            year_from=year_from,
            year_to=year_to,
            author=author,
            category=category,
            venue=venue,
            order=order,
            descending=descending,
        )
        found = self._shelf.look(look)
        papers = [_summary(paper) for paper in found[first : first + most]]
        return {"found": len(found), "total": len(self._shelf.papers), "offset": first, "papers": papers}

    def get_paper(self, paper: str) -> Json:
        """Get everything known of one paper: abstract, authors, date, links, BibTeX, and where it was read.

        Args:
            paper: The paper's id, as the other functions give it, or its exact title.

        Returns:
            An object with all fields of the paper. `authors_complete` is false where the source cuts the
            list ("et al.").
        """
        asked = _text(paper, "paper", LONGEST_QUESTION)
        shelf = self._shelf
        found = papers_named(self._assistant.corpus, [asked]).get(asked) or shelf.named(asked)
        if found is None:
            raise UsageError(
                f"There is no paper with the id or title {asked[:80]!r}; list_papers gives the ids."
            )
        return _summary(found) | {
            "abstract": found.abstract,
            "affiliations": list(found.affiliations),
            "author_count": found.author_count,
            "has_code": found.has_code,
            "bibtex": bibtex(found),
        }

    def _author(self, part: str) -> str | None:
        """The one author whose name has this part."""
        if not part:
            return None
        names = set(self._shelf.authors_with(fold(part)))
        exact = {name for name in names if fold(part) == fold(name)}
        found = sorted(exact or names)
        if len(found) == 1:
            return found[0]
        some = f"{len(found)} have it: {', '.join(found[:5])}" if found else "no author here has it"
        raise UsageError(f"author must be a name or a part that one author has; of {part[:80]!r}, {some}.")

    @property
    def _assistant(self) -> Answering:
        try:
            return self._service.wait(PATIENCE)
        except TimeoutError as error:
            raise UsageError(
                f"The assistant is still being opened ({self._service.progress}); try again in a minute."
            ) from error

    @property
    def _shelf(self) -> Shelf:
        assert self._assistant  # it is waited for, and what is wrong with it told
        return self._service.shelf.get()


_SCOPES: tuple[ScopeFilter, ...] = ("group", "related", "all")
_COLUMNS: tuple[Column, ...] = ("date", "title", "authors", "category", "scope")


def _version(version: Version) -> Json:
    """Another form of a paper, such as its preprint."""
    return {
        "title": version.title,
        "kind": version.kind,
        "authors": list(version.authors),
        "date": version.date.isoformat() if version.date else None,
        "venue": version.venue,
        "doi": version.doi,
        "arxiv_id": version.arxiv_id,
    }


def _summary(paper: Paper) -> Json:
    origin = paper.records[0] if paper.records else None
    return {
        "id": paper.id,
        "title": paper.title,
        "authors": list(paper.authors),
        "authors_complete": paper.authors_complete,
        "date": paper.date.isoformat() if paper.date else None,
        "year": paper.year,
        "scope": paper.scope,
        "category": paper.category,
        "venue": paper.venue,
        "doi": paper.doi,
        "arxiv_id": paper.arxiv_id,
        "kind": paper.kind,
        "versions": [_version(version) for version in paper.versions],
        "url": link(paper),
        "source": origin.document if origin else None,
        "line": origin.line if origin else None,
    }


def _look(**asked: Any) -> Look:
    return Look(
        text=_text(asked.get("text", ""), "text", LONGEST_QUESTION),
        scope=_one_of(asked["scope"], "scope", _SCOPES),
        year_from=_year(asked["year_from"], "year_from"),
        year_to=_year(asked["year_to"], "year_to"),
        category=_text(asked["category"], "category", 100) or None,
        venue=_text(asked["venue"], "venue", 400) or None,
        author=_text(asked["author"], "author", 200),
        order=_one_of(asked.get("order", "date"), "order", _COLUMNS),
        descending=bool(asked.get("descending", True)),
    )


def _one_of(value: Any, name: str, allowed: Sequence[T]) -> T:
    for one in allowed:
        if value == one:
            return one
    raise UsageError(f"{name} must be one of {', '.join(allowed)}, got {str(value)[:40]!r}.")


def _text(value: Any, name: str, longest: int) -> str:
    if not isinstance(value, str):
        raise UsageError(f"{name} must be text, got {type(value).__name__}.")
    if len(value) > longest:
        raise UsageError(f"{name} must have at most {longest:,} characters, got {len(value):,}.")
    return value.strip()


def _year(value: Any, name: str) -> int | None:
    return None if value is None or value == "" else _number(value, name, 1, 9999)


def _number(value: Any, name: str, least: int, most: int) -> int:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise UsageError(f"{name} must be a whole number, got {str(value)[:40]!r}.")
    if not least <= value <= most:
        raise UsageError(f"{name} must be from {least} to {most}, got {value}.")
    return value
