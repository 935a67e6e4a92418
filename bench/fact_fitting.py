"""Learn which paper and which sentences answer a question for a fact; part of `python -m bench calibrate`.

A group is judged by what the others taught; the seeds, which have most of the questions, by what the groups
and the other folds of the seeds taught.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from assistant.retrieval.answer_search import ANSWER_SIGNS, PAPER_SIGNS, TOLD_SIGNS
from assistant.retrieval.calibration import Choice, Logistic
from assistant.retrieval.sentence_relevance import FEATURES
from bench.fact_questions import Asked
from bench.fitting import (
    Array,
    Flags,
    answered,
    best_anchor,
    fit,
    fit_choice,
    folds,
    mean,
    shares,
    told,
)
from bench.topics import SEEDS

Models = tuple[Choice, Logistic, Logistic, Logistic]
"""The weights for sentences, for papers, for the second look at papers, and for what an abstract tells."""


SILENT = 0.25
"""The probability below which an answer says that the abstract does not plainly tell what is asked. Where
half of the questions have an answer, one such warning of nine is wrong."""


class Learner:
    """The three models fitted to all questions, and how well such models do that have not seen a part.

    `lists` has for each question the probabilities of the papers of the second look, and the right one.
    """

    def __init__(self, asked: Sequence[Asked]) -> None:
        self.models = _fitted(asked)
        self._judged: list[Asked] = []
        self.lists: list[tuple[Array, Flags]] = []
        self._quoted: list[tuple[bool, bool, int]] = []
        self._told: list[tuple[float, bool]] = []
        for held in sorted({a.held for a in asked}):
            self._judge(held, asked)
        answerable = [a.paper is not None for a in self._judged]
        weights = shares(answerable, [a.weight for a in self._judged])
        self.anchor = best_anchor(self.lists, answered, weights)

    def _judge(self, held: str, asked: Sequence[Asked]) -> None:
        sentence, first, second, tells = _fitted([a for a in asked if held not in (a.held, a.origin)])
        for one in (a for a in asked if a.held == held):
            look = one.second(first(one.papers.signs), sentence)
            self._judged.append(one)
            self.lists.append((second(look.signs), look.right))
            self._quoted.append(one.answer(sentence) if one.sentences else (False, False, 0))
            if case := one.told(sentence):
                self._told += zip(tells(case.signs).tolist(), case.right.tolist(), strict=True)

    def report(self) -> list[str]:
        kinds: tuple[tuple[str, Callable[[Asked], bool]], ...] = (
            ("on the seeds", lambda a: a.group.name == SEEDS and a.paper is not None),
            ("on the seeds, without an answer", lambda a: a.group.name == SEEDS and a.paper is None),
            ("on groups", lambda a: a.group.name != SEEDS and a.paper is not None),
            ("on groups, of other groups", lambda a: a.group.name != SEEDS and a.paper is None),
        )
        lines = [f"questions for a fact, the right paper or none at {self.anchor:.2f}:"]
        for name, belongs in kinds:
            of_kind = [at for at, one in enumerate(self._judged) if belongs(one)]
            if of_kind:
                right = mean([self.lists[at] for at in of_kind], self.anchor, 1.0, answered)
                lines.append(f"  {name} ({len(of_kind)}): {right:.3f}{self._sentences(of_kind)}")
        sentence, first, second, tells = self.models
        lines += [told(FEATURES, sentence), told(PAPER_SIGNS, first), told(ANSWER_SIGNS, second)]
        return [*lines, self._silence(), told(TOLD_SIGNS, tells)]

    def _silence(self) -> str:
        """How often an abstract seems not to tell what is asked: as it is, and without what it tells."""
        silent = [np.mean([p < SILENT for p, tells in self._told if tells == is_told]) for is_told in (1, 0)]
        whole, without = silent
        return (
            f"below {SILENT}: {whole:.3f} of the abstracts, {without:.3f} without the sentences that answer"
        )

    def _sentences(self, of_kind: Sequence[int]) -> str:
        quoted = np.array([self._quoted[at] for at in of_kind if self._quoted[at][2]], dtype=np.float64)
        if not len(quoted):
            return ""
        first, some, count = quoted.mean(axis=0)
        return f"; its first sentence is right {first:.3f}, one of {count:.2f} quoted ones {some:.3f}"


def _fitted(asked: Sequence[Asked]) -> Models:
    """The models that `asked` teach; the second look is taught on first probabilities out of fold."""
    with_answer = [(a.sentences, a.weight) for a in asked if a.sentences]
    sentence = fit_choice([case for case, _ in with_answer], [weight for _, weight in with_answer])
    cases, weights = [a.papers for a in asked], [a.weight / len(a.wordings) for a in asked]
    fold = folds([a.fact.title or a.fact.question for a in asked])
    looks = []
    for part in np.unique(fold):
        taught = np.flatnonzero(fold != part).tolist()
        first = fit([cases[at] for at in taught], [weights[at] for at in taught])
        left_out = [a for a, own in zip(asked, fold, strict=True) if own == part]
        looks += [(a, a.second(first(a.papers.signs), sentence)) for a in left_out]
    second = fit([look for _, look in looks], [a.weight for a, _ in looks])
    tells = [(case, a.weight) for a in asked if (case := a.told(sentence))]
    told_of = fit([case for case, _ in tells], [weight for _, weight in tells])
    return sentence, fit(cases, weights), second, told_of
