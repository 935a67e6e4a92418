"""`python -m bench hostile`: the CPU time of the questions that cost most, whatever may be asked.

The questions are made: fragments over and over up to the longest question, the words of every module with
rules and of every file of patterns, the words, titles, names and venues of the corpus, and mixtures of all of
them; some after a conversation as long, or with filters. The same `--seed` makes the same questions.
"""

from __future__ import annotations

import argparse
import ast
import json
import random
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import assistant
from assistant.answering import Assistant, open_assistant
from assistant.config import Settings
from assistant.datamodels import Filters, Message, Paper
from assistant.understanding.length import LONGEST_QUESTION
from assistant.web.allocator import settle
from bench.options import Say, add_index, add_json

WORST = 10
"""Questions that are printed."""

ROOMS = ("text", "understanding", "retrieval", "answers")
"""The packages with rules."""

PIECES = (
    *("http://a.b/", "https://", "10.1000/zoo.1 ", "2301.12345 ", "2019, ", "1999-", "12/", "1 ", "Smith, "),
    *(
        "Smith, J., ",
        "A.",
        "by A ",
        "from A ",
        "at A ",
        "in A ",
        "X Y Z ",
        "AI, ",
        "cs.CV or ",
        "“x” ",
        '"x ',
    ),
    *(
        "[1]",
        "(",
        "((a) ",
        ")",
        "[",
        "/",
        ", ",
        "; ",
        "? ",
        "! ",
        "... ",
        "-",
        "a-",
        "’s ",
        "'",
        "& ",
        "e.g. ",
    ),
    *(" of of of", "not on x ", "and ", "or ", "not ", "sort by ", "in the ", "i ", "a", "x1 ", "\t", "x\n"),
    *("é", "a\u0301", "\u0301", "\u200b", "中文", "文 ", "привет ", "שלום ", "😀", "𝐱 "),
)
"""One of each kind of token: addresses, numbers, names, marks, letters of other scripts, white space."""

_HISTORY = 100  # earlier questions, each as long as may be
_JOINS = (" ", ", ", " and ", " or ", ". ", "? ", "; ", "/", " “", " (")
_SAMPLE = 200  # papers whose words are used


@dataclass(frozen=True, slots=True)
class Hostile:
    """A question and what it is made of; `history` is the conversation before it."""

    kind: str
    text: str
    history: tuple[Message, ...] = ()
    filters: Filters | None = None


def add_options(parser: argparse.ArgumentParser) -> None:
    add_index(parser)
    parser.add_argument("--questions", type=int, default=400, metavar="N", help="default: %(default)s")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="default: %(default)s")
    add_json(parser)


def main(options: argparse.Namespace, say: Say) -> int:
    asked = open_assistant(Settings.read(index=options.index))
    asked.warm()
    for usual in (
        "What related work deals with noise?",
        "Papers by Jonas Smyth",
        "How many lions are there?",
    ):
        asked.ask(usual)  # what is read once is none of the work of a question
    settle()  # as a server does
    papers = asked.corpus.papers
    made = islice(hostile(papers, seed=options.seed), options.questions)
    result = {"papers": len(papers), **measured(asked, made)}
    say(json.dumps(result, ensure_ascii=False) if options.json else report(result))
    return 0


def measured(assistant: Assistant, questions: Iterator[Hostile]) -> Mapping[str, Any]:
    """How many questions were asked, the percentiles of their CPU seconds, and the WORST of them."""
    seconds: list[tuple[float, Hostile]] = []
    for question in questions:
        started = time.process_time()
        assistant.ask(question.text, question.history, filters=question.filters)
        seconds.append((time.process_time() - started, question))
    seconds.sort(key=lambda one: -one[0])

    def percentile(percent: int) -> float:
        return round(seconds[(len(seconds) - 1) * (100 - percent) // 100][0], 3)

    return {
        "questions": len(seconds),
        **{f"p{percent}_s": percentile(percent) for percent in (50, 95, 99)},
        "worst_s": percentile(100),
        "worst": [
            {"seconds": round(took, 3), "kind": one.kind, "question": one.text[:60]}
            for took, one in seconds[:WORST]
        ],
    }


def report(result: Mapping[str, Any]) -> str:
    lines = [f"{key} {value}" for key, value in result.items() if key != "worst"]
    lines += ["{seconds:.3f} {kind}: {question!r}".format(**one) for one in result["worst"]]
    return "\n".join(lines)


def hostile(papers: Sequence[Paper], *, seed: int = 0) -> Iterator[Hostile]:
    """Endless questions of LONGEST_QUESTION characters, made of `papers` and of the words of the rules."""
    choose = random.Random(seed)
    for piece in PIECES:
        yield Hostile("token", _full(piece))
    rules, own = rule_words(), _words_of(choose, papers)
    makers: Sequence[Callable[[], Hostile]] = (
        lambda: Hostile(*_of_rule(choose, rules)),
        lambda: Hostile(*_of_corpus(choose, own)),
        lambda: Hostile("mixture", _mixture(choose, rules, own)),
        lambda: Hostile("letters", _letters(choose)),
        lambda: _after(choose, Hostile("conversation", _mixture(choose, rules, own))),
        lambda: Hostile("filters", _mixture(choose, rules, own), filters=Filters(1990, 2030)),
    )
    weights = (5, 5, 5, 1, 1, 1)
    while True:
        yield choose.choices(makers, weights)[0]()


@cache
def rule_words() -> Mapping[str, tuple[str, ...]]:
    """The words of the strings of each module of ROOMS, and of each file of patterns, by its name."""
    here = Path(assistant.__file__).parent
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted(file for room in ROOMS for file in (here / room).rglob("*")):
        text = path.read_text(encoding="utf-8") if path.suffix in (".py", ".toml") else ""
        if path.suffix == ".py":
            strings = (node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant))
            text = " ".join(value for value in strings if isinstance(value, str))
        if words := tuple(dict.fromkeys(re.findall(r"[^\W\d_]{2,}", text.lower()))):
            found[path.relative_to(here).as_posix()] = words
    return found


def _full(text: str) -> str:
    return (text * (LONGEST_QUESTION // len(text) + 1))[:LONGEST_QUESTION]


def _joined(choose: random.Random, words: Sequence[str]) -> str:
    """Some of `words` over and over, or very many of them, with one mark between them or many."""
    few = choose.choices(words, k=choose.randint(1, 4))
    many = choose.choices(words, k=LONGEST_QUESTION // 2)
    joins = choose.choice((_JOINS, (choose.choice(_JOINS),)))
    text = "".join(word + choose.choice(joins) for word in choose.choice((few, many)))
    return choose.choice(("", "Which papers by this group are on ", "How many ")) + _full(text)


def _of_rule(choose: random.Random, rules: Mapping[str, Sequence[str]]) -> tuple[str, str]:
    name = choose.choice(list(rules))
    return name, _joined(choose, rules[name])[:LONGEST_QUESTION]


def _of_corpus(choose: random.Random, own: Mapping[str, Sequence[str]]) -> tuple[str, str]:
    name = choose.choice(list(own))
    return name, _joined(choose, own[name])[:LONGEST_QUESTION]


def _mixture(
    choose: random.Random, rules: Mapping[str, Sequence[str]], own: Mapping[str, Sequence[str]]
) -> str:
    """Tokens, words of one module, and words of the corpus."""
    parts = [*choose.sample(PIECES, 5), *choose.choice(list(rules.values())), *PIECES[:1]]
    parts += [choose.choice(words) for words in own.values() for _ in range(10)]
    return "".join(f"{part} " for part in choose.choices(parts, k=LONGEST_QUESTION // 3))[:LONGEST_QUESTION]


def _letters(choose: random.Random) -> str:
    ranges = ((32, 127), (32, 0x500), (0x300, 0x370), (0x4E00, 0x9FFF))
    return "".join(chr(choose.randrange(*choose.choice(ranges))) for _ in range(LONGEST_QUESTION))


def _after(choose: random.Random, question: Hostile) -> Hostile:
    """The question, or one that leaves all to the conversation, after _HISTORY others of its length."""
    turns = [
        Message(role, f"{number} {question.text}"[: LONGEST_QUESTION // choose.choice((1, 50))])
        for number in range(_HISTORY)
        for role in ("user", "assistant")
    ]
    last = choose.choice((question.text, "And which of those are newer?", "Who wrote them?"))
    return Hostile(question.kind, last, tuple(turns))


def _words_of(choose: random.Random, papers: Sequence[Paper]) -> Mapping[str, Sequence[str]]:
    """What the papers print, by what it is; kinds that they lack are left out."""
    some = [papers[at] for at in choose.sample(range(len(papers)), min(len(papers), _SAMPLE))]
    words = list(dict.fromkeys(word for paper in some for word in f"{paper.title} {paper.abstract}".split()))
    names = [name for paper in some for name in paper.authors]
    found = {
        "words": words,
        "small words": [word.lower().strip(".,:;()") for word in words],
        "misspelt words": [word[:2] + word[3:] for word in words if len(word) > 4],
        "titles": [paper.title for paper in some],
        "names": names,
        "given names": [name.split()[0] for name in names],
        "family names": [name.split()[-1] for name in names],
        "misspelt names": [name[:-3] + name[-2:] for name in names if len(name) > 6],
        "venues": [paper.venue for paper in some if paper.venue],
    }
    return {kind: tuple(each) for kind, each in found.items() if each}
