"""The records that cross module borders, all frozen.

Read them in the order of the two straight lines: source -> Paper -> Passage, and
question -> Query -> Evidence -> Citation -> Answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Literal

Scope = Literal["group", "related"]
"""Whose work a paper is: the group's own papers, or related work by others."""

ScopeFilter = Literal["group", "related", "all"]
"""Whose papers a question is asked about: the group's, related work, or both."""

Kind = Literal[
    "article",
    "conference paper",
    "preprint",
    "chapter",
    "book",
    "thesis",
    "report",
    "software",
    "dataset",
    "talk",
    "patent",
]
"""The type of an entry of a bibliography."""

Place = Literal["first", "second", "third", "last"]
"""A position in a list of authors."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value was read: the file name of a document, and a line of it from 1 on; of a PDF a page."""

    document: str
    line: int

    def __str__(self) -> str:
        """`group.bib, line 12`, or `doe2020.pdf, page 4`."""
        return f"{self.document}, {'page' if self.is_page else 'line'} {self.line}"

    @property
    def is_page(self) -> bool:
        return self.document.lower().endswith(".pdf")


@dataclass(frozen=True, slots=True, order=True)
class PaperDate:
    """A publication date, as exact as the source prints the date: a year, a month, or a day.

    `month` and `day` are 0 where the source does not print them. `text` is the date verbatim, as the source
    prints the date ("Oct 17, 2022", "Feb 4", "2022"). `year_inferred` is true where the source prints a day
    without a year. Dates are ordered by (year, month, day), so an unknown month or day comes first.
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
class Version:
    """One form in which a work appeared, such as its preprint or its conference paper.

    All values are of this form; the fields are those of `Paper`.
    """

    title: str
    kind: Kind | None = None
    authors: tuple[str, ...] = ()
    authors_complete: bool = False
    date: PaperDate | None = None
    venue: str | None = None
    url: str | None = None
    doi: str | None = None
    arxiv_id: str | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    origins: Mapping[str, Origin] = field(default_factory=dict)


VERSION_FIELDS = tuple(
    "title kind authors authors_complete date venue url doi arxiv_id volume issue pages".split()
)
"""The fields of a paper that are those of one version."""


@dataclass(frozen=True, slots=True)
class Person:
    """What a source tells of one author of a paper beside the name, which is one of `Paper.authors`.

    `orcid` is the bare identifier, `0000-0002-1825-0097`; `affiliations` are as printed with this paper.
    """

    name: str
    orcid: str | None = None
    affiliations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CitationCount:
    """How often a work was cited on the day on which the number was read, `2026-11-20`."""

    count: int
    day: str


@dataclass(frozen=True, slots=True)
class Paper:
    """One work, merged from all records of the work in all documents.

    `kind` is the type of the entry, None where no source tells. A work that appeared in several forms is one
    paper: title, kind, authors, date, venue and links are those of its most final form, never a mixture, and
    `versions` has the other forms, the most final first.

    `abstract` is empty where no source prints an abstract; `keywords` are those that the sources print, in
    their order. `volume`, `issue` and `pages` are where in the venue the paper stands, which only references
    tell. `authors` are the names that the sources print;
    `authors_complete` is false where the sources cut the list ("et al.") or print no names;
    `author_count` is the full number of authors where a source states the number. `origins` maps the name of
    a field to the place where its value was read; `records` are the places of all merged records.

    Of what few sources print, `language` is an ISO 639-1 code (639-3 where there is none), `licence` a short
    name or an address, `people` those authors of whom more than the name is known, and `identifiers` maps
    the name of a catalogue ("pmid", "openalex") to the number of the work there.
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
    kind: Kind | None = None
    versions: tuple[Version, ...] = ()
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    keywords: tuple[str, ...] = ()
    language: str | None = None
    licence: str | None = None
    citations: CitationCount | None = None
    people: tuple[Person, ...] = ()
    identifiers: Mapping[str, str] = field(default_factory=dict)

    @property
    def subjects(self) -> str:
        """The keywords as one more sentence on what the paper is about; empty without keywords."""
        return f"Keywords: {', '.join(self.keywords)}." if self.keywords else ""

    @property
    def searchable(self) -> str:
        """What is searched beside the title: the abstract, then the keywords."""
        return f"{self.abstract} {self.subjects}".strip()

    @property
    def forms(self) -> tuple[Paper, ...]:
        """The paper in each of the forms in which it appeared, this one first."""
        return (self, *(self.in_form(number) for number in range(1, len(self.versions) + 1)))

    def in_form(self, number: int) -> Paper:
        """The paper as it appeared in one form: 0 is this one, n is `versions[n - 1]`."""
        if number == 0:
            return self
        places = {name: place for name, place in self.origins.items() if name in VERSION_FIELDS}
        own = Version(**{name: getattr(self, name) for name in VERSION_FIELDS}, origins=places)
        others = (own, *self.versions)
        shown = others[number]
        shared = {name: place for name, place in self.origins.items() if name not in VERSION_FIELDS}
        return replace(
            self,
            **{name: getattr(shown, name) for name in VERSION_FIELDS},
            origins={**shared, **shown.origins},
            versions=(*others[:number], *others[number + 1 :]),
        )

    @property
    def year(self) -> int | None:
        return self.date.year if self.date else None

    @property
    def authors_text(self) -> str:
        """The author list as a page prints the list: names joined by commas, "et al." where names are cut."""
        names = ", ".join(self.authors)
        return f"{names} et al." if names and not self.authors_complete else names


@dataclass(frozen=True, slots=True)
class ProfileFact:
    """One fact of a researcher's profile.

    `name` is the key of the fact ("h_index", "trust_score"), `label` the name that people use ("h-index"),
    `value` the bare value ("11"), `text` the verbatim line that states the fact ("h-index11").
    """

    name: str
    label: str
    value: str
    text: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Profile:
    """A researcher, and the facts that documents state about the researcher."""

    name: str
    facts: tuple[ProfileFact, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of one paper that has a vector of its own: `paper.abstract[start:end]`, or the keywords.

    `kind` is "abstract" (the whole text), "window" (neighbouring sentences), "sentence", or "keywords", which
    stand in no abstract: `start` and `end` are 0.
    """

    paper_id: str
    kind: Literal["abstract", "window", "sentence", "keywords"]
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
    THEMES = "themes"  # the themes of the papers, and how they moved
    READ_FIRST = "read_first"  # what to read first on a topic
    COMPARE = "compare"  # two papers, methods or topics: see Query.compared
    REFERENCES = "references"  # a list in a citation style: see Query.style
    WORKS_ON = "works_on"  # who of the authors works on a topic
    RELEASES = "releases"  # code, data and software
    LIMITATIONS = "limitations"  # limitations and open questions
    NEWS = "news"  # what is new since a date
    PORTRAIT = "portrait"  # the group in three sentences
    RELATED_WORK = "related_work"  # a paragraph of quotations on a topic
    CHAT = "chat"  # a greeting, thanks, "what can you do?"
    OUT_OF_DOMAIN = "out_of_domain"

    @property
    def is_aside(self) -> bool:
        """Whether nothing is asked of the papers."""
        return self in (Intent.CHAT, Intent.OUT_OF_DOMAIN)

    @property
    def is_job(self) -> bool:
        """Whether people come with it besides topics, facts, and what the metadata of papers tell."""
        return self in _JOBS


_JOBS = frozenset(
    Intent(name)
    for name in "themes read_first compare references works_on releases limitations news portrait "
    "related_work".split()
)


class Attribute(StrEnum):
    """The property that a question asks for, or by which a question counts or compares papers."""

    AUTHORS = "authors"
    DATE = "date"
    CATEGORY = "category"
    VENUE = "venue"
    AFFILIATIONS = "affiliations"
    CODE = "code"
    LINK = "link"
    TITLE = "title"
    ABSTRACT = "abstract"
    CITATIONS = "citations"  # how often one paper is cited: no source prints the number
    LENGTH = "length"  # in pages: no source prints the number
    YEAR = "year"  # for counts of papers a year
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
    """Filters that the asker set beside a question. Where the question itself filters, the question wins.

    Years are inclusive; `author` and `category` are spelt as in the papers, `venue` is any name of the venue.
    """

    year_from: int | None = None
    year_to: int | None = None
    author: str | None = None
    category: str | None = None
    venue: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """An earlier message of the conversation.

    `citations` are the ids of the papers that an answer cited; `scope` and `filters` are those that the asker
    had set beside a question.
    """

    role: Literal["user", "assistant"]
    content: str
    citations: tuple[str, ...] = ()
    scope: ScopeFilter | None = None
    filters: Filters = Filters()


Form = Literal["", "prose", "table", "list", "review"]
"""The form of an answer: "review" is a literature review in sections."""


@dataclass(frozen=True, slots=True)
class Query:
    """The meaning of a question: the kind of answer that is asked for, the topic, and the filters.

    An empty filter filters nothing; a paper must pass all others. The fields are:

    - `text`, the question as asked; `intent`, the kind of answer; `topic`, the words to search for, which may
      be empty; `language`, an ISO 639-1 code;
    - `scope`, whose papers are meant; `scope_said`, whether the question itself states the scope;
    - `year_from` and `year_to`, inclusive. `month_from` (2 to 12) is the first month of `year_from`, and
      `month_to` (1 to 11) the last month of `year_to`, None for the whole year. `day` is one day of a month;
    - `authors`: for each person of the question, the names in the papers that may be this person. A paper
      must have an author for every person, or for any person where `any_author` ("Henning or Cervera").
      `author_position` says at which position of the author list. `author_count` is the least and the most
      authors of a paper, None for no upper limit;
    - `categories`, `venues`, `affiliation` and `has_code`: a paper must be in one of the categories, in one
      of the venues (under the names of `assistant.index.venue_names.Venues`), have the affiliation, and be
      marked as coming with code or not. `kinds` are types of entries, of which a paper must be one. Time,
      venue and kind must be those of one form of a paper;
    - `unknown_authors`, `unknown_affiliation`, `unknown_venue`: names that no paper has;
    - `within` and `without`, further conditions: a paper must answer every query of `within` and none of
      `without`. Where the `attribute` of such a query is "title", its topic must stand in the title;
    - `papers`, the ids of the only papers that are meant ("which of those ..."), None for no restriction;
    - `attribute`, the property asked for, or by which papers are counted; `facts`, the names of the profile
      facts asked for;
    - `newest_first`, whether the newest (or largest) comes first; `ordered`, whether the question itself asks
      for an order of time; `limit`, the number of papers asked for ("the newest three");
    - `compared`, the words for the two things to compare; `style`, the citation style of a list of references
      ("APA"), as written;
    - `least_papers` and `most_papers`, the limits on the number of papers of a person in a ranking;
    - `sentences`, how many sentences on a topic are asked for, None where the question leaves it open;
    - `form`, the form that the answer should have, empty where the question leaves it open; `parts`, further
      things to search for beside the topic; `reply_language`, an ISO 639-1 code. Only answers that a chat
      model writes heed these three;
    - `mended`, the misspelt words of the question: (as written, as read); `unread`, how many words in the
      middle of a very long question were not read; `names_left`, how many more names in the papers may be
      persons of the question than `authors` has;
    - `said`, the topic as a sentence may name it, empty where it is only words to search for, None before a
      plan is made.
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
    kinds: tuple[Kind, ...] = ()
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
    ordered: bool = field(default=False, compare=False)
    limit: int | None = None
    compared: tuple[str, ...] = ()
    style: str | None = None
    least_papers: int = 1
    most_papers: int | None = None
    sentences: int | None = None
    form: Form = ""
    parts: tuple[str, ...] = ()
    language: str = "en"
    reply_language: str = "en"
    mended: tuple[tuple[str, str], ...] = ()
    unread: int = field(default=0, compare=False)
    names_left: int = field(default=0, compare=False)
    said: str | None = field(default=None, compare=False)

    @property
    def has_filters(self) -> bool:
        """Whether the query has a filter that the metadata of a paper decides."""
        return (
            bool(self.year_from or self.year_to or self.authors)
            or bool(self.categories or self.venues or self.kinds or self.affiliation)
            or self.has_code is not None
            or bool(self.within or self.without or self.author_count)
        )

    @property
    def narrows(self) -> bool:
        """Whether the query leaves out papers of its scope, by filters or by a list of papers."""
        return self.has_filters or self.papers is not None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an abstract, `abstract[start:end]`; `score` is how well the sentence answers (0 to 1)."""

    start: int
    end: int
    text: str
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """A paper that may answer a query; `score` is the relevance of the paper, from 0 to 1.

    `sentences` are the sentences of the abstract that bear on the query, best first; `plain` says that the
    paper deals with the topic of the query, and not only with something near it.
    """

    paper: Paper
    score: float
    sentences: tuple[Sentence, ...] = ()
    plain: bool = False


CitedField = Literal[
    "abstract", "title", "authors", "date", "code", "category", "affiliations", "venue", "profile", "body"
]


@dataclass(frozen=True, slots=True)
class Citation:
    """The source of an `[n]` mark: a verbatim quote from a field or the full text of a paper, or a profile.

    `quote` is never empty, and `quote == field_text[start:end]`. `number` is the n of the mark; `source` and
    `line` say where the document prints the quote. `url_is_search` is true where no link to the paper is
    known and `url` searches for the title.

    Of a full text, `start` and `end` count the characters of its whole text, `section` is the heading above
    the quote as printed, and `page` the page of `source` that prints its beginning, counted from 1, in which
    `line` is 0.
    """

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
    section: str = ""
    page: int | None = None

    @property
    def place(self) -> str:
        """Where the document prints the quote: `group.bib, line 12`, or `doe2020.pdf, page 4`."""
        return str(Origin(self.source, self.page or self.line))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A paper that is offered beside an answer, and is no source of the answer."""

    paper_id: str
    title: str
    scope: Scope


EXTRACTIVE = "extractive"
"""The name of the writer of answers that no model wrote: answers of verbatim sentences."""


Standing = Literal["backed", "partly", "unbacked", "unchecked", "plain"]
"""How far the cited papers bear out a sentence of a model.

"unchecked" is a sentence that nothing could judge; "plain" is one that claims nothing, such as a transition.
"""


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of a model's answer without its marks, and how far the papers bear it out.

    `citations` are the numbers of the citations that it rests on, `why` says in words what is not borne out.
    """

    text: str
    standing: Standing
    citations: tuple[int, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Support:
    """How many `claims` a model's draft makes, and how many the papers back, wholly or partly.

    `unchecked` are the claims that nothing could judge.
    """

    claims: int
    backed: int
    partly: int = 0
    unchecked: int = 0


@dataclass(frozen=True, slots=True)
class StepUsage:
    """What a step of an answer, such as "grade", did in words, and what it took of the model; see `Usage`."""

    name: str
    calls: int
    seconds: float
    tokens_in: int | None = None
    tokens_out: int | None = None
    cost: float | None = None
    did: str = ""


@dataclass(frozen=True, slots=True)
class Usage:
    """What an answer cost: calls to the model, seconds, tokens, and money, in all and by `steps`.

    `first_token` is the seconds from the question to the first word of the draft, `cost` is in the currency
    of the model's provider. A number that the provider does not report is None.
    """

    calls: int
    seconds: float
    first_token: float | None = None
    tokens_in: int | None = None
    tokens_out: int | None = None
    cost: float | None = None
    steps: tuple[StepUsage, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """An unfinished answer, in Markdown: `text` is final, `unchecked` follows the text and may still change.

    `doing` names the current step, `done` says what the steps before it did; `thinking` is what the model
    thinks aloud.
    """

    text: str = ""
    unchecked: str = ""
    doing: str = ""
    done: tuple[str, ...] = ()
    thinking: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question, in Markdown with `[n]` marks, each of which is a citation.

    `reason` is set where the answer abstains; `suggestions` are papers to read instead. `searched` describes
    the search in words. `evidence` are the papers from which a model may write the answer, most relevant
    first; empty where only an exact answer is right, such as a list. `writer` is "extractive" or the name of
    the model; `support` and `usage` are None where no model wrote. `told` are the sentences that the model
    wrote, `thinking` is what it thought aloud, `verbatim` the answer of verbatim sentences to the same
    question. `note` is a remark for the reader, such as why no model wrote the answer. `seconds` is how long
    the answer took.
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
    told: tuple[Told, ...] = ()
    thinking: str = field(default="", repr=False)
    verbatim: Answer | None = field(default=None, repr=False, compare=False)
    note: str = ""
    seconds: float = 0.0

    @property
    def abstained(self) -> bool:
        return self.reason is not None
