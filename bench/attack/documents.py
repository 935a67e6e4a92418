"""Documents that mean harm: one of each form in which every field is hostile, and hostile names of files.

What a form looks like, the samples of the tests show; a form without a sample is found by the tests.
"""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from assistant.config import REPOSITORY
from assistant.errors import SourceError
from bench.attack.payloads import ADDRESSES, CONTROLS, PAYLOADS, hostile_text
from bench.attack.planting import Syntax, behind, instead, places, syntax_of
from ingest.sources import ParsedSource, read_source

FIELDS = (
    "title abstract authors date venue volume issue pages url doi arxiv_id keywords type scope category "
    "language licence citations citations_day affiliations"
).split()
"""The fields of an object of our own (docs/formats.md)."""
_NAMES = (
    "{}\x1b[31m\x07.txt",
    "{}\u202egpj.txt",
    "{}\nTY  - JOUR.txt",
    '{}<img src=x onerror="owned()">.txt',
    "={}'\"`$(id)%s.txt",
    "-{}\\..\\.txt",
    "{}\udcff\u200b\x9b.txt",  # no UTF-8
)
_MEMBERS = (
    "../../{}.txt",
    "/etc/{}.txt",
    "C:\\{}.txt",
    "a/../../{}\x1b[31m.txt",
    "{}<script>owned()</script>",
)
GROUP = """
name = "Robots \\u001b[31m\\u202e <script>owned()</script>"
sources = ["documents"]
related = ["documents/../related.jsonl"]

[[people]]
name = "Mallory \\u001b]8;;http://evil.test\\u0007 <img src=x onerror='owned()'> \\u202e"
"""


def samples() -> list[Path]:
    """A file of each form, as its programs and services write it."""
    return sorted((REPOSITORY / "tests" / "ingest" / "forms").iterdir())


def text_of(sample: Path) -> str:
    return sample.read_text(encoding="utf-8-sig")


def read(path: Path, text: str) -> ParsedSource | None:
    """What a document with this text is, and holds; None where it is refused."""
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        return read_source(path)
    except SourceError:
        return None


def write_documents(folder: Path) -> Path:
    """A group.toml in `folder`, and documents beside it: of each form one, in files and in a zip."""
    documents = folder / "documents"
    documents.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(documents / "papers.zip", "w") as archive:
        for number, sample in enumerate(samples()):
            text = hostile(sample, folder / "tried")
            if number % 4:
                name = _NAMES[number % len(_NAMES)].format(sample.stem)
                _path(documents, name).write_text(text, encoding="utf-8")
            else:
                archive.writestr(_MEMBERS[number % len(_MEMBERS)].format(sample.stem), text)
    os.symlink("/etc/passwd", documents / "passwd")
    (documents / "papers.jsonl").write_text("\n".join(map(json.dumps, _records())), encoding="utf-8")
    (folder / "related.jsonl").write_text(json.dumps({"title": "Robots elsewhere"}), encoding="utf-8")
    group = folder / "group.toml"
    group.write_text(GROUP, encoding="utf-8")
    return group


def dropped(payload: str) -> bytes:
    """What an editor drops on the page: a paper, and a line that is none."""
    paper = {
        "title": f"Dropped robots {payload}",
        "abstract": payload,
        "authors": [payload],
        "venue": payload,
    }
    return f"{json.dumps(paper)}\n{{{payload}\n".encode()


def write_decisions(index: Path) -> None:
    """Decisions of somebody who means harm, about papers that are there and others."""
    told = {"day": f"{CONTROLS}\u202e", "titles": [CONTROLS, hostile_text(5)], "name": f"{CONTROLS}\u202eEve"}
    decisions: list[dict[str, Any]] = [
        {"decision": "keep", "works": [["title:robot swarms"]], "doubts": [CONTROLS]},
        {"decision": "join", "works": [[CONTROLS], ["doi:10.1/<script>"]]},
        {"decision": "member", "forms": [CONTROLS, "Mallory <img src=x onerror=owned()>"]},
    ]
    lines = [json.dumps(told | decision) for decision in decisions]
    (index / "decisions.jsonl").write_text("\n".join(lines), encoding="utf-8")


def hostile(sample: Path, tried: Path) -> str:
    """A sample in which every value is hostile that may be, without which the records would not be read."""
    text = text_of(sample)
    plain = read(tried, text)
    assert plain is not None
    syntax = syntax_of(text, plain.info.kind)
    for number, place in reversed(list(enumerate(places(text, syntax)))):
        for changed in _changed(text, place, syntax, number, sample.stem):
            found = read(tried, changed)
            if found and found.info.kind == plain.info.kind and len(found.papers) == len(plain.papers):
                text = changed
                break
    tried.unlink()
    return text


def _changed(text: str, place: tuple[int, int], syntax: Syntax, number: int, name: str) -> Iterator[str]:
    """The document with all that is hostile in one place, else with as much as a short value may hold."""
    if text[slice(*place)].strip('"').startswith("http"):
        yield instead(ADDRESSES[number % len(ADDRESSES)], text, place, syntax)
    else:
        for value in (hostile_text(number), PAYLOADS[number % len(PAYLOADS)], PAYLOADS[0]):
            yield behind(f"robots of {name} {value}", text, place, syntax)


def _path(folder: Path, name: str) -> Path:
    """A file of this name, or of one like it: macOS has no name that is no UTF-8."""
    path = folder / name
    try:
        path.touch()
    except OSError:
        return folder / name.encode("ascii", "ignore").decode()
    return path


def _records() -> Iterator[Mapping[str, object]]:
    """Objects of our own: each field hostile by itself, and each payload by itself in all fields."""
    yield {"title": "Robot Swarms", "abstract": "Robot swarms forage in arenas.", "date": "2021"}
    for number, name in enumerate(FIELDS):
        paper = {"title": f"Robots with a hostile {name}", "abstract": f"Robots obey {name}.", "date": "2020"}
        yield paper | {name: f"{paper.get(name, 'x')} {hostile_text(number)}"}
        yield paper | {"title": f"Robots of {name} alone", name: hostile_text(number + 7)}
        yield paper | {"title": f"Robots that control {name}", name: f"{paper.get(name, '')} {CONTROLS}"}
    for number, payload in enumerate(PAYLOADS):
        yield {
            "title": f"{payload} robot {number}",
            "abstract": f"{payload} Robot {number} obeys. {payload}",
            "authors": [{"name": f"Mallory {payload}", "affiliations": [payload]}, f"{payload} Eve"],
            "venue": payload,
            "keywords": [payload],
            "date": "2019",
            "url": ADDRESSES[number % len(ADDRESSES)],
        }
