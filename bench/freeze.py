"""`python -m bench freeze OUT`: write down what the assistant understands and answers, and see what changed.

For every line of every question set, the file OUT/NAME.jsonl has one line: {"question", "query", "answer"}.
`answer` is what `ask --json` prints, without the seconds it took and its query. OUT/sets.json names the
question sets and the indexes that they were asked of, so that `--against OUT` asks the same again.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from assistant.answering import Assistant, open_assistant
from assistant.config import REPOSITORY, Settings
from assistant.datamodels import Message, ScopeFilter
from assistant.errors import AssistantError, UsageError
from assistant.explore.rendering import to_json
from bench.options import Say, add_index

OWN_SETS = (
    "tests/questions.jsonl",
    "bench/acceptance.jsonl",
    "bench/asked.jsonl",
    "bench/facts.jsonl",
    "bench/jobs.jsonl",
    "bench/premises.jsonl",
    "bench/topics.jsonl",
)
"""The question files of the project, all asked of an index of seeds/."""

_SETS = "sets.json"


@dataclass(frozen=True, slots=True)
class FrozenSet:
    """A file of questions and the index that they are asked of, both as absolute paths."""

    questions: Path
    index: Path


def add_options(parser: argparse.ArgumentParser) -> None:
    add_index(parser)
    parser.add_argument("out", type=Path, nargs="?", metavar="OUT", help="the folder to write into")
    parser.add_argument("--against", type=Path, metavar="OUT", help="say what differs from this folder")
    parser.add_argument(
        "--also", nargs=2, action="append", default=[], metavar=("QUESTIONS", "INDEX"), help="one more set"
    )


def main(options: argparse.Namespace, say: Say) -> int:
    settings = replace(Settings.read(index=options.index), model=None)

    def open_index(index: Path) -> Assistant:
        return open_assistant(replace(settings, index=index))

    if options.against:
        differing = 0
        for line in differences(options.against, open_index):
            say(line)
            differing += 1
        say(f"{differing} answers differ" if differing else "nothing differs")
        return int(bool(differing))
    if options.out is None:
        raise UsageError("Name the folder to write into, or --against one that was written.")
    also = [FrozenSet(Path(one).absolute(), Path(index).absolute()) for one, index in options.also]
    count = freeze(options.out, [*own_sets(settings.index), *also], open_index)
    say(f"{count} answers are written to {options.out}")
    return 0


def own_sets(index: Path) -> tuple[FrozenSet, ...]:
    """The project's own question files, asked of `index`."""
    return tuple(FrozenSet(REPOSITORY / name, index.absolute()) for name in OWN_SETS)


def freeze(out: Path, sets: Sequence[FrozenSet], open_index: Callable[[Path], Assistant]) -> int:
    """Write the answers to `sets` into the folder `out`, and return how many there are."""
    out.mkdir(parents=True, exist_ok=True)
    count = 0
    for one in sets:
        lines = list(_records(one, open_index))
        (out / one.questions.name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        count += len(lines)
    named = [{"questions": str(one.questions), "index": str(one.index)} for one in sets]
    (out / _SETS).write_text(json.dumps(named, indent=1), encoding="utf-8")
    return count


def differences(frozen: Path, open_index: Callable[[Path], Assistant]) -> Iterator[str]:
    """A line for each answer that is no longer what the folder `frozen` has: the question and what differs.

    Raises UsageError where `frozen` was not written by `freeze`.
    """
    try:
        named = json.loads((frozen / _SETS).read_text(encoding="utf-8"))
        sets = [FrozenSet(Path(one["questions"]), Path(one["index"])) for one in named]
        before = {one: (frozen / one.questions.name).read_text(encoding="utf-8").splitlines() for one in sets}
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise UsageError(
            f"{frozen} is no folder that `python -m bench freeze` wrote ({problem})."
        ) from problem
    for one in sets:
        after = list(_records(one, open_index))
        if len(after) != len(before[one]):
            yield f"{one.questions.name}: {len(before[one])} questions before, {len(after)} now"
        for number, (old, new) in enumerate(zip(before[one], after, strict=False), start=1):
            if old != new:
                yield f"{one.questions.name}:{number}: {_difference(json.loads(old), json.loads(new))}"


def _records(one: FrozenSet, open_index: Callable[[Path], Assistant]) -> Iterator[str]:
    assistant = open_index(one.index)
    for line in one.questions.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.dumps(_record(assistant, json.loads(line)), ensure_ascii=False, sort_keys=True)


def _record(assistant: Assistant, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    question = asked.get("question") or asked["topic"]
    history = [
        Message(m["role"], m["content"], tuple(m.get("citations", ()))) for m in asked.get("history", ())
    ]
    scope: ScopeFilter | None = None if "question" in asked else "all"  # a topic is labelled over all papers
    try:
        answer = assistant.ask(question, history, scope=scope)
    except AssistantError as problem:
        return {"question": question, "error": str(problem)}
    told = {key: value for key, value in to_json(answer).items() if key not in ("seconds", "query")}
    return {"question": question, "query": _plain(asdict(answer.query)), "answer": told}


def _plain(value: Any) -> Any:
    """`value` without fields that are unset, so that a new field of Query changes no old line."""
    if isinstance(value, Mapping):
        plain = {key: _plain(one) for key, one in value.items()}
        return {key: one for key, one in plain.items() if one not in (None, (), [], "", False)}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def _difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    parts = [
        f"{part}.{key}: {was.get(key)!r} -> {now.get(key)!r}"
        for part in ("query", "answer")
        for was, now in [(old.get(part) or {}, new.get(part) or {})]
        for key in sorted({*was, *now})
        if was.get(key) != now.get(key)
    ]
    return f"{old['question']!r}\n    " + "\n    ".join(p if len(p) < 400 else f"{p[:400]}…" for p in parts)
