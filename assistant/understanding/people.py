"""Names in a question -> authors of the corpus, and names that the corpus does not have."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from rapidfuzz import fuzz, process

from assistant.text.analysis import stopwords, words
from assistant.text.person_names import PARTICLES, SUFFIX, Persons, parse
from assistant.text.spelling import Spellings
from assistant.understanding.asking import Asking, learned
from assistant.understanding.name_words import TITLES, NameWords, Shape, Word
from assistant.understanding.organisations import is_collective

_AND = re.compile(r"\s*(,|,?\s+(and|or)|&|/)\s*", re.I)
_ALIKE = 75
"""The least likeness of a surname, in percent, at which an unknown one may be a slip of it."""

_INITIAL_AFTER = re.compile(r",? ?[A-Z]\b(?!['’])\.?(?! [a-z])")
_LONGEST = 5
"""Words of a person's name, at most; a collective may have more."""

MOST_NAMES = 1000
"""Written names that the persons of a question may mean, at most; of more, those on most papers are taken."""

_STRANGER = 4
"""Words of an unknown name, at most; and the fewest letters of one in small letters ("teh" is a typo)."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A person named at `text[start:end]`: the authors it may mean, none if the corpus has no such author.

    `left` counts the names of other authors that it may mean and that are too many to be taken.
    """

    start: int
    end: int
    names: tuple[str, ...]
    left: int = 0


class People:
    """The authors of a corpus, found by full name, surname or first name, accents folded, typos forgiven.

    A name must look like one: it has a capital where the question writes names with capitals, or it is no
    ordinary word, or it stands where only people do. A collective is found by its whole name alone.
    """

    def __init__(
        self,
        names: Iterable[str],
        *,
        in_papers: Callable[[str], bool],
        in_english: Callable[[str], bool],
        persons: Persons | None = None,
        asking: Asking | None = None,
    ) -> None:
        """`in_papers` and `in_english` tell whether a folded word is one of the papers, of everyday English.

        `persons` groups the names of the papers into persons; without it, all `names` are grouped. `asking`
        has the words of questions, by default those that are shipped.
        """
        self.names = tuple(dict.fromkeys(names))
        self.persons = persons or Persons(dict.fromkeys(self.names, 1))
        self._in_papers, self._in_english = in_papers, in_english
        self._in_questions = (asking or learned()).features.known.__contains__
        self._whole: dict[tuple[str, ...], list[str]] = defaultdict(list)
        self._surnames: dict[tuple[str, ...], list[str]] = defaultdict(list)
        self._first: dict[str, list[str]] = defaultdict(list)
        self._longest = _LONGEST
        for name in self.names:
            if is_collective(name):
                self._add_collective(name)
                continue
            for parts in dict.fromkeys((*r.given, *r.family) for r in parse(name).readings):
                self._add(name, parts)

    def _add_collective(self, name: str) -> None:
        whole = words(name)
        while whole and whole[0] in stopwords():  # "for the Zoo Team"
            del whole[0]
        if len(whole) > 1:
            self._whole[tuple(whole)].append(name)
            self._longest = max(self._longest, len(whole))

    def _add(self, name: str, tokens: tuple[str, ...]) -> None:
        """Remember the ways to write a name: in full, in part, by surname, by first name."""
        if len(tokens) > 1:
            self._whole[tokens].append(name)
            self._whole[(tokens[0], tokens[-1])].append(name)  # "Maria Cervera" for "Maria R. Cervera"
            self._whole[(tokens[0], tokens[-1][0])].append(name)  # "Maria C."
            if len(tokens[0]) > 2:
                self._first[tokens[0]].append(name)
        for last in range(2, len(tokens)):  # "Pau Vilimelis" for "Pau Vilimelis Aceituno"
            if len(tokens[last - 1]) > 1 and tokens[last - 1] not in PARTICLES:
                self._whole[tokens[:last]].append(name)
        for first in range(min(1, len(tokens) - 1), len(tokens)):
            if len(tokens[first]) > 1 or first < len(tokens) - 1:  # "D'Angelo" is d, angelo
                self._surnames[tokens[first:]].append(name)

    def find(self, text: str, *, expected: bool = False) -> list[Mention]:
        """Everyone named in `text`, in order, without overlap.

        `expected` tells that `text` names somebody, as a "she" after it shows: an unknown name of several
        words is then one wherever it stands.
        """
        question = NameWords(
            text,
            in_papers=self._in_papers,
            in_english=self._in_english,
            in_questions=self._in_questions,
        )
        found: list[Mention] = []
        at = 0
        while at < len(question.words):
            start = question.words[at].start
            joined = bool(found and _AND.fullmatch(text[found[-1].end : start]))
            mention, used = self._at(question, at, joined=joined, expected=expected)
            if mention:
                found.append(mention)
            at += used
        share = MOST_NAMES if sum(len(m.names) for m in found) <= MOST_NAMES else MOST_NAMES // len(found)
        return [self._in_all_forms(mention, share) for mention in found]

    def nearest(self, name: str) -> str | None:
        """The author whose surname looks most like that of `name`, or None where none does."""
        readings = parse(name).readings
        surnames = [" ".join(parts) for parts in self._surnames]
        asked = " ".join(readings[0].family) if readings else ""
        best = process.extractOne(asked, surnames, scorer=fuzz.ratio, score_cutoff=_ALIKE)
        return list(self._surnames.values())[best[2]][0] if best else None

    @cached_property
    def _in_full(self) -> tuple[list[list[str]], Spellings]:
        """Whose names are written in full or in part, and how."""
        return list(self._whole.values()), Spellings(map(" ".join, self._whole))

    @cached_property
    def _by_surname(self) -> tuple[list[list[str]], Spellings]:
        """Whose surnames of one word are written, and how."""
        single = {surname: names for (surname, *more), names in self._surnames.items() if not more}
        return list(single.values()), Spellings(single)

    def _at(
        self, question: NameWords, at: int, *, joined: bool, expected: bool
    ) -> tuple[Mention | None, int]:
        """The person whose name begins with the word `at`, and how many words are read.

        `joined` tells that an "and" links the word to the person named before.
        """
        for length in range(min(self._longest, len(question.words) - at), 0, -1):
            if names := self._known(question, at, length):
                return self._mention(question, at, length, names), length
        first = question.words[at]
        if first.folded in TITLES or question.shape(first) is Shape.NO:  # after "Dr." the name comes next
            return None, 1
        sure = joined or question.signs(at, at + 1)
        misspelt = self._misspelt(question, at, least=1 if sure else 2)  # "christian hening"
        if misspelt and (first.capital or joined or question.near_person(at, at + 1)):
            return misspelt
        stranger = self._unknown(question, at, joined=joined, expected=expected)
        if sure and stranger[1] == 1 and first.folded in self._first and not question.is_of_question(first):
            return self._mention(question, at, 1, self._first[first.folded]), 1
        return stranger

    def _mention(self, question: NameWords, at: int, length: int, names: Iterable[str]) -> Mention:
        """The mention of the people whom the papers write with `names`."""
        start, end = question.words[at].start, question.words[at + length - 1].end
        suffix = SUFFIX.match(question.text, end) if length > 1 else None  # "Downs, J. H. 3rd"
        return Mention(start, suffix.end() if suffix else end, tuple(dict.fromkeys(names)))

    def _in_all_forms(self, mention: Mention, most: int) -> Mention:
        """The mention with all ways in which the papers write the people of `most` of its names."""
        names = self.persons.most_signed(mention.names, most)
        forms = dict.fromkeys(form for name in names for form in self.persons.forms(name))
        return replace(mention, names=tuple(forms), left=len(mention.names) - len(names))

    def _known(self, question: NameWords, at: int, length: int) -> Sequence[str]:
        """The authors whom `length` words name in full or by their surname, if the words look like a name."""
        run = question.words[at : at + length]
        full = [word for word in run if word.is_full]
        shapes = [question.shape(word) for word in full]
        if not full or min(shapes) is Shape.NO:
            return ()
        parts = tuple(part for word in run for part in word.parts)
        beside_initials = len(run) > len(full) and all(word.capital for word in run)  # "Mill, J. S."
        several = (len(full) > 1 or beside_initials) and not any(map(question.is_of_question, full))
        several = several or (
            len(run) > 1 and question.signs(at, at + length) and question.closes(at + length)
        )
        if several or max(shapes) is Shape.YES:
            names = self._in_whole(question, run, parts) if length > 1 else ()
            if names or (len(full) > 1 and parts not in self._surnames):
                return names
        names = self._surnames.get(parts, ())
        return names if names and (several or self._is_surname(question, at, length, full[0])) else ()

    def _is_surname(self, question: NameWords, at: int, length: int, word: Word) -> bool:
        """Whether a surname that may be an ordinary word is a name where it stands."""
        if question.shape(word) is Shape.YES:
            return not question.is_plain(word) or question.near_person(at, at + length)
        signs = question.signs(at, at + length) and question.closes(at + length)
        in_place = signs or question.is_whole_sentence(at, at + length)
        return in_place and not question.is_of_question(word)

    def _in_whole(self, question: NameWords, run: Sequence[Word], parts: tuple[str, ...]) -> Sequence[str]:
        """The authors whom a run of words fits that is written like a name: "Keil, P.", "Marco Pavone"."""
        gaps = [question.text[a.end : b.start] for a, b in pairwise(run)]
        commas = sum("," in gap for gap in gaps)
        if any(gap.strip(" ,'’.") not in ("", "-") for gap in gaps) or commas > 1:  # "Y.-L. Chow"
            return ()
        known = self._whole.get(parts, ()) if not commas else ()
        if len({word.capital for word in run if word.folded not in PARTICLES}) > 1:
            return known  # "Lewis, R. L. publications"
        if not all(self._may_be_in_name(question, word) for word in run):
            return known
        written = question.text[run[0].start : run[-1].end]
        rest = parse(written.partition(",")[2] if commas else written.partition(" ")[2])
        whole = rest.words in self._whole and rest.words[-1:] in self._surnames
        two = any(len(word) > 1 for word in rest.words) and (rest.words in self._surnames or whole)
        if commas:  # "Noether, Ada Lovelace" are two people
            return () if two else self.persons.fitting(parse(written))
        fitting = [*known, *self.persons.fitting(parse(written))]
        if not two and run[0].parts in self._surnames:  # "Lovelace Ada"
            fitting += self.persons.fitting(parse(written.replace(" ", ", ", 1)))
        return fitting

    def _may_be_in_name(self, question: NameWords, word: Word) -> bool:
        """Whether a word may be part of a name that no author has written so."""
        known = not word.is_full or word.parts in self._surnames or word.folded in self._first
        return known or (word.folded not in TITLES and question.shape(word) is Shape.YES)

    def _misspelt(self, question: NameWords, at: int, *, least: int) -> tuple[Mention, int] | None:
        """An author whose name the next words nearly are, `least` of them or more."""
        if question.words[at].folded in stopwords():  # "Is Grewe" is no slip of "B. Grewe"
            return None
        for length in range(3, least - 1, -1):
            run = question.words[at : at + length]
            written = " ".join(word.folded for word in run)
            initials = any(len(word.folded) == 1 for word in run)
            if len(run) < length or len(written) < 6 or initials or all(map(question.is_plain, run)):
                continue
            known, spellings = self._in_full if length > 1 else self._by_surname
            near = spellings.nearest(written, slips=1 + (len(written) > 7))
            if near is not None:
                return self._mention(question, at, length, known[near]), length
        return None

    def _unknown(
        self, question: NameWords, at: int, *, joined: bool, expected: bool
    ) -> tuple[Mention | None, int]:
        """A person who is no author of the corpus: "papers by Geoffrey Hinton", "hinton's papers"."""
        length = 0
        for word in question.words[at : at + _STRANGER]:
            capital = word.mixed_case or (word.capital and not word.is_full)
            plain = question.cased or len(word.folded) < _STRANGER or question.is_plain(word)
            small = not capital and plain and not (length and word.folded in PARTICLES)
            opens = word.opens and question.is_plain(word)
            if small or opens or not question.adjoin(at, at + length + 1, " .'’"):
                break
            length += 1
        while length and _INITIAL_AFTER.match(question.text, question.words[at + length - 1].end):
            length += 1  # "Noether, E."
        run = question.words[at : at + length]
        if not any(word.is_full and not question.is_of_papers(word) for word in run):
            return None, 1
        joined = joined and (run[0].capital or question.closes(at + length))
        written = all(word.capital for word in run if word.is_full)
        signs = question.signs if written else question.directly_signs
        if joined or (expected and length > 1) or signs(at, at + length):
            return Mention(run[0].start, run[-1].end, ()), length
        return None, 1
