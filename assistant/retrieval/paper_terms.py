"""The noun phrases of some papers, and in which papers, where and how each is printed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.datamodels import Paper
from assistant.text.analysis import fold
from assistant.text.noun_phrases import LONGEST, Key, academic, key_of, noun_phrases, runs

MOSTLY = 0.6
"""A phrase whose papers have in so large a share a longer phrase with it is only a part of that."""


@dataclass(slots=True)
class Term:
    """The positions of the papers and titles with a phrase, and how the texts print it.

    `forms` are its spellings where it stands for a thing, `uses` those of each of its words anywhere. Of
    `count` places where it is printed, it ends a run of words in `ends`, as a noun does, and no adjective.
    """

    papers: set[int] = field(default_factory=set)
    titles: set[int] = field(default_factory=set)
    forms: Counter[str] = field(default_factory=Counter)
    uses: tuple[set[str], ...] = ()
    count: int = 0
    ends: int = 0

    @property
    def name(self) -> str:
        """The most frequent spelling, of equals that with fewer capitals; those of titles count little."""
        return max(self.forms, key=lambda form: (self.forms[form], form))

    def stands(self, row: int, words: Sequence[str], *, is_title: bool, is_end: bool) -> None:
        """Note that the phrase stands in a text of the paper at the position `row`, printed as `words`."""
        self.uses = self.uses or tuple(set() for _ in words)
        for use, word in zip(self.uses, words, strict=True):
            use.add(fold(word))
        self.count += 1
        self.ends += is_end
        self.papers.add(row)
        if is_title:
            self.titles.add(row)

    def tells(self, key: Key, *, besides: Collection[str] = ()) -> bool:
        """Whether the phrase, of the stems `key`, is one that names a subject.

        It is mostly printed as a noun is, and has a word that is not one of any field, nor one of `besides`.
        """
        return 2 * self.ends >= self.count and any(
            stem not in besides and academic().isdisjoint(words)
            for stem, words in zip(key, self.uses, strict=True)
        )


def terms_of(papers: Sequence[Paper]) -> Mapping[Key, Term]:
    """Every noun phrase of the papers, with all places where its words stand."""
    terms: dict[Key, Term] = defaultdict(Term)
    texts = [(row, text, text is p.title) for row, p in enumerate(papers) for text in (p.title, p.abstract)]
    for _, text, is_title in texts:
        for phrase in noun_phrases(text, title=is_title):
            terms[key_of(phrase)].forms[" ".join(phrase)] += 1 if is_title else len(texts)
    for row, text, is_title in texts:
        for _, run in runs(text):
            stems = key_of(run)
            for start in range(len(stems)):
                for end in range(start + 1, min(start + LONGEST, len(stems)) + 1):
                    if term := terms.get(stems[start:end]):
                        term.stands(row, run[start:end], is_title=is_title, is_end=end == len(run))
    return terms


def is_part(key: Key, term: Term, others: Mapping[Key, Term]) -> bool:
    """Whether the papers with a term mostly have a longer term: "domestic tourism" of one country."""
    return any(
        len(other.papers) >= MOSTLY * len(term.papers)
        for longer, other in others.items()
        if len(longer) > len(key)
        and any(longer[at : at + len(key)] == key for at in range(len(longer) - len(key) + 1))
    )
