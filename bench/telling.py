"""Abstracts of many fields from which `bench.telling_fitting` learns what each sentence of an abstract does.

Which sentence tells what a paper did is learned from SciTLDR, where people summed up papers on computer
science in one sentence, and from bench/telling.jsonl, abstracts of groups of many fields. A line of it:

    group   the group of the paper
    title   its title; the abstract is in the index of the group
    kinds   a letter for each sentence: b(ackground), o (what the paper does), m(ethod), r(esult),
            c(onclusion), x (a heading, a number)
    best    the positions of the sentences that tell best what the paper did
    good    those of others that tell it well enough

The kinds are learned from the same file, and from abstracts that print the names of their sections.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.errors import UsageError
from assistant.index.corpus import open_corpus
from assistant.retrieval.telling import Kind
from assistant.text.sentences import sentence_texts
from bench import beir

FILE = Path(__file__).with_name("telling.jsonl")

SCITLDR, SECTIONED = "SciTLDR", "sectioned"
"""Names of groups: abstracts of SciTLDR, and such as print the names of their sections."""

_SHARPNESS = 10.0
"""How much likelier the sentence with the higher ROUGE-1 is meant to be: e to the power of this times it."""

_GOOD = 0.4
"""What a sentence that tells it well enough is worth beside one that tells it best."""

_KIND_OF_LETTER = {
    "b": Kind.BACKGROUND,
    "x": Kind.BACKGROUND,
    "o": Kind.CONTRIBUTION,
    "m": Kind.METHOD,
    "r": Kind.FINDING,
    "c": Kind.FINDING,
}


@dataclass(frozen=True, slots=True)
class Abstract:
    """The sentences of an abstract, how well each tells what the paper did (`worth`, sum 1), and their kinds.

    `worth` and `kinds` are empty where they are unknown; a single kind is None.
    """

    group: str
    title: str
    sentences: tuple[str, ...]
    worth: tuple[float, ...] = ()
    kinds: tuple[Kind | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Summed:
    """An abstract of SciTLDR with the one-sentence summaries that people wrote."""

    id: str
    title: str
    sentences: tuple[str, ...]
    summaries: tuple[str, ...]


def summed(folder: Path, part: str) -> list[Summed]:
    """The abstracts of one split of SciTLDR. Raises UsageError where the file is missing."""
    path = folder / f"{part}.jsonl.gz"
    if not path.is_file():
        raise UsageError(f"{folder} has no {part}.jsonl.gz; give a folder with SciTLDR's splits.")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        Summed(
            r["id"], r["title"], tuple(filter(None, map(str.strip, r["sentences"]))), tuple(r["summaries"])
        )
        for r in rows
    ]


def rouge1(sentence: str, summaries: Sequence[str]) -> float:
    """ROUGE-1 F of a sentence and the summary nearest to it (Lin 2004), words as runs of a-z and 0-9."""
    own = Counter(re.findall("[a-z0-9]+", sentence.lower()))
    best = 0.0
    for summary in summaries:
        other = Counter(re.findall("[a-z0-9]+", summary.lower()))
        total = own.total() + other.total()
        best = max(best, 2 * (own & other).total() / total if total else 0.0)
    return best


def of_scitldr(papers: Sequence[Summed]) -> list[Abstract]:
    """Abstracts of SciTLDR, each sentence worth the more, the nearer it is to a summary."""
    found = []
    for paper in papers:
        score = np.array([rouge1(sentence, paper.summaries) for sentence in paper.sentences])
        raised = np.exp(_SHARPNESS * (score - score.max()))
        found.append(Abstract(SCITLDR, paper.title, paper.sentences, tuple((raised / raised.sum()).tolist())))
    return found


@dataclass(frozen=True, slots=True)
class Labelled:
    """An abstract that was read: see this module. `abstract` has its worth and kinds."""

    abstract: Abstract
    best: frozenset[int]
    good: frozenset[int]


def texts(indexes: Path) -> dict[str, dict[str, tuple[str, ...]]]:
    """The sentences of all abstracts in the index of each group: {group: {title: sentences}}."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for folder in sorted(indexes.iterdir()):
        if (folder / "CURRENT").exists():
            corpus = open_corpus(folder)
            papers = [corpus.papers[row] for row in range(len(corpus.papers))]
            found[folder.name] = {p.title: tuple(sentence_texts(p.abstract)) for p in papers if p.abstract}
            corpus.close()
    return found


def labelled(abstracts: Mapping[str, Mapping[str, tuple[str, ...]]], path: Path) -> list[Labelled]:
    """The abstracts of groups that were read; those that an index lacks or has otherwise are left out.

    Raises UsageError where all are.
    """
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        sentences = abstracts.get(row["group"], {}).get(row["title"], ())
        if sentences and len(sentences) == len(row["kinds"]):
            best, good = frozenset(row["best"]), frozenset(row["good"])
            worth = np.array([float(at in best) or _GOOD * (at in good) for at in range(len(sentences))])
            kinds = tuple(_KIND_OF_LETTER[letter] for letter in row["kinds"])
            shares = tuple((worth / worth.sum()).tolist())
            found.append(Labelled(Abstract(row["group"], row["title"], sentences, shares, kinds), best, good))
    if not found:
        raise UsageError(f"The indexes have no abstract of {path}; give those of its groups.")
    return found


_HEADING = re.compile(r"([A-Z][A-Z/&,\- ]{3,60}[A-Z]):?\s+(?=[A-Z0-9(])")
"""The name of a section at the beginning of its first sentence, in capitals: "RESULTS We found"."""

_SECTIONS: Mapping[Kind, tuple[str, ...]] = {
    Kind.FINDING: ("RESULT", "FINDING", "CONCLUSION", "INTERPRETATION", "DISCUSSION"),
    Kind.CONTRIBUTION: ("OBJECTIVE", "AIM", "PURPOSE", "HYPOTHES", "QUESTION"),
    Kind.BACKGROUND: ("BACKGROUND", "CONTEXT", "INTRODUCTION", "IMPORTANCE", "RATIONALE"),
    Kind.METHOD: ("METHOD", "DESIGN", "SETTING", "PARTICIPANT", "PATIENT", "SUBJECT", "MEASURE", "DATA"),
}


def sectioned(folder: Path) -> list[Abstract]:
    """The abstracts of a BEIR folder that print at least three names of sections.

    Of every second one the names are taken away. Abstracts with evidence that `bench evidence` asks for are
    left out, and so is the last sentence of a background without aims after it, which is where they stand.
    """
    asked = {pair.document for pair in beir.marked(folder)}
    found: list[Abstract] = []
    for document in beir.corpus(folder).values():
        if document.id not in asked and (abstract := _by_section(document, bare=bool(len(found) % 2))):
            found.append(abstract)
    return found


def _by_section(document: beir.Document, *, bare: bool) -> Abstract | None:
    sentences, kinds, headings = [], list[Kind | None](), 0
    kind: Kind | None = None
    for sentence in sentence_texts(document.text):
        if heading := _HEADING.match(sentence):
            headings += 1
            kind = _kind_of_section(heading[1])
        sentences.append(sentence[heading.end() :] if heading and bare else sentence)
        kinds.append(kind)
    if headings < 3:
        return None
    if Kind.BACKGROUND in kinds and Kind.CONTRIBUTION not in kinds:
        kinds[len(kinds) - 1 - kinds[::-1].index(Kind.BACKGROUND)] = None
    return Abstract(SECTIONED, document.title, tuple(sentences), kinds=tuple(kinds))


def _kind_of_section(heading: str) -> Kind | None:
    """The kind that the name of a section tells; None where it names several ("METHODS AND RESULTS")."""
    kinds = {kind for kind, names in _SECTIONS.items() if any(name in heading for name in names)}
    return kinds.pop() if len(kinds) == 1 else None
