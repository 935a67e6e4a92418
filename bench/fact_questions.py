"""The questions for facts that weights are learned from, each with the signs of its papers and sentences.

They are those of bench/facts.jsonl over the seed documents, and the questions for facts of every group in
bench/groups whose index is at hand. Questions of other groups are questions without an answer.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from assistant.answers.facts import shown
from assistant.datamodels import Intent, Paper, Query
from assistant.index.catalog import select
from assistant.index.corpus import Corpus, open_corpus
from assistant.index.snapshot import current_snapshot
from assistant.models.encoders import Encoder
from assistant.retrieval.answer_search import ANSWER_SIGNS, SECOND_LOOK, AnswerSearch, told_signs
from assistant.retrieval.asked import asking_part
from assistant.retrieval.calibration import Choice
from assistant.retrieval.finder import wordings
from assistant.retrieval.retriever import Retriever
from assistant.retrieval.search import Rows
from assistant.text.sentences import sentence_texts
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.query import understand
from bench import answers, labels
from bench.fitting import Array, Case, Flags, folds
from bench.labels import LabelledFact
from bench.topics import SEEDS
from ingest.works import normal_title

GROUP_WEIGHT = 2.0
"""How much a question of a group counts beside one on the seeds, of which there are more."""

FOREIGN, FOREIGN_WEIGHT = 24, 0.5
"""Questions of other groups that each group is asked, and how much each of these counts."""


class Group:
    """A corpus with its searches, and the labelled questions to it."""

    def __init__(self, name: str, corpus: Corpus, encoder: Encoder) -> None:
        self.name, self.corpus, self.lexicon = name, corpus, Lexicon.of(corpus)
        self.retriever = Retriever(corpus, encoder, self.lexicon)
        self.search = AnswerSearch(corpus, encoder, self.lexicon, self.retriever)
        self._by_title = {normal_title(paper.title): paper for paper in corpus.papers}

    def paper(self, title: str | None) -> Paper | None:
        """The paper with a title, None where there is none with an abstract."""
        paper = self._by_title.get(normal_title(title or ""))
        return paper if paper and paper.abstract else None

    def facts(self, file: Path) -> list[LabelledFact]:
        """The questions for facts of a question set; sentences with what is asked for are right."""
        found = []
        for question in answers.read(file):
            expect = question["expect"]
            paper = self.paper(next(iter(expect["must_cite"]), None))
            if question["kind"] != "fact" or paper is None:
                continue
            patterns = [re.compile(pattern, re.I) for pattern in expect["answer_matches"]]
            said = [s for s in sentence_texts(paper.abstract) if any(p.search(s) for p in patterns)]
            found.append(LabelledFact(question["question"], paper.title, tuple(said), "group"))
        return found


@dataclass(frozen=True)
class Asked:
    """A question to one group. `origin` is the group it was written for, `held` the part it is judged in."""

    fact: LabelledFact
    group: Group
    origin: str
    held: str

    @property
    def weight(self) -> float:
        return (GROUP_WEIGHT if self.group.name != SEEDS else 1.0) * (FOREIGN_WEIGHT if self.foreign else 1.0)

    @property
    def foreign(self) -> bool:
        return self.origin != self.group.name

    @property
    def paper(self) -> Paper | None:
        return self.group.paper(self.fact.title)

    @cached_property
    def wordings(self) -> Sequence[str]:
        return wordings(self._query)

    @cached_property
    def rows(self) -> Rows:
        """The rows of the candidates."""
        scope = self.fact.scope if self.group.name == SEEDS else "all"
        return self.group.search.candidates(self.wordings, scope)

    @cached_property
    def papers(self) -> Case:
        """The signs of all wordings and candidates, shape (wordings * candidates, signs)."""
        dated = select(self.group.corpus.papers, self._query).ids if self._query.year_from else ()
        signs = [self.group.search.paper_signs(wording, self.rows, dated) for wording in self.wordings]
        right = np.tile(self._is_right(self.rows), len(self.wordings))
        return Case(np.concatenate(signs), right, np.ones(len(right), bool))

    def second(self, first: Array, sentence: Choice) -> Case:
        """The second look at the best by their probabilities `first`, shape (wordings * candidates,)."""
        if not len(self.rows):
            return Case(np.zeros((0, len(ANSWER_SIGNS))), np.zeros(0, bool), np.zeros(0, bool))
        score = first.reshape(len(self.wordings), -1).max(axis=0)
        best = np.argsort(-score, kind="stable")[:SECOND_LOOK]
        looked = [(self.group.corpus.papers[int(self.rows[at])], float(score[at])) for at in best]
        signs = [
            self.group.search.answer_signs(self.wordings[0], paper, probable, sentence)
            for paper, probable in looked
        ]
        return Case(np.array(signs), self._is_right(self.rows[best]), np.ones(len(best), bool))

    @cached_property
    def sentences(self) -> Case | None:
        """The sentences of the right paper, None where no sentence is known to be right."""
        if (paper := self.paper) is None:
            return None
        said = sentence_texts(paper.abstract)
        right = np.array([any(s in gold or gold in s for gold in self.fact.sentences) for s in said])
        whole = self.wordings[0]
        signs = self.group.retriever.sentence_signs(asking_part(whole), paper, closely=True, question=whole)
        return Case(signs, right, np.ones(len(right), bool)) if right.any() else None

    def told(self, sentence: Choice) -> Case | None:
        """The abstract as it is, which tells what is asked, and without the sentences that do."""
        if (case := self.sentences) is None:
            return None
        parts = [case.signs, *([case.signs[~case.right]] if not case.right.all() else [])]
        signs = [told_signs(self.wordings[0], part, sentence) for part in parts]
        return Case(np.array(signs), np.array([True, False])[: len(parts)], np.ones(len(parts), bool))

    def answer(self, sentence: Choice) -> tuple[bool, bool, int]:
        """Whether the best sentence is right, whether a quoted one is, and how many are quoted."""
        assert self.paper
        found = self.group.search.sentences(self.wordings[0], self.paper, sentence)
        right = [any(s.text in gold or gold in s.text for gold in self.fact.sentences) for s in found]
        quoted = len(shown(found))
        return right[0], any(right[:quoted]), quoted

    @cached_property
    def _query(self) -> Query:
        return replace(understand(self.fact.question, self.group.lexicon), intent=Intent.FACT)

    def _is_right(self, rows: Rows) -> Flags:
        papers, title = self.group.corpus.papers, self.paper and self.paper.title
        return np.array([papers[row].title == title for row in rows.tolist()], bool)


def read_asked(index: Path, indexes: Path | None, labelled: Path, encoder: Encoder) -> list[Asked]:
    """The questions to the seeds at `index`, and to each group with an index in `indexes`.

    `labelled` has facts.jsonl, and groups/NAME/questions.jsonl for the groups.
    """
    seeds = Group(SEEDS, open_corpus(index), encoder)
    facts = labels.facts(labelled)
    fold = folds([fact.title or fact.question for fact in facts])
    own = [Asked(fact, seeds, SEEDS, f"{SEEDS} {part}") for fact, part in zip(facts, fold, strict=True)]
    groups = []
    for folder in sorted((labelled / "groups").iterdir()) if indexes else ():
        if indexes and folder.is_dir() and current_snapshot(indexes / folder.name) is not None:
            group = Group(folder.name, open_corpus(indexes / folder.name), encoder)
            groups.append(group)
            own += [Asked(f, group, group.name, group.name) for f in group.facts(folder / "questions.jsonl")]
    return own + [asked for group in groups for asked in _foreign(group, own)]


def _foreign(group: Group, own: Sequence[Asked]) -> list[Asked]:
    others = [a for a in own if a.origin != group.name and a.fact.title]
    picked = random.Random(group.name).sample(others, min(FOREIGN, len(others)))
    return [Asked(replace(a.fact, title=None, sentences=()), group, a.origin, group.name) for a in picked]
