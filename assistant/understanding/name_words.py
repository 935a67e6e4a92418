"""The words of a question as far as names are concerned: their case, their spelling, their place."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from itertools import chain, islice, pairwise, takewhile

from assistant.text.analysis import stopwords
from assistant.text.person_names import PARTICLES, fold_name
from assistant.text.sentences import split_sentences
from assistant.understanding.patterns import PAPERS, any_of

TITLES = frozenset({"dr", "prof", "professor", "mr", "mrs", "ms"})

_WORD = re.compile(r"[^\W\d_]++(?:[-‐‑][^\W\d_]++)*+(?!\d)\.?")  # not the "BM" of "BM25"
_HYPHEN = re.compile("[-‐‑]")
_INITIAL_BEFORE = re.compile(r"\b[A-Z]\.\s*$")  # "A. Mill" is one sentence
_SIGNING = re.compile(
    "(co )?(author|writ|wrote|sign)|co(author|wr)|publish|collaborat|joint|together|(list|work)ed|led$"
)
"""What people do with papers."""

_PRINTED = re.compile(any_of(PAPERS, "(any|every|some)thing", "those|these|any|all|list"))
_AUXILIARY = frozenset("has have had did does do is was are were that".split())
_BEFORE_PERSON = _AUXILIARY.union(TITLES, "with by from of and or which who author authors".split())
_AFTER = 4
"""Words after a name among which its verb stands: "did Ada and Emmy write", "is Ada one of the authors"."""

_OWNS = re.compile(
    r"['’]s?\s+(\w+\s+){0,2}(papers?|publications?|works?|articles?|contributions?)\b|\s+et\s+al\b", re.I
)
"""What follows the author of a paper: "Noether's new papers", "Noether et al"."""


class Shape(IntEnum):
    """How much a word looks like a part of a name, by its case and by whether it is an ordinary word."""

    NO = 0
    MAY_BE = 1
    YES = 2


@dataclass(frozen=True, slots=True)
class Word:
    """A word at `text[start:end]`, folded; `sentence` is the number of its sentence, which it may open."""

    folded: str
    start: int
    end: int
    sentence: int
    opens: bool
    capital: bool
    mixed_case: bool

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(self.folded.split())

    @property
    def is_full(self) -> bool:
        """Whether the word is neither an initial nor a particle, which alone name nobody."""
        return any(len(part) > 1 for part in self.parts) and self.folded not in PARTICLES


def read_words(text: str) -> tuple[Word, ...]:
    """The words of `text`, without numbers; hyphenated ones are one word of several parts."""
    spans = split_sentences(text)
    starts = [start for start, _ in spans if not _INITIAL_BEFORE.search(text, 0, start)]
    words: list[Word] = []
    for match in _WORD.finditer(text):
        written = match.group().rstrip(".")
        sentence = bisect_right(starts, match.start())
        opens = not words or words[-1].sentence != sentence
        folded = _HYPHEN.sub(" ", fold_name(written))
        mixed = written[0].isupper() and not written.isupper()
        words.append(Word(folded, *match.span(), sentence, opens, written[0].isupper(), mixed))
    return tuple(words)


class NameWords:
    """The words of one question, `words`, and where among them a name may stand."""

    def __init__(
        self,
        text: str,
        *,
        in_papers: Callable[[str], bool],
        in_english: Callable[[str], bool],
        in_questions: Callable[[str], bool],
    ) -> None:
        """These tell whether the papers, everyday English, or questions on any papers have a folded word."""
        self.text, self._in_questions = text, in_questions
        self._in_papers = cache(lambda folded: any(map(in_papers, folded.split())))
        self._in_english = cache(lambda folded: any(map(in_english, folded.split())))
        self.words = read_words(text)
        numbers = [word.sentence for word in self.words]
        self._first = {number: numbers.index(number) for number in dict.fromkeys(numbers)}
        self.cased = any(w.mixed_case and w.is_full and not w.opens for w in self.words)
        """Whether the question writes names with capitals."""

    def is_of_question(self, word: Word) -> bool:
        return word.folded in stopwords() or self._in_questions(word.folded)

    def is_of_papers(self, word: Word) -> bool:
        """Whether the word is one of the papers or of asking, so that a name must be in its place, too."""
        return self.is_of_question(word) or self._in_papers(word.folded)

    def is_plain(self, word: Word) -> bool:
        """Whether the word is an ordinary one, of the papers, of asking or of English."""
        return self.is_of_papers(word) or self._in_english(word.folded)

    def shape(self, word: Word) -> Shape:
        """An ordinary word is no name in small letters where the question writes names with capitals."""
        if not self.is_plain(word) or (word.capital and self.cased and not word.opens):
            return Shape.YES
        return Shape.MAY_BE if word.capital or not self.cased else Shape.NO

    def near_person(self, first: int, stop: int) -> bool:
        """Whether people are named where `words[first:stop]` stand, and other things too: "with noise"."""
        return self._before(first) in _BEFORE_PERSON or self._owns_papers(stop)

    def signs(self, first: int, stop: int) -> bool:
        """Whether `words[first:stop]` stand where only people stand: "written by X", "did X publish"."""
        before = self._before(first)
        if before in TITLES or self._owns_papers(stop):
            return True
        if not before or before in _AUXILIARY or _PRINTED.fullmatch(before):
            return any(map(_SIGNING.match, islice(self._rest(stop), _AFTER)))
        earlier = [w.folded for w in self.words[self._first[self.words[first].sentence] : first]]
        if before == "by":
            return any(_SIGNING.match(word) or _PRINTED.fullmatch(word) for word in earlier)
        if before not in ("with", "of", "from"):
            return before.replace(" ", "").removesuffix("s") in ("author", "coauthor")
        last = earlier[-2] if len(earlier) > 1 else ""
        signed = before == "with" and any(map(_SIGNING.match, chain(earlier, self._rest(first))))
        jointly = signed and _SIGNING.match(last) and not last.startswith("work")  # with noise
        if jointly or last.startswith(("coauthor", "co author")):
            return True
        several = sum(word.is_full for word in self.words[first:stop]) > 1
        return several and (signed or bool(_PRINTED.fullmatch(last)))

    def directly_signs(self, first: int, stop: int) -> bool:
        """The same in small letters: "papers by noether", but not "papers on ills caused by hay"."""
        if first > 1 and self.words[first - 1].folded == "by":
            before = self.words[first - 2].folded
            return bool(_SIGNING.match(before) or _PRINTED.fullmatch(before)) and self.closes(stop)
        verb = self._before(first) in _AUXILIARY and any(map(_SIGNING.match, islice(self._rest(stop), 1)))
        return verb or self._owns_papers(stop)

    def is_whole_sentence(self, first: int, stop: int) -> bool:
        """Whether the sentence has no other words, or only a word for papers: "Young papers"."""
        rest = list(self._rest(stop))
        return self.words[first].opens and (rest == ["et", "al"] or all(map(_PRINTED.fullmatch, rest)))

    def closes(self, stop: int) -> bool:
        """Whether no noun follows that the words before `stop` would describe: "by young | researchers"."""
        if stop == len(self.words) or self.words[stop].opens or self._owns_papers(stop):
            return True
        following = self.words[stop].folded
        return following in stopwords() or bool(_SIGNING.match(following))

    def adjoin(self, first: int, stop: int, between: str = " '") -> bool:
        """Whether only the characters `between` are between these words."""
        pairs = pairwise(self.words[first:stop])
        return all(not self.text[a.end : b.start].strip(between) for a, b in pairs)

    def _before(self, first: int) -> str:
        """The word before, empty where `words[first]` opens its sentence."""
        return "" if self.words[first].opens else self.words[first - 1].folded

    def _rest(self, stop: int) -> Iterator[str]:
        """The words after `words[:stop]` in their sentence."""
        number = self.words[stop - 1].sentence
        following = (self.words[at] for at in range(stop, len(self.words)))
        return (word.folded for word in takewhile(lambda word: word.sentence == number, following))

    def _owns_papers(self, stop: int) -> bool:
        return bool(_OWNS.match(self.text, self.words[stop - 1].end))
