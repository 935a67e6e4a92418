"""A scripted model that writes the sentences of a file, and what the project makes of its answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from langgraph.graph import END, START, StateGraph
from pydantic import PrivateAttr

from assistant.answering import Assistant
from assistant.answers.plans import Overview
from assistant.answers.signs import Sign, signs
from assistant.answers.support import case_of
from assistant.config import Limits
from assistant.datamodels import Answer, Evidence, Paper, Standing, Told
from assistant.graph.checking import Checking
from assistant.graph.quoting import SOURCES, Quoting
from assistant.graph.state import Run, State
from assistant.graph.writing import Writing
from assistant.models.chat_models import ChatModel
from assistant.models.prompts import as_data
from assistant.models.writers import Turn
from assistant.text.analysis import terms
from assistant.text.marks import without_marks
from bench.draft_fitting import OF_WRONG, WRONG_PAPER, Row
from bench.drafted import CITED, Sentence, Shown, finder
from bench.writers import Offered, Scripted, read_sources

_ROOM = Limits(calls=1000, tokens=10**9, answer_tokens=100_000, context_tokens=10**7)
_CLAIM = re.compile(r"^Claim (\d+), which [^:\n]*?((?:\[\d+\])*): (.*)$", re.M)


class Author(Scripted):
    """Writes sentences with the numbers that the prompt gives to the papers they cite.

    As a judge it says what their labels say, and copies the sentence of each cited source that shares most
    words with the claim.
    """

    _written: list[tuple[Sentence, tuple[Paper, ...]]] = PrivateAttr(default_factory=list)

    def takes(self, written: Sequence[tuple[Sentence, tuple[Paper, ...]]]) -> None:
        """The sentences of its next answer, and the papers that each cites."""
        self._written = list(written)

    def draft(self, prompt: str) -> str:
        numbers = {source.head: source.number for source in read_sources(prompt)}
        paragraphs: dict[int, list[str]] = {}
        for sentence, papers in self._written:
            text = sentence.text
            for paper in papers:
                text = CITED.sub(f" [{_number(paper, numbers)}]", text, count=1)
            paragraphs.setdefault(sentence.paragraph, []).append(text)
        return "\n\n".join(" ".join(paragraph) for paragraph in paragraphs.values())

    def judge(self, prompt: str) -> Any:
        sources = {source.number: source for source in read_sources(prompt)}
        verdicts = []
        for number, marks, text in _CLAIM.findall(prompt):
            label = next((s.faithful for s, _ in self._written if _same(text, s.claim)), None)
            if label is None:
                continue
            words = [_nearest(text, sources[int(mark)]) for mark in re.findall(r"\d+", marks)]
            verdict = "backed" if label else "not backed"
            verdicts.append({"claim": int(number), "verdict": verdict, "words": words if label else []})
        return {"verdicts": verdicts}


class Drafting:
    """Has answers written and judged over one corpus; `judged` tells whether the writer judges, too."""

    def __init__(self, assistant: Assistant, *, judged: bool) -> None:
        self._assistant, self._judged = assistant, judged
        self._author = Author()
        self._model = ChatModel(self._author, "scripted", _ROOM)
        self._cited = finder(assistant.corpus.papers)
        graph: Any = StateGraph(State)
        steps = {"quote": Quoting, "write": Writing, "judge": Checking}
        for name, step in steps.items():
            graph.add_node(name, step(assistant.desk))
        for one, other in zip((START, *steps), (*steps, END), strict=True):
            graph.add_edge(one, other)
        self._graph = graph.compile()

    def shown(self, sentences: Sequence[Sentence]) -> list[Shown]:
        """What becomes of the sentences of one answer.

        Raises UsageError where a citation names no paper, or several.
        """
        written = [(sentence, self._cited(sentence)) for sentence in sentences]
        self._author.takes(written)
        told = list(self._answer(sentences[0].question, [p for _, papers in written for p in papers]).told)
        return [_standing(sentence, told) for sentence in sentences]

    def rows(self, sentences: Sequence[Sentence]) -> Iterator[Row]:
        """The signs of those sentences of one answer that cite something, beside the papers offered.

        Each faithful one is also set beside the paper that comes nearest of those that it does not cite, with
        its own papers among the others and without them.
        """
        written = [(sentence, self._cited(sentence)) for sentence in sentences]
        cited = [paper for _, papers in written for paper in papers]
        offered = [e.paper for e in self._offered(sentences[0].question, cited)]
        for sentence, papers in written:
            own = list({paper.id: paper for paper in papers}.values())
            others = [paper for paper in offered if paper not in own]
            if own:
                yield Row(
                    sentence.corpus, sentence.faithful, sentence.kind, self._signs(sentence, own, others)
                )
            near = [paper for paper in others if paper.abstract]
            if own and near and sentence.faithful:
                wrong = max(near, key=lambda paper: self._nearness(sentence, paper))
                rest = [paper for paper in others if paper is not wrong]
                for rivals in ([*own, *rest], rest):
                    of_wrong = self._signs(sentence, [wrong], rivals)
                    yield Row(sentence.corpus, False, WRONG_PAPER, of_wrong, OF_WRONG)

    def _signs(
        self, sentence: Sentence, cited: Sequence[Paper], rivals: Sequence[Paper]
    ) -> Mapping[str, Sign]:
        return signs(case_of(sentence.claim, cited, rivals, self._assistant.desk.checks))

    def _nearness(self, sentence: Sentence, paper: Paper) -> float:
        similar = self._assistant.desk.checks.similar
        return max(similar(sentence.claim, paper), default=0.0) if similar else 0.0

    def _offered(self, question: str, cited: Sequence[Paper]) -> list[Evidence]:
        """The papers that the sentences cite, and those that a search finds."""
        offered = {paper.id: Evidence(paper, 1.0, plain=True) for paper in cited}
        found = [e for e in self._assistant.retrieve(question) if e.paper.id not in offered]
        return [*offered.values(), *found][: max(SOURCES, len(offered))]

    def _answer(self, question: str, cited: Sequence[Paper]) -> Answer:
        query = self._assistant.understand(question)
        turn = Turn(self._model, judge=self._model if self._judged else None)
        state = State(
            question=question,
            run=Run(turn),
            query=query,
            plan=Overview(query),
            graded=tuple(self._offered(question, cited)),
            answer=Answer(question, "", query),
        )
        answer: Answer = self._graph.invoke(state)["answer"]
        return answer


def _number(paper: Paper, numbers: dict[str, int]) -> int:
    """The number of the source that is this paper; 0 where the prompt has none."""
    head = as_data(paper.title)
    return next((n for said, n in numbers.items() if said == head or said.startswith(f"{head};")), 0)


def _nearest(claim: str, source: Offered) -> str:
    wanted = set(terms(claim))
    return max(source.sentences, key=lambda s: len(wanted & set(terms(s))), default="")


def _plain(text: str) -> str:
    return "".join(re.findall(r"\w", text.casefold()))


def _same(claim: str, sentence: str) -> bool:
    """Whether a claim of a prompt, which may be followed by remarks, is the sentence, or a part of it."""
    said = _plain(without_marks(re.sub(r" \(look at: .*\)$", "", claim)))
    return bool(said) and said in _plain(sentence)


def _standing(sentence: Sentence, told: list[Told]) -> Shown:
    """How the answer shows a sentence; where it was cut into several claims, the worst of them.

    `told` are the claims of the answer that are left; those of the sentence are taken off.
    """
    own = list(_own(sentence, told))
    if not own:
        return Shown(sentence, None)
    worst = max(own, key=lambda t: _WORSE.index(t.standing))
    return Shown(sentence, worst.standing, worst.why)


_WORSE: tuple[Standing, ...] = ("plain", "backed", "unchecked", "partly", "unbacked")


def _own(sentence: Sentence, told: list[Told]) -> Iterator[Told]:
    rest = _plain(sentence.claim)
    for one in list(told):
        said = _plain(one.text)
        if said and said in rest:
            rest = rest.replace(said, "", 1)
            told.remove(one)
            yield one
