"""Whether abstracts bear a claim out, by words and vectors alone: it decides where nothing else judges."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np

from assistant.answers.alignment import Beside, WordVectors, beside, read_paper, read_text
from assistant.answers.known_names import all_text, unknown_names
from assistant.answers.signs import Case, Sign, signs
from assistant.datamodels import Paper, Standing
from assistant.text.disarming import REMOVED
from assistant.text.sentences import Span

FILE = Path(__file__).with_name("support.json")

MOST_SIGNS = 3
"""Remarks on a claim, at most: those that weigh most."""


@dataclass(frozen=True, slots=True)
class Checks:
    """Knowledge about the corpus and the language. With the defaults, all words weigh the same.

    `idf` is the inverse document frequency of a stem. `similar` gives the cosine similarity of a claim to
    each sentence of a paper's abstract, `vectors` the vectors of words in their context. `is_foreign` tells
    whether a claim is in another language than the abstracts, `is_common` whether a word in lower case is
    an ordinary word, `is_used` whether the corpus has it. `own_names` are words of the names of the group's
    researchers, which a cut author list need not print. `acronyms` are the long forms of acronyms, folded.
    """

    idf: Callable[[str], float] = lambda _: 1.0
    similar: Callable[[str, Paper], Sequence[float]] | None = None
    vectors: WordVectors | None = None
    is_foreign: Callable[[str], bool] = lambda _: False
    is_common: Callable[[str], bool] = lambda _: True
    is_used: Callable[[str], bool] = lambda _: True
    own_names: Collection[str] = frozenset()
    acronyms: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Weighed:
    """How far the cited papers bear a claim out, by words and vectors alone.

    `found` are the sentences to cite, in the order of the cited papers. `signs` are remarks in plain English
    on what speaks against the claim, the weightiest first; `lacks` tells whether one is a figure, a year or a
    name that no cited paper has.
    """

    standing: Standing
    found: tuple[tuple[Paper, Span], ...]
    signs: tuple[str, ...] = ()
    lacks: bool = False


def weigh(claim: str, cited: Sequence[Paper], rivals: Sequence[Paper], checks: Checks) -> Weighed:
    """Weigh a claim, written without marks, against the papers that it cites.

    `rivals` are the other papers that were offered. The standing is "unchecked" where nothing can be said:
    the claim is in another language than the abstracts, or no cited paper has an abstract.
    """
    case = case_of(claim, cited, rivals, checks)
    found = tuple((b.paper, span) for b in case.cited for span in b.found(case.weight))
    if not found:
        return Weighed("unchecked", found)
    if REMOVED in claim:
        return Weighed("unbacked", found, ("it had a web address",), lacks=True)
    of_case = signs(case)
    if checks.is_foreign(claim):  # figures are the same in all languages
        remarks = tuple(of_case[kind].remark for kind in ("figure", "year") if of_case[kind].remark)
        return Weighed("unchecked", found, remarks, lacks=bool(remarks))
    if not (case.best == 1).any():  # not a word in common
        return Weighed("unbacked", found, learned().remarks(of_case))
    return Weighed(learned().standing(of_case), found, learned().remarks(of_case), lacks(of_case))


def case_of(claim: str, cited: Sequence[Paper], rivals: Sequence[Paper], checks: Checks) -> Case:
    """A claim beside the papers that it cites and the `rivals`, word by word."""
    read = read_text(claim, [(0, len(claim))], checks.vectors)

    def placed(papers: Sequence[Paper]) -> list[Beside]:
        return [
            beside(
                read,
                paper,
                read_paper(paper.title, paper.abstract, checks.vectors),
                _cosines(claim, paper, checks),
            )
            for paper in papers
        ]

    idf = np.array([checks.idf(word.stem) for word in read.words], dtype=np.float32)
    names = unknown_names(
        claim,
        cited,
        is_common=checks.is_common,
        is_used=checks.is_used,
        own_names=checks.own_names,
        spelt_out=checks.acronyms,
    )
    return Case(
        read,
        placed(cited),
        placed(rivals),
        idf / max(float(idf.sum()), 1e-9),
        names,
        " ".join(all_text(paper) for paper in cited),
    )


def _cosines(claim: str, paper: Paper, checks: Checks) -> Sequence[float] | None:
    return checks.similar(claim, paper) if checks.similar else None


LACKING = ("figure", "year", "name")
"""Signs that a claim has what no cited paper has: with one of them it is not backed, whatever else it has."""


def lacks(of_case: Mapping[str, Sign]) -> bool:
    return any(of_case[name].value > 0 for name in LACKING if name in of_case)


@dataclass(frozen=True, slots=True)
class Learned:
    """A logistic regression over signs, fitted by `python -m bench drafts --fit` (docs/llm.md).

    `weights` are the mean, the standard deviation and the weight of each sign: one that is missing counts as
    its mean. A claim whose score is at least `backed` is backed, one below `partly` is not.
    """

    weights: Mapping[str, Sequence[float]]
    bias: float
    backed: float
    partly: float

    def score(self, of_case: Mapping[str, Sign]) -> float:
        return self.bias + sum(self._part(name, sign) for name, sign in of_case.items())

    def standing(self, of_case: Mapping[str, Sign]) -> Standing:
        score = self.score(of_case)
        if score < self.partly:
            return "unbacked"
        return "backed" if score >= self.backed and not lacks(of_case) else "partly"

    def remarks(self, of_case: Mapping[str, Sign]) -> tuple[str, ...]:
        """What speaks against the claim, the weightiest first."""
        weighed = sorted(of_case, key=lambda name: self._part(name, of_case[name]))
        said = [of_case[name].remark for name in weighed if of_case[name].remark]
        return tuple(said[:MOST_SIGNS])

    def _part(self, name: str, sign: Sign) -> float:
        mean, spread, weight = self.weights.get(name, (0.0, 1.0, 0.0))
        return weight * (sign.value - mean) / spread


@cache
def learned() -> Learned:
    """The regression that ships with the project, read once."""
    return Learned(**json.loads(FILE.read_text(encoding="utf-8")))
