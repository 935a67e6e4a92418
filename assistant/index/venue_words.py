"""The words of a venue's name: which of two names is short for the other, and which acronym spells a name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations
from pathlib import Path

from assistant.text.analysis import words
from assistant.text.word_lists import load_table

_TWO_CAPITALS = re.compile(r"(?=\w*[A-Z][\w&-]*[A-Z])[A-Za-z][\w&+-]{1,14}")
_SPONSOR = re.compile(r"[A-Z][A-Z&-]+(?:\s*/\s*[A-Z][A-Z&-]+)*")
_CUT_WORD = re.compile(r"[A-Z][a-z]{0,3}")
_AND = re.compile(r"&|\band\b")
_LONGEST = 10
"""Letters of an acronym that is compared with the first letters of names, at most."""
_RUN = 4
"""Letters from which on an acronym takes more than the first letter of a word: IRos, EuSiPCo."""
_WRITTEN = 3
"""Letters from which on a word of a short form is no mere initial."""
_CLIPPED = 5
"""Letters of a short form that leaves out letters of the middle, at most: natl, intl, jpn."""


@dataclass(frozen=True, slots=True)
class VenueWords:
    """The contents of venue_names.toml."""

    small_words: frozenset[str]
    meetings: frozenset[str]
    series: frozenset[str]
    more_series: frozenset[str]
    common: frozenset[str]
    not_in_acronyms: frozenset[str]
    about_the_print: frozenset[str]
    short_forms: Mapping[str, str]


@cache
def venue_words() -> VenueWords:
    """The words of names of venues, read once."""
    table = load_table(Path(__file__).with_name("venue_names.toml"))
    short_forms = table.pop("short_forms")
    lists = {name: frozenset(text.split()) for name, text in table.items()}
    return VenueWords(**lists, short_forms=short_forms)


@lru_cache(maxsize=65536)
def key_of(name: str) -> str:
    """The same text for all spellings of one name: its words, folded, singular, without the small ones.

    A last letter stays: "Physics A" is not "Physics".
    """
    short_forms = venue_words().short_forms
    spelt = [short_forms.get(word, word) for word in words(name.replace("&", " and "))]
    kept = [word for at, word in enumerate(spelt) if not is_small(word) or (at and word == spelt[-1] == "a")]
    return " ".join(map(_singular, kept)) if len(kept) > 1 else " ".join(kept or spelt)


def is_small(word: str) -> bool:
    """Whether sources print or leave out a word of a name as they like: "of", "the"."""
    return word.lower() in venue_words().small_words


def is_server(name: str) -> bool:
    """Whether a venue is a preprint server, which takes "on" rather than "in" ("on arXiv")."""
    return name.lower().endswith("xiv")


def is_given_acronym(text: str) -> bool:
    """Whether a text is one word with two capitals, as acronyms are printed: ICSE, NeurIPS, EC-TEL."""
    return bool(_TWO_CAPITALS.fullmatch(text)) and not is_about_the_print(text)


def is_meeting(name: str) -> bool:
    """Whether a name says that it is the name of a conference or workshop."""
    found = set(key_of(name).split())
    return not found.isdisjoint(_singulars("meetings")) and found.isdisjoint(_singulars("series"))


def has_kind(name: str) -> bool:
    """Whether a name says what it is the name of: a journal, a conference."""
    known = (
        _singulars("meetings") | _singulars("series") | _singulars("more_series") | {"proceeding", "advance"}
    )
    return not known.isdisjoint(key_of(name).split())


def without_sponsors(name: str) -> tuple[str, frozenset[str]]:
    """A name without the organisations before it ("IEEE/RSJ International Conference on ..."), and these.

    A name that says nothing without them keeps them: "EAGE Annual Conference".
    """
    parts = name.split()
    found: set[str] = set()
    while len(parts) > 1 and _SPONSOR.fullmatch(parts[0]):
        found |= set(words(parts.pop(0)))
    rest = " ".join(parts)
    telling = has_kind(rest) and any(not has_kind(word) for word in subject_of(rest))
    return (rest, frozenset(found)) if found and telling else (name, frozenset())


def kinds_of_meeting(name: str) -> frozenset[str]:
    """The words in a name that say what kind of meeting it is: "conference"."""
    return _singulars("meetings").intersection(key_of(name).split())


def is_about_the_print(text: str) -> bool:
    """Whether a text just says what was printed: "Revised Selected Papers"."""
    return _singulars("about_the_print").issuperset(map(_singular, key_of(text).split()))


def without_common_words(key: str) -> str:
    """A key without the words that one source prints in the name of a meeting and another leaves out."""
    return " ".join(word for word in key.split() if word not in _singulars("common")) or key


def subject_of(name: str) -> list[str]:
    """The words of a name's key that tell it from others: not "international", not "conference"."""
    return [word for word in key_of(name).split() if word not in _optional()]


def is_short_for(short: str, long: str) -> bool:
    """Whether two keys have the same words, some cut short in `short` or `long`: "j neurosci".

    This is how titles of journals are abbreviated (ISO 4): words are cut, or lose letters of the middle.
    A name of one word is never cut, and mere letters are an acronym.
    """
    one, other = short.split(), long.split()
    if not (len(one) == len(other) > 1 and all(map(_is_cut, one, other))):
        return False
    return max(map(len, one)) >= _WRITTEN and max(map(len, other)) >= _WRITTEN


def acronyms_fit(acronym: str, names: Mapping[str, Sequence[str]]) -> list[str]:
    """The names that `acronym` spells, of `names` by the first letters of their subjects (`initials_of`).

    Names of which the acronym has just the first letters come before all others.
    """
    letters = "".join(words(acronym))
    found = _spelt(letters, names) or _run_together(acronym, names)
    return found or _spelt(letters[:-1], names) if letters.endswith("s") else found


def _run_together(acronym: str, names: Mapping[str, Sequence[str]]) -> list[str]:
    """The names whose words an acronym cuts short, each with its capital: ApJ, PhRvL, A&A."""
    parts = _CUT_WORD.findall(acronym)
    if (
        len(parts) < 2
        or "".join(parts) != acronym.replace("&", "")
        or (acronym.isalpha() and acronym.isupper())
    ):
        return []
    initials = "".join(part[0] for part in parts).lower()
    found = [name for name in names.get(initials, ()) if "&" not in acronym or _AND.search(name)]
    return [name for name in found if all(map(_has_letters, subject_of(name), parts))]


def _has_letters(word: str, part: str) -> bool:
    letters = iter(word)
    return all(letter in letters for letter in part.lower())


def _spelt(letters: str, names: Mapping[str, Sequence[str]]) -> list[str]:
    if not 2 < len(letters) <= _LONGEST or not letters.isalpha():
        return []
    found = dict.fromkeys(name for initials in _within(letters) for name in names.get(initials, ()))
    full = {name: _spelt_out(name) for name in found}
    run = len(letters) if len(letters) >= _RUN else 1
    exact = [name for name in found if _spells(letters, full[name], run=1)]
    return exact or [name for name in found if _spells(letters, full[name], run=run)]


def acronym_fits(acronym: str, name: str) -> bool:
    """Whether an acronym spells a name: "IROS", "Conference on Intelligent Robots and Systems"."""
    return bool(acronyms_fit(acronym, {initials_of(name): [name]}))


def initials_of(name: str) -> str:
    """The first letters of the words of a name that an acronym must have."""
    return "".join(word[0] for word in subject_of(without_sponsors(name)[0]))


def _spelt_out(name: str) -> tuple[str, ...]:
    """The words that an acronym may spell; of a meeting, it may be called international."""
    spelt = tuple(words(without_sponsors(name)[0].replace("&", " ")))
    return ("international", *spelt) if is_meeting(name) else spelt


def _spells(letters: str, name: tuple[str, ...], *, run: int) -> bool:
    """Whether `letters` are beginnings of the words of `name`, in order, each of `run` letters at most."""
    if not name:
        return not letters
    word, rest = name[0], name[1:]
    optional = is_small(word) or _singular(word) in _optional()
    if optional and _spells(letters, rest, run=run):
        return True
    longest = next((n for n, (a, b) in enumerate(zip(letters, word, strict=False)) if a != b), None)
    longest = min(len(letters), len(word)) if longest is None else longest
    return any(_spells(letters[size:], rest, run=run) for size in range(1, min(longest, run) + 1))


def _within(letters: str) -> Iterator[str]:
    """All texts that have some of `letters`, in order."""
    for size in range(1, len(letters) + 1):
        yield from dict.fromkeys("".join(chosen) for chosen in combinations(letters, size))


def _is_cut(one: str, other: str) -> bool:
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    if long.startswith(short):
        return True
    if short[:2] != long[:2] or not 2 < len(short) <= _CLIPPED or len(short) + 2 >= len(long):
        return False
    return short[-1] == long[-1] and _has_letters(long, short)


@cache
def _optional() -> frozenset[str]:
    return _singulars("meetings") | _singulars("common") | _singulars("not_in_acronyms")


@cache
def _singulars(name: str) -> frozenset[str]:
    return frozenset(map(_singular, getattr(venue_words(), name)))


def _singular(word: str) -> str:
    """A word without the "s" that one source prints and another leaves out."""
    plural = len(word) > 3 and word[-1] == "s" and word[-2] not in "su" and not word.endswith("ics")
    return word[:-1] if plural else word
