"""Command line: `python -m bench COMMAND`, one of those that `python -m bench --help` lists."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from functools import partial
from importlib import import_module

from assistant.config import quiet_libraries
from assistant.errors import AssistantError

COMMANDS = {
    "calibrate": "learn the weights and cut-offs from labelled data",
    "asking": "learn how questions ask, and try it on other groups",
    "answers": "ask and score a question set",
    "retrieval": "rank the documents of a BEIR folder: accuracy and speed",
    "fulltext": "read PDFs, and compare what is known to stand in them",
    "bodies": "ask what stands in full texts alone",
    "ordinary": "time ordinary questions of every kind",
    "hostile": "time the questions that cost most, whatever is asked",
    "speed": "time ingest and queries beside the plain LangChain pipeline",
    "limit": "how near the encoder comes to what the processor can do",
    "growth": "build, open, ask and extend indexes of growing size",
    "start": "time the first answer and the page",
    "page": "weigh the page, and time it in a browser",
    "crash": "kill ingests at random moments while questions are asked",
    "attack": "let in, run, stall or crash: everything that visitors and documents may try",
    "ray": "ingest here and by a Ray cluster, of which a worker is killed: the same result",
    "replicas": "read-only pages behind nginx: one is killed, new papers are published",
    "load": "many visitors at once, over HTTP",
    "evidence": "score the sentence behind a citation on SciFact",
    "overview": "score the sentence that tells what a paper did, on SciTLDR",
    "verify": "score the check of a model's sentences on SciFact",
    "drafts": "count the true and false sentences of a model that are shown without a mark",
    "premises": "score how false premises of questions are seen",
    "jobs": "score the answers to the jobs that people come with",
    "groups": "learn relevance on all groups but one, and try it on that one",
    "freeze": "write down all answers, or compare them with those written down",
}
"""What each command measures. The module bench/NAME.py has its options and runs it; see bench/__init__.py."""


def main(argv: Sequence[str] | None = None) -> int:
    options = _options(sys.argv[1:] if argv is None else argv)
    quiet_libraries()
    try:
        return int(options.run(options, partial(print, flush=True)))
    except AssistantError as problem:
        print(f"bench: {problem}", file=sys.stderr)
        return 1


def _options(argv: Sequence[str]) -> argparse.Namespace:
    """The options of the command that `argv` names. The modules of the other commands are not imported."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure the assistant.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, purpose in COMMANDS.items():
        command = commands.add_parser(name, help=purpose)
        if name in argv[:1]:
            module = import_module(f"bench.{name}")
            module.add_options(command)
            command.set_defaults(run=module.main)
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
