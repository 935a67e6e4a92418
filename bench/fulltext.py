"""`python -m bench fulltext DIR`: how PDFs are read, whose text is known or not.

Beside `NAME.pdf`, `NAME.json` says what it prints: see tests/pdfs/make.py. Of a PDF without it, only the time
and a failure count. The files are read by one process, as an ingest reads them.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.index.fulltext import Fulltext, read_fulltext
from assistant.text.analysis import fold
from bench.fulltext_boxes import letters_in
from bench.options import Say, add_json
from ingest.fulltext.reading import Read, Unread, read_fulltexts

WORST = 20
"""What went wrong, as far as it is printed."""

_MEGABYTE = 1024 if sys.platform == "linux" else 1 << 20
"""The unit of a process's memory is kilobytes on Linux, bytes on macOS."""

_SMALLEST = b"""%PDF-1.4
1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj
3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >> endobj
trailer << /Root 1 0 R >>
%%EOF"""
"""A page without text: what its reader needs is what any needs."""

_SINGLE = ("title", "authors", "doi", "arxiv_id", "year")


@dataclass
class Tally:
    """How many of each kind were right, of how many, and what was wrong."""

    right: Counter[str] = field(default_factory=Counter)
    all: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def count(self, kind: str, right: bool, what: str) -> None:
        self.all[kind] += 1
        self.right[kind] += right
        if not right:
            self.wrong.append(f"{kind}: {what}")

    def shares(self) -> dict[str, float]:
        return {kind: round(self.right[kind] / count, 4) for kind, count in self.all.items()}


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "directory", type=Path, metavar="DIR", help="PDFs, with the truth about them or without"
    )
    add_json(parser)


def main(options: argparse.Namespace, say: Say) -> int:
    result = run(sorted(options.directory.rglob("*.pdf")))
    if options.json:
        say(json.dumps(result, ensure_ascii=False))
    else:
        say("\n".join(f"{key} {value}" for key, value in result.items() if key not in ("wrong", "unread")))
        say("\n".join([*result["unread"], *result["wrong"][:WORST]]))
    return 0


def run(paths: Sequence[Path]) -> dict[str, Any]:
    """Read the files and compare them with what is known about them."""
    tally, unread, pages, longest = Tally(), list[str](), 0, 1
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "smallest.pdf").write_bytes(_SMALLEST)
        list(read_fulltexts([Path(folder) / "smallest.pdf"], Path(folder), processes=1))
        before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        results = list(read_fulltexts(paths, Path(folder), processes=1))
        seconds = time.perf_counter() - started
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        for result in results:
            if isinstance(result, Unread):
                unread.append(f"{result.path}: {result.reason}")
                continue
            fulltext = read_fulltext(result.file)
            pages += len(fulltext.pages)
            longest = max(longest, len(fulltext.pages))
            if (known := result.path.with_suffix(".json")).exists():
                compare(result, fulltext, json.loads(known.read_text(encoding="utf-8")), tally)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {
        "files": len(paths),
        "read": len(paths) - len(unread),
        "pages": pages,
        **tally.shares(),
        "seconds": round(seconds, 2),
        "pages_per_cpu_second": round(pages / cpu, 1) if cpu else 0.0,
        "memory_mb": round(after.ru_maxrss / _MEGABYTE, 1),
        "memory_mb_a_page": round((after.ru_maxrss - before.ru_maxrss) / _MEGABYTE / longest, 2),
        "unread": unread,
        "wrong": tally.wrong,
    }


def compare(read: Read, fulltext: Fulltext, known: Mapping[str, Any], tally: Tally) -> None:
    """Count what of `known` the full text has."""
    name = read.path.name
    cursor = 0
    stretches: list[tuple[str, int, int]] = []
    for sentence in [*known["abstract"], *known["sentences"]]:
        at = fulltext.text.find(sentence, cursor)
        whole = at >= 0 and not fulltext.text[at + len(sentence) :][:1].strip()
        tally.count("order", whole, f"{name}: {sentence}")
        if at >= 0:
            stretches.append((sentence, at, cursor := at + len(sentence)))
    boxes = [fulltext.boxes(start, end) for _, start, end in stretches]
    for (sentence, _, _), inside in zip(stretches, letters_in(read.path, boxes), strict=True):
        want = Counter(filter(str.isalpha, fold(sentence)))
        tally.count("boxes", inside == want, f"{name}: {sentence} | {inside - want} {want - inside}")
    found = [section.heading for section in fulltext.sections if section.heading]
    paragraphs = fulltext.text.split("\n\n")
    for heading in known["headings"]:
        # A heading right before another one begins no section.
        tally.count("headings", heading in found or heading in paragraphs, f"{name}: {heading}")
    for heading in found:
        real = heading in known["headings"] or fold(heading) in ("abstract", "summary", "references")
        tally.count("headings_real", real, f"{name}: {heading}")
    _apart(fulltext, known, tally, name)
    for word in known["cut"]:
        tally.count("cut_words", word in fulltext.text, f"{name}: {word}")
    for kind in _SINGLE:
        value = getattr(fulltext.header, kind)
        want_value = tuple(known[kind]) if kind == "authors" else known[kind]
        tally.count(kind, value == want_value, f"{name}: {value!r}, not {want_value!r}")


def _apart(fulltext: Fulltext, known: Mapping[str, Any], tally: Tally, name: str) -> None:
    """Count the abstract, and what stands behind the text: captions, notes, references."""
    abstract = _text(fulltext, "abstract")
    tally.count("abstract", abstract == " ".join(known["abstract"]), f"{name}: {abstract[:200]!r}")
    for part, texts in (
        ("caption", known["captions"]),
        ("footnote", [known["note"]] if known["note"] else []),
        ("references", known["references"]),
    ):
        for text in texts:
            tally.count(part, text in _text(fulltext, part), f"{name}: {text}")
    body = _text(fulltext, "body")
    known_letters = Counter(filter(str.isalpha, "".join([*known["sentences"]])))
    extra = sum((Counter(filter(str.isalpha, body)) - known_letters).values())
    tally.count(
        "body_only", extra < 0.02 * len(body), f"{name}: {extra} letters more than the sentences have"
    )


def _text(fulltext: Fulltext, part: str) -> str:
    return " ".join(_texts(fulltext, part))


def _texts(fulltext: Fulltext, part: str) -> Iterable[str]:
    return (fulltext.text[one.start : one.end] for one in fulltext.sections if one.part == part)
