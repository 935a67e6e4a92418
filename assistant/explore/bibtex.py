"""Papers -> BibTeX: keys, entry types, names, and text that LaTeX prints unchanged."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from string import ascii_lowercase

from pylatexenc.latexencode import (  # type: ignore[import-untyped]
    RULE_DICT,
    UnicodeToLatexConversionRule,
    UnicodeToLatexEncoder,
)

from assistant.answers.cited_works import likely_kind, parts_of
from assistant.datamodels import Kind, Paper
from assistant.text.analysis import fold, stopwords, words

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
# An opening $ with text right behind it, a closing one with text right before it and no digit after it:
# Pandoc's rule (tex_math_dollars), so that "$5 and $10" is no mathematics.
_MATH = re.compile(r"(?<!\\)\$(?=\S)([^$\n]{1,300}?)(?<=\S)(?<!\\)\$(?!\d)")
# Commands that mathematics never needs, and that an untrusted abstract must not run in a reader's LaTeX.
_FORBIDDEN = re.compile(
    r"\\(?:input|include|write|immediate|openin|openout|read|csname|catcode|def|[egx]def|let|newcommand|"
    r"renewcommand|special|directlua|loop|url|href|usepackage|begin|end)(?![A-Za-z])|[%#]|\^\^"
)
_INNER_CAPITAL = re.compile(r"^\W*\w.*[A-Z]")
_TYPES: Mapping[Kind, str] = {
    "article": "article",
    "conference paper": "inproceedings",
    "chapter": "incollection",
    "book": "book",
    "thesis": "phdthesis",
    "report": "techreport",
}
"""The entry types of BibTeX; all other kinds are `misc`."""

_BEFORE_VENUE = {"article": "journal", "inproceedings": "booktitle", "incollection": "booktitle"}
"""The field that has the venue, by entry type. BibTeX has none for a thesis, whose venue is a school."""

_RANGE = re.compile(r"(?<=\w)\s*[-–—]+\s*(?=\w)")
"""Between two pages."""

# BibTeX counts every brace, escaped or not, so braces of a text are written as commands.
_NAMED = {
    ord("{"): r"{\textbraceleft}",
    ord("}"): r"{\textbraceright}",
    ord("<"): r"{\textless}",
    ord(">"): r"{\textgreater}",
    ord("|"): r"{\textbar}",
    ord('"'): '"',
    ord("'"): "'",
    ord("`"): "`",
    ord("’"): "'",
}


def to_bibtex(papers: Iterable[Paper]) -> str:
    """A BibTeX file with an entry for each paper, in the order of `papers`; all keys differ."""
    papers = tuple(papers)
    return "\n".join(_entry(paper, key) for paper, key in zip(papers, keys(papers), strict=True))


def bibtex(paper: Paper) -> str:
    """The BibTeX entry of one paper."""
    return to_bibtex([paper])


def keys(papers: Sequence[Paper]) -> list[str]:
    """A key for each paper, such as `lanzillotta2024local`; equal keys get the endings b, c, ..."""
    found: list[str] = []
    taken: set[str] = set()
    for paper in papers:
        key = plain = _key(paper)
        number = 0
        while key in taken:
            number += 1
            key = plain + _letters(number)
        taken.add(key)
        found.append(key)
    return found


def entry_type(paper: Paper) -> str:
    """The entry type of BibTeX for a paper: `misc` for a preprint, and where nothing tells the kind."""
    kind = likely_kind(paper)
    return _TYPES.get(kind, "misc") if kind else "misc"


def _entry(paper: Paper, key: str) -> str:
    kind, date = entry_type(paper), paper.date
    only_arxiv = kind == "misc" and paper.arxiv_id  # which its eprint says
    month = _MONTHS[date.month - 1] if date and date.month else None
    fields = {
        "title": f"{{{_title(paper.title)}}}",
        "author": f"{{{_authors(paper)}}}" if paper.authors else None,
        _BEFORE_VENUE.get(kind, "howpublished"): None if only_arxiv else _field(paper.venue),
        "volume": _field(paper.volume),
        "number": _field(paper.issue),
        "pages": _field(_RANGE.sub("--", paper.pages)) if paper.pages else None,
        "year": f"{{{date.year}}}" if date else None,
        "month": month,  # months are macros in all BibTeX styles, so without braces
        "day": f"{{{date.day}}}" if date and date.day else None,
        "eprint": f"{{{paper.arxiv_id}}}" if paper.arxiv_id else None,
        "archiveprefix": "{arXiv}" if paper.arxiv_id else None,
        "primaryclass": _field(paper.category) if paper.arxiv_id else None,
        "keywords": _field(", ".join(_keywords(paper))),
        "language": _field(paper.language),
        "pmid": _field(paper.identifiers.get("pmid")),
        # Addresses are not encoded for LaTeX; only braces, which BibTeX counts, are replaced.
        "doi": _address(paper.doi),
        "url": _address(paper.url),
        "abstract": _field(paper.abstract),
    }
    lines = [f"  {name} = {value}" for name, value in fields.items() if value]
    return f"@{kind}{{{key},\n" + ",\n".join(lines) + "\n}\n"


def _keywords(paper: Paper) -> tuple[str, ...]:
    """The keywords, and the category where no primaryclass has it."""
    shown = paper.category if not paper.arxiv_id else None
    return (*filter(None, [shown]), *paper.keywords)


def _key(paper: Paper) -> str:
    names = paper.authors[0].split(",")[0].split() if paper.authors else []
    surname = re.sub(r"[^a-z]", "", fold(names[-1])) if names else ""
    telling = [w for w in words(paper.title) if w.isascii() and w not in stopwords() and not w.isdigit()]
    return f"{surname or 'anonymous'}{paper.year or ''}{telling[0] if telling else ''}"


def _letters(number: int) -> str:
    """b, c, ... z, ba, bb, ... for 1, 2, ... 25, 26, 27."""
    last = ascii_lowercase[number % 26]
    return last if number < 26 else _letters(number // 26) + last


def _authors(paper: Paper) -> str:
    names = [_name(name) for name in paper.authors]
    return " and ".join(names if paper.authors_complete else [*names, "others"])


def _name(name: str) -> str:
    """A name as BibTeX reads it: unchanged where that is clear, else `von Last, Jr, First`."""
    parts = parts_of(name)
    collective = not parts.given and len(name.split()) > 1
    if collective or "and" in name.lower().split() or name.lower() == "others":
        return f"{{{latex(name)}}}"  # in braces, or BibTeX would read two persons, or a cut list
    if name.split() == [*parts.given.split(), *parts.particle.split(), *parts.family.split()]:
        return latex(name)
    family = f"{parts.particle} {parts.family}".strip()
    return latex(", ".join(filter(None, (family, parts.suffix, parts.given))))


def _title(title: str) -> str:
    """A title with words such as `{CNNs}` in braces, which styles in lower case leave unchanged."""
    return _around_math(
        title,
        lambda text: "".join(
            f"{{{_encode(part)}}}" if _INNER_CAPITAL.match(part) else _encode(part)
            for part in re.split(r"(\s+)", text)
        ),
    )


def _field(text: str | None) -> str | None:
    return f"{{{latex(text)}}}" if text else None


def _address(text: str | None) -> str | None:
    return f"{{{text.replace('{', '%7B').replace('}', '%7D')}}}" if text else None


def latex(text: str) -> str:
    """LaTeX that prints `text`; mathematics between dollar signs stays unchanged."""
    return _around_math(text, _encode)


def _around_math(text: str, encode: Callable[[str], str]) -> str:
    done, position = [], 0
    text = " ".join(text.split())
    for match in _MATH.finditer(text):
        if _is_harmless(match[1]):
            done += [encode(text[position : match.start()]), match[0]]
            position = match.end()
    return "".join([*done, encode(text[position:])])


def _is_harmless(math: str) -> bool:
    depth = 0
    for char in math:
        depth += (char == "{") - (char == "}")
        if depth < 0:
            return False
    return depth == 0 and not _FORBIDDEN.search(math)


@lru_cache(maxsize=8192)  # the names and titles of a thousand papers; half the work of a list's sources
def _encode(text: str) -> str:
    return str(_encoder().unicode_to_latex(text))


@lru_cache(maxsize=1)
def _encoder() -> UnicodeToLatexEncoder:
    return UnicodeToLatexEncoder(
        non_ascii_only=False,
        conversion_rules=[
            UnicodeToLatexConversionRule(RULE_DICT, _NAMED, replacement_latex_protection="none"),
            "defaults",
        ],
        replacement_latex_protection="braces-all",
        unknown_char_policy="keep",
        unknown_char_warning=False,
    )
