"""What a source prints as the venue -> the name and the acronym in it, without year, place and pages."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.index.venue_words import (
    acronym_fits,
    has_kind,
    is_about_the_print,
    is_given_acronym,
    is_meeting,
    is_small,
    subject_of,
    without_sponsors,
)

ARXIV = "arXiv"
"""The common name of arXiv, which sources also print as CoRR."""


@dataclass(frozen=True, slots=True)
class PrintedVenue:
    """The `name` in what a source prints, and the `acronym` that it gives, empty where none.

    `meeting` tells a conference or workshop from a series.
    """

    name: str
    acronym: str = ""
    meeting: bool = False


_YEAR = r"(?:19|20)\d\d"
_YEARS = re.compile(rf"\b{_YEAR}\b|\s*[`'’‘-]\s?\d\d\b(?!-)|(?<=[A-Z]{{2}})[0-3]\d\b")  # 2021, '21, LAK21
_LAST_YEAR = re.compile(rf"\b{_YEAR}\W*$")
_NAMES_OF_MONTHS = "|".join(calendar.month_name[1:])
_SHORT_MONTHS = "|".join(name[:3] for name in calendar.month_name[1:])
_MONTH = re.compile(rf"\b(?:{_SHORT_MONTHS})[a-z]*\b\W*\d|\d\s+(?:{_NAMES_OF_MONTHS})\b")
_EDITION = re.compile(
    r"\b\d+\s?(?:st|nd|rd|th)\b|\b(?:(?:twen|thir|for|fif|six|seven|eigh|nine)ty?[\s-]?)?"
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|\w+teenth|\w+tieth)\b"
    r"|(?<=[A-Za-z] )[XVI]{2,}(?= [A-Z])",
    re.I,
)
_LATE_EDITION = re.compile(r"\s?\d\d$")  # SC16, NOLCOS 01
_PAGES = re.compile(
    r"\W*(?:(?:vol(?:ume)?|no|nr|pp?|pages|issue|suppl|art(?:icle)?|part)\b\W*)+(?=\d|$)", re.I
)
_NUMBER = re.compile(r"\W*[a-z]{0,2}\d(?:[\d\W]|[a-z](?=\d))*|[\W_]+")
_INTRODUCED = re.compile(
    r"^(?:in\b:?|(?:to appear|accepted|submitted|published)(?: (?:in|at|to|by))?:?|available at"
    r"|(?:book )?chapter in)\s+",
    re.I,
)
_PROCEEDINGS = re.compile(r"^(?:companion\s+)?proc(?:eedings|\.)?\s+(?:-\s+|of\s+)?(?:the\s+)?(?=\w)", re.I)
_ALL_PROCEEDINGS = re.compile(
    r"\bproc(?:eedings|\.)?\s*(?:of(?:\s+the)?)?\s*$|\b(?:expanded|extended) abstracts$", re.I
)
_BRACKETS = re.compile(r"\(([^()]*)\)|\(([^()]*)$")
_DASH = re.compile(r"\s+[–—-]+\s+|\s*[—]\s*|\s[|]\s")
_SEPARATOR = re.compile(
    r"\s*[,;:]\s+|\s+:\s*|\s+[-.]\s+|(?<=\d)\.\s+"
    rf"|\.\s+(?=[A-Z][\w-]*[A-Z][\w-]*\s+{_YEAR}\b)|(?<=[a-z]{{4}})\.\s+(?=[A-Z][\w-]*[A-Z])"
)
_BESIDE = re.compile(
    r"[\s,;:–-]*\b(?:held )?(?:in )?(?:conjunction|combined|co-?located|affiliated) withe?\b", re.I
)
_DESCRIPTION = re.compile(
    r"\s*:\s*(?:an?\s+|the\s+)?(?:official\s+|international\s+|interdisciplinary\s+)*(?:journal|publication|organ)\b.*$",
    re.I,
)
_TURNED = re.compile(r"^(?P<name>[^,]+(?:,[^,]+)*?),\s*(?P<head>[^,]*\b(?:on|of|in|for))$")
_TURNED_SERIES = re.compile(r"^(?P<name>[^,]+),\s*(?P<head>(?:[A-Z]{2,}[/ ]?)+)$")
_WORKSHOP = re.compile(r"\bworkshops?\b", re.I)
_ARXIV = re.compile(r"^\W*(?:arxiv|corr\b)", re.I)
_PREPRINT = re.compile(r"\s+(?:e-?prints?|preprints?\b.*)$", re.I)
_EDGE = " ,;:.-–—/&"


def read_printed(printed: str) -> PrintedVenue:
    """The venue that a source prints."""
    if is_arxiv(printed):
        return PrintedVenue(ARXIV, ARXIV)
    text = _INTRODUCED.sub("", _DASH.sub(" - ", " ".join(printed.split())))
    text = _BESIDE.split(text)[0]
    brackets = [one or other for one, other in _BRACKETS.findall(text)]
    text = _DESCRIPTION.sub("", _turned(" ".join(_BRACKETS.sub(" ", text).split())))
    parts = [part for part in _SEPARATOR.split(text) if part.strip()]
    meeting = is_meeting(text) or any(
        _is_dated_acronym(part) or _MONTH.search(part) for part in (*brackets, *parts)
    )
    name = _name_of_meeting(parts, text) if meeting else _name_of_series(parts, text)
    name = re.sub(r"\s+(?=:)", "", _bare(name, meeting=meeting)) or text.strip(_EDGE) or printed
    acronym = _acronym(name, brackets, parts, meeting=meeting)
    return PrintedVenue(name, acronym, meeting)


def is_arxiv(printed: str) -> bool:
    """Whether a printed venue is arXiv."""
    return bool(_ARXIV.match(printed))


def _acronym(name: str, brackets: Sequence[str], parts: Sequence[str], *, meeting: bool) -> str:
    """The acronym that a source gives: "(ICSE 2022)", "ICSE'22 - ...", or a part that spells the name."""
    if " " not in name:
        return name if is_given_acronym(name) else ""
    first_letter = (subject_of(without_sponsors(name)[0]) or [" "])[0][0]
    for text in (*brackets, *parts):
        short = _undated(_PROCEEDINGS.sub("", text))
        if (
            " " in short or len(short) < 2 or (text not in brackets and name.endswith(f" {short}"))
        ):  # Proceedings of the IEEE
            continue
        in_brackets = is_given_acronym(short) and text in brackets
        if _is_dated_acronym(text) or (in_brackets and (meeting or short[0].lower() == first_letter)):
            return short
        if (is_given_acronym(short) and short in name.split()) or acronym_fits(short, name):
            return short
    return _beside_the_name(parts) if meeting else ""


def _beside_the_name(parts: Sequence[str]) -> str:
    """The acronym before or after the name of a meeting: "SCAM - Conference on ...", "..., EPIA"."""
    first, last, rest = _undated(parts[0]), parts[-1].strip(_EDGE), " ".join(parts[1:])
    if " " not in first and is_meeting(rest) and not _WORKSHOP.search(rest):
        return first
    alone = len(parts) == 2 and not _WORKSHOP.search(parts[0])
    return last if alone and len(last) > 3 and is_given_acronym(last) else ""


def _is_dated_acronym(text: str) -> bool:
    """Whether a text is an acronym with a year: "ICSE 2022", "CAIN'22", "CAIN23", "2022 ICSE"."""
    short = _undated(text)
    return short != " ".join(text.split()).strip(_EDGE) and is_given_acronym(short)


def _undated(text: str) -> str:
    """A text without its year: "ICSE 2022", "LAK20"."""
    bare = " ".join(_YEARS.sub(" ", text).split()).strip(_EDGE)
    return _LATE_EDITION.sub("", bare) if " " not in bare and len(bare) > 3 else bare


def _name_of_meeting(parts: Sequence[str], text: str) -> str:
    """The name of a meeting among the parts between commas and dashes, not its acronym, place or date."""
    named: list[str] = []
    for part in parts:
        bare = _bare(part, meeting=True)
        of_print = is_about_the_print(bare)
        short = is_given_acronym(bare) and len(parts) > 1
        if not named:
            named += [] if of_print or short or _is_dated_acronym(part) else [part]
        elif of_print or short or _is_dated_acronym(part) or _MONTH.search(part):
            break
        elif any(c.isdigit() for c in _LAST_YEAR.sub("", part)):
            named += [bare] if subject_of(bare) and has_kind(bare) and not has_kind(named[0]) else []
            break  # Pattern Recognition, 31st Symposium of ...
        else:
            named.append(part)
        if named and _LAST_YEAR.search(part):
            break
    acronym = next((_undated(part) for part in parts if _is_dated_acronym(part)), "")
    return _between(named, text) if named else acronym or " ".join(parts[:1]) or text


def _between(named: Sequence[str], text: str) -> str:
    """The first of the parts, with the rest of an enumeration ("A, B and C") or of a title ("A: B")."""
    end = 1
    for at, part in enumerate(named[1:], 1):
        of_title = (
            at == 1 and not has_kind(named[0]) and has_kind(part) and subject_of(_bare(part, meeting=True))
        )
        if re.search(r"\b(?:and|&)\s", part) or of_title or _of_workshop(part):
            end = at + 1
    start = text.find(named[0])
    stop = text.find(named[end - 1], start)
    return text[start : stop + len(named[end - 1])] if 0 <= start <= stop else " ".join(named[:end])


def _of_workshop(part: str) -> bool:
    """Whether a part between commas names a workshop, and not just says that it was one."""
    return bool(_WORKSHOP.search(part) and subject_of(_bare(part, meeting=True)))


def _bare(name: str, *, meeting: bool) -> str:
    """A name without its year, edition, and "Proceedings of the" where a meeting follows."""
    name = " ".join(_YEARS.sub(" ", name).split()) if meeting or not _YEARS.fullmatch(name.strip()) else name
    if meeting:
        name = re.sub(r"\s+\d{1,3}$", "", " ".join(_EDITION.sub(" ", name).split()))
    name = name.strip(_EDGE)
    rest = _PROCEEDINGS.sub("", name)
    if rest != name and (is_meeting(rest) or all(map(is_given_acronym, rest.split())) or " " not in rest):
        name = name if re.search(r"\bthe\s+[A-Z]+$", name) else rest
    if meeting:
        name = _ALL_PROCEEDINGS.sub("", name).strip(_EDGE) or name
    parts = _PREPRINT.sub("", name).strip(_EDGE).split()
    while len(parts) > 1 and parts[-1].islower() and is_small(parts[-1]):  # ... Engineering in 2030
        parts.pop()
    return " ".join(parts)


def _name_of_series(parts: Sequence[str], text: str) -> str:
    """The name of a journal without its acronym and pages: "Magnetic Resonance : MR", "Ecology 90: 3575"."""
    *before, last = parts or [text]
    rest = text[: text.rfind(last)].strip(_EDGE)
    return rest if before and is_given_acronym(last) and acronym_fits(last, rest) else _without_pages(text)


def _without_pages(text: str) -> str:
    """A name without volume, issue and pages: "Ecology Letters 16: 870-878"."""
    parts = text.split()
    while len(parts) > 1 and (_NUMBER.fullmatch(parts[-1]) or _PAGES.fullmatch(parts[-1])):
        parts.pop()
    name = " ".join(parts)
    return text if _PAGES.fullmatch(name) else name  # vol. 3


def _turned(text: str) -> str:
    """ "Signal Processing, IEEE Transactions on" in the usual order."""
    match = _TURNED.match(text) or (None if is_meeting(text) else _TURNED_SERIES.match(text))
    return f"{_EDITION.sub('', _YEARS.sub('', match['head'])).strip()} {match['name']}" if match else text
