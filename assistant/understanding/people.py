"""Names in a question -> authors of the corpus, and names that the corpus does not have."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from rapidfuzz import fuzz, process

from assistant.text.analysis import fold, stopwords
from assistant.text.person_names import PARTICLES, SUFFIX, Persons, fold_name, parse
from assistant.text.spelling import Spellings
from assistant.understanding.asking import learned

_TOKEN = re.compile(r"[^\W\d_]++(?:-[^\W\d_]++)*+(?!\d)\.?")  # not the "BM" of "BM25"
_PERSON_BEFORE = re.compile(
    r"\b(with|by|from|of|and|or|author|authors|authored|named?|called|does|did|has|have|had|is|was|are|were"
    r"|prof|professor|dr|researcher|student|about|involving|not|except|without)\.?\s+$",
    re.I,
)
_AUTHORSHIP = re.compile(
    r"\b(paper|papers|publication|publications|article|articles|preprints?|work|works|worked|wrote|written|write|author\w*"
    r"|co-?author\w*|publish\w*|collaborat\w*|contribut\w*|together|joint\w*|appear\w*|list(s|ed)?)\b",
    re.I,
)
_FAR = 100
"""Characters before a word that are read to decide whether the word is a name."""

_SMALL = 4
"""Least letters of an unknown name in lower case; shorter words are more often a typo ("teh")."""

_TITLES = frozenset({"dr", "prof", "professor", "mr", "mrs", "ms"})
_IN_NAME = re.compile(r"[\s'’]*|, *")
"""What stands between the words of a name."""

_SENTENCE_BEFORE = re.compile(r"(^|[.?!:;])\W*$")
_BY_PERSON = re.compile(r"\b(with|by|from|authors?|coauthors?)\s+(?:[A-Z]\S+\s+){0,3}(?:(?:and|or)\s+)?$")
_AUX = re.compile(r"\b(has|have|had|did|does|do|is|was|are|were)\s+$", re.I)
_THEN_AUTHORS = re.compile(
    r"^\W*(?:\w+\W+){0,3}?(?:co-?author\w*|authors?|publish\w*|writ\w+|wrote|list\w*|appear\w*|collaborat\w*|contribut\w*)\b",
    re.I,
)
_POSSESSIVE = re.compile(
    r"^['’]s?\s+(\w+\s+){0,2}(papers?|publications?|works?|articles?|contributions?)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A person named at `text[start:end]`: the authors it may mean, none if the corpus has no such author."""

    start: int
    end: int
    names: tuple[str, ...]


class People:
    """The authors of a corpus, found by full name, surname or first name, accents folded, typos forgiven."""

    def __init__(
        self,
        names: Iterable[str],
        *,
        in_papers: Callable[[str], bool],
        in_english: Callable[[str], bool],
        persons: Persons | None = None,
    ) -> None:
        """`in_papers` and `in_english` tell whether a folded word is one of the papers' texts, of English.

        `persons` groups the names of the papers into persons; without it, all `names` are grouped.
        """
        self.names = tuple(dict.fromkeys(names))
        self.persons = persons or Persons(dict.fromkeys(self.names, 1))
        self._in_papers, self._in_english = in_papers, in_english
        self._whole: dict[tuple[str, ...], list[str]] = defaultdict(list)
        self._surnames: dict[tuple[str, ...], list[str]] = defaultdict(list)
        self._first: dict[str, list[str]] = defaultdict(list)
        for name in self.names:
            for words in dict.fromkeys((*r.given, *r.family) for r in parse(name).readings):
                self._add(name, words)

    def _add(self, name: str, tokens: tuple[str, ...]) -> None:
        """Remember the ways to write a name: in full, in part, by surname, by first name."""
        if tokens:
            self._whole[tokens].append(name)
            if len(tokens) > 2:  # "Maria Cervera" for "Maria R. Cervera"
                self._whole[(tokens[0], tokens[-1])].append(name)
            for last in range(2, len(tokens)):  # "Pau Vilimelis" for "Pau Vilimelis Aceituno"
                if len(tokens[last - 1]) > 1 and tokens[last - 1] not in PARTICLES:
                    self._whole[tokens[:last]].append(name)
            if len(tokens) > 1:  # "Cervera, Maria R."
                self._whole[(tokens[-1], *tokens[:-1])].append(name)
                self._whole[(tokens[-1], tokens[0])].append(name)
                self._whole[(*tokens[1:], tokens[0])].append(name)
            if len(tokens) > 1:  # "Maria C.", "M. Cervera"
                self._whole[(tokens[0], tokens[-1][0])].append(name)
                self._whole[(tokens[0][0], tokens[-1])].append(name)
            for first in range(1, len(tokens)):
                if len(tokens[first]) > 1 or first < len(tokens) - 1:  # "D'Angelo" is d, angelo
                    self._surnames[tokens[first:]].append(name)
            if len(tokens) > 1 and len(tokens[0]) > 2:
                self._first[tokens[0]].append(name)

    def find(self, text: str) -> list[Mention]:
        """Everyone named in `text`, in order, without overlap."""
        tokens = [
            (fold_name(m.group().rstrip(".")).replace("-", " "), m)
            for m in _TOKEN.finditer(text.replace("’", "'"))
        ]
        found, at = [], 0
        while at < len(tokens):
            mention, used = self._at(text, tokens, at)
            if mention:
                found.append(mention)
            at += used
        return found

    def nearest(self, name: str) -> str | None:
        """The author whose name looks most like `name`, or None where none does."""
        best = process.extractOne(fold(name), self.names, scorer=fuzz.WRatio, processor=fold, score_cutoff=60)
        return str(best[0]) if best else None

    @cached_property
    def _in_full(self) -> tuple[list[list[str]], Spellings]:
        """Whose names are written in full or in part, and how."""
        return list(self._whole.values()), Spellings(map(" ".join, self._whole))

    @cached_property
    def _by_surname(self) -> tuple[list[list[str]], Spellings]:
        """Whose surnames of one word are written, and how."""
        single = {surname: names for (surname, *more), names in self._surnames.items() if not more}
        return list(single.values()), Spellings(single)

    def _at(self, text: str, tokens: list[tuple[str, re.Match[str]]], at: int) -> tuple[Mention | None, int]:
        start = tokens[at][1].start()
        for length in range(min(5, len(tokens) - at), 0, -1):
            run = tuple(part for word, _ in tokens[at : at + length] for part in word.split())
            end = tokens[at + length - 1][1].end()
            names: Iterable[str] = ()
            if length > 1:
                names = (*self._whole.get(run, ()), *self._fitting(text, tokens[at : at + length]))
            if not names and (length > 1 or self._may_be_surname(text, tokens[at][1])):
                names = self._surnames.get(run, ())
            if names:
                suffix = SUFFIX.match(text, end) if length > 1 else None  # "Downs, J. H. 3rd"
                return self._mention(start, suffix.end() if suffix else end, names), length
        word, match = tokens[at]
        if word in _TITLES:  # "Dr. Henning": the name comes next
            return None, 1
        if self._in_person_context(text, match):
            if word in self._first and not self._in_papers(word):
                misspelt = self._misspelt(tokens, at, least=2)  # "christian hening"
                stranger = self._unknown(text, tokens, at)  # "Christian Andersen"
                if misspelt or (stranger[0] and stranger[1] > 1):
                    return misspelt or stranger
                return self._mention(start, match.end(), self._first[word]), 1
            return self._misspelt(tokens, at) or self._unknown(text, tokens, at)
        if match.group()[0].isupper():
            return self._misspelt(tokens, at) or (None, 1)
        return None, 1

    def _mention(self, start: int, end: int, names: Iterable[str]) -> Mention:
        """The mention of the people whom the papers write with `names`, and in what other ways."""
        return Mention(
            start, end, tuple(dict.fromkeys(f for name in names for f in self.persons.forms(name)))
        )

    def _fitting(self, text: str, run: list[tuple[str, re.Match[str]]]) -> tuple[str, ...]:
        """The authors whom a run of words fits that is written like a name: "Keil, P.", "Marco Pavone"."""
        matches = [match for _, match in run]
        gaps = [text[one.end() : other.start()] for one, other in pairwise(matches)]
        commas = sum("," in gap for gap in gaps)
        if not all(map(_IN_NAME.fullmatch, gaps)) or commas > 1:
            return ()
        if not all(self._may_be_in_name(text, word, match) for word, match in run):
            return ()
        if len({match.group()[0].isupper() for word, match in run if word not in PARTICLES}) > 1:
            return ()  # "Lewis, R. L. publications"
        written = text[matches[0].start() : matches[-1].end()]
        if commas:
            given = written.partition(",")[2].strip()
            whole = len(given.split()) > 1 and self._whole.get(parse(given).words)
            if whole or (fold_name(given),) in self._surnames:
                return ()  # "Noether, Ada Lovelace" are two people
        return self.persons.fitting(parse(written))

    def _may_be_in_name(self, text: str, word: str, match: re.Match[str]) -> bool:
        """Whether a word may be part of a name that no author has written so."""
        if len(word) == 1 or word in PARTICLES or (word,) in self._surnames:
            return True
        if word in stopwords() or word in _TITLES:
            return False
        if match.group()[0].isupper():
            return word not in learned().features.known or not _ends_before(
                _SENTENCE_BEFORE, text, match.start()
            )
        return not (self._in_papers(word) or self._in_english(word))

    def _may_be_surname(self, text: str, match: re.Match[str]) -> bool:
        """A surname that the papers use as a word is a name only with a capital and in its place."""
        word = fold(match.group().rstrip("."))
        if not self._in_papers(word) and word not in stopwords():
            return True
        return match.group()[0].isupper() and self._in_person_context(text, match)

    def _in_person_context(self, text: str, match: re.Match[str]) -> bool:
        return _ends_before(_PERSON_BEFORE, text, match.start()) or bool(
            _POSSESSIVE.match(text[match.end() :])
        )

    def _misspelt(
        self, tokens: list[tuple[str, re.Match[str]]], at: int, *, least: int = 1
    ) -> tuple[Mention, int] | None:
        """An author whose name the next words nearly are, `least` of them or more."""
        if tokens[at][0] in stopwords():  # "Is Grewe" is no slip of "B. Grewe"
            return None
        for length in range(3, least - 1, -1):
            words = [word for word, _ in tokens[at : at + length]]
            written = " ".join(words)
            if (
                len(words) < length
                or len(written) < 6
                or all(self._in_papers(w) or self._in_english(w) for w in words)
            ):
                continue
            known, spellings = self._in_full if length > 1 else self._by_surname
            near = spellings.nearest(written, slips=1 + (len(written) > 7))
            if near is not None:
                end = tokens[at + length - 1][1].end()
                return self._mention(tokens[at][1].start(), end, known[near]), length
        return None

    def _unknown(
        self, text: str, tokens: list[tuple[str, re.Match[str]]], at: int
    ) -> tuple[Mention | None, int]:
        """A person who is no author of the corpus: "papers with Geoffrey Hinton", "hinton's papers"."""
        length = 1
        while at + length < len(tokens) and length < 4:
            previous, following = tokens[at + length - 1][1], tokens[at + length][1]
            if not following.group()[0].isupper() or text[previous.end() : following.start()].strip(" ."):
                break
            length += 1
        run = tokens[at : at + length]
        capital = all(m.group()[0].isupper() for _, m in run)
        strange = [p for w, _ in run for p in w.split() if p not in stopwords() and not self._in_papers(p)]
        small = length == 1 and all(len(w) >= _SMALL and not self._in_english(w) for w in strange)
        if not strange or not (capital or small):
            return None, 1
        start, end = run[0][1].start(), run[-1][1].end()
        by_person = (
            _ends_before(_BY_PERSON, text, start)
            or _POSSESSIVE.match(text[end:])
            or (_ends_before(_AUX, text, start) and _THEN_AUTHORS.match(text[end:]))
        )
        if by_person and _AUTHORSHIP.search(text):
            return Mention(start, end, ()), length
        return None, 1


def _ends_before(pattern: re.Pattern[str], text: str, end: int) -> bool:
    """Whether `pattern`, which ends in "$", matches the text right before `end`."""
    return bool(pattern.search(text, max(0, end - _FAR), end))
