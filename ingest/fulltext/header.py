"""What a paper prints of itself on its first page: title, authors, DOI, arXiv identifier, year."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.index.fulltext import Header
from ingest.fulltext.blocks import Block, Body
from ingest.fulltext.lines import WORDS, Line
from ingest.sources.identifiers import normal_arxiv_id, normal_doi

_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>{}|\\^`]+")
_CUT_DOI = re.compile(r"(10\.\d{4,9}/\S*[./_-])\n(?=\S)")
_ARXIV = re.compile(
    r"arxiv(?:\.org/(?:abs|pdf)/|[:\s]\s*)(?P<id>\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})", re.IGNORECASE
)
_YEAR = re.compile(r"\b(?:19[5-9]\d|20[0-4]\d)\b")
_YEAR_OF = re.compile(
    r"(?:©|\(c\)|copyright|published(?: online)?|accepted)[^\n]{0,60}?\b(?P<year>19[5-9]\d|20[0-4]\d)\b",
    re.IGNORECASE,
)
_YEAR_NEAR = re.compile(
    r"(?:proceedings|conference|symposium|workshop|\bvol(?:ume)?\b|journal|letters|preprint|received"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b)[^\n]{0,60}?\b(?P<year>19[5-9]\d|20[0-4]\d)\b",
    re.IGNORECASE,
)
_NO_TITLE = re.compile(
    r"(?:untitled|microsoft word|\S+\.(?:docx?|tex|dvi|pdf|indd|qxd)\b|title|paper|manuscript|document\d*"
    r"|\W*$)",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"@|\d{3}|\b(?:universit|institut|department|dept|school|faculty|college|laborator|centre|center|hospital|"
    r"academy|abstract|www|http|received|accepted|january|february|march|april|june|july|august|september|"
    r"october|november|december|journal|vol|preprint|street|inc|ltd|gmbh|research|corresponding|email|e-mail|"
    r"microsoft|office|user|admin)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:,|;|·|•|&|\band\b|\bund\b|\bet\b)\s*")
_MARKS = re.compile(r"[*†‡§¶∗#⋆✉]+|\(\s*\)|\bORCID\b|(?<=\w)\d+\b")
_NAME = re.compile(r"[^\W\d_][\w.'’-]*\.?(?:[ -][^\W\d_][\w.'’-]*\.?){1,6}")
_PARTICLES = frozenset(
    "van von der den de del della di da dos du la le bin ibn al el ter ten zu y e af av".split()
)
_HEAD = 3000  # characters of a first page in which its own arXiv identifier stands, and none that it cites
_NEAR_TITLE = 16  # blocks behind the title among which the names are
_LONGEST_LIST = 80  # words of a block of names
_MOST_AUTHORS = 100
_LONGEST_TITLE = 300


def header(
    front: Sequence[Block], everything: str, aside: str, body: Body, metadata: dict[str, str]
) -> tuple[Header, list[Block]]:
    """The header of a document, and the blocks of its title.

    `front` are the blocks of the first page; `everything` is its text with what stands at its margins, and
    `aside` what is printed sideways, such as arXiv's stamp.
    """
    titled = _title_blocks(front, body)
    printed = " ".join(block.text for block in titled).rstrip(" *∗†‡")
    said = " ".join(metadata.get("Title", "").split())
    title = printed
    if _sane(said) and _squeezed(said) in _squeezed(everything):
        title = said if not printed or _squeezed(printed) != _squeezed(said) else printed
    elif not printed and _sane(said):
        title = said
    doi, arxiv, year = ids_in(everything, aside)
    doi = doi or next(
        (found for value in metadata.values() for match in _DOI.finditer(value) if (found := _doi(match[0]))),
        None,
    )
    return (
        Header(
            title=title[:_LONGEST_TITLE],
            authors=_authors(front, titled) or _split_names(metadata.get("Author", "")),
            doi=doi,
            arxiv_id=arxiv,
            year=year,
        ),
        titled,
    )


def ids_in(text: str, aside: str = "") -> tuple[str | None, str | None, int | None]:
    """The DOI, the arXiv identifier and the year of a first page; `aside` is printed sideways on it."""
    both = _CUT_DOI.sub(r"\1", f"{aside}\n{text}")
    stamp = _ARXIV.search(aside) or _ARXIV.search(text[:_HEAD])
    arxiv = normal_arxiv_id(stamp["id"]) if stamp else None
    doi = next((found for match in _DOI.finditer(both) if (found := _doi(match[0]))), None)
    return doi, arxiv, _year(text, arxiv)


def _doi(text: str) -> str | None:
    """A DOI without what stands behind it in a sentence."""
    text = text.rstrip(".,;:")
    for opening, closing in ("()", "[]"):
        if text.endswith(closing) and text.count(closing) > text.count(opening):
            text = text[:-1]
    return normal_doi(text)


def _sane(title: str) -> bool:
    return len(title) >= 12 and " " in title and not _NO_TITLE.match(title)


def _squeezed(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _title_blocks(front: Sequence[Block], body: Body) -> list[Block]:
    """The blocks in the largest letters of the upper part of the first page."""
    able = [
        block
        for block in front
        if block.lines[0].base < 0.6 * block.lines[0].sheet.height
        and sum(map(str.isalpha, block.text)) >= 8
        and len(block.text) < _LONGEST_TITLE
        and block.size > 0.97 * body.size
        and not _ARXIV.match(block.text)
    ]
    if not able:
        return []
    largest = max(block.size for block in able)
    if largest < 1.05 * body.size:
        bold = [block for block in able if block.bold]
        return bold[:1] or able[:1]
    first = next(at for at, block in enumerate(front) if block in able and block.size > 0.97 * largest)
    titled = [front[first]]
    for block in front[first + 1 :]:
        below = (block.lines[0].base - titled[-1].lines[-1].base) / block.size
        if abs(block.size - titled[0].size) > 0.03 * titled[0].size or not 0 < below < 2.5:
            break
        titled.append(block)
    return titled


def _authors(front: Sequence[Block], titled: Sequence[Block]) -> tuple[str, ...]:
    """The names right behind the title."""
    if not titled:
        return ()
    found: list[str] = []
    first: Line | None = None
    for block in front[front.index(titled[-1]) + 1 :][:_NEAR_TITLE]:
        if len(block.text.split()) > _LONGEST_LIST or section_like(block.text):
            break
        for line in block.lines:
            if first is not None and not _alike(line, first):
                continue  # addresses are set in other letters than names, if they stand between them
            here = _names_in(line)
            if first is not None and not here:
                return tuple(dict.fromkeys(found))[:_MOST_AUTHORS]
            if here:
                found += here
                first = first or line
    return tuple(dict.fromkeys(found))[:_MOST_AUTHORS]


def _alike(line: Line, named: Line) -> bool:
    return line.font == named.font and abs(line.size - named.size) < 0.03 * named.size


def section_like(text: str) -> bool:
    return bool(re.match(r"(?:abstract|summary|introduction|1\.?\s|keywords)", text, re.IGNORECASE))


def _names_in(line: Line) -> tuple[str, ...]:
    text = _without_marks(line)
    return () if re.search(r"\d{3}", text) else _split_names(text)


def _without_marks(line: Line) -> str:
    """A line without its raised marks; wide gaps become commas."""
    out: list[str] = []
    codes = line.sheet.chars.codes[line.at].tolist()
    for code, up, space, gap in zip(
        codes, line.raised.tolist(), line.spaces.tolist(), line.gaps.tolist(), strict=True
    ):
        if up:
            out.append(" ")
            continue
        out.append(", " if gap > WORDS else " " if space else "")
        out.append(chr(code))
    return "".join(out)


def _split_names(text: str) -> tuple[str, ...]:
    names = []
    for part in _BETWEEN.split(_MARKS.sub("", text)):
        name = " ".join(part.split()).strip(" .,;:()") + (
            "." if re.search(r"\b[JS]r\.$", part.strip()) else ""
        )
        if not name:
            continue
        if _NO_NAME.search(name):
            break  # an address, whose city may look like a name
        words = name.split()
        capitals = all(
            word[:1].isupper() or word.casefold() in _PARTICLES or "’" in word or "'" in word
            for word in words
        )
        if not _NAME.fullmatch(name) or not capitals or len(name) > 60:
            continue
        names.append(name)
    return tuple(names)


def _year(text: str, arxiv: str | None) -> int | None:
    """The year that the first page says it is of. The day on which a file was made says nothing."""
    said = _YEAR_OF.search(text)
    if not said and arxiv and (number := re.match(r"(\d\d)(?:0[1-9]|1[0-2])\.", arxiv)):
        return 2000 + int(number[1])
    said = said or _YEAR_NEAR.search(text[:_HEAD])
    lone = _YEAR.search(text[: _HEAD // 5])
    return int(said["year"]) if said else int(lone[0]) if lone else None
