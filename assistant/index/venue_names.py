"""The common name of every venue that papers print: "Proc. of ICML 2021" is ICML.

venue_names.toml has the acronyms of well-known venues with their long names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path

from assistant.text.analysis import words
from assistant.text.word_lists import load_table

ARXIV = "arXiv"
"""The common name of arXiv, which sources also print as CoRR."""


@dataclass(frozen=True, slots=True)
class _Names:
    """The contents of venue_names.toml; `long_names` are the long names of each acronym."""

    long_names: Mapping[str, Sequence[str]]
    short_forms: Mapping[str, str]
    small_words: frozenset[str]
    no_acronyms: frozenset[str]
    common_words: frozenset[str]


@cache
def _names() -> _Names:
    table = load_table(Path(__file__).with_name("venue_names.toml"))
    lists = {name: frozenset(table[name].split()) for name in ("small_words", "no_acronyms", "common_words")}
    return _Names(table["names"], table["short_forms"], **lists)


@cache
def _known() -> Mapping[str, str]:
    """The acronym of each well-known venue, by the key (`key_of`) of each of its names."""
    names = _names().long_names.items()
    return {key_of(long): short for short, longs in names for long in (short, *longs)}


_YEAR = r"(?:19|20)\d\d"
_YEARS = re.compile(rf"\b{_YEAR}\b|['’]\d\d\b")
_NUMBERS = re.compile(
    r"\b\d+(?:st|nd|rd|th)\b|,?\s*\b(?:vol(?:ume)?|no|nr|pp|pages|part|issue)\b\.?\s*\d[\d\s–-]*|(?<=\s)[\d(:),–-]+$"
    r"|\b(?:(?:twen|thir|for|fif|six|seven|eigh|nine)ty?-?)?"
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\w+teenth|\w+tieth)\b"
    r"(?=\s+(?:annual|international|conference|european|ieee|acm|aaai|workshop|symposium|meeting|asian))",
    re.I,
)
_PROCEEDINGS = re.compile(r"^(?:in:?\s+)?(?:the\s+)?proc(?:eedings|\.)(?:\s+of)?(?:\s+the)?\s+", re.I)
_MEETING = re.compile(
    r"\b(?:conf(?:erence|\.)|symp(?:osium|\.)|workshops?|meeting|congress|colloquium)", re.I
)
_SPONSOR = re.compile(
    r"^(?:annual|biennial|(?:ieee|acm|cvf|rsj|sigkdd|sigir|isca)(?:\s*[/-]\s*\w+)?)\s+(?=.*(?:conference|meeting|symposium))",
    re.I,
)
_ACM_OF = re.compile(r"\bacm sig\w+ ", re.I)  # International ACM SIGIR Conference on ...
_BRACKETS = re.compile(r"\(([^()]*)\)")
_PART = re.compile(r"\s*[,;:]\s+|\s+[–—-]\s+")
_ACRONYM = re.compile(r"(?=\w*[A-Z]\w*[A-Z])[A-Za-z][\w+]{2,11}")
_WORKSHOP = re.compile(r"\bworkshops?\b", re.I)
_ARXIV = re.compile(r"^\W*(?:arxiv|corr\b)", re.I)
_PREPRINT = re.compile(r"\s+preprints?\b.*$", re.I)


class Venues:
    """Every venue that some papers print, found by any of its names.

    The common name of a venue is its acronym where one is known, else the printed name without year, number
    and sponsor. A workshop is a venue of its own, and also belongs to the conference in its name.
    """

    def __init__(self, printed: Iterable[str]) -> None:
        """`printed` are the venues as printed in the sources, each once."""
        read = [(text, *_read(text)) for text in printed]
        learned = {key: short for _, name, short in read if short for key in (key_of(name),)}
        self._printed: dict[str, list[str]] = {}
        self._called: dict[str, str] = {}
        for text, name, short in read:
            known = short or _known().get(key_of(name)) or learned.get(key_of(name)) or name
            known = _known().get(key_of(known), known)
            chosen = self._called.setdefault(key_of(known), known)
            self._printed.setdefault(chosen, []).append(text)
            self._called.setdefault(key_of(name), chosen)
            self._called.setdefault(key_of(text), chosen)
        for key, short in _known().items():
            if short in self._printed:
                self._called.setdefault(key, short)
        self._name = {text: name for name, texts in self._printed.items() for text in texts}
        self.longest = 2 * max((len(key.split()) for key in self._called), default=0)
        self._first = frozenset(key.split()[0] for key in self._called if key)
        self._workshops: dict[str, list[str]] = {}
        for name in self.names:
            if _WORKSHOP.search(name):
                for host in sorted(self._hosts(name)):
                    self._workshops.setdefault(host, []).extend(self._printed[name])

    @property
    def names(self) -> tuple[str, ...]:
        """The common names of the venues, in order of first appearance."""
        return tuple(self._printed)

    def may_begin_with(self, word: str) -> bool:
        """Whether some name of a venue begins with `word`; no name has more than `longest` words."""
        return key_of(word) in self._first

    @cached_property
    def acronyms(self) -> frozenset[str]:
        """All names, folded, that are one word with more than its first letter in capitals."""
        return frozenset(key for key, name in self._called.items() if " " not in key and is_acronym(name))

    def name_of(self, printed: str) -> str:
        """The common name of the venue that a paper prints as `printed`."""
        return self._name[printed]

    def called(self, name: str) -> str | None:
        """The name of the venue that people call `name`; None where no paper prints that venue."""
        key = key_of(name)
        found = self._called.get(key)
        if found is None and (known := _known().get(key)) in self._workshops:
            return known  # a conference of which only workshops are printed
        return found

    def printed_as(self, names: Iterable[str]) -> list[str]:
        """All printed forms of the venues that people call one of `names`, and of workshops there."""
        names = list(names)
        found = [text for name in self._called_one_of(names) for text in self._printed.get(name, ())]
        return [*found, *self.workshops(names)]

    def workshops_at(self, name: str) -> tuple[str, ...]:
        """The names of the workshops at the venue called `name`."""
        return tuple(dict.fromkeys(self._name[text] for text in self._workshops.get(name, ())))

    def workshops(self, names: Iterable[str]) -> list[str]:
        """All printed forms of workshops at the venues that people call one of `names`."""
        return [text for name in self._called_one_of(names) for text in self._workshops.get(name, ())]

    def like(self, name: str) -> list[str]:
        """The venues that share a word with `name`, common words like "journal" aside."""
        asked = {*key_of(name).split()} - _names().common_words
        return [known for known in self.names if asked & {*key_of(known).split()}]

    def _called_one_of(self, names: Iterable[str]) -> list[str]:
        return [known for known in map(self.called, names) if known is not None]

    def _hosts(self, workshop: str) -> set[str]:
        """The conferences that appear in the name of a workshop."""
        own, key = {*key_of(workshop).split()}, f" {key_of(workshop)} "
        hosts = {short for long, short in _known().items() if f" {long} " in key}
        return hosts | {name for name in map(self._called.get, own) if name and is_acronym(name)}


@lru_cache(maxsize=65536)
def key_of(name: str) -> str:
    """The same text for all spellings of one name: its words in full, folded, without the small ones."""
    short_forms, small = _names().short_forms, _names().small_words
    spelt = [short_forms.get(word, word) for word in words(name.replace("&", " and "))]
    return " ".join([word for word in spelt if word not in small] or spelt)


def is_small(word: str) -> bool:
    """Whether sources print or leave out a word of a name as they like: "of", "the"."""
    return word.lower() in _names().small_words


def is_arxiv(printed: str) -> bool:
    """Whether a printed venue is arXiv."""
    return bool(_ARXIV.match(printed))


def is_server(name: str) -> bool:
    """Whether a venue is a preprint server, which takes "on" rather than "in" ("on arXiv")."""
    return name.lower().endswith("xiv")


def is_acronym(name: str) -> bool:
    """Whether a name is one word with a capital after its first letter."""
    return " " not in name and any(c.isupper() for c in name[1:])


def _read(printed: str) -> tuple[str, str]:
    """The name in the venue that a source prints, and the acronym that the source gives, empty where none."""
    if is_arxiv(printed):
        return ARXIV, ARXIV
    texts = [" ".join(_YEARS.sub(" ", text).split()) for text in _BRACKETS.findall(printed)]
    name = _BRACKETS.sub(" ", printed)
    parts = _PART.split(name)
    texts += [" ".join(_YEARS.sub(" ", part).split()) for part in parts[1:]]
    if _MEETING.search(name) or _PROCEEDINGS.search(name):
        name = _without_place(name, parts)
    name = _bare(name)
    if _WORKSHOP.search(printed):
        return name, ""
    if known := _known().get(key_of(name)):
        return name, known
    first, *more = name.split() or [""]
    if more and _known().get(first.lower()) == first and "symposium" not in name.lower():
        return name, first  # NeurIPS Datasets and Benchmarks Track
    return name, next((text for text in texts if _is_given(text)), name if _is_given(name) else "")


def _is_given(text: str) -> bool:
    return bool(_ACRONYM.fullmatch(text)) and text.lower() not in _names().no_acronyms


def _without_place(name: str, parts: Sequence[str]) -> str:
    """The name of a conference without date and place: "ICML 2021, 18-24 July 2021, Virtual Event"."""
    for end in range(1, len(parts)):
        if any(c.isdigit() for c in parts[end]) or _is_given(parts[end].strip()):
            return " ".join(parts[:end])
    whole = _known().get(key_of(_bare(name)))
    return name if whole or len(parts) == 1 or _known().get(key_of(_bare(parts[0]))) is None else parts[0]


def _bare(name: str) -> str:
    """A name without its year, number, sponsor, and "Proceedings of the"."""
    printed, name = name, " ".join(_YEARS.sub(" ", name).split())
    name = " ".join(_NUMBERS.sub(" ", name).split()).strip(" ,;:.-–")
    if not _known().get(key_of(name)):
        rest = _PROCEEDINGS.sub("", name)
        if _MEETING.search(rest) or _known().get(key_of(rest)) or _is_given(rest):
            name = rest
    while not _known().get(key_of(name)) and (shorter := _ACM_OF.sub("", _SPONSOR.sub("", name))) != name:
        name = shorter
    return _PREPRINT.sub("", name).strip(" ,;:.-–") or name or printed
