"""Lists of authors as pages and files print them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_CUT = re.compile(r"(?:^|[,;]|(?<!\s)\s)\s*+(?:(?:and|&)\s+)?(?:et\.?\s+al\.?|others)$", re.IGNORECASE)
_GAP = re.compile(
    r"\.\.\.|…|(?:(?:\+|\band\b|&)\s*)?"
    r"\b[0-9]+ (?:(?:other|more) )?(?:co-?)?aut?h?ors?\b(?: \((?:with|including))?",
    re.IGNORECASE,
)
"""Where a list leaves names out, in its middle or at its end."""
_LEFT_OVER = re.compile(
    r"^\W*(?:(?:and|&)\s+)?(?=\w)|(?<=\w)(?<![0-9])[*†‡§¶#0-9)]++\s*+$|(?<!\s)\s++$", re.IGNORECASE
)
"""What stands before and after a name: a conjunction, the mark of a footnote."""
_JOINED = re.compile(r"\s+(?:and|&)\s+", re.IGNORECASE)
BEHALF = re.compile(r",?\s+on behalf of\s+(?:the\s+)?", re.IGNORECASE)
"""Between a person and the group that the person writes for."""
_OF_GROUP = re.compile(r"\b(?:of|for|the)\b", re.IGNORECASE)
_INITIALS = re.compile(r"[A-Z]{1,3}")
SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV|2nd|3rd|4th|PhD|Ph\.D)\.?", re.IGNORECASE)
"""What stands behind a family name."""
_MAX_WORDS = 7
_MAX_CHARS = 70
_MAX_PARTICLE = 5  # "della", "van", "bin": lower-case words within a name are short


def split_names(text: str) -> tuple[tuple[str, ...], bool]:
    """The names of a comma-separated list, and whether the list is complete ("et al." cuts it)."""
    text, complete = strip_cut(text)
    names: list[str] = []
    for part in text.split(","):
        name = " ".join(part.split())
        if names and SUFFIX.fullmatch(name):
            names[-1] += f", {name}"
        elif name:
            names.append(name)
    return tuple(names), complete and bool(names)


def strip_cut(text: str) -> tuple[str, bool]:
    """`text` without a closing "et al." or "and others", and whether there was none."""
    text = text.strip()
    kept = _CUT.sub("", text).rstrip(" ,;")
    return kept, kept == text.rstrip(" ,;")


def listed(entries: Iterable[str]) -> tuple[tuple[str, ...], bool]:
    """The names in the entries of a list, and whether the list is complete.

    An entry may hold what belongs to the list rather than to a name: "and Emmy Noether", "... Noether E",
    "Noether E + 16 co-authors (with Byron A)", "Noether E and Byron A", "Emmy Noether*".
    """
    names: list[str] = []
    complete = True
    for entry in entries:
        text, whole = strip_cut(entry)
        parts = [part for part in _GAP.split(text) if part.strip(" ()+,;")]
        complete = complete and whole and parts == [text]
        for name in (name for part in parts for name in _people(part)):
            if names and _INITIALS.fullmatch(name) and " " not in names[-1]:
                names[-1] += f" {name}"  # "Noether", "E"
            else:
                names.append(name)
    return tuple(names), complete and bool(names)


def _people(part: str) -> Iterator[str]:
    """The names in an entry without gaps."""
    for side in BEHALF.split(part):
        name = _LEFT_OVER.sub("", side)
        yield from filter(None, _JOINED.split(name) if _is_pair(name) else [name])


def _is_pair(part: str) -> bool:
    """Whether an entry is two people: "Noether E and Byron A", not "Centre for Birds and Small Mammals"."""
    sides = _JOINED.split(part)
    return len(sides) > 1 and all(
        is_name(side) and len(side.split()) in (2, 3) and not of_group(side) for side in sides
    )


def looks_like_names(text: str) -> bool:
    """Whether a line is a list of names: short parts between commas that start and end like names."""
    text, _ = strip_cut(text)
    parts = [part.strip() for part in text.split(",")]
    return all(is_name(part) for part in parts)


def first_name_first(name: str) -> str:
    """`Grewe, Benjamin F.` as `Benjamin F. Grewe`, `King, Martin, Jr.` as `Martin King, Jr.`.

    Anything else stays as it is, white space folded.
    """
    name = " ".join(name.split())
    parts = [part.strip() for part in name.split(",")]
    if len(parts) == 3 and all(parts) and SUFFIX.fullmatch(parts[2]):
        return f"{parts[1]} {parts[0]}, {parts[2]}"
    if len(parts) != 2 or not all(parts) or SUFFIX.fullmatch(parts[1]):
        return name
    return f"{parts[1]} {parts[0]}"


def of_group(text: str) -> bool:
    """Whether a name has words of an organisation's: "Centre for Birds"."""
    return bool(_OF_GROUP.search(text))


def is_name(part: str) -> bool:
    """Whether `part` is short and its words begin as those of a name."""
    words = part.split()
    if not words or len(words) > _MAX_WORDS or len(part) > _MAX_CHARS:
        return False
    return _capital(words[-1]) and all(_capital(word) or len(word) <= _MAX_PARTICLE for word in words)


def _capital(word: str) -> bool:
    letters = [char for char in word if char.isalpha()]
    # A script without case (李明) has no capitals; "D'Angelo", "al-Khwarizmi" have one somewhere.
    return bool(letters) and any(char.isupper() or char.lower() == char.upper() for char in letters)
