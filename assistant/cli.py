"""The commands that ask the papers, list them and look after their index."""

from __future__ import annotations

import argparse
import io
import json
import logging
import os
import re
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, TextIO

from assistant.config import (
    Settings,
    add_index_option,
    add_model_options,
    add_store_option,
    model_options,
    quiet_libraries,
)
from assistant.datamodels import Message, Paper, Query
from assistant.errors import AssistantError, UsageError

if TYPE_CHECKING:
    from assistant.answering import Assistant
    from assistant.index.corpus import Corpus

log = logging.getLogger(__name__)

_HALF_CHARACTER = re.compile(r"[\ud800-\udfff]")  # or a byte that is not UTF-8, as surrogateescape reads it


def main(argv: Sequence[str] | None = None) -> int:
    """`python -m assistant`; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m assistant", description="Ask about the group's papers.")
    add_commands(parser.add_subparsers(dest="command", required=True), name="assistant")
    options = parser.parse_args(argv)
    return int(options.run(options))


def run(options: argparse.Namespace) -> int:
    """Carry out one of the commands of `add_commands`; returns the exit status."""
    quiet_libraries()
    try:
        style = getattr(options, "style", None)
        settings = Settings.read(
            index=options.index, store=options.store, style=style, **model_options(options)
        )
        if options.index is None and options.command != "doctor":  # which names the directory first of all
            print(f"Index: {settings.index}", file=sys.stderr)
        if options.command == "doctor":
            return _examine(settings, options)
        if options.command == "references":
            return _references(settings, options)
        return _answer(settings, options)
    except AssistantError as problem:
        print(f"{options.name}: {problem}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # `| head` has read enough; Python would complain once more as it ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _answer(settings: Settings, options: argparse.Namespace) -> int:
    from assistant.ops.first_run import ensure_snapshot

    ensure_snapshot(settings, say=lambda line: print(line, file=sys.stderr))
    from assistant.models.encoders import open_ahead

    encoder = open_ahead(settings.embedding_model)
    from assistant.answering import open_assistant  # while the encoder is loaded

    assistant = open_assistant(settings, encoder=encoder())
    if options.command == "ask":
        return _ask(assistant, options)
    _use_utf8()
    return _batch(assistant, sys.stdin, sys.stdout, scope=options.scope)


def _references(settings: Settings, options: argparse.Namespace) -> int:
    """Print papers as references, in a citation style or in a form for reference managers."""
    from assistant.answers.cited_works import writings_of
    from assistant.explore.exports import FORMATS
    from assistant.explore.reference_files import WRITERS, in_style
    from assistant.text.citation_styles import find_style

    style = find_style(settings.style)  # before anything slow
    corpus, papers = _asked_papers(settings, options)
    _use_utf8()
    if options.format in FORMATS and options.format not in WRITERS:
        print(FORMATS[options.format].write(papers), end="")
        return 0
    members = corpus.members
    if options.bold is not None:
        members = frozenset(form for name in options.bold for form in writings_of(name, corpus.papers))
    print(WRITERS[options.format](in_style(papers, style, members)), end="")
    return 0


def _asked_papers(settings: Settings, options: argparse.Namespace) -> tuple[Corpus, Sequence[Paper]]:
    """The papers that answer the question of `options`; without a question all papers, the newest first."""
    from assistant.answering import open_assistant
    from assistant.index.catalog import select
    from assistant.index.corpus import open_corpus
    from assistant.index.stores import Stores
    from assistant.ops.first_run import ensure_snapshot

    if options.question is not None:
        _refuse_half_characters(options.question, "the question")
    ensure_snapshot(settings, say=lambda line: print(line, file=sys.stderr))
    if options.question is None:
        corpus = open_corpus(settings.index, Stores.of(settings))
        return corpus, select(corpus.papers, Query("", scope=options.scope or "group")).papers
    assistant = open_assistant(settings)
    answer = assistant.ask(options.question, scope=options.scope)
    if answer.abstained:
        raise UsageError(answer.text)
    cited = dict.fromkeys(c.paper_id for c in answer.citations if c.scope != "profile")
    return assistant.corpus, [assistant.corpus.paper(one) for one in cited]


def _examine(settings: Settings, options: argparse.Namespace) -> int:
    from assistant.ops import doctor

    mended = not options.repair or doctor.repair(settings)
    findings = doctor.examine(settings, share=options.share)
    print(json.dumps(doctor.to_record(findings), indent=2) if options.json else doctor.to_text(findings))
    return int(not (mended and doctor.healthy(findings)))


def _use_utf8() -> None:
    """Lines of JSON are UTF-8 in every locale; bytes that are not spoil their own line only."""
    for stream, errors in ((sys.stdin, "surrogateescape"), (sys.stdout, "backslashreplace")):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors=errors)


def _ask(assistant: Assistant, options: argparse.Namespace) -> int:
    _refuse_half_characters(options.question, "the question")
    from assistant.explore.rendering import to_json, to_text

    answer = assistant.ask(options.question, scope=options.scope)
    text = to_text(answer, verbatim=options.verbatim)
    print(json.dumps(to_json(answer), ensure_ascii=False, indent=2) if options.json else text)
    return 0


def _batch(assistant: Assistant, questions: TextIO, answers: TextIO, *, scope: Any = None) -> int:
    """A line of JSON for each line of JSON; one that can't be answered becomes `{"id", "error"}`.

    Returns 1 if any line failed.
    """
    from assistant.explore.rendering import to_json

    failed = False
    for number, line in enumerate(questions, start=1):
        if not line.strip():
            continue
        identity: Any = number
        try:
            identity, question, history = _question(line, number)
            record = to_json(assistant.ask(question, history, scope=scope), id=identity)
        except AssistantError as problem:
            record, failed = {"id": _identity(line, identity), "error": str(problem)}, True
        except Exception as problem:  # one bad line must not cost the others their answers
            log.exception("line %d failed", number)
            record = {"id": identity, "error": f"internal error: {type(problem).__name__}: {problem}"}
            failed = True
        print(json.dumps(record, ensure_ascii=False), file=answers, flush=True)
    return int(failed)


def _question(line: str, number: int) -> tuple[Any, str, tuple[Message, ...]]:
    try:
        record = json.loads(line)
    except ValueError as problem:
        raise UsageError(f"line {number} is not JSON: {problem}") from problem
    _refuse_half_characters(json.dumps(record, ensure_ascii=False), f"line {number}")
    if not isinstance(record, dict) or not isinstance(record.get("question"), str):
        raise UsageError(
            f'line {number}: expected an object with a text "question", got {line.strip()[:80]!r}'
        )
    return record.get("id", number), record["question"], tuple(_messages(record.get("history") or [], number))


def _refuse_half_characters(text: str, where: str) -> None:
    if _HALF_CHARACTER.search(text):
        raise UsageError(f"{where} is not UTF-8, or holds half a character (a lone surrogate)")


def _messages(history: Any, number: int) -> Iterator[Message]:
    if not isinstance(history, list):
        raise UsageError(f'line {number}: "history" must be a list of messages, got {type(history).__name__}')
    for message in history:
        if not isinstance(message, dict) or message.get("role") not in ("user", "assistant"):
            raise UsageError(f'line {number}: a message needs a "role" of user or assistant and a "content"')
        if not isinstance(message.get("content"), str):
            raise UsageError(f'line {number}: the "content" of a message must be text')
        citations = message.get("citations") or []
        if not isinstance(citations, list) or not all(isinstance(c, str) for c in citations):
            raise UsageError(f'line {number}: "citations" must be a list of paper ids')
        yield Message(message["role"], message["content"], tuple(citations))


def _identity(line: str, number: Any) -> Any:
    try:
        record = json.loads(line)
    except ValueError:
        return number
    return record.get("id", number) if isinstance(record, dict) else number


def add_commands(commands: Any, *, name: str) -> None:
    """Add the commands to the subparsers of argparse; `name` stands before their errors."""
    common = argparse.ArgumentParser(add_help=False)
    add_index_option(common)
    add_store_option(common)
    add_model_options(common)
    common.set_defaults(run=run, name=name)
    asking = argparse.ArgumentParser(add_help=False)
    asking.add_argument(
        "--scope",
        choices=("group", "related", "all"),
        help="whose papers to search, unless the question says so",
    )
    ask = commands.add_parser("ask", parents=[common, asking], help="answer one question")
    ask.add_argument("question")
    ask.add_argument("--json", action="store_true", help="print the answer as JSON")
    ask.add_argument(
        "--verbatim",
        action="store_true",
        help="where a model wrote the answer, print the answer of verbatim sentences, too",
    )
    commands.add_parser(
        "batch",
        parents=[common, asking],
        help='answer every line of standard input: {"id", "question", "history"}',
    )
    references = commands.add_parser(
        "references", parents=[common, asking], help="list papers as references in a citation style"
    )
    add = references.add_argument
    add("--style", metavar="STYLE", help="APA, IEEE, Vancouver, Chicago, MLA, or a CSL file (default: APA)")
    add(
        "--format",
        choices=("text", "html", "markdown", "bibtex", "ris"),
        default="text",
        help="html is for word processors (default: text)",
    )
    add("--question", metavar="TEXT", help="list the papers that the answer cites, and not all papers")
    add(
        "--bold",
        metavar="NAME",
        action="append",
        help="an author to set in bold; may be given again (default: who signs a fifth of the papers)",
    )
    doctor = commands.add_parser("doctor", parents=[common], help="check the index, and say what mends it")
    doctor.add_argument(
        "--repair", action="store_true", help="rebuild what its own papers and vectors suffice for"
    )
    doctor.add_argument("--share", action="store_true", help="list what the page's --share contacts, too")
    doctor.add_argument("--json", action="store_true", help="print the findings as JSON")
