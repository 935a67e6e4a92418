"""The ways to write a person's name: "Emmy Noether", "Noether, E.", "Noether E". Pure functions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from itertools import combinations, repeat

from assistant.text.analysis import fold

PARTICLES = frozenset(
    "al da das de del den der di do dos du el la las le los ten ter van vom von zu zum zur".split()
)
"""Words of a family name that may be left out of it, folded: "von der Malsburg"."""

_STROKES = str.maketrans({"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe"})
_UMLAUTS = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "Ä": "Ae",
        "Ö": "Oe",
        "Ü": "Ue",
        "ø": "oe",
        "Ø": "Oe",
        "å": "aa",
        "Å": "Aa",
    }
)
_WORD = re.compile(r"[^\W\d_]+")
_HYPHENATED = re.compile(r"[^\W\d_]+(?:[-‐‑'][^\W\d_]+)*")
_INITIALS = re.compile(r"(?:[^\W\d_](?:\.-?|-|$))+")
_BEFORE_NAME = re.compile(r"^[\W_]+")
_BETWEEN_NAMES = re.compile(
    r"\s*[+&()]+\s*(?:(?:with|including)\s+)?|\s+and\s+|\s+(?:on behalf|for)\s.*", re.I
)
"""What sources print between the names of people: "Noether E + 16 co-authors", "Noether E and Keil P"."""
_NUMBERED = re.compile(r"\d+$")
SUFFIX = re.compile(r"[,\s]+(?P<suffix>Jr|Sr|II|III|IV|2nd|3rd|4th)\b\.?", re.I)
_SUFFIXES = {"ii": "2", "2nd": "2", "iii": "3", "3rd": "3", "iv": "4", "4th": "4"}
INITIALS_LAST = re.compile(r"(?P<family>.*[^\W\d_]{2}.*?) +(?P<given>[A-Z](-?[A-Z]){0,2})\.?")
"""A family name and then up to three initials in one word: "Barneche DR", "Sun I-F"."""
_SOME = 3
"""Most initials in one word."""


def fold_name(name: str) -> str:
    """Lower case without accents and strokes: "Đorđe" and "Dorde" become one."""
    return fold(name).translate(_STROKES)


@dataclass(frozen=True, slots=True)
class Reading:
    """The folded words of a family name and of the given names, which may be initials."""

    family: tuple[str, ...]
    given: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonName:
    """A written name: the ways to divide it into given names and family name, the most likely first.

    `suffix` is what tells people of one name apart: "jr" for Jr., "3" for III, "12" for "Author 12".
    """

    readings: tuple[Reading, ...]
    suffix: str = ""
    several: bool = False
    """Whether a source prints several people as one; the readings are of all of them."""

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the name, given names first; empty where the text has no word."""
        return (*self.readings[0].given, *self.readings[0].family) if self.readings else ()

    @property
    def fullness(self) -> tuple[int, int]:
        """How many given names are written out, and how many are given at all."""
        given = self.readings[0].given if self.readings else ()
        return sum(len(name) > 1 for name in given), len(given)


@lru_cache(maxsize=32768)
def parse(text: str) -> PersonName:
    """The name that `text` writes."""
    text = text.replace("’", "'").strip()
    suffix = SUFFIX.search(text)
    if suffix:
        text = text[: suffix.start()] + text[suffix.end() :]
    people = _people_in(text)
    readings = dict.fromkeys(
        reading
        for name in people
        for spelling in (name, name.translate(_UMLAUTS))
        for reading in _readings(spelling)
    )
    written = suffix["suffix"].lower() if suffix else "".join(_NUMBERED.findall(text))  # "Author 12"
    return PersonName(tuple(readings), _SUFFIXES.get(written, written), len(people) > 1)


def family_name(text: str) -> str:
    """The family name in a written name, as it is written; the whole text where that can't be told."""
    readings = parse(text).readings
    words = re.split(r"[\s,]+", text.strip())
    for start in range(len(words)):
        for end in range(len(words), start, -1):
            if readings and _parts(_words(" ".join(words[start:end]), text.isupper())) == readings[0].family:
                return " ".join(words[start:end])
    return text


def _people_in(text: str) -> list[str]:
    """The names of the people in what a source prints as one name, mostly one."""
    people: list[str] = []
    for part in map(_BEFORE_NAME.sub, repeat(""), _BETWEEN_NAMES.split(text)):
        words = part.split()
        lengths = "".join("i" if _INITIALS.fullmatch(word) else "w" for word in words)
        if re.match("i+w+i+w", lengths):  # "E. Noether S. Kowalevski"
            people += (" ".join(words[m.start() : m.end()]) for m in re.finditer("i+w+", lengths))
        elif words and not words[0][0].isdigit():  # "16 co-authors"
            people.append(part)
    return people


def _readings(text: str) -> Iterator[Reading]:
    family, _, given = (part.strip() for part in text.partition(","))
    capitals = text.isupper()  # which tell nothing about initials
    if not (family and given):
        initials_last = None if capitals else INITIALS_LAST.fullmatch(text.strip())
        if not initials_last:
            yield from _with_family_last(_words(text, capitals))
            return
        family, given = initials_last["family"], initials_last["given"]
    surname, names = _words(family, capitals), _words(given, capitals)
    while len(names) > 1 and names[-1] in PARTICLES:  # "Malsburg, C. von der"
        surname = [names.pop(), *surname]
    yield from _divided(surname, names)


def _with_family_last(words: list[str]) -> Iterator[Reading]:
    """The readings of a name that ends with the family name, which may be of several words."""
    if not words:
        return
    at = len(words) - 1
    while at > 1 and words[at - 1] in PARTICLES:
        at -= 1
    yield from _divided(words[at:], words[:at])
    if at > 1 and len(words[at - 1]) > 1:  # "Lorena Poenaru Olaru" has a family name of two words
        yield from _divided(words[at - 1 :], words[: at - 1])


def _divided(family: list[str], given: list[str]) -> Iterator[Reading]:
    """The name with its whole family name, and without the particles in front."""
    yield Reading(_parts(family), _parts(given))
    bare = next((n for n, word in enumerate(family) if word not in PARTICLES), 0)
    if bare:
        yield Reading(_parts(family[bare:]), _parts(given))


def _words(text: str, capitals: bool) -> list[str]:
    """The folded words of `text`, hyphenated ones in one piece, several initials in one word apart.

    `capitals` tells that the whole name is in capitals, so that a short word need not be of initials.
    """
    words: list[str] = []
    for word in _HYPHENATED.findall(text):
        parts = _WORD.findall(word)
        if (word.isupper() and len(word) <= _SOME and not capitals) or all(len(part) == 1 for part in parts):
            words += fold_name("".join(parts))
        else:
            words.append("-".join(map(fold_name, parts)))
    return words


def _parts(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(part for word in words for part in word.split("-"))


def compatible(one: PersonName, other: PersonName) -> bool:
    """Whether both may be one person: the same family name, and given names that do not contradict."""
    if one.suffix and other.suffix and one.suffix != other.suffix:
        return False
    for mine in one.readings:
        for theirs in other.readings:
            if mine.family == theirs.family and _agree(mine.given, theirs.given):
                return True
    return False


def _agree(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether these given names may be one person's; a name that only one of them has contradicts nothing."""
    if not one or not other:
        return one == other
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs and (mine[0] != theirs[0] or (len(mine) > 1 and len(theirs) > 1)):
            return False
    return True


class Persons:
    """Written names, grouped into persons.

    Names are of one person where they are compatible and neither fits two people: "J. Chen" stays apart
    beside Jun Chen and Jing Chen, and is one with Jun Chen where there is no other.
    """

    def __init__(self, papers: Mapping[str, int]) -> None:
        """`papers` has the number of papers for each written name."""
        self._papers = papers
        self._near: dict[tuple[tuple[str, ...], str], list[str]] = defaultdict(list)
        self._parsed = {name: parse(name) for name in papers}
        for name, parsed in self._parsed.items():
            for key in _keys(parsed):
                self._near[key].append(name)
        self._forms: dict[str, tuple[str, ...]] = {}
        self._clear: dict[str, bool] = {}

    def fitting(self, written: PersonName) -> tuple[str, ...]:
        """All forms of all persons whom a written name fits."""
        near = dict.fromkeys(self._compatible(written))
        forms = dict.fromkeys(form for name in near for form in self.forms(name))
        return tuple(form for form in forms if all(known in near for known in self.forms(form)))

    def forms(self, name: str) -> tuple[str, ...]:
        """The ways in which the papers write the person whom they also write `name`, the fullest first."""
        if name not in self._papers:
            return self.fitting(parse(name)) or (name,)
        if name not in self._forms:
            same = filter(self._is_clear, self._others(name)) if self._is_clear(name) else ()
            forms = tuple(sorted((name, *same), key=self._rank))
            self._forms |= dict.fromkeys(forms, forms)
        return self._forms[name]

    def shown(self, name: str) -> str:
        """The name under which a person is counted and shown."""
        return self.forms(name)[0]

    def most_signed(self, names: Sequence[str], most: int) -> Sequence[str]:
        """The `most` of `names` that stand on most papers; all, as they are, where they are no more."""
        if len(names) <= most:
            return names
        return nlargest(most, names, key=lambda name: self._papers.get(name, 0))

    def _rank(self, name: str) -> tuple[bool, int, int, int, str]:
        full, given = self._parsed[name].fullness
        return _people_in(name) != [name], -full, -given, -self._papers[name], name

    def _is_clear(self, name: str) -> bool:
        """Whether all names that `name` may also be written with may be one person."""
        if name not in self._clear:
            others = list(dict.fromkeys(self._parsed[other] for other in self._others(name)))
            pairs = combinations(others, 2)
            self._clear[name] = all(compatible(one, other) for one, other in pairs)
        return self._clear[name]

    def _others(self, name: str) -> list[str]:
        """The other names with which the person `name` may be written; none for several people in one."""
        if self._parsed[name].several:
            return []
        near = self._compatible(self._parsed[name])
        return [other for other in near if other != name and not self._parsed[other].several]

    def _compatible(self, written: PersonName) -> list[str]:
        near = dict.fromkeys(name for key in _keys(written) for name in self._near.get(key, ()))
        return [name for name in near if compatible(written, self._parsed[name])]


def _keys(name: PersonName) -> Iterable[tuple[tuple[str, ...], str]]:
    """Compatible names share a family name with the first letter of a given name."""
    return dict.fromkeys((reading.family, "".join(reading.given[:1])[:1]) for reading in name.readings)


@lru_cache(maxsize=32)
def persons_of(names: tuple[str, ...]) -> Persons:
    """The persons whom `names` write, each name as good as another; an answer asks several times."""
    return Persons(dict.fromkeys(names, 1))


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """One name for each person whom `names` write, in their order."""
    names = tuple(names)
    single = [name for name in names if not parse(name).several] or names
    return tuple(dict.fromkeys(map(persons_of(names).shown, single)))
