"""Files of sentences as a good model writes them, each labelled faithful to the papers that it cites or not.

A line is {"question", "paragraph", "label": "faithful" or "unfaithful", "kind", "sentence"}, and maybe
"corpus", the name of the group that the question is asked about. The lines of a question stand together, in
the order in which the answer reads. A citation is [[a part of the cited paper's title]].
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from assistant.datamodels import Paper, Standing
from assistant.errors import UsageError

CITED = re.compile(r"\s*\[\[(.*?)\]\]")
_KEYS = {"question", "paragraph", "label", "kind", "sentence"}
_LABELS = {"faithful": True, "unfaithful": False}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a draft; `where` is its file and line, for messages. `corpus` may be empty."""

    where: str
    corpus: str
    question: str
    paragraph: int
    faithful: bool
    kind: str
    text: str

    @property
    def claim(self) -> str:
        """The sentence without its citations."""
        return re.sub(r"\s+([.,;:!?])", r"\1", " ".join(CITED.sub("", self.text).split()))

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of titles that the sentence cites."""
        return tuple(CITED.findall(self.text))


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence and how far the answer says that it is borne out; None where the answer lacks it."""

    sentence: Sentence
    standing: Standing | None
    why: str = ""

    @property
    def unmarked(self) -> bool:
        return self.standing in ("backed", "plain")


def read(path: Path) -> list[Sentence]:
    """The sentences of a file in order. Raises UsageError where a line is no labelled sentence."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as problem:
        raise UsageError(f"{path} can't be read: {problem}") from problem
    numbered = [(line, f"{path}, line {number}") for number, line in enumerate(lines, 1)]
    found = [_sentence(line, where) for line, where in numbered if line.strip()]
    if not found:
        raise UsageError(f"{path} has no sentence.")
    return found


def _sentence(line: str, where: str) -> Sentence:
    try:
        record: Any = json.loads(line)
    except ValueError as problem:
        raise UsageError(f"{where}: {problem}; expected a JSON object on every line.") from problem
    if not isinstance(record, dict) or not record.keys() >= _KEYS:
        raise UsageError(f"{where}: expected an object with the keys {', '.join(sorted(_KEYS))}.")
    if record["label"] not in _LABELS:
        raise UsageError(f"{where}: the label is {record['label']!r}; expected one of {', '.join(_LABELS)}.")
    if not str(record["paragraph"]).isdigit():
        raise UsageError(f"{where}: the paragraph is {record['paragraph']!r}; expected a number.")
    return Sentence(
        where,
        str(record.get("corpus") or ""),
        str(record["question"]),
        int(record["paragraph"]),
        _LABELS[record["label"]],
        str(record["kind"]),
        str(record["sentence"]),
    )


def by_question(sentences: Iterable[Sentence]) -> list[list[Sentence]]:
    """The sentences of each answer."""
    return [list(group) for _, group in groupby(sentences, key=lambda s: (s.corpus, s.question))]


def finder(papers: Sequence[Paper]) -> Callable[[Sentence], tuple[Paper, ...]]:
    """A function from a sentence to the papers that its citations name, one for each citation.

    It raises UsageError where a citation is a part of no title, or of the titles of several papers.
    """
    titles = [(paper, {_plain(form.title) for form in paper.forms}) for paper in papers]

    @cache
    def named(part: str) -> tuple[Paper, ...]:
        wanted = _plain(part)
        same = tuple(paper for paper, own in titles if wanted in own)
        return same or tuple(paper for paper, own in titles if any(wanted in title for title in own))

    def cited(sentence: Sentence) -> tuple[Paper, ...]:
        found = []
        for part in sentence.parts:
            having = named(part)
            if len(having) != 1:
                raise UsageError(f"{sentence.where}: {_how_many(having)} has {part!r} in its title.")
            found.append(having[0])
        return tuple(found)

    return cited


def _how_many(papers: Sequence[Paper]) -> str:
    return f"more than one paper ({papers[0].title!r}, {papers[1].title!r})" if papers else "no paper"


def _plain(title: str) -> str:
    """A title in lower case, with single spaces and plain hyphens and quotes."""
    for written, plain in ("‐-", "‑-", "–-", "—-", "’'", "‘'", '“"', '”"'):
        title = title.replace(written, plain)
    return " ".join(title.casefold().split())
