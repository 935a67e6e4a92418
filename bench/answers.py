"""`python -m bench answers QUESTIONS.jsonl`: ask questions whose papers are known, and score the answers.

A line of a question set is {"id", "kind", "question", "history", "expect"}, and maybe "half" to tell the part
that was looked at while building from the part that was not. `expect` holds:

    abstain          nothing answers: the answer must say so and cite nothing
    must_cite        titles that have to be cited; with `exact` no other may be
    may_cite         titles that do no harm; of all others at most one, or three in ten, are forgiven
    scope            "group", "related" or "all": no paper outside it may be cited
    answer_matches   patterns that must be found in the answer, its [n] marks taken out
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant.answering import Assistant, open_assistant
from assistant.answers.citations import MARK, quoted_form
from assistant.config import Settings, add_model_options, model_options
from assistant.datamodels import Answer, Message
from assistant.errors import UsageError
from assistant.ops.first_run import ensure_snapshot
from bench import lies
from bench.options import Say, add_index, add_json, say_aside

Question = Mapping[str, Any]

Judge = Callable[[Assistant, Answer, Mapping[str, Any]], Iterable[str]]
"""Why an answer fails what a question's `expect` says."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A question, why its answer fails (empty: it passes), and how long it took."""

    question: Question
    failures: tuple[str, ...]
    seconds: float


def add_options(parser: argparse.ArgumentParser) -> None:
    add_index(parser)
    parser.add_argument("questions", type=Path, metavar="QUESTIONS.jsonl")
    add_model_options(parser)
    add_json(parser)
    parser.add_argument("--verbose", action="store_true", help="print each question that fails, and why")
    parser.add_argument("--min", type=float, default=0.0, metavar="RATE", help="fail below this pass rate")


def main(options: argparse.Namespace, say: Say) -> int:
    questions = read(options.questions)
    assistant, told = _opened(options)
    judged = run(assistant, questions, seen=told.see if told else None)
    rate = pass_rate(judged)
    if options.json:
        result = {"questions": len(judged), "pass_rate": round(rate, 4)} | (told.result() if told else {})
        say(json.dumps(result))
    else:
        say(report(judged, verbose=options.verbose))
        if told:
            say(told.report())
    return int(rate < options.min)


def _opened(options: argparse.Namespace) -> tuple[Assistant, lies.Told | None]:
    """The assistant that is asked; with the model `fake:...` also the count of what that writer tells."""
    script = options.model if (options.model or "").startswith("fake:") else None
    given = model_options(options) | ({"model": None} if script else {})
    settings = Settings.read(index=options.index, **given)
    ensure_snapshot(settings, say=say_aside)
    if script:  # and not the model that the environment names
        return lies.open_scripted(replace(settings, model=None), script)
    return open_assistant(settings), None


def run(
    assistant: Assistant,
    questions: Sequence[Question],
    *,
    judge: Judge | None = None,
    seen: Callable[[Answer], None] | None = None,
) -> list[Judged]:
    """Ask and judge every question, the encoder warmed up first; `seen` is shown every answer."""
    assistant.warm()
    return [_ask(assistant, question, judge or _failures, seen or (lambda _: None)) for question in questions]


def read(path: Path) -> list[Question]:
    """Raises UsageError where a line is no question."""
    try:
        questions = [
            json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()
        ]
    except (OSError, ValueError) as problem:
        raise UsageError(f"{path}: {problem}; expected a JSON object on every line.") from problem
    for number, question in enumerate(questions, start=1):
        if not isinstance(question, dict) or not {"id", "kind", "question", "expect"} <= question.keys():
            raise UsageError(f"{path}: question {number} lacks one of id, kind, question, expect.")
    return questions


def report(judged: Sequence[Judged], *, verbose: bool = False) -> str:
    """Pass rates by half and kind, and the failures."""
    lines = [f"FAIL {j.question['id']}: {'; '.join(j.failures)}" for j in judged if j.failures and verbose]
    for half in sorted({j.question.get("half", "all") for j in judged}):
        part = [j for j in judged if j.question.get("half", "all") == half]
        kinds = defaultdict(list)
        for j in part:
            kinds[j.question["kind"]].append(not j.failures)
        rates = ", ".join(f"{kind} {sum(passed)}/{len(passed)}" for kind, passed in sorted(kinds.items()))
        lines.append(f"{half}: {pass_rate(part):.3f} of {len(part)} ({rates})")
    lines.append(f"seconds: median {statistics.median(j.seconds for j in judged):.3f}")
    return "\n".join(lines)


def pass_rate(judged: Sequence[Judged]) -> float:
    return sum(not j.failures for j in judged) / len(judged)


def _ask(assistant: Assistant, question: Question, judge: Judge, seen: Callable[[Answer], None]) -> Judged:
    history = [
        Message(m["role"], m["content"], tuple(m.get("citations", ()))) for m in question.get("history", ())
    ]
    answer = assistant.ask(question["question"], history)
    seen(answer)
    failures = tuple(judge(assistant, answer, question["expect"]))
    return Judged(question, failures, answer.seconds)


def _failures(assistant: Assistant, answer: Answer, expect: Mapping[str, Any]) -> Iterator[str]:
    if expect["abstain"]:
        if not answer.abstained or answer.citations:
            yield "should have abstained"
        return
    if answer.abstained or not answer.citations:
        yield f"abstained ({answer.reason})" if answer.abstained else "cites nothing"
    yield from untrue(assistant, answer)
    yield from wrong_papers(answer, expect)
    text = MARK.sub("", answer.text)
    yield from (f"lacks /{p}/" for p in expect["answer_matches"] if not re.search(p, text, re.I))


def untrue(assistant: Assistant, answer: Answer) -> Iterator[str]:
    """What is wrong with the sources: marks that are no citations, quotes that no record has."""
    if {int(n) for n in MARK.findall(answer.text)} != {c.number for c in answer.citations}:
        yield "marks and citations differ"
    for c in answer.citations:
        paper = None if c.scope == "profile" else assistant.corpus.paper(c.paper_id)
        if not c.quote or (paper and not quoted_form(paper, c, assistant.corpus.bodies)):
            yield f"[{c.number}] is not verbatim"


def wrong_papers(answer: Answer, expect: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the papers cited, by must_cite, may_cite, exact and scope."""
    papers = [c for c in answer.citations if c.scope != "profile"]
    cited, must = {c.title.casefold() for c in papers}, {t.casefold() for t in expect["must_cite"]}
    may = must | {t.casefold() for t in expect["may_cite"]}
    if missing := must - cited:
        yield f"{len(missing)} of {len(must)} papers missing: {min(missing)!r}"
    extra = cited - may
    if extra and (expect["exact"] or (may and len(extra) > max(1, 0.3 * len(cited)))):
        yield f"{len(extra)} of {len(cited)} papers too many: {min(extra)!r}"
    if any(expect["scope"] not in ("all", c.scope) for c in papers):
        yield f"cites outside the scope {expect['scope']!r}"
