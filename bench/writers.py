"""Scripted chat models: `fake:oracle` writes what the abstracts say, `fake:liar` lies in between.

Both see what any model sees, the prompts and nothing else. They leave it to the project to read the question
and to grade the papers. The oracle picks the sentences of each abstract that share most with the question,
says them in other words, and as a judge knows what it said. The liar does so too, and after each faithful
sentence tells one lie: a faithful sentence with one thing wrong, which may well be a thing that other
abstracts of the same prompt have; as a judge it does not reply.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

from assistant.graph.writing import BRIEF
from assistant.retrieval.sentence_relevance import tells_own
from assistant.text.analysis import terms
from assistant.text.quantities import quantities
from assistant.text.sentences import sentence_texts

KINDS = ("number", "name", "year", "wrong paper", "unoffered citation")

QUOTED = 3
"""Sentences of a paper that are quoted, at most."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A paper of a prompt: its number, the line with title, authors and date, and its sentences."""

    number: int
    head: str
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join([self.head, *self.sentences])


@dataclass(frozen=True, slots=True)
class Lie:
    """A false sentence as it was written, without its marks, and the faithful one that it was made of."""

    kind: str
    sentence: str
    truth: str


class Scripted(BaseChatModel):
    """A model that reads its prompt and answers each step by a method: an object, or None to give none."""

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def draft(self, prompt: str) -> str:
        """The answer that is written."""
        raise NotImplementedError

    def read(self, prompt: str) -> Any:
        """How the question is read."""

    def grade(self, prompt: str) -> Any:
        """The grades of the papers."""

    def quote(self, prompt: str) -> Any:
        """The quotes that are picked."""

    def judge(self, prompt: str) -> Any:
        """The verdicts on the claims."""

    def _says(self, messages: Sequence[BaseMessage]) -> str:
        prompt = "\n\n".join(str(message.content) for message in messages)
        steps = {"Reading": self.read, "Grades": self.grade, "Outline": self.quote, "VerdictList": self.judge}
        asked = re.search(r'JSON schema:\n\{.*"title": "(\w+)", "type": "object"\}', prompt)
        if not asked:
            return self.draft(prompt)
        said = steps[asked[1]](prompt) if asked[1] in steps else None
        return json.dumps(said) if said is not None else "There is no object."

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=AIMessage(self._says(messages)))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        for piece in re.findall(r"\S+\s*", self._says(messages)):
            yield ChatGenerationChunk(message=AIMessageChunk(content=piece))
        yield ChatGenerationChunk(
            message=AIMessageChunk(content="", response_metadata={"finish_reason": "stop"})
        )


class Oracle(Scripted):
    """A faithful writer: a sentence or more of every paper, in other words, each with its number.

    `truths` holds the sentences of its last reply, without marks.
    """

    _truths: dict[str, str] = PrivateAttr(default_factory=dict)

    @property
    def truths(self) -> tuple[str, ...]:
        return tuple(self._truths)

    def grade(self, prompt: str) -> Any:
        """Void grades, so that the calibrated relevance decides."""
        offered, _ = read_prompt(prompt)
        return {"papers": [{"number": o.number, "grade": 3, "sentence": ""} for o in offered]}

    def quote(self, prompt: str) -> Any:
        offered, question = read_prompt(prompt)
        quotes = [
            {"number": paper.number, "words": sentence}
            for paper in offered
            for sentence in telling(paper, question, offered)[:QUOTED]
        ]
        return {"sections": [{"heading": "All papers", "quotes": quotes}]}

    def draft(self, prompt: str) -> str:
        self._truths.clear()
        offered, question = read_prompt(prompt)
        each = 1 if len(offered) > 3 else 2 if len(offered) > 1 else 3
        lines = []
        for paper in offered:
            picked = telling(paper, question, offered)[:each]
            said = {in_other_words(sentence): sentence for sentence in picked}
            self._truths |= said
            lines.append(" ".join(f"{s[:-1]} [{paper.number}]." for s in said))
        return "\n\n".join(line for line in lines if line)

    def judge(self, prompt: str) -> Any:
        """Its own sentences are borne out by those that it made them of."""
        verdicts = []
        for number, claim in re.findall(r"^Claim (\d+), which [^:]*: (.*)$", prompt, re.M):
            truth = next((t for t in self._truths if claim.startswith(t.rstrip("."))), None)
            verdict = {"claim": int(number), "verdict": "backed" if truth else "not backed"}
            verdicts.append(verdict | {"words": [self._truths[truth]] if truth else []})
        return {"verdicts": verdicts}


class Liar(Oracle):
    """Tells the truth and, after each faithful sentence, a lie; `lies` are those of its last reply.

    The kinds take turns, over all replies; one that an abstract gives no occasion for passes to the next.
    """

    _lies: list[Lie] = PrivateAttr(default_factory=list)
    _told: int = PrivateAttr(default=0)

    @property
    def lies(self) -> tuple[Lie, ...]:
        return tuple(self._lies)

    def draft(self, prompt: str) -> str:
        self._truths.clear()
        self._lies.clear()
        offered, question = read_prompt(prompt)
        chance = random.Random(question)
        lines = []
        for paper in offered:
            first, *rest = telling(paper, question, offered)[:3] or [""]
            if not first:
                continue
            truth = in_other_words(first)
            line = [f"{truth[:-1]} [{paper.number}]."]
            self._truths[truth] = first
            for sentence in [*rest, first][: 2 if len(offered) < 4 else 1]:
                if told := self._lie(sentence, paper, offered, chance):
                    line.append(told)
            lines.append(" ".join(line))
        return "\n\n".join(lines)

    def judge(self, prompt: str) -> Any:
        """Nothing: the mechanical check is to find the lies."""

    def _lie(
        self, sentence: str, paper: Offered, offered: Sequence[Offered], chance: random.Random
    ) -> str | None:
        for _ in KINDS:
            kind = KINDS[self._told % len(KINDS)]
            self._told += 1
            truth, number = in_other_words(sentence), paper.number
            false: str | None = truth
            match kind:
                case "number":
                    false = other_number(truth, paper, chance)
                case "name":
                    false = other_name(truth, paper, offered, chance)
                case "year":
                    false = other_year(truth, paper, chance)
                case "wrong paper":
                    others = [o for o in offered if o is not paper and sentence not in o.text]
                    if not others:
                        continue
                    number = max(others, key=lambda o: len({*terms(o.text)} & {*terms(sentence)})).number
                case _:
                    number = len(offered) + chance.randint(1, 40)
            if false:
                self._lies.append(Lie(kind, false, truth))
                return f"{false[:-1]} [{number}]."
        return None


def read_prompt(prompt: str) -> tuple[list[Offered], str]:
    """The numbered papers of a prompt, with their abstracts or quotes, and the question.

    Where the prompt asks for an answer from the source that has it, that is the one whose best sentence has
    most to do with the question, or the first of equals.
    """
    offered = read_sources(prompt)
    question = prompt.rpartition("Question: ")[2].strip()
    if BRIEF in prompt and offered:
        merit = _merit(question, offered)
        offered = [max(offered, key=lambda o: max(map(merit, _whole(o)), default=0.0))]
    return offered, question


def read_sources(prompt: str) -> list[Offered]:
    """The numbered papers of a prompt, with their abstracts or quotes."""
    found = re.findall(r'<(paper|source) number="(\d+)"[^>]*>\n(.*?)\n(.*?)\n</\1>', prompt, re.S)
    return [Offered(int(number), head, _sentences(text)) for _, number, head, text in found]


def _sentences(text: str) -> tuple[str, ...]:
    """The quotes in a text, else its sentences."""
    quotes = re.findall(r"^“(.*)”$", text, re.M)
    return tuple(quotes or sentence_texts(text))


def telling(paper: Offered, question: str, offered: Sequence[Offered]) -> list[str]:
    """The sentences of an abstract that have most to do with the question, first."""
    return sorted(_whole(paper), key=_merit(question, offered), reverse=True)


def _merit(question: str, offered: Sequence[Offered]) -> Callable[[str], float]:
    """How much a sentence shares with the question, rare words counting more; how many asks for a figure."""
    counts = Counter(t for o in offered for s in o.sentences for t in set(terms(s)))
    asked = set(terms(question))
    figure = bool(re.search(r"\bhow (?:many|much|large|fast|long|often)\b|percent", question, re.I))

    def merit(sentence: str) -> float:
        shared = sum(1 / counts[t] for t in asked & set(terms(sentence)))
        return shared + 0.2 * tells_own(sentence) + (figure and bool(quantities(sentence)))

    return merit


def _whole(paper: Offered) -> list[str]:
    return [s for s in paper.sentences if s.endswith(".") and len(s) > 30]


# What a careful writer changes, in this order; none of it changes what is said.
_WORDING = (
    (r"^(?:In this (?:paper|work|study|article),?|Here,?) we ", "The authors "),
    (r"^(?:Specifically|Furthermore|Moreover|Additionally|In addition|Finally|However|Thus), ", ""),
    (r"^We (?:also |further )?(?=\w)", "The authors "),
    (r"\bwe\b", "they"), (r"\bWe\b", "They"), (r"\bour\b", "their"), (r"\bOur\b", "Their"),
    (r"\bus\b", "them"),
    (r"\b[Tt]his (?:paper|work|study|article) (?=\w+s\b)", "the paper "),
    (r"\bdemonstrates\b", "shows"), (r"\bdemonstrate\b", "show"), (r"\bnovel\b", "new"),
    (r"\butiliz(e[sd]?|ing)\b", r"us\1"), (r"\bin order to\b", "to"), (r"\bsignificantly\b", "considerably"),
    (r"\bas well as\b", "and also"), (r"\bsuch as\b", "like"), (r"\btherefore\b", "for this reason"),
    (r"\bemploy(s?)\b", r"use\1"), (r"\bnumerous\b", "many"), (r"\bachieves\b", "reaches"),
)  # fmt: skip


def in_other_words(sentence: str) -> str:
    """A sentence of an abstract as somebody else would report it; it ends with a full stop."""
    for pattern, wording in _WORDING:
        sentence = re.sub(pattern, wording, sentence)
    sentence = re.sub(r"\[[^\]]*\]", "", sentence)
    head, comma, tail = sentence.rstrip(".").partition(", ")
    if comma and re.match(r"(?:By|When|While|Although|Using|To|For|With|Unlike) ", head) and len(tail) > 40:
        sentence = f"{tail}, {head[0].lower()}{head[1:]}"
    sentence = sentence.rstrip(".") + "."
    return sentence[0].upper() + sentence[1:]


_DIGITS = re.compile(r"(?<![\w.-])\d+(?:\.\d+)?(?![\w-])")
_IN_WORDS = "two three four five six seven eight nine ten".split()
_SPELT = re.compile(rf"\b({'|'.join(_IN_WORDS)})\b", re.I)
_NAME = re.compile(r"(?<=[a-z,] )(?:[A-Z]{2,}[a-z]?(?:-\d+)?|[A-Z][a-z]+[A-Z]\w*|[A-Z][a-z]{3,})(?![\w-])")
_STRANGERS = (
    "Hinton", "Bengio", "LeCun", "Schmidhuber", "Friston", "Kirkpatrick", "Hassabis", "Sutskever",
    "ImageNet", "CIFAR-100", "MuJoCo", "AlexNet", "GPT-4", "Stanford", "DeepMind", "PyTorch",
)  # fmt: skip


def other_number(truth: str, paper: Offered, chance: random.Random) -> str | None:
    """The sentence with another number in place of one of its own, or with a figure that nobody measured."""
    if found := list(_DIGITS.finditer(truth)):
        at = chance.choice(found)
        value = float(at.group())
        false = next(
            text
            for text in (f"{value * f + d:g}" for f, d in ((1, 7), (2, 1), (3, 4), (5, 13)))
            if text not in paper.text
        )
        return truth[: at.start()] + false + truth[at.end() :]
    if spelt := _SPELT.search(truth):
        free = [w for w in _IN_WORDS if not re.search(rf"\b{w}\b", paper.text, re.I) and w != spelt.group()]
        if free:
            return truth[: spelt.start()] + chance.choice(free) + truth[spelt.end() :]
    figure = next(n for n in (chance.randint(11, 97) for _ in range(99)) if str(n) not in paper.text)
    return f"{truth[:-1]}, an improvement of {figure}%."


def other_name(truth: str, paper: Offered, offered: Sequence[Offered], chance: random.Random) -> str | None:
    """The sentence with another name in place of one of its own, maybe another paper's, or with an author."""
    others = {n for o in offered if o is not paper for n in _NAME.findall(o.text)} | {*_STRANGERS}
    pool = sorted(n for n in others if not re.search(re.escape(n.split("-")[0]), paper.text, re.I))
    name = chance.choice(pool)
    if found := list(_NAME.finditer(truth)):
        at = chance.choice(found)
        return truth[: at.start()] + name + truth[at.end() :]
    if truth.startswith("The authors "):
        person = chance.choice([n for n in _STRANGERS[:8] if n not in paper.text])
        return f"{person} and colleagues {truth.removeprefix('The authors ')}"
    person = chance.choice([n for n in _STRANGERS[:8] if n not in paper.text])
    return f"{truth[:-1]}, as {person} had proposed."


def other_year(truth: str, paper: Offered, chance: random.Random) -> str | None:
    """The sentence in another year than the paper's."""
    year = next(y for y in (chance.randint(2009, 2025) for _ in range(99)) if str(y) not in paper.text)
    if found := re.search(r"\b(?:19|20)\d\d\b", truth):
        return truth[: found.start()] + str(year) + truth[found.end() :]
    return f"In {year}, {truth[0].lower()}{truth[1:]}"
