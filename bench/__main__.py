"""Command line: `python -m bench COMMAND`, one of those that `python -m bench --help` lists."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from assistant.config import Settings, add_model_options, model_options, quiet_libraries
from assistant.errors import AssistantError, UsageError


def main(argv: Sequence[str] | None = None) -> int:
    options = _options(argv)
    quiet_libraries()
    try:
        return int(options.run(options))
    except AssistantError as problem:
        print(f"bench: {problem}", file=sys.stderr)
        return 1


def _calibrate(options: argparse.Namespace) -> int:
    from bench.calibrate import run

    print(run(options.index, write=options.write, figure=options.figure))
    return 0


def _answers(options: argparse.Namespace) -> int:
    from assistant.answering import Assistant, open_assistant
    from assistant.ops.first_run import ensure_snapshot
    from bench import answers, lies

    script = options.model if (options.model or "").startswith("fake:") else None
    given = model_options(options) | ({"model": None} if script else {})
    settings = Settings.read(index=options.index, **given)
    if script:
        settings = replace(settings, model=None)  # whatever the environment names
    questions = answers.read(options.questions)
    ensure_snapshot(settings, say=lambda line: print(line, file=sys.stderr))
    told: lies.Told | None = None
    assistant: Assistant
    if script:
        assistant, told = lies.open_scripted(settings, script)
    else:
        assistant = open_assistant(settings)
    judged = answers.run(assistant, questions, seen=told.see if told else None)
    rate = answers.pass_rate(judged)
    if options.json:
        result = {"questions": len(judged), "pass_rate": round(rate, 4)} | (told.result() if told else {})
        print(json.dumps(result))
    else:
        print(answers.report(judged, verbose=options.verbose))
        if told:
            print(told.report())
    return int(rate < options.min)


def _evidence(options: argparse.Namespace) -> int:
    from assistant.models.encoders import open_encoder
    from bench.evidence import run

    encoder = open_encoder(Settings.read().embedding_model)
    _print(run(options.beir, encoder, part="_train" if options.train else ""), as_json=options.json)
    return 0


def _retrieval(options: argparse.Namespace) -> int:
    from assistant.models.encoders import open_encoder
    from bench.retrieval import run

    encoder = open_encoder(options.embedding_model or Settings.read().embedding_model)
    _print(run(options.beir, encoder, part="train" if options.train else "test"), as_json=options.json)
    return 0


def _speed(options: argparse.Namespace) -> int:
    from assistant.models.encoders import open_encoder
    from bench.speed import run

    encoder = open_encoder(Settings.read().embedding_model)
    _print(run(options.beir, encoder, part="train" if options.train else "test"), as_json=options.json)
    return 0


def _growth(options: argparse.Namespace) -> int:
    from bench import growth

    rows = growth.run(options.beir, sizes=options.sizes, embedded=options.embedded)
    print(json.dumps(growth.result(rows)) if options.json else growth.report(rows))
    if options.figure:
        from bench.figures import draw_growth

        draw_growth(rows, options.figure)
    return 0


def _crash(options: argparse.Namespace) -> int:
    from bench.crash import run

    result = run(options.kills, report=lambda line: print(line, file=sys.stderr))
    _print(result, as_json=options.json)
    return int(bool(result["lost_papers"] or result["failed_questions"]))


def _load(options: argparse.Namespace) -> int:
    from bench.load import run

    result = run(
        options.index,
        users=options.users,
        seconds=options.seconds,
        questions=options.questions,
        url=options.url,
    )
    _print(result, as_json=options.json)
    return int(bool(result["errors"] or result["mixed"]))


def _start(options: argparse.Namespace) -> int:
    from bench.start import run

    _print(run(options.index or Settings.read().index), as_json=options.json)
    return 0


def _verify(options: argparse.Namespace) -> int:
    from assistant.models.encoders import open_encoder
    from bench.verify import run

    settings = Settings.read(nli=options.nli)
    encoder = open_encoder(settings.embedding_model)
    part = "_train" if options.train else ""
    result = run(options.beir, encoder, part=part, nli=settings.nli, fit=options.fit)
    _print(result, as_json=options.json)
    return 0


def _premises(options: argparse.Namespace) -> int:
    from bench import premises

    result = dict(premises.run(options.index))
    if options.beir:
        result |= {f"claims_{key}": value for key, value in premises.run_claims(options.beir).items()}
    _print(result, as_json=options.json)
    return 0


def _freeze(options: argparse.Namespace) -> int:
    from assistant.answering import Assistant, open_assistant
    from bench import freeze

    settings = replace(Settings.read(index=options.index), model=None)

    def open_index(index: Path) -> Assistant:
        return open_assistant(replace(settings, index=index))

    if options.against:
        differing = 0
        for line in freeze.differences(options.against, open_index):
            print(line, flush=True)
            differing += 1
        print(f"{differing} answers differ" if differing else "nothing differs")
        return int(bool(differing))
    if options.out is None:
        raise UsageError("Name the folder to write into, or --against one that was written.")
    also = [freeze.FrozenSet(Path(one).absolute(), Path(index).absolute()) for one, index in options.also]
    count = freeze.freeze(options.out, [*freeze.own_sets(settings.index), *also], open_index)
    print(f"{count} answers are written to {options.out}")
    return 0


def _print(result: Mapping[str, float], *, as_json: bool) -> None:
    print(json.dumps(result) if as_json else "\n".join(f"{key} {value}" for key, value in result.items()))


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure the assistant.")
    index = argparse.ArgumentParser(add_help=False)
    index.add_argument("--index", type=Path, metavar="DIR", help="an index of seeds/ (default: data/)")
    commands = parser.add_subparsers(dest="command", required=True)
    calibrate = commands.add_parser(
        "calibrate", parents=[index], help="learn the weights and cut-offs from labelled data"
    )
    calibrate.add_argument(
        "--write", action="store_true", help="write them to assistant/retrieval/calibration.toml"
    )
    calibrate.add_argument("--figure", type=Path, metavar="SVG", help="draw the curves into this file")
    calibrate.set_defaults(run=_calibrate, index=Path("data"))
    answers = commands.add_parser("answers", parents=[index], help="ask and score a question set")
    answers.add_argument("questions", type=Path, metavar="QUESTIONS.jsonl")
    add_model_options(answers)
    answers.add_argument("--json", action="store_true", help="print the result as JSON")
    answers.add_argument("--verbose", action="store_true", help="print each question that fails, and why")
    answers.add_argument("--min", type=float, default=0.0, metavar="RATE", help="fail below this pass rate")
    answers.set_defaults(run=_answers)
    scifact = argparse.ArgumentParser(add_help=False)
    scifact.add_argument("--beir", type=Path, required=True, metavar="DIR", help="a folder in BEIR's layout")
    scifact.add_argument("--train", action="store_true", help="the training claims instead of the test ones")
    scifact.add_argument("--json", action="store_true", help="print the result as JSON")
    retrieval = commands.add_parser(
        "retrieval", parents=[scifact], help="rank the documents of a BEIR folder: accuracy and speed"
    )
    retrieval.add_argument("--embedding-model", metavar="MODEL", help="another encoder, by name or directory")
    retrieval.set_defaults(run=_retrieval)
    speed = commands.add_parser(
        "speed", parents=[scifact], help="time ingest and queries beside the plain LangChain pipeline"
    )
    speed.set_defaults(run=_speed)
    growth = commands.add_parser("growth", help="build, open, ask and extend indexes of growing size")
    growth.add_argument("--beir", type=Path, metavar="DIR", help="texts of a BEIR folder (default: seeds/)")
    sizes = "numbers of papers (default: 1000 10000 100000)"
    growth.add_argument(
        "--sizes", type=int, nargs="+", default=(1000, 10_000, 100_000), metavar="N", help=sizes
    )
    growth.add_argument(
        "--embedded",
        type=int,
        default=10_000,
        metavar="N",
        help="make up vectors above this (default: 10000)",
    )
    growth.add_argument("--figure", type=Path, metavar="SVG", help="draw the curves into this file")
    growth.add_argument("--json", action="store_true", help="print the result as JSON")
    growth.set_defaults(run=_growth)
    start = commands.add_parser("start", parents=[index], help="time the first answer and the page")
    start.add_argument("--json", action="store_true", help="print the result as JSON")
    start.set_defaults(run=_start)
    crash = commands.add_parser("crash", help="kill ingests at random moments while questions are asked")
    crash.add_argument("--kills", type=int, default=50, help="how many (default: %(default)s)")
    crash.add_argument("--json", action="store_true", help="print the result as JSON")
    crash.set_defaults(run=_crash)
    load = commands.add_parser("load", parents=[index], help="many visitors at once, over HTTP")
    load.add_argument("--users", type=int, default=50, help="visitors at a time (default: %(default)s)")
    load.add_argument("--seconds", type=float, default=60, help="how long (default: %(default)s)")
    load.add_argument("--questions", type=int, metavar="N", help="stop after so many instead")
    load.add_argument("--url", help="a running page over the same index (default: one is started)")
    load.add_argument("--json", action="store_true", help="print the result as JSON")
    load.set_defaults(run=_load, index=Path("data"))
    evidence = commands.add_parser(
        "evidence", parents=[scifact], help="score the sentence behind a citation on SciFact"
    )
    evidence.set_defaults(run=_evidence)
    verify = commands.add_parser(
        "verify", parents=[scifact], help="score the check of a model's sentences on SciFact"
    )
    verify.add_argument("--nli", metavar="NAME", help="a cross-encoder that knows contradictions, by name")
    verify.add_argument("--fit", action="store_true", help="learn the weights anew, on the training claims")
    verify.set_defaults(run=_verify)
    premises = commands.add_parser(
        "premises", parents=[index], help="score how false premises of questions are seen"
    )
    premises.add_argument(
        "--beir", type=Path, metavar="DIR", help="SciFact in BEIR's layout, to ask its claims"
    )
    premises.add_argument("--json", action="store_true", help="print the result as JSON")
    premises.set_defaults(run=_premises, index=Path("data"))
    frozen = commands.add_parser(
        "freeze", parents=[index], help="write down all answers, or compare them with those written down"
    )
    frozen.add_argument("out", type=Path, nargs="?", metavar="OUT", help="the folder to write into")
    frozen.add_argument("--against", type=Path, metavar="OUT", help="say what differs from this folder")
    frozen.add_argument(
        "--also", nargs=2, action="append", default=[], metavar=("QUESTIONS", "INDEX"), help="one more set"
    )
    frozen.set_defaults(run=_freeze)
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
