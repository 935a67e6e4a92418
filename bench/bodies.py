"""`python -m bench bodies DIR`: questions whose answers stand in full texts alone, asked of the PDFs in DIR.

bench/bodies.jsonl has questions to the invented papers of tests/pdfs, written by a reader of these texts who
has not seen the code: 60 that only a body answers, 20 that nothing answers, 15 that an abstract answers.
Beside these papers the index holds those of the documents given with --beside, as distractors.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from assistant.answering import Assistant
from assistant.datamodels import Answer
from assistant.index.corpus import open_corpus
from assistant.models.encoders import open_encoder
from bench.options import Say, add_json, say_result
from ingest.pipeline import ingest

QUESTIONS = Path(__file__).with_name("bodies.jsonl")
_UNSURE = re.compile(r"plainly tells? this")


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("directory", type=Path, metavar="DIR", help="the PDFs")
    parser.add_argument("--beside", type=Path, nargs="*", default=[], help="documents of other papers")
    parser.add_argument("--verbose", action="store_true", help="name the questions that fail")
    add_json(parser)


def main(options: argparse.Namespace, say: Say) -> int:
    questions = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    pdfs = _one_of_each(options.directory)
    with TemporaryDirectory(prefix="bodies-") as folder:
        encoder = open_encoder()
        ingest([*pdfs, *options.beside], Path(folder) / "index", encoder)
        corpus = open_corpus(Path(folder) / "index")
        try:
            result, failed = ask(Assistant(corpus, encoder), questions)
        finally:
            corpus.close()
    for line in failed if options.verbose else ():
        say(line)
    say_result(result, say, as_json=options.json)
    return 0


def ask(assistant: Assistant, questions: list[Mapping[str, Any]]) -> tuple[dict[str, float | int], list[str]]:
    """How many of each kind are right, and those that are not.

    Right is an answer with a quotation of a sentence that answers; where nothing answers, an abstention, or
    an answer that says that it is not plainly told.
    """
    right: Counter[str] = Counter()
    of: Counter[str] = Counter()
    failed = []
    for question in questions:
        kind = question.get("in", "body") if question["title"] else "none"
        answer = assistant.ask(question["question"])
        good = any(quoted(answer, question["sentences"])) if question["title"] else _refuses(answer)
        of[kind] += 1
        right[kind] += good
        if not good:
            said = " ".join(answer.text.split())[:160]
            failed.append(f"{kind}: {question['question']}\n    {said}\n    {question['sentences'][:1]}")
    shares = {f"{kind}_right": round(right[kind] / of[kind], 3) for kind in ("body", "abstract", "none")}
    return {**{f"{kind}_questions": of[kind] for kind in of}, **shares}, failed


def quoted(answer: Answer, sentences: list[str]) -> Iterator[bool]:
    """For each quotation of an answer, whether it is one of the sentences, or a part of one."""
    for citation in answer.citations:
        if citation.field in ("abstract", "body"):
            yield any(citation.quote in one or one in citation.quote for one in sentences)


def _refuses(answer: Answer) -> bool:
    return answer.abstained or bool(_UNSURE.search(answer.text))


def _one_of_each(directory: Path) -> list[Path]:
    """One PDF of each paper: `owls-latex.pdf` of `owls-*.pdf`."""
    first: dict[str, Path] = {}
    for path in sorted(directory.glob("*.pdf"), key=lambda path: ("latex" not in path.name, path.name)):
        first.setdefault(path.stem.partition("-")[0], path)
    return list(first.values())
