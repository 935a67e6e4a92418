"""Whatever a document holds: no parser crashes or hangs, and none loses a good record beside a bad one.

`FUZZ=10 pytest tests/ingest/test_fuzz_sources.py` looks ten times as long, and each time elsewhere.
"""

from __future__ import annotations

import json
import time
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from fakes import DEEPER
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.config import SEEDS
from assistant.errors import SourceError
from ingest.sources import ParsedSource, read_source
from ingest.sources.document import Document
from ingest.sources.forms import FORMS
from ingest.sources.records import Context

SAMPLES = Path(__file__).with_name("forms")
SLOWEST = 5.0  # seconds of computing for one document of a few KB; most take some milliseconds

few = settings(max_examples=60 * DEEPER)

GOOD_JSON = '{"title": "Good Robots Forage", "abstract": "They do so at night.", "date": "2021"}'
GOOD_BIBTEX = "@article{good,\n  title = {Good Robots Forage},\n  author = {Byron, Ada},\n  year = {2021}\n}"

MARKS = r"""@article{ @A{ @string{ @comment{ @ { } , = # " \ \"{ \'e $x^2$ %% null true 1e999 [ ] {"title":
"authors":[ -1 NaN Published h-index Citations Abstract: ~ & <b> ]]> 2021 Feb-30 9999 and others https://
arXiv: Publications Papers Co-authors <xml> <record> </ <!-- <![CDATA[ <!DOCTYPE <!ENTITY &amp; &#0; ; ""
%0 sep=; results data items""".split()

# What trips parsers: their own marks, control characters, other scripts, half of something.
pieces = st.one_of(
    st.text(max_size=40),
    st.sampled_from(MARKS),
    st.sampled_from(
        [
            "TY  - JOUR",
            "ER  - ",
            "TI  - ",
            "AU  - ",
            "PMID- 1",
            "%T ",
            "PT J",
            "      ",
            "Title,Year",
            "Title\tAuthors",
        ]
    ),
    st.sampled_from(
        ["\n", "\r", "\r\n", "\n\n", "\t", "\x00", "\x0b", "\u2028", "\u202e", "\ufeff", "\ud800"]
    ),
)
junk = st.lists(pieces, max_size=30).map("".join)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
FIELDS = (
    "title",
    "abstract",
    "authors",
    "date",
    "year",
    "venue",
    "url",
    "doi",
    "arxiv_id",
    "volume",
    "pages",
    "scope",
    "category",
)
records = st.dictionaries(st.sampled_from(FIELDS), values, max_size=len(FIELDS))


def parse(path: Path, content: bytes | str) -> ParsedSource | None:
    """What is found in a document; None where it is refused as a whole, in one sentence."""
    data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    path.write_bytes(data)
    began = time.thread_time()  # what else this machine does is not counted
    try:
        return read_source(path)
    except SourceError as error:
        refused = str(error)
    finally:
        assert time.thread_time() - began < SLOWEST
    assert "\n" not in refused
    return None


def titles(found: ParsedSource | None) -> list[str]:
    assert found is not None
    return [paper.title for paper in found.papers]


@few
@given(st.binary(max_size=2000))
@example(b"\xff\xfe\x00\xd8")
@example(b"\x00" * 100)
def test_any_bytes(tmp_path: Path, data: bytes) -> None:
    parse(tmp_path / "any.txt", data)


@few
@example("\n" * 100_000 + "x", "any.txt")
@example("<!-- -->" * 10_000 + "x", "any.txt")
@example("1. a **" + "** " * 30_000, "any.txt")
@example("<annotation>" * 5_000, "any.txt")
@given(junk, st.sampled_from(["any.txt", "any.bib", "any.jsonl"]))
def test_any_text(tmp_path: Path, text: str, name: str) -> None:
    parse(tmp_path / name, text)


@few
@given(records)
@example({"title": "x" * 100_000})
@example({"title": "Robots", "authors": [["a"], {"b": 1}], "date": 10**400})
@example({"title": "Robots", "date": float("nan"), "doi": "10.1/" + "x" * 5000, "url": "javascript:alert(1)"})
def test_a_good_line_survives_any_object(tmp_path: Path, record: dict[str, object]) -> None:
    lines = [GOOD_JSON, json.dumps(record), GOOD_JSON.replace("Good", "Also Good")]
    found = titles(parse(tmp_path / "p.jsonl", "\n".join(lines)))
    assert {"Good Robots Forage", "Also Good Robots Forage"} <= set(found)


@few
@given(junk.map(lambda text: text.replace("\n", " ").replace("\r", " ")))
@example('{"title": "' + "[" * 5000)
@example("[" * 100_000)
def test_a_good_line_survives_any_line(tmp_path: Path, line: str) -> None:
    found = titles(parse(tmp_path / "p.jsonl", f"{GOOD_JSON}\n{line}\n{GOOD_JSON.replace('Good', 'More')}"))
    assert {"Good Robots Forage", "More Robots Forage"} <= set(found)


@few
@given(junk)
@example("@article{bad, title = {no end,\n")
@example("@article{bad, title = {" + "{" * 2000)
@example('@article{bad, author = "' + "A and " * 2000)
@example("@string{a = a # a}\n@article{x, title = a # a # a}")
@example("\\" * 3000)
def test_a_good_entry_survives_any_other(tmp_path: Path, text: str) -> None:
    found = titles(
        parse(tmp_path / "p.bib", f"{GOOD_BIBTEX}\n\n{text}\n\n{GOOD_BIBTEX.replace('ood', 'reat')}")
    )
    assert "Good Robots Forage" in found
    assert "Great Robots Forage" in found


@cache
def whole(seed: str) -> ParsedSource:
    return read_source(SEEDS / seed)


@pytest.mark.parametrize("seed", sorted(path.name for path in SEEDS.glob("*.txt")))
@settings(few, max_examples=10 * DEEPER)
@given(data=st.data())
def test_pages_with_a_damaged_stretch(tmp_path: Path, seed: str, data: st.DataObject) -> None:
    """The pages of the seeds with a few lines replaced: what stands far from them is found all the same."""
    lines = (SEEDS / seed).read_text(encoding="utf-8").split("\n")
    at = data.draw(st.integers(0, len(lines) - 1))
    gone = data.draw(st.integers(0, 10))
    damaged = [*lines[:at], data.draw(junk), *lines[at + gone :]]
    found = parse(tmp_path / seed, "\n".join(damaged))
    if found is None:
        assert at < 40  # only what says what the page is may be missed so much
        return
    far = [p.title for p in whole(seed).papers if all(abs(o.line - at - 1) > 60 for o in p.records)]
    kept = {paper.title for paper in found.papers}
    assert len([title for title in far if title not in kept]) == 0


@few
@given(junk)
def test_parsers_by_themselves_never_raise(text: str) -> None:
    document, context = Document("junk.txt", text), Context("group", date(2026, 1, 1))
    if not document.lines:
        return
    for form in FORMS.values():
        assert all(paper.title for paper in form.parse(document, context).papers)
        form.recognises(document)


@few
@given(st.sampled_from(sorted(SAMPLES.iterdir())), st.data())
def test_files_of_every_form_with_a_damaged_stretch(
    tmp_path: Path, sample: Path, data: st.DataObject
) -> None:
    text = sample.read_text(encoding="utf-8")
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start, min(len(text), start + 200)))
    parse(tmp_path / "damaged", text[:start] + data.draw(junk) + text[end:])


@few
@given(values, st.sampled_from(sorted(SAMPLES.glob("*.json"))), st.data())
def test_objects_of_others_with_values_of_any_type(
    tmp_path: Path, odd: object, sample: Path, data: st.DataObject
) -> None:
    """A value anywhere in an API's answer may be of any type: a record is lost at most, no other one."""
    text = sample.read_text(encoding="utf-8")
    try:
        answer = json.loads(text)
    except ValueError:
        answer = json.JSONDecoder().raw_decode(text[text.index("{") :])[0]
    where = answer
    while True:
        keys = list(where) if isinstance(where, dict) else list(range(len(where)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(where[key], (dict, list)) or not where[key] or data.draw(st.booleans()):
            where[key] = odd
            break
        where = where[key]
    lines = [GOOD_JSON, json.dumps(answer), GOOD_JSON.replace("Good", "Also Good")]
    found = titles(parse(tmp_path / "p.jsonl", "\n".join(lines)))
    assert {"Good Robots Forage", "Also Good Robots Forage"} <= set(found)


def in_form(title: str) -> dict[str, str]:
    return {
        "ris": f"TY  - JOUR\nTI  - {title}\nER  - \n",
        "medline": f"\nPMID- 1\nTI  - {title}\n",
        "endnote": f"\n%0 Journal Article\n%T {title}\n",
        "wos": f"\nPT J\nTI {title}\nER\n",
    }


@few
@given(st.sampled_from(sorted(in_form(""))), junk)
def test_a_good_record_survives_any_lines(tmp_path: Path, form: str, text: str) -> None:
    text = "".join(char for char in text if char.isprintable() or char == "\n")  # else a record is no good
    good, more = (in_form(title)[form] for title in ("Good Robots Forage", "More Robots Forage"))
    found = titles(parse(tmp_path / "p.txt", f"{good}\n{text}\n{more}"))
    assert "More Robots Forage" in found
    assert any(title.startswith("Good Robots Forage") for title in found)
