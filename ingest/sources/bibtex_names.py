"""The authors of a BibTeX entry: between "and", as BibTeX wants them, or in lists as people write them."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Sequence

from ingest.sources.names import BEHALF, SUFFIX, is_name, of_group, strip_cut

Reader = Callable[[str], str]
"""LaTeX -> plain text."""

_AND = re.compile(r"\\.|[{}]|(?<![^\s},;])(?:and|und)(?![^\s{\\])", re.IGNORECASE | re.DOTALL)
_SEMICOLON = re.compile(r"\\.|[{};]", re.DOTALL)
_COMMA = re.compile(r"\\.|[{},]", re.DOTALL)
_AMPERSAND = re.compile(r"\\&|\\.|[{}&]", re.DOTALL)
_MARKS = re.compile(
    r"\\footnotemark(?:\[[^\]]*\])?|\$\s*\^\s*(?:\{[^{}$]*\}|[^{}$])\s*\$|\\(?:textsuperscript|thanks|footnote)\s*\{[^{}]*\}|<sup>[^<]*</sup>"
    r"|[(\[]?(?:https?://)?(?:orcid\.org/|ORCID:?\s*)?[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X][)\]]?"
    r"|(?<=\S)[*†‡§¶]+(?=\s*(?:[,;]|$|and\s))"
)
"""Footnotes, affiliations and ORCIDs within a list of names."""
_TRAILING = re.compile(r"\s[0-9]{4}$|(?<=[^\W\d_.])[*†‡§¶#0-9]+$|(?<=\.)[*†‡§¶#]+$|\s*[,;]+$")
"""What stands behind a name: the mark of a footnote, the number by which DBLP tells namesakes apart."""
_TIE = re.compile(r"(?<!\\)~")
_INITIALS = re.compile(r"(?:[^\W\d_]\.[\s-]*|[A-Z]{1,3}(?![^\W\d_])[\s-]*){1,4}")
_BARE_INITIALS = re.compile(r"[A-Z]{1,3}")
_DEGREE = re.compile(r"M\.?D\.?|M\.?P\.?H\.?|M\.?Sc\.?|Esq\.?|R\.?N\.?")
_EXTENDED = re.compile(r"\s*(given|family|prefix|suffix)\s*=\s*(.*)", re.DOTALL)  # biblatex's other syntax
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")


def authors_of(value: str, read: Reader) -> tuple[tuple[str, ...], bool]:
    """The authors, first names first, and whether the list is complete ("and others" cuts it)."""
    value = html.unescape(value) if "&" in value else value
    value = " ".join(_TIE.sub(" ", _MARKS.sub(" ", value)).split())
    inner = _group(value)
    if inner and not _is_list(inner):
        name = read(inner)
        return ((name,) if name else ()), bool(name)
    names: list[str] = []
    complete = True
    items = [item for item in _split(inner or value, _AND, "and") if item]
    for item in items:
        kept, whole = strip_cut(item)
        if whole:
            text, whole = strip_cut(read(item))  # \\emph{et al.}
            kept = item if whole else text
        if item.lower().startswith("others "):
            kept, whole = "", False
        complete = complete and whole
        of_two = len(items) == 2 and any("," not in other and strip_cut(other)[1] for other in items)
        listed = of_two or item[len(kept) :].lstrip().startswith(",")  # "Anna Doe, Richard Roe, et al."
        braced = len(items) > 1 and all(_group(other).count(",") == 1 for other in items)
        for person in _persons(kept, listed=listed, braced=braced):
            name = _TRAILING.sub("", read(person)).strip()
            if name:
                names.append(name)
    return tuple(names), complete and bool(names)


def _is_list(text: str) -> bool:
    """Whether braces around all authors were meant for one: not around "Department of Health and Welfare"."""
    items = _split(text, _AND, "and")
    return len(items) > 1 and all(
        is_name(i.replace(",", " ")) and len(i.split()) > 1 and not of_group(i) for i in items
    )


def _persons(item: str, *, listed: bool, braced: bool) -> Iterator[str]:
    """The names in what stands between two "and".

    It may be a list of whole names if `listed`, and a name in braces has a comma as others do if `braced`.
    """
    if inner := _group(item):
        last, _, first = inner.partition(", ")
        yield _spoken(last, first) if braced or _INITIALS.fullmatch(first) else inner  # {Byron, A. B.}
        return
    parts = [part for part in _split(item, _SEMICOLON, ";") if part]
    if len(parts) == 1:
        sides = [side for side in re.split(r"\s*&\s*", " & ".join(_split(item, _AMPERSAND, "&"))) if side]
        pair = len(sides) > 1 and all(
            is_name(s.replace(",", "")) and not of_group(s) and len(s.split()) > 1 for s in sides
        )
        parts = sides if pair else parts
    listed = listed or (len(parts) == 2 and "," not in parts[1])
    for part in (side for whole in parts for side in BEHALF.split(whole)):
        yield from _of_commas(part, listed=listed or part.endswith(","))


def _of_commas(part: str, *, listed: bool) -> Iterator[str]:
    """`Last, First`, `Last, Jr, First`, or a list of names between commas."""
    pieces = [piece for piece in _split(part, _COMMA, ",") if piece]
    extended = [match for piece in pieces if (match := _EXTENDED.fullmatch(piece))]
    if extended and len(extended) == len(pieces):
        named = {match[1]: match[2].strip() for match in extended}
        yield " ".join(named[key] for key in ("given", "prefix", "family", "suffix") if named.get(key))
    elif len(pieces) < 2 or of_group(pieces[0]):
        yield ", ".join(pieces)
    elif len(pieces) == 2 and not _are_two(pieces, listed=listed):
        jr = SUFFIX.fullmatch(pieces[1]) and pieces[1] not in ("JR", "SR")  # Byron, JR: initials
        yield part if jr else _spoken(*pieces)
    elif len(pieces) == 3 and SUFFIX.fullmatch(pieces[1]):
        yield f"{_spoken(pieces[0], pieces[2])} {pieces[1]}"
    elif len(pieces) == 3 and (SUFFIX.fullmatch(pieces[2]) or _DEGREE.fullmatch(pieces[2])):
        yield f"{_spoken(*pieces[:2])} {pieces[2]}"
    else:
        yield from _listed(pieces)


def _are_two(pieces: Sequence[str], *, listed: bool) -> bool:
    """Whether "Anna Doe, Richard Roe" are two people: "Roe Doe, Richard" is one."""
    words = [piece.split() for piece in pieces]
    if any(len(w) < 2 or _INITIALS.fullmatch(p) for w, p in zip(words, pieces, strict=True)):
        return False
    return (
        listed
        or all(_BARE_INITIALS.fullmatch(w[-1]) for w in words)
        or any(_INITIALS.fullmatch(word) for word in words[0][:-1])  # Jane M. Doe
        or all(w[0].endswith(".") and _INITIALS.fullmatch(w[0]) for w in words)
    )


def _listed(pieces: Sequence[str]) -> Iterator[str]:
    """The names of a list without "and": "John Smith, Anna Doe", "Smith, J., Doe, A.", "Smith J, Doe A".

    Of "Smith, J. Doe, A." only the "and" is missing.
    """
    if _lacks_and(pieces):
        last = pieces[0]
        for piece in pieces[1:-1]:
            first, _, following = piece.rpartition(" ")
            yield _spoken(last, first)
            last = following
        yield _spoken(last, pieces[-1])
    elif any(_INITIALS.fullmatch(piece) for piece in pieces[1:]):
        last = ""
        for piece in pieces:
            if last and _INITIALS.fullmatch(piece):
                yield _spoken(last, piece)
                last = ""
            else:
                yield from [last] if last else []
                last = piece
        yield from [last] if last else []
    elif len(pieces) % 2 == 0 and all(len(piece.split()) == 1 for piece in pieces):
        for last, first in zip(pieces[::2], pieces[1::2], strict=True):
            yield _spoken(last, first)
    else:
        ends = any(_INITIALS.fullmatch(piece.split()[-1]) and " " in piece for piece in pieces)
        family_first = ends and not any(_INITIALS.fullmatch(piece.split()[0]) for piece in pieces)
        for piece in pieces:
            yield _turned(piece) if family_first else piece


def _lacks_and(pieces: Sequence[str]) -> bool:
    ends = [piece for piece in (pieces[0], pieces[-1]) if " " not in piece or _INITIALS.fullmatch(piece)]
    return len(ends) == 2 and all(" " in p and not _INITIALS.fullmatch(p.split()[-1]) for p in pieces[1:-1])


def _turned(name: str) -> str:
    """`Roe Richard M` as `Richard M Roe`, `van der Berg J` as `J van der Berg`."""
    words = name.split()
    if (len(words) > 1 and len(words[-1]) > 1 and _INITIALS.fullmatch(words[-1])) or len(words) == 2:
        return " ".join([words[-1], *words[:-1]])
    cut = 1 + sum(1 for word in words[:-1] if word.islower())
    return " ".join([*words[cut:], *words[:cut]])


def _spoken(last: str, first: str) -> str:
    return f"{last}{first}" if _WIDE.fullmatch(last) and _WIDE.fullmatch(first) else f"{first} {last}"


def _group(text: str) -> str:
    """What stands within the braces around all of `text`, "" where there are none."""
    depth = 0
    for match in re.finditer(r"\\.|[{}]", text, re.DOTALL):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth == 0:
            whole = text.startswith("{") and match.end() == len(text) and not text.startswith("{\\")
            return (_group(text[1:-1]) or text[1:-1]) if whole else ""
    return ""


def _split(text: str, marks: re.Pattern[str], separator: str) -> list[str]:
    """The parts of `text` between separators outside of braces; `marks` finds these and all braces."""
    parts, start, depth = [], 0, 0
    for match in marks.finditer(text):
        mark = match[0]
        depth = max(0, depth + {"{": 1, "}": -1}.get(mark, 0))
        if (
            depth == 0
            and mark.lstrip("\\").lower() in (separator, "und" if separator == "and" else separator)
            and (mark[0] != "\\" or separator == "&")
        ):
            parts.append(text[start : match.start()].strip())
            start = match.end()
    return [*parts, text[start:].strip()]
