"""The records that cross module borders, all frozen.

Read them in the order of the two straight lines: source -> Paper -> Passage, and
question -> Query -> Evidence -> Citation -> Answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

Scope = Literal["group", "related"]
"""Whose work a paper is: the group's own, or related work by others."""

ScopeFilter = Literal["group", "related", "all"]
"""What a question is asked about."""

Place = Literal["first", "second", "third", "last"]
"""A place in a list of authors."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value was read: the document's file name and a 1-based line in it."""

    document: str
    line: int


@dataclass(frozen=True, slots=True, order=True)
class PaperDate:
    """A publication date, as exact as its source states it: a year, a month, or a day.

    `text` is the date verbatim as the source prints it ("Oct 17, 2022", "Feb 4", "2022").
    `year_inferred` is true where the source prints a day without a year. Dates order by
    (year, month, day), an unknown month or day before every known one.
    """

    year: int
    month: int = 0
    day: int = 0
    text: str = field(default="", compare=False)
    year_inferred: bool = field(default=False, compare=False)

    @property
    def precision(self) -> int:
        """1 for a year, 2 for a month, 3 for a day."""
        return 1 + (self.month > 0) + (self.day > 0)

    def isoformat(self) -> str:
        """`2022`, `2022-10` or `2022-10-17`."""
        return "-".join([f"{self.year:04d}", *(f"{n:02d}" for n in (self.month, self.day) if n)])


@dataclass(frozen=True, slots=True)
class Paper:
    """One work, merged from every record of it.

    `abstract` may be empty (a record without one). `authors` is what the sources print;
    `authors_complete` is false where they cut the list ("et al.") or print no names at all;
    `author_count` is the full number where a source states it. `origins` maps a field name to
    the place its value was read from; `records` lists every record that was merged.
    """

    id: str
    title: str
    abstract: str
    scope: Scope
    authors: tuple[str, ...] = ()
    authors_complete: bool = False
    author_count: int | None = None
    affiliations: tuple[str, ...] = ()
    date: PaperDate | None = None
    category: str | None = None
    venue: str | None = None
    url: str | None = None
    doi: str | None = None
    arxiv_id: str | None = None
    has_code: bool = False
    score: float | None = None
    upvotes: int | None = None
    organisation: str | None = None
    origins: Mapping[str, Origin] = field(default_factory=dict)
    records: tuple[Origin, ...] = ()

    @property
    def year(self) -> int | None:
        return self.date.year if self.date else None

    @property
    def authors_text(self) -> str:
        """The author list as a page prints it: names joined by commas, "et al." where it is cut."""
        names = ", ".join(self.authors)
        return f"{names} et al." if names and not self.authors_complete else names


@dataclass(frozen=True, slots=True)
class ProfileFact:
    """One fact of a researcher's profile.

    `name` is the key ("h_index", "trust_score"), `label` what people call it ("h-index"),
    `value` the fact alone ("11"), `text` the line it stands in, verbatim ("h-index11").
    """

    name: str
    label: str
    value: str
    text: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Profile:
    """A researcher and the facts that pages print about them."""

    name: str
    facts: tuple[ProfileFact, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one abstract: `paper.abstract[start:end]`.

    `kind` is "abstract" (the whole text), "window" (neighbouring sentences) or "sentence".
    """

    paper_id: str
    kind: Literal["abstract", "window", "sentence"]
    start: int
    end: int


class Intent(StrEnum):
    """What kind of answer a question asks for."""

    TOPIC = "topic"
    FACT = "fact"
    LIST = "list"
    COUNT = "count"
    EXTREME = "extreme"  # newest or oldest
    RANK = "rank"  # co-authors, years, categories or venues by number of papers
    PAPER = "paper"  # a property of one paper: who wrote it, when, where
    PROFILE = "profile"
    OUT_OF_DOMAIN = "out_of_domain"


class Attribute(StrEnum):
    """The one thing that a question asks of a paper, or that papers are counted or compared by."""

    AUTHORS = "authors"
    DATE = "date"
    CATEGORY = "category"
    VENUE = "venue"
    AFFILIATIONS = "affiliations"
    CODE = "code"
    LINK = "link"
    TITLE = "title"
    ABSTRACT = "abstract"
    CITATIONS = "citations"  # of one paper: no source prints how often it is cited
    LENGTH = "length"  # in pages: no source prints it
    YEAR = "year"  # papers are counted by it
    YEAR_AND_CATEGORY = "year and category"


class Reason(StrEnum):
    """Why an answer abstains."""

    OUT_OF_DOMAIN = "out_of_domain"
    NOTHING_FOUND = "nothing_found"
    UNKNOWN_AUTHOR = "unknown_author"
    EMPTY_YEAR = "empty_year"
    FALSE_PREMISE = "false_premise"
    UNSUPPORTED_LANGUAGE = "unsupported_language"


@dataclass(frozen=True, slots=True)
class Filters:
    """What a question is narrowed to beside its own words, which win.

    Years are inclusive; `author` and `category` as the papers write them, `venue` by any name that it has.
    """

    year_from: int | None = None
    year_to: int | None = None
    author: str | None = None
    category: str | None = None
    venue: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """An earlier message of the conversation.

    `citations` are the paper ids an answer cited; `scope` and `filters` are what a question was narrowed to
    beside its words.
    """

    role: Literal["user", "assistant"]
    content: str
    citations: tuple[str, ...] = ()
    scope: ScopeFilter | None = None
    filters: Filters = Filters()


@dataclass(frozen=True, slots=True)
class Query:
    """What a question was understood to ask. Years are inclusive; an empty filter filters nothing.

    `month_from` (2 to 12) and `month_to` (1 to 11) are the first month of `year_from` and the last one of
    `year_to` that are allowed, None where the whole year is; `day` is the one day of their one month.

    `text` is the question as asked, `topic` what remains of it to search for (may be empty). `scope_said`
    tells a scope that the question states from the default. `authors` holds, for each person named, the names
    of the corpus that it may mean; a paper must have one of each, or of any where `any_author` ("Henning or
    Cervera"), and where the paper names its first, second, third or last author, if `author_position` says
    so. `author_count` is how many authors it must have, at least and at most. `unknown_authors` are persons
    the corpus does not have, `unknown_affiliation` a place, `unknown_venue` a journal or a conference. A
    paper must have appeared in one of `venues`, named as `assistant.index.venue_names.Venues` names them, and
    be in one of `categories`. Papers must answer every query of `within` too, and those that answer one of
    `without` are left out; where such a query's `attribute` is "title", its topic must stand in the title.
    `papers` restricts the search to these paper ids ("which of those ..."). `attribute` names the one thing
    asked of a paper or a grouping ("authors", "date", "year" ...), `facts` the profile facts asked for.
    `mended` lists misspelt words: (written, read as). `limit` is how many papers were asked for ("the newest
    three"), `least_papers` and `most_papers` how many each person of a ranking must have signed.
    """

    text: str
    intent: Intent = Intent.TOPIC
    topic: str = ""
    scope: ScopeFilter = "group"
    scope_said: bool = field(default=False, compare=False)
    year_from: int | None = None
    year_to: int | None = None
    month_from: int | None = None
    month_to: int | None = None
    day: int | None = None
    authors: tuple[tuple[str, ...], ...] = ()
    any_author: bool = False
    author_position: Place | None = None
    author_count: tuple[int, int | None] | None = None
    unknown_authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    venues: tuple[str, ...] = ()
    has_code: bool | None = None
    affiliation: str | None = None
    unknown_affiliation: str | None = None
    unknown_venue: str | None = None
    within: tuple[Query, ...] = ()
    without: tuple[Query, ...] = ()
    papers: tuple[str, ...] | None = None
    attribute: Attribute | None = None
    facts: tuple[str, ...] = ()
    newest_first: bool = True
    limit: int | None = None
    least_papers: int = 1
    most_papers: int | None = None
    language: str = "en"
    mended: tuple[tuple[str, str], ...] = ()

    @property
    def has_filters(self) -> bool:
        """Whether the query names anything that metadata can decide."""
        return (
            bool(self.year_from or self.year_to or self.authors)
            or bool(self.categories or self.venues or self.affiliation)
            or self.has_code is not None
            or bool(self.within or self.without or self.author_count)
        )

    @property
    def narrows(self) -> bool:
        """Whether the query leaves out papers of its scope by what metadata can decide."""
        return self.has_filters or self.papers is not None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an abstract, `abstract[start:end]`, and how well it answers (0 to 1)."""

    start: int
    end: int
    text: str
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """A paper that may answer a query, best first: `score` is a relevance from 0 to 1.

    `sentences` are those of its abstract that bear on the query, best first.
    """

    paper: Paper
    score: float
    sentences: tuple[Sentence, ...] = ()


CitedField = Literal[
    "abstract", "title", "authors", "date", "code", "category", "affiliations", "venue", "profile"
]


@dataclass(frozen=True, slots=True)
class Citation:
    """A source behind an `[n]` mark: `quote == field_text[start:end]`, verbatim, never empty."""

    number: int
    paper_id: str
    title: str
    authors: str
    year: int | None
    scope: Literal["group", "related", "profile"]
    field: CitedField
    quote: str
    start: int
    end: int
    source: str
    line: int
    url: str | None
    url_is_search: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A paper offered beside an answer, not as its source."""

    paper_id: str
    title: str
    scope: Scope


EXTRACTIVE = "extractive"
"""The writer of an answer that no model wrote: it is made of verbatim sentences."""


@dataclass(frozen=True, slots=True)
class Support:
    """How much of a model's draft the papers bear out: `backed` of its `claims`."""

    claims: int
    backed: int


@dataclass(frozen=True, slots=True)
class Usage:
    """What a model took for an answer: calls, seconds, and what its provider reports, else None.

    `first_token` is from the question to the first word of the draft, `cost` in the provider's currency.
    """

    calls: int
    seconds: float
    first_token: float | None = None
    tokens_in: int | None = None
    tokens_out: int | None = None
    cost: float | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer on its way, in Markdown: `text` is settled, `unchecked` follows it and may yet change or go.

    `doing` says what is being done while there is no text.
    """

    text: str = ""
    unchecked: str = ""
    doing: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question, in Markdown with `[n]` marks, each one a citation.

    `searched` says in words what was understood and searched. `evidence` holds the papers that an answer on a
    topic or a fact may rest on, most relevant first. `writer` is "extractive" or the model's name, `support`
    and `usage` are the model's; `note` tells the reader what else they should know (why no model wrote it).
    """

    question: str
    text: str
    query: Query
    citations: tuple[Citation, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    reason: Reason | None = None
    searched: str = ""
    evidence: tuple[Evidence, ...] = field(default=(), repr=False, compare=False)
    writer: str = EXTRACTIVE
    support: Support | None = None
    usage: Usage | None = None
    note: str = ""
    seconds: float = 0.0

    @property
    def abstained(self) -> bool:
        return self.reason is not None
