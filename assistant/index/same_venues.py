"""Which printed venues are one venue: the same words, one short for the other, or the same acronym."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations

from assistant.index.printed_venues import PrintedVenue
from assistant.index.venue_words import (
    acronyms_fit,
    initials_of,
    is_meeting,
    is_short_for,
    key_of,
    kinds_of_meeting,
    subject_of,
    without_common_words,
    without_sponsors,
)

TELLING = 3
"""Words of a name from which on the same words elsewhere mean the same meeting."""
_Read = Mapping[str, PrintedVenue]
"""What each printed venue says."""
_Join = Callable[[Sequence[str]], None]
"""Notes that printed venues are one venue."""


def joined(read: _Read) -> list[list[str]]:
    """The printed venues in groups, each of one venue, in order of first appearance."""
    leader: dict[str, str] = {text: text for text in read}

    def lead(text: str) -> str:
        while leader[text] != text:
            text = leader[text]
        return text

    def join(texts: Sequence[str]) -> None:
        for text in texts[1:]:
            leader[lead(text)] = lead(texts[0])

    for texts in grouped(read, lambda text: key_of(read[text].name)).values():
        join(texts)
    for acronym, texts in grouped(read, lambda text: key_of(read[text].acronym)).items():
        join(texts if acronym else [])
    # From here on one of each name will do, best one that prints an acronym or says that it is a meeting.
    saying = sorted(read, key=lambda text: (bool(read[text].acronym), read[text].meeting))
    distinct = {key_of(read[text].name): text for text in saying}
    _join_sponsored(distinct.values(), read, join)
    _join_kinds(distinct.values(), read, join)
    _join_short_forms(distinct.values(), read, join)
    _join_acronyms(read, join)
    groups: dict[str, list[str]] = {}
    for text in read:
        groups.setdefault(lead(text), []).append(text)
    return list(groups.values())


def _join_sponsored(distinct: Iterable[str], read: _Read, join: _Join) -> None:
    """Join names with the same words after their sponsors, unless they have quite different sponsors."""
    for texts in grouped(distinct, lambda text: core_of(read[text].name)).values():
        sponsors = {text: without_sponsors(read[text].name)[1] for text in texts}
        sponsored = [text for text in texts if sponsors[text]]
        for one, other in combinations(sponsored, 2):
            if sponsors[one] & sponsors[other]:
                join([one, other])
        apart = any(not sponsors[one] & sponsors[other] for one, other in combinations(sponsored, 2))
        bare = [text for text in texts if not sponsors[text]]
        join(bare if apart else [*sponsored[:1], *bare])


def _join_kinds(distinct: Iterable[str], read: _Read, join: _Join) -> None:
    """Join "Advances in X" and "Conference on X", but not a workshop on X, where one of them is a meeting."""
    for subject, texts in grouped(distinct, lambda text: " ".join(subject_of(read[text].name))).items():
        if len(subject.split()) < TELLING:
            continue
        kinds = {text: kinds_of_meeting(read[text].name) for text in texts}
        for one, other in combinations(texts, 2):
            meeting = any(read[text].meeting or read[text].acronym for text in (one, other))
            if meeting and (kinds[one] == kinds[other] or not (kinds[one] and kinds[other])):
                join([one, other])


def _join_short_forms(distinct: Iterable[str], read: _Read, join: _Join) -> None:
    """Join "J Neurosci" and "Journal of Neuroscience" where it can be short for one venue only."""
    texts = {core_of(read[text].name): text for text in distinct}
    for keys in grouped([key for key in texts if " " in key], letters_of).values():
        for key in keys:
            longer = [other for other in keys if len(other) > len(key) and is_short_for(key, other)]
            if longer and all(is_short_for(one, other) for one, other in combinations(longer, 2)):
                join([texts[longer[0]], texts[key]])


def _join_acronyms(read: _Read, join: _Join) -> None:
    """Join a venue printed as a mere acronym and the long name that it spells, where there is only one."""
    long_names: dict[str, str] = {}
    for text, venue in read.items():
        if " " in venue.name and not venue.acronym:
            long_names.setdefault(venue.name, text)
    by_initials = grouped(long_names, initials_of)
    for text, venue in read.items():
        found = acronyms_fit(venue.acronym, by_initials) if venue.acronym == venue.name else []
        if len({" ".join(subject_of(name)) for name in found}) == 1:
            join([*(long_names[name] for name in found), text])
    bare = {venue.name: text for text, venue in read.items() if venue.acronym == venue.name}
    for name, text in long_names.items():
        first, *more = name.split()
        if len(more) == 1 and more[0] in bare and first not in bare:  # ACM TOIS
            join([bare[more[0]], text])


def core_of(name: str) -> str:
    """The key of a name without sponsors, and of a meeting also without "international" and the like."""
    rest, _ = without_sponsors(name)
    meeting = is_meeting(rest) and subject_of(rest)
    return without_common_words(key_of(rest)) if meeting else key_of(rest)


def letters_of(key: str) -> str:
    return "".join(word[0] for word in key.split())


def grouped(items: Iterable[str], key: Callable[[str], str]) -> Mapping[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return groups
