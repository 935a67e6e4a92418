"""The plans: what kinds of answer there are, and what each of them is made of.

A `Query` is turned into one plan, once, by `assistant.answers.planning.Planner.plan`. The type of the plan
chooses the handler that carries it out (`assistant.answers.verbatim.HANDLERS`). A new kind of question is one
dataclass here, one handler there, and one test.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from assistant.datamodels import Attribute, Query


class Refusal(Enum):
    """Why a question is not answered, where the question alone tells."""

    OUT_OF_DOMAIN = auto()
    UNSUPPORTED_LANGUAGE = auto()
    NOT_RECORDED = auto()  # how often a paper is cited, or how long it is
    UNKNOWN_AFFILIATION = auto()
    UNKNOWN_VENUE = auto()
    UNKNOWN_AUTHOR = auto()
    WHICH_PAPER = auto()  # "who wrote it?" where nothing came before


@dataclass(frozen=True, slots=True)
class Overview:
    """All papers on a topic, each with the sentences that say what the paper did on it."""

    query: Query


@dataclass(frozen=True, slots=True)
class PaperProperty:
    """One property of one paper that is known: its authors, its date, what its abstract says."""

    query: Query
    paper_id: str
    attribute: Attribute


@dataclass(frozen=True, slots=True)
class DescribedPaper:
    """One property of a paper that the question describes, so that a search has to find the paper."""

    query: Query
    attribute: Attribute


@dataclass(frozen=True, slots=True)
class Fact:
    """The sentences that answer a question, out of the paper that has them.

    `otherwise` is what to tell where no sentence answers: the abstract of the one paper that is asked about,
    or an overview of the papers on the topic if there certainly are any.
    """

    query: Query
    otherwise: PaperProperty | Overview | None = None


@dataclass(frozen=True, slots=True)
class List:
    """The papers that pass the filters and, where there is a topic, are on it."""

    query: Query


@dataclass(frozen=True, slots=True)
class Count:
    """How many papers pass the filters, and which."""

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
    """Papers counted `by` year, category, venue, affiliation or author."""

    query: Query
    by: Attribute


@dataclass(frozen=True, slots=True)
class ProfileFacts:
    """Facts of a researcher's profile, such as the h-index."""

    query: Query


@dataclass(frozen=True, slots=True)
class Abstain:
    """No answer, for a reason that the question alone tells."""

    query: Query
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class InTheirPaper:
    """A question `asked` of all papers that can only be about one of them: `plan` is of that paper.

    "What does the method of Pokel need?" is answered from Pokel's only paper, and said to be about all.
    """

    asked: Query
    plan: Overview | Fact


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
    | Abstain
    | InTheirPaper
)
"""Every kind of answer."""
