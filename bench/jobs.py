"""`python -m bench jobs`: the jobs that people come with, and what a good answer to each must hold.

A line of `bench/jobs.jsonl` is {"id", "group", "kind", "question", "expect"}, and maybe "history"; `expect`
holds the fields of `Expected`. The questions were written from the documents, as somebody would ask who
has not read them. Beside what a question expects, every answer must have true sources and read well: see
`bench.prose`. Only the papers of the seeds ship with the project: the questions on other groups are asked
where `--corpora` has DIR/NAME/papers.jsonl, or `--indexes` an index of the group.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from assistant.answering import Assistant, open_assistant
from assistant.answers.citations import MARK
from assistant.config import REPOSITORY
from assistant.datamodels import Answer
from assistant.errors import UsageError
from bench import prose
from bench.answers import Judged, Question, pass_rate, read, report, run, untrue, wrong_papers
from bench.options import Say, add_json
from bench.places import Places, add_places

QUESTIONS = REPOSITORY / "bench" / "jobs.jsonl"


@dataclass(frozen=True, slots=True)
class Expected:
    """What an answer must hold.

    - `abstain`, whether nothing answers; `may_abstain`, where both is right;
    - `must_cite`, `may_cite`, `exact`, `scope`: see `bench.answers`; without `may_cite` any other may be;
    - `cite_some`: {"least", "of"}, titles of which so many must be cited; `most_named`, how many titles the
      text may print; `quoted`, of how many papers the abstract must be quoted, at least;
    - `must_name`: titles that must be printed or suggested; `order`: pairs, the first cited earlier;
    - `must_match`, `must_not_match`, `opens_with`: patterns of the text, without marks and bold;
    - `table`, whether there must be one; `groups` and `sentences`, the least and the most of them;
    - `topic`, the words that may stand in quotation marks; `references`, whether all authors are wanted.
    """

    abstain: bool = False
    may_abstain: bool = False
    must_cite: Sequence[str] = ()
    may_cite: Sequence[str] | None = None
    exact: bool = False
    scope: str = "group"
    cite_some: Sequence[Mapping[str, Any]] = ()
    most_named: int | None = None
    quoted: int = 0
    must_name: Sequence[str] = ()
    order: Sequence[Sequence[str]] = ()
    must_match: Sequence[str] = ()
    must_not_match: Sequence[str] = ()
    opens_with: Sequence[str] = ()
    table: bool = False
    groups: Sequence[int] = ()
    sentences: Sequence[int] = ()
    topic: str = ""
    references: bool = False

    @property
    def titles(self) -> set[str]:
        """All titles that are expected in some way."""
        some = (title for choice in self.cite_some for title in choice["of"])
        ordered = (title for pair in self.order for title in pair)
        return {*self.must_cite, *(self.may_cite or ()), *self.must_name, *some, *ordered}


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--questions", type=Path, default=QUESTIONS, metavar="FILE", help="default: bench/jobs.jsonl"
    )
    add_places(parser)
    add_json(parser)
    parser.add_argument("--verbose", action="store_true", help="print each question that fails, and why")
    parser.add_argument("--min", type=float, default=0.0, metavar="RATE", help="fail below this pass rate")


def main(options: argparse.Namespace, say: Say) -> int:
    judged: list[Judged] = []
    with TemporaryDirectory() as folder:
        place = Places(options.index, options.corpora, options.indexes, Path(folder))
        for group, questions in _by_group(read(options.questions)).items():
            if settings := place.settings(group):
                judged += ask(open_assistant(settings), questions)
            else:
                count = "1 question is" if len(questions) == 1 else f"{len(questions)} questions are"
                note = f"{group}: {count} skipped: --corpora says where its papers are."
                print(note, file=sys.stderr)  # noqa: T201
    if not judged:
        raise UsageError("No question was asked: no group has an index.")
    say(json.dumps(result(judged)) if options.json else report(judged, verbose=options.verbose))
    return int(pass_rate(judged) < options.min)


def ask(assistant: Assistant, questions: Sequence[Question]) -> list[Judged]:
    """Ask a group's questions and judge the answers.

    Raises UsageError where a title that is expected is no paper's.
    """
    titles = {form.title.casefold() for paper in assistant.corpus.papers for form in paper.forms}
    for question in questions:
        for title in expected(question).titles:
            if title.casefold() not in titles:
                raise UsageError(f"{question['id']}: no paper has the title {title!r}.")
    return run(assistant, questions, judge=lambda a, answer, expect: failures(a, answer, Expected(**expect)))


def expected(question: Question) -> Expected:
    """Raises UsageError where `expect` has a key that is no expectation."""
    try:
        return Expected(**question["expect"])
    except TypeError as problem:
        raise UsageError(f"{question['id']}: {problem}") from problem


def result(judged: Sequence[Judged]) -> dict[str, Any]:
    """The pass rate over all, that of each kind, and the questions that fail."""
    kinds: dict[str, list[Judged]] = defaultdict(list)
    for j in judged:
        kinds[j.question["kind"]].append(j)
    return {
        "pass": round(pass_rate(judged), 4),
        "questions": len(judged),
        "by_kind": {kind: round(pass_rate(part), 4) for kind, part in sorted(kinds.items())},
        "failed": [j.question["id"] for j in judged if j.failures],
    }


def failures(assistant: Assistant, answer: Answer, expect: Expected) -> Iterator[str]:
    """Why an answer is not good enough."""
    if expect.abstain and (not answer.abstained or answer.citations):
        yield "should have abstained"
    if answer.abstained and not (expect.abstain or expect.may_abstain):
        yield f"abstained ({answer.reason})"
    yield from untrue(assistant, answer)
    cited = {c.paper_id for c in answer.citations}
    papers = [paper for paper in assistant.corpus.papers if paper.id in cited]
    yield from prose.stumbles(answer, papers, topic=expect.topic, references=expect.references)
    yield from _papers(answer, expect)
    yield from _text(MARK.sub("", answer.text).replace("**", ""), expect)


def _papers(answer: Answer, expect: Expected) -> Iterator[str]:
    """What is wrong with the papers cited or named, and with their order."""
    first = _first_marks(answer)
    may = list(first) if expect.may_cite is None else expect.may_cite
    papers = {"must_cite": expect.must_cite, "may_cite": may, "exact": expect.exact, "scope": expect.scope}
    yield from wrong_papers(answer, papers)
    for some in expect.cite_some:
        found = len(first.keys() & _folded(some["of"]))
        if found < some["least"]:
            yield f"cites {found} of at least {some['least']} papers such as {some['of'][0]!r}"
    named = sum(title in answer.text.casefold() for title in first)
    if expect.most_named is not None and named > expect.most_named:
        yield f"names papers: {named}, {expect.most_named} are enough"
    quoted = len({c.paper_id for c in answer.citations if c.field == "abstract"})
    if quoted < expect.quoted:
        yield f"quotes the abstracts of {quoted} papers, expected {expect.quoted}"
    for title in _folded(expect.must_name) - _folded(s.title for s in answer.suggestions):
        if title not in answer.text.casefold():
            yield f"does not name {title!r}"
    for earlier, later in expect.order:
        if first.get(earlier.casefold(), 0) > first.get(later.casefold(), len(answer.text)):
            yield f"{later!r} stands before {earlier!r}"


def _first_marks(answer: Answer) -> dict[str, int]:
    """The titles of the papers cited, folded, and where in the text each is first cited."""
    marks = {int(found[1]): found.start() for found in reversed([*MARK.finditer(answer.text)])}
    places: dict[str, int] = {}
    for c in answer.citations:
        if c.scope != "profile":
            place = marks.get(c.number, len(answer.text))
            places[c.title.casefold()] = min(place, places.get(c.title.casefold(), place))
    return places


def _text(text: str, expect: Expected) -> Iterator[str]:
    """What the text lacks, has too much of, or must not say."""
    yield from (f"lacks /{p}/" for p in expect.must_match if not re.search(p, text, re.I))
    yield from (f"opening lacks /{p}/" for p in expect.opens_with if not re.search(p, prose.opening(text)))
    for pattern in expect.must_not_match:
        if found := re.search(pattern, text):
            yield f"says {found.group()!r}"
    if expect.table and not prose.has_table(text):
        yield "has no table"
    yield from _counted("groups", prose.groups(text), expect.groups)
    yield from _counted("sentences", len(prose.sentences(text)), expect.sentences)


def _counted(what: str, count: int, limits: Sequence[int]) -> Iterator[str]:
    if limits and not limits[0] <= count <= limits[1]:
        yield f"has {count} {what}, expected {limits[0]} to {limits[1]}"


def _folded(titles: Iterable[str]) -> set[str]:
    return {title.casefold() for title in titles}


def _by_group(questions: Sequence[Question]) -> dict[str, list[Question]]:
    """Raises UsageError where a question names no group."""
    found: dict[str, list[Question]] = defaultdict(list)
    for question in questions:
        if "group" not in question:
            raise UsageError(f"{question['id']}: expected the name of a group.")
        found[question["group"]].append(question)
    return found
