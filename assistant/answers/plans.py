"""The plans: one dataclass for each kind of answer.

`assistant.answers.planning.Planner.plan` turns a `Query` into one plan, once. The type of the plan chooses
the handler that makes the answer (`assistant.answers.verbatim.HANDLERS`). A new kind of answer is one
dataclass in this module, one rule in the planner, one handler, and one test.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from assistant.datamodels import Attribute, Query


class Refusal(Enum):
    """The reasons not to answer that a question itself shows, before any search."""

    OUT_OF_DOMAIN = auto()
    UNSUPPORTED_LANGUAGE = auto()
    NOT_RECORDED = auto()  # the citations or the length of a paper
    UNKNOWN_AFFILIATION = auto()
    UNKNOWN_VENUE = auto()
    UNKNOWN_AUTHOR = auto()
    NO_JOINT_PAPER = auto()  # of authors who are all known
    WHICH_PAPER = auto()  # "who wrote it?" as the first question of a conversation


@dataclass(frozen=True, slots=True)
class Overview:
    """All papers on a topic, each with its sentences on the topic."""

    query: Query


@dataclass(frozen=True, slots=True)
class PaperProperty:
    """One property of a known paper: its authors, its date, the main sentences of its abstract."""

    query: Query
    paper_id: str
    attribute: Attribute


@dataclass(frozen=True, slots=True)
class DescribedPaper:
    """One property of a paper that the question only describes: a search must find the paper first."""

    query: Query
    attribute: Attribute


@dataclass(frozen=True, slots=True)
class Fact:
    """The sentences of one paper that answer a question.

    `otherwise` is the plan where no sentence answers: the abstract of the one paper of the question. None:
    abstain.
    """

    query: Query
    otherwise: PaperProperty | None = None


@dataclass(frozen=True, slots=True)
class List:
    """The papers that pass the filters and, where the query has a topic, are on the topic."""

    query: Query


@dataclass(frozen=True, slots=True)
class Count:
    """The number of papers that pass the filters, and the newest of these papers."""

    query: Query


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest papers, or the oldest, as `query.newest_first` says."""

    query: Query


@dataclass(frozen=True, slots=True)
class Extreme:
    """The papers with the largest `measure`, or the smallest: the longest title, the fewest authors."""

    query: Query
    measure: Attribute


@dataclass(frozen=True, slots=True)
class Rank:
    """Papers counted `by` year, category, venue, affiliation or author.

    Each number is shown with the newest of the papers counted.
    """

    query: Query
    by: Attribute


@dataclass(frozen=True, slots=True)
class ProfileFacts:
    """Facts of a researcher's profile, such as the h-index."""

    query: Query


@dataclass(frozen=True, slots=True)
class Themes:
    """The themes of the papers that pass the filters, with their papers, and how the themes moved."""

    query: Query


@dataclass(frozen=True, slots=True)
class ReadFirst:
    """What to read first on a topic, in order, each paper with the reason."""

    query: Query


@dataclass(frozen=True, slots=True)
class Compare:
    """Two papers, methods or topics side by side."""

    query: Query


@dataclass(frozen=True, slots=True)
class References:
    """The papers that pass the filters as references in a citation style."""

    query: Query


@dataclass(frozen=True, slots=True)
class WorksOn:
    """The authors of the papers on a topic: since when, with whom, and with which papers."""

    query: Query


@dataclass(frozen=True, slots=True)
class Releases:
    """The code, data and software that the papers released."""

    query: Query


@dataclass(frozen=True, slots=True)
class Limitations:
    """The limitations and open questions that the abstracts state."""

    query: Query


@dataclass(frozen=True, slots=True)
class News:
    """What is new since a date."""

    query: Query


@dataclass(frozen=True, slots=True)
class Portrait:
    """The group in a few sentences."""

    query: Query


@dataclass(frozen=True, slots=True)
class RelatedWork:
    """A paragraph on a topic, made of attributed quotations."""

    query: Query


@dataclass(frozen=True, slots=True)
class Greeting:
    """A friendly line and examples of questions, for a greeting or thanks."""

    query: Query


@dataclass(frozen=True, slots=True)
class Abstain:
    """No answer, for a reason that the question itself shows."""

    query: Query
    refusal: Refusal


Plan = (
    Overview
    | Fact
    | List
    | Count
    | Newest
    | Extreme
    | Rank
    | PaperProperty
    | DescribedPaper
    | ProfileFacts
    | Themes
    | ReadFirst
    | Compare
    | References
    | WorksOn
    | Releases
    | Limitations
    | News
    | Portrait
    | RelatedWork
    | Greeting
    | Abstain
)
"""Every kind of answer."""
