"""What a reader stumbles over in the text of an answer, whatever was asked. Pure functions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from assistant.answers.citations import MARK
from assistant.datamodels import Answer, Paper
from assistant.text.sentences import sentence_texts

LONG = 40
"""Characters from which on a sentence that is printed twice is noticed."""

MOST_NAMES = 6
"""Authors of one paper in a row that are still read."""

_ITEM = re.compile(r"(\s*)(?:[-*+]|\d+\.)\s+")
_QUOTED = re.compile(r"“([^”]+)”|\"([^\"\n]+)\"")
_ONE_OF_MANY = re.compile(r"(?<![\d.,-])1 (?:papers|people|persons|authors|themes|topics|years)\b")
_LABEL = re.compile(
    r"(?:^|:\s|“)(?:Aims?|Background|Location|Methods?|Objectives?|Results?|(?:Main c|C)onclusions?) [A-Z]\w*"
    r"|(?:[:.]\s|“)\d [A-Z]\w*",
    re.M,
)
_COUNTED = re.compile(r"\b\d+ papers?\b")


def stumbles(answer: Answer, papers: Sequence[Paper], *, topic: str, references: bool) -> Iterator[str]:
    """Why the text of `answer`, which cites `papers`, reads badly.

    `topic` is what an opening may repeat of the question, `references` says that a list of references was
    asked for, with all authors.
    """
    titles = [*(c.title for c in answer.citations), *(s.title for s in answer.suggestions)]
    if not _is_sentence(opening(answer.text), titles):
        yield f"opens with no sentence: {opening(answer.text)[:60]!r}"
    quotes = [c.quote for c in answer.citations if c.field == "abstract"]
    yield from (f"printed twice: {text!r}" for text in repeated(answer.text, titles, quotes))
    yield from (f"prints the words of the question: “{raw}”" for raw in _raw(answer, topic))
    yield from (f"wrong number: {found.group()!r}" for found in _ONE_OF_MANY.finditer(answer.text))
    yield from (f"prints the label of a section: {label!r}" for label in labels(answer.text))
    if not references:
        yield from (f"lists all authors of {p.title!r}" for p in papers if _names_all(answer.text, p))


def opening(text: str) -> str:
    """The first line that is not empty, without marks and emphasis."""
    return next((_plain(line) for line in text.splitlines() if line.strip()), "")


def sentences(text: str) -> list[str]:
    """The sentences of every line and cell of a text in Markdown, without marks, bullets and emphasis."""
    cells = [cell for line in text.splitlines() for cell in _ITEM.sub("", line, count=1).split("|")]
    return [sentence for cell in cells for sentence in sentence_texts(_plain(cell))]


def repeated(text: str, titles: Iterable[str], quotes: Iterable[str]) -> list[str]:
    """The long sentences that a text prints more than once, as sentences or in `quotes`; no titles."""
    known = sorted({_flat(title) for title in titles}, key=len, reverse=True)
    said = Counter(_without(known, _flat(sentence)) for sentence in sentences(text))
    whole = _flat(_plain(text))
    quoted = (_flat(sentence) for quote in quotes for sentence in sentence_texts(quote))
    twice = [*(s for s, times in said.items() if times > 1), *(q for q in quoted if whole.count(q) > 1)]
    return [sentence for sentence in dict.fromkeys(twice) if len(sentence) >= LONG]


def labels(text: str) -> list[str]:
    """The labels of the sections of abstracts, such as "Methods", where a text prints them before a quote."""
    bare = "\n".join(_ITEM.sub("", line, count=1).replace("**", "") for line in text.splitlines())
    return [found.group().strip(":.“ ") for found in _LABEL.finditer(bare)]


def groups(text: str) -> int:
    """Under how many headings a text lists papers, or how many of its items tell a number of papers."""
    lines = [line for line in text.splitlines() if line.strip()]
    headings = sum(_introduces(line, item) for line, item in pairwise(lines))
    return max(headings, sum(bool(_ITEM.match(line) and _COUNTED.search(line)) for line in lines))


def has_table(text: str) -> bool:
    """Whether a text has a table of at least two rows under its head."""
    rows = [line for line in text.splitlines() if line.lstrip().startswith("|")]
    return len(rows) >= 4 and any(re.fullmatch(r"[\s|:-]+", row) for row in rows)


def _introduces(line: str, item: str) -> bool:
    inner, outer = _ITEM.match(item), _ITEM.match(line)
    return inner is not None and (outer is None or len(outer[1]) < len(inner[1]))


def _is_sentence(line: str, titles: Sequence[str]) -> bool:
    """Whether a line is four words or more, from a capital letter or number to a full stop or colon.

    A name that a title has in small letters may begin it ("bRacatus is ..."), a paper's title and year may
    follow a dash.
    """
    line = re.sub(r" — [^—]+ \(\d{4}\)$", "", line)
    words = line.split()
    if len(words) < 4 or _ITEM.match(line) or not re.search(r"[.!?:…][”\")]*$", line):
        return False
    return bool(re.match(r"[“\"(]?[^\W_a-z]", line)) or any(words[0] in _words_as_written(t) for t in titles)


def _raw(answer: Answer, topic: str) -> Iterator[str]:
    """What stands in quotation marks and is made of the question's words, but not of its topic's alone."""
    asked, allowed = set(_words(answer.question)), set(_words(topic))
    titles = " ".join(_flat(c.title) for c in answer.citations)
    said = _QUOTED.findall("\n".join((answer.text, answer.searched, answer.note)))
    for raw in dict.fromkeys(curly or straight for curly, straight in said):
        words = set(_words(raw))
        if words and words <= asked and not words <= allowed and _flat(raw) not in titles:
            yield raw


def _names_all(text: str, paper: Paper) -> bool:
    """Whether a text has more than MOST_NAMES authors of a paper in a row."""
    names = [re.escape(name) for name in paper.authors]
    rows = (names[start : start + MOST_NAMES + 1] for start in range(len(names) - MOST_NAMES))
    return any(re.search(r"(?:[,;&\s]|\band\b)+".join(row), text) for row in rows)


def _plain(line: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"\*\*|__|^#+ ", "", MARK.sub("", line))).strip()


def _words(text: str) -> list[str]:
    return _words_as_written(text.casefold())


def _words_as_written(text: str) -> list[str]:
    return re.findall(r"[\w-]+", text)


def _flat(text: str) -> str:
    return " ".join(_words(text))


def _without(titles: Sequence[str], sentence: str) -> str:
    """A sentence without the titles in it, of which `titles` are the longest first."""
    for title in titles:
        sentence = sentence.replace(title, "")
    return sentence.strip() if len(sentence) >= LONG else ""
