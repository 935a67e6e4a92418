"""Every venue that papers print, under one name, and found by any: "Proc. of ICSE 2021", "J Neurosci"."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from rapidfuzz import fuzz, process

from assistant.index.printed_venues import PrintedVenue, read_printed
from assistant.index.same_venues import TELLING, core_of, grouped, joined, letters_of
from assistant.index.venue_words import (
    acronyms_fit,
    has_kind,
    initials_of,
    is_given_acronym,
    is_meeting,
    is_short_for,
    key_of,
    subject_of,
    without_common_words,
)
from assistant.text.analysis import fold

_WORKSHOP = re.compile(r"\b(?:workshops?|ws)\b", re.I)
_TOKEN = re.compile(r"[A-Za-z][\w&+]*")
_NEARLY = 90
"""Of 100: how alike the spelling of a name must be to one that is printed."""
_LETTERS = 8
"""Letters of a name from which on a misspelt one is recognised."""


class Venues:
    """Every venue that some papers print, found by any of its names.

    Printed venues are one venue where they have the same words, where one is short for the other, or where
    they print the same acronym. The common name of a venue is its acronym where one is printed, else its
    longest name. A workshop or a track is a venue of its own, and also belongs to the conference in its name.
    `acronyms` are all that are printed, folded; no name has more than `longest` words.
    """

    def __init__(self, printed: Iterable[str]) -> None:
        """`printed` are the venues as printed in the sources, each once."""
        read = {text: read_printed(text) for text in printed}
        groups = joined(read)
        self._printed = {_common_name([read[text] for text in texts]): texts for texts in groups}
        self._name = {text: name for name, texts in self._printed.items() for text in texts}
        self._called: dict[str, str] = {}
        long_names: dict[str, str] = {}
        for text, venue in read.items():
            for name in filter(None, (venue.acronym, venue.name, text)):
                self._called.setdefault(key_of(name), self._name[text])
            long_names.setdefault(venue.name, self._name[text])
        for name, common in long_names.items():
            self._called.setdefault(core_of(name), common)
            first, *more = name.split()
            if len(more) == 1 and len(more[0]) > 3 and is_given_acronym(first) and is_given_acronym(more[0]):
                self._called.setdefault(key_of(more[0]), common)  # ACM TOIS
        self._long_names = long_names
        self.acronyms = frozenset(fold(venue.acronym) for venue in read.values() if venue.acronym)
        self._workshops = self._parts_of_meetings(read)
        self._families = self._families_of(read)
        self.longest = 2 * max((len(key.split()) for key in self._called), default=0)

    @property
    def names(self) -> tuple[str, ...]:
        """The common names of the venues, in order of first appearance."""
        return tuple(self._printed)

    def is_printed(self, name: str) -> bool:
        """Whether a source prints a venue of this very name."""
        return key_of(name) in self._called

    def name_of(self, printed: str) -> str:
        """The common name of the venue that a paper prints as `printed`."""
        return self._name[printed]

    def called(self, name: str) -> str | None:
        """The name of the venue that people call `name`; None where no paper prints that venue."""
        return next(iter(self.all_called(name)), None)

    def all_called(self, name: str) -> tuple[str, ...]:
        """The names of all venues that people call `name`: "PLOS" may be several."""
        key = key_of(name)
        if key in self._called:
            return (self._called[key],)
        if " " not in name.strip():
            if not is_given_acronym(name) and not name.islower():
                return ()
            of_workshops = (name,) if name in self._workshops else ()
            return self._families.get(key, ()) or self._of_acronym(name) or of_workshops
        found = self._called.get(core_of(name))
        return (found,) if found else self._of_short_form(key)

    def nearly_called(self, name: str) -> str | None:
        """The venue whose name is spelt almost like `name`."""
        key = key_of(name)
        if len(key) < _LETTERS:
            return None
        found = process.extractOne(key, self._called.keys(), scorer=fuzz.ratio, score_cutoff=_NEARLY)
        return self._called[found[0]] if found and len(found[0].split()) == len(key.split()) else None

    def family(self, name: str) -> tuple[str, ...]:
        """The venues whose names begin with the word `name`: "Nature journals", "IEEE conferences"."""
        return tuple(known for known in self.names if key_of(known).split()[:1] == [key_of(name)])

    def printed_as(self, names: Iterable[str]) -> list[str]:
        """All printed forms of the venues that people call one of `names`, and of workshops there."""
        names = list(names)
        found = [text for name in self._all(names) for text in self._printed.get(name, ())]
        return list(dict.fromkeys((*found, *self.workshops(names))))

    def workshops(self, names: Iterable[str]) -> list[str]:
        """All printed forms of workshops and tracks at the venues that people call one of `names`."""
        hosts = dict.fromkeys(key for name in self._all(names) for key in (name, key_of(name)))
        return list(dict.fromkeys(text for host in hosts for text in self._workshops.get(host, ())))

    def like(self, name: str) -> list[str]:
        """The venues that share a word with `name`, words of kinds like "journal" aside."""
        asked = set(_telling(name))
        return [known for known in self.names if asked.intersection(_telling(known))]

    def _all(self, names: Iterable[str]) -> list[str]:
        return [found for name in names for found in self.all_called(name)]

    @cached_property
    def _by_initials(self) -> Mapping[str, Sequence[str]]:
        """The long names by the first letters of the words that an acronym must have."""
        return grouped(self._long_names, initials_of)

    @cached_property
    def _by_key_letters(self) -> Mapping[str, Sequence[str]]:
        """The keys of more than one word by their first letters."""
        keys = [key for key in self._called if " " in key]
        return grouped(keys, letters_of)

    def _of_acronym(self, acronym: str) -> tuple[str, ...]:
        found = acronyms_fit(acronym, self._by_initials)
        return tuple(dict.fromkeys(self._long_names[name] for name in found))

    def _of_short_form(self, key: str) -> tuple[str, ...]:
        found = [known for known in self._by_key_letters.get(letters_of(key), ()) if is_short_for(key, known)]
        return tuple(dict.fromkeys(self._called[known] for known in found))

    def _parts_of_meetings(self, read: Mapping[str, PrintedVenue]) -> Mapping[str, Sequence[str]]:
        """The printed workshops and tracks by the venue in whose name they stand: "CHI EA", "ICSE-NIER"."""
        found: dict[str, list[str]] = defaultdict(list)
        for text, venue in read.items():
            hosts = {self._called.get(key_of(token)) for token in self._tokens_of_hosts(text, venue)}
            if _WORKSHOP.search(text):
                hosts |= {token for token in _TOKEN.findall(text) if is_given_acronym(token)}
                hosts.add(self._meeting_within(text))
            for host in sorted(host for host in hosts if host and host != self._name[text]):
                found[host].append(text)
        return found

    def _tokens_of_hosts(self, text: str, venue: PrintedVenue) -> list[str]:
        tokens = _TOKEN.findall(text if _WORKSHOP.search(text) else venue.acronym or venue.name)
        return [token for token in tokens if is_given_acronym(token)][: None if _WORKSHOP.search(text) else 1]

    def _meeting_within(self, workshop: str) -> str | None:
        """The meeting whose long name stands in the name of a workshop, the longest."""
        key = f" {without_common_words(key_of(workshop))} "
        within = [known for known in self._meetings if f" {known} " in key]
        return self._meetings[max(within, key=len)] if within else None

    @cached_property
    def _meetings(self) -> Mapping[str, str]:
        """The long names of meetings, as in the names of their workshops."""
        names = {without_common_words(core_of(name)): name for name in self._long_names}
        return {
            key: self._long_names[name]
            for key, name in names.items()
            if len(key.split()) >= TELLING and not _WORKSHOP.search(name)
        }

    def _families_of(self, read: Mapping[str, PrintedVenue]) -> Mapping[str, tuple[str, ...]]:
        """The venues that go by the capitals before their names: "PLOS", "EAGE"; one of them if a meeting."""
        found: dict[str, dict[str, bool]] = defaultdict(dict)
        for text, venue in read.items():
            first, *more = _TOKEN.findall(venue.name) or [""]
            if more and is_given_acronym(first):
                found[key_of(first)][self._name[text]] = is_meeting(venue.name)
        return {key: tuple(kinds) for key, kinds in found.items() if len(kinds) > 1 or any(kinds.values())}


def _common_name(venues: Sequence[PrintedVenue]) -> str:
    """The acronym that is printed most, else the longest name."""
    acronyms = Counter(venue.acronym for venue in venues if venue.acronym)
    if acronyms:
        return acronyms.most_common(1)[0][0]
    return max((venue.name for venue in venues), key=len)


def _telling(name: str) -> list[str]:
    return [word for word in subject_of(name) if not has_kind(word)]
