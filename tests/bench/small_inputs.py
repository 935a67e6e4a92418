"""Small inputs for the commands of `python -m bench`: papers on animals, their labels, and a BEIR folder."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

PLACES = {
    "lions": "deserts",
    "tigers": "rivers",
    "sparrows": "hedges",
    "whales": "oceans",
    "owls": "barns",
    "bees": "meadows",
    "foxes": "forests",
    "wolves": "mountains",
    "bears": "valleys",
    "otters": "lakes",
}


def title(animal: str) -> str:
    return f"The Quiet Life of {animal.title()}"


def sentence(animal: str) -> str:
    return f"{animal.title()} sleep in {PLACES[animal]}."


def abstract(animal: str) -> str:
    return f"We watch {animal}. {sentence(animal)} Their number does not grow in winter."


def write_lines(path: Path, records: Iterable[Mapping[str, Any]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{json.dumps(record)}\n" for record in records), encoding="utf-8")
    return path


def write_papers(path: Path) -> Path:
    """A document with a paper on each animal, the last four of them by others."""
    return write_lines(
        path,
        (
            {
                "title": title(animal),
                "abstract": abstract(animal),
                "authors": ["Ada Byron"],
                "date": f"{2010 + number}",
                "scope": "group" if number < 6 else "related",
            }
            for number, animal in enumerate(PLACES)
        ),
    )


def write_labels(folder: Path) -> Path:
    """Labels as in bench/: each animal is a topic and is asked for; no paper is about volcanoes."""
    scopes = {animal: "group" if number < 6 else "related" for number, animal in enumerate(PLACES)}
    topics = [{"topic": a, "relevant": [title(a)], "arguable": []} for a in PLACES]
    write_lines(folder / "topics.jsonl", [*topics, {"topic": "volcanoes", "relevant": [], "arguable": []}])
    write_lines(
        folder / "asked.jsonl",
        (
            {"question": f"Do they work on {a}?", "scope": s, "relevant": [title(a)], "arguable": []}
            for a, s in scopes.items()
        ),
    )
    facts = [
        {"question": f"Where do {a} sleep?", "title": title(a), "sentences": [sentence(a)], "scope": s}
        for a, s in scopes.items()
    ]
    unanswerable = [
        {"question": f"Where do {what} erupt?", "title": None, "sentences": [], "scope": scope}
        for what in ("volcanoes", "geysers")
        for scope in ("group", "related")
    ]
    write_lines(folder / "facts.jsonl", [*facts, *unanswerable])
    write_lines(
        folder / "premises.jsonl",
        [
            {
                "question": "Why does the number of lions grow in winter?",
                "title": title("lions"),
                "premise": False,
            },
            {"question": "Why do tigers sleep in rivers?", "title": title("tigers"), "premise": True},
        ],
    )
    return folder


GROUPS = {
    "cats": ("lions", "tigers", "foxes", "wolves", "bears"),
    "birds": ("sparrows", "owls", "bees", "otters"),
}
"""Two groups and what they work on."""


def write_corpora(folder: Path) -> Path:
    """A folder as `bench groups` reads it: papers of two groups, and the topics that they are on."""
    for name, animals in GROUPS.items():
        papers = ({"title": title(a), "abstract": abstract(a), "authors": ["Ada Byron"]} for a in animals)
        write_lines(folder / name / "papers.jsonl", papers)
    topics = [
        {"corpus": name, "topic": animal, "papers": [title(animal)]}
        for name, animals in GROUPS.items()
        for animal in animals
    ]
    write_lines(folder / "topics.jsonl", topics)
    return folder


def write_questions(path: Path) -> Path:
    """A question set as `bench answers` and `bench freeze` read it."""
    expect = {"must_cite": [], "may_cite": [], "exact": False, "scope": "all", "answer_matches": []}
    return write_lines(
        path,
        [
            {
                "id": "lions",
                "kind": "topic",
                "question": "What has this group done on lions?",
                "expect": expect | {"abstain": False, "must_cite": [title("lions")], "exact": True},
            },
            {
                "id": "weather",
                "kind": "unanswerable",
                "question": "Will it rain tomorrow?",
                "expect": expect | {"abstain": True},
            },
        ],
    )


def write_fact(path: Path, animal: str) -> Path:
    """A question set with one question, where an animal sleeps."""
    expect = {"abstain": False, "must_cite": [title(animal)], "answer_matches": [PLACES[animal]]}
    question = f"Where do {animal} sleep?"
    return write_lines(path, [{"id": animal, "kind": "fact", "question": question, "expect": expect}])


def write_beir(folder: Path) -> Path:
    """A folder in BEIR's layout with evidence as SciFact has it, for test and training claims alike."""
    folder.mkdir()
    with gzip.open(folder / "corpus.jsonl.gz", "wt", encoding="utf-8") as file:
        for animal in PLACES:
            document = {"_id": animal, "title": title(animal), "text": abstract(animal)}
            file.write(json.dumps(document) + "\n")
    (folder / "qrels").mkdir()
    for part, suffix in (("test", ""), ("train", "_train")):
        claims = {f"q-{animal}": f"{animal.title()} sleep in {place}." for animal, place in PLACES.items()}
        write_lines(folder / f"queries{suffix}.jsonl", ({"_id": q, "text": t} for q, t in claims.items()))
        judged = "".join(f"q-{animal}\t{animal}\t1\n" for animal in PLACES)
        (folder / "qrels" / f"{part}.tsv").write_text(f"query-id\tcorpus-id\tscore\n{judged}")
        write_lines(
            folder / f"evidence{suffix}.jsonl",
            (
                {
                    "query_id": f"q-{animal}",
                    "doc_id": animal,
                    "label": "CONTRADICT" if animal == "otters" else "SUPPORT",
                    "sentences": [sentence(animal)],
                }
                for animal in PLACES
            ),
        )
    return folder


def write_scitldr(folder: Path) -> Path:
    """A folder with SciTLDR's splits: of each abstract, the second sentence tells what the paper did."""
    folder.mkdir(exist_ok=True)
    for part in ("train", "dev", "test"):
        with gzip.open(folder / f"{part}.jsonl.gz", "wt", encoding="utf-8") as file:
            for animal, place in PLACES.items():
                told = f"We present a study of {animal} in {place}."
                sentences = [f"Little study of {animal}.", told, "Their number does not grow in winter."]
                paper = {"id": animal, "title": title(animal), "sentences": sentences, "summaries": [told]}
                file.write(json.dumps(paper) + "\n")
    return folder


def write_telling(path: Path) -> Path:
    """What the sentences of the abstracts of two groups do."""
    return write_lines(
        path,
        (
            {"group": name, "title": title(animal), "kinds": "omr", "best": [0], "good": [1]}
            for name, animals in GROUPS.items()
            for animal in animals
        ),
    )
