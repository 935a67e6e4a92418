"""`python -m bench drafts SENTENCES.jsonl`: which sentences of a model are shown without a mark?

The sentences of the file (see `bench.drafted`) are what a scripted model writes: they are cut, judged and put
together as those of any model. A paper that they cite counts as offered to the model, whatever the search has
found. With `--judge labels` the model also judges, and says of each sentence what its label says; with
`--judge none` nothing judges, and the mechanical check decides.

Keys of the result: `faithful` and `lies` are how many sentences are so labelled, `faithful_shown` and
`lies_unmarked` the shares of them that are shown without a mark. `by_kind` has both numbers of every kind.
`left_out` are the sentences on groups whose papers are not here: see `--corpora`. `--fit` learns the check
anew and prints how it does on groups left out; see `bench.draft_fitting`.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from assistant.answering import open_assistant
from assistant.answers import support
from assistant.errors import UsageError
from bench.draft_fitting import fit
from bench.drafted import Sentence, Shown, by_question, read
from bench.drafting import Drafting
from bench.options import Say, add_json, say_result
from bench.places import Places, add_places
from bench.topics import SEEDS


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("sentences", type=Path, metavar="SENTENCES.jsonl")
    parser.add_argument("--judge", choices=("labels", "none"), default="none", help="default: none")
    parser.add_argument("--fit", action="store_true", help="learn the mechanical check anew, and write it")
    add_places(parser)
    add_json(parser)
    parser.add_argument("--verbose", action="store_true", help="print what is judged otherwise than labelled")


def main(options: argparse.Namespace, say: Say) -> int:
    with TemporaryDirectory() as folder:
        places = Places(options.index, options.corpora, options.indexes, Path(folder))
        draftings = _draftings(options.sentences, places, judged=options.judge == "labels")
        if options.fit:
            return _fit(draftings, say, as_json=options.json)
        shown: list[Shown] = []
        left_out = 0
        for drafting, sentences in draftings:
            if drafting is None:
                left_out += len(sentences)
                continue
            for answer in by_question(sentences):
                shown += drafting.shown(answer)
    if not shown:
        raise UsageError("No sentence is about papers that are here: --corpora says where the others are.")
    say_result({**measured(shown), "left_out": left_out}, say, as_json=options.json)
    for one in shown if options.verbose else ():
        if one.unmarked != one.sentence.faithful:
            say(f"{one.sentence.kind}, {one.standing}: {one.sentence.text} ({one.why})")
    return 0


def _draftings(
    file: Path, places: Places, *, judged: bool
) -> Iterator[tuple[Drafting | None, list[Sentence]]]:
    """The sentences of a file by their group, with what writes them; None where its papers are not here."""
    groups: dict[str, list[Sentence]] = defaultdict(list)
    for sentence in read(file):
        groups[sentence.corpus or SEEDS].append(sentence)
    encoder = None
    for group, sentences in groups.items():
        settings = places.settings(group)
        assistant = open_assistant(settings, encoder=encoder) if settings else None
        encoder = assistant.desk.encoder if assistant else encoder
        yield Drafting(assistant, judged=judged) if assistant else None, sentences


def _fit(draftings: Iterable[tuple[Drafting | None, list[Sentence]]], say: Say, *, as_json: bool) -> int:
    here = [(drafting, sentences) for drafting, sentences in draftings if drafting]
    rows = [row for d, sentences in here for answer in by_question(sentences) for row in d.rows(answer)]
    if len({row.faithful for row in rows}) < 2:
        raise UsageError("Both faithful and unfaithful sentences are needed, about papers that are here.")
    table, figures = fit(rows)
    support.FILE.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    say_result(figures, say, as_json=as_json)
    return 0


def measured(shown: Sequence[Shown]) -> dict[str, Any]:
    """The counts and shares, in all and by kind: [sentences, those shown without a mark]."""
    kinds: Mapping[str, list[Shown]] = defaultdict(list)
    for one in shown:
        label = "faithful" if one.sentence.faithful else "lie"
        kinds[f"{label}: {one.sentence.kind}"].append(one)
    faithful = [one for one in shown if one.sentence.faithful]
    lies = [one for one in shown if not one.sentence.faithful]
    return {
        "sentences": len(shown),
        "faithful": len(faithful),
        "faithful_shown": _share(faithful),
        "lies": len(lies),
        "lies_unmarked": _share(lies),
        "by_kind": {kind: [len(own), sum(s.unmarked for s in own)] for kind, own in sorted(kinds.items())},
    }


def _share(shown: Sequence[Shown]) -> float:
    return round(sum(one.unmarked for one in shown) / len(shown), 4) if shown else 0.0
