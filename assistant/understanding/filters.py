"""The filters beside years: people, affiliation, category."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from assistant.datamodels import Intent, Query
from assistant.text.analysis import words
from assistant.text.word_lists import load_table
from assistant.understanding.authorship import author_position, take_author_position
from assistant.understanding.institutions import find_place
from assistant.understanding.patterns import PAPERS, any_of, pattern, phrases
from assistant.understanding.reading import Reading

# The researcher as one name among others: "papers that list Grewe as an author".
_AS_AUTHOR = phrases(
    r"as (an? )?((co-?)?authors?|collaborators?)",
    "listed",
    "(place in (the )?)?author list",
    r"(name |printed )*among the authors",
    "herself|himself",
)
# which papers do Ada and Emmy share
_JOINTLY = phrases("(have )?in common", "shared?", "joint(ly)?")
# where Ada is not the first author
_NOT_PLACED = phrases(r"((is|was) not|isn['’]t|wasn['’]t)( the)? (first|lead|last|senior)[\s-]author")
# in a conversation, of the people there
_ONES = phrases(r"(first|second|third|last)[\s-]author(ed)? (ones|papers)")
_OR_BEFORE = pattern(r"\bor $")
_POSSESSIVE = re.compile(r"['’]s\b|\s+et\s+al\b\.?(['’]s\b)?")


def voice_subject(reading: Reading) -> None:
    """Read the name of the group's researcher as "they", the group, unless the question wants that author."""
    if not (_AS_AUTHOR.search(reading.text) or author_position(reading)):
        for mention in reading.lexicon.people.find(reading.text):
            if _is_subject(reading, reading.text[mention.start : mention.end]):
                reading.voice(mention.start, mention.end)


def read_people(reading: Reading) -> None:
    """Put the authors named; the group's researcher is one only where the question wants an author."""
    position = author_position(reading)
    as_author = position or _AS_AUTHOR.search(reading.text)
    names: list[tuple[str, ...]] = []
    unknown: list[str] = []
    either, left = False, 0
    for mention in reading.lexicon.people.find(reading.text):
        written = reading.text[mention.start : mention.end]
        if not mention.names and written in reading.lexicon.categories:  # papers from CV
            continue
        before = reading.text[: mention.start]
        behind = _POSSESSIVE.match(reading.text, mention.end)
        reading.blank(mention.start, behind.end() if behind else mention.end)
        either = either or bool((names or unknown) and _OR_BEFORE.search(before))
        if not mention.names:
            unknown += [] if reading.is_letter else [written]
        elif as_author or not _is_subject(reading, written):
            names.append(mention.names)
            left += mention.left
    if position and names and (denied := reading.take(_NOT_PLACED)):
        take_author_position(reading)
        elsewhere = Query(denied.group(), Intent.LIST, authors=tuple(names), author_position=position)
        reading.put(without=(*reading.query.without, elsewhere))
    elif position and (names or (reading.follows and _ONES.search(reading.text))):
        take_author_position(reading)
        reading.put(author_position=position)
    if len(names) > 1:
        reading.take_all(_JOINTLY)
    if names or unknown:
        reading.take_all(_AS_AUTHOR)
    authors = tuple(dict.fromkeys(names))
    reading.put(authors=authors, any_author=either, unknown_authors=tuple(unknown), names_left=left)


def _is_subject(reading: Reading, written: str) -> bool:
    return any(set(words(written)) <= set(words(subject)) for subject in reading.lexicon.subjects)


_AT = "(from|at|with|of|by)"
_AFFILIATION_WORD = phrases("(as (an? |the )?)?affiliations?", "affiliated", "institutions?")
_ABOUT_ONESELF = pattern(r"\b(i|i['’]m|we|my)\b[^.,;?!]*$")  # I am a student at ...
_BETWEEN_WORDS = r"[-_\s]+"


def read_affiliation(reading: Reading) -> None:
    """Put the affiliation that the question names as one: "from ETH Zurich"."""
    small = reading.text.lower()
    for name in sorted(reading.lexicon.affiliations, key=len, reverse=True):
        parts = re.split(_BETWEEN_WORDS, name)
        if not all(part.lower() in small for part in parts):
            continue
        written = _BETWEEN_WORDS.join(map(re.escape, parts))
        match = phrases(rf"(({_AT}|an?|the) )*{written}").search(reading.text)
        if match and (_AFFILIATION_WORD.search(reading.text) or pattern(rf"{_AT}\s").match(match.group())):
            reading.blank(match.start(), match.end())
            reading.take(_AFFILIATION_WORD)
            reading.put(affiliation=name)
            return
    match = find_place(reading.text, reading.lexicon)
    name = reading.text[slice(*match.span("name"))] if match else ""
    if match and name not in reading.lexicon.categories:
        reading.blank(match.start(), match.end())
        reading.take(_AFFILIATION_WORD)
        if not reading.is_letter and not _ABOUT_ONESELF.search(reading.text[: match.start()]):
            known = reading.lexicon.affiliation_of(name)
            reading.put(affiliation=known, unknown_affiliation=None if known else name)


_CATEGORY_WORD = phrases("category|categories|section|under")
_LEAD = "(in|under|of|the|as|from|category|categories|filed|section)"
_PAPERS_AFTER = pattern(f" {PAPERS}")
_PAPERS_IN = pattern(rf"\b{PAPERS}\b.*\b(in|under|from|of)\s*$")
_SHORT_QUESTION = 4


def read_category(reading: Reading) -> None:
    """Put the first categories named: one, or several joined as in "cs.RO, cs.LG or cs.CV".

    Letters alone name a category in "CV papers" and in very short questions. "AI" is also a word, so "AI" is
    a category only where the question calls it one.
    """
    if not reading.lexicon.categories or _read_named_category(reading):
        return
    called = bool(_CATEGORY_WORD.search(reading.text))
    short = len(reading.text.split()) <= _SHORT_QUESTION
    for match in _codes_of(reading.lexicon.categories).finditer(reading.text):
        codes = tuple(dict.fromkeys(code for code in _CODE_WORD.findall(match["codes"])))
        before, after = reading.text[: match.start("codes")], reading.text[match.end() :]
        papers = _PAPERS_AFTER.match(after) or _PAPERS_IN.search(before)
        name = _category_names().get(codes[0])
        glossed = name and pattern(rf"\({name}\)").search(match.group())
        if called or glossed or match["archive"] or (codes != ("AI",) and (papers or short)):
            reading.blank(match.start(), match.end())
            reading.take(_CATEGORY_WORD)
            reading.put(categories=codes)
            return


@cache
def _category_names() -> Mapping[str, str]:
    """Patterns for the names of arXiv's categories, by their codes."""
    return load_table(Path(__file__).with_name("categories.toml"))


def _read_named_category(reading: Reading) -> bool:
    """Put a category by its name: "the robotics category", "machine learning papers (LG)"."""
    names = _category_names()
    for code in reading.lexicon.categories & names.keys():
        kind, name = "(category|section)", names[code]
        called = rf"{name} {kind}|{kind}( of)? {name}|{name}( {PAPERS})? \({code}\)"
        if reading.take(pattern(rf"\b((in|under|from|of|the) )*({called})")):
            reading.put(categories=(code,))
            return True
    return False


_ARCHIVE = r"(cs\.|stat\.|q-bio\.)"
_CODE_WORD = re.compile(r"\b[A-Z]{2,}\b")
_JOIN = any_of(r"\s*[,/&]\s*((or|and)\s+)?", r"\s+(or|and)\s+((in|under)\s+)?")


def _codes_of(categories: Iterable[str]) -> re.Pattern[str]:
    """Codes in their own capitals: "in the category cs.CV"; "cv" may be anything."""
    code = any_of(*sorted(map(re.escape, categories), key=len, reverse=True)) + r"\b"
    gloss = r"(\s*\([^)]*\))?"  # NE (neural and evolutionary computing)
    return re.compile(
        rf"\b({_LEAD}\s+)*(?P<codes>(?P<archive>{_ARCHIVE})?{code}({_JOIN}{_ARCHIVE}?{code})*)"
        rf"(\s+(category|categories|section|class)\b)?{gloss}"
    )
