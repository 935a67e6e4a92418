"""Pronouns whose person the same message names: "I work with Ada. What did she write?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.text.sentences import split_sentences
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.patterns import pattern, phrases

_CLAUSE = pattern(r"[:;] ", r", (?=(what|which|how|who|where|when)\b)")
_ONE = phrases("he|she|him|himself|herself|his|hers|her")
_SEVERAL = phrases("(both|the two|all)( of them)?|(they|them)( both)?")
_FULL_STOP = re.compile(r"(?<=\w\w)\.$")
_OWNS = pattern(r" (?!(in|on|at|with|from|for|of|and|or|about|since|to|the)\b)\w")
"""What follows "her" in "her papers", but not in "with her since 2020"."""


def with_names(question: str, lexicon: Lexicon) -> str:
    """`question` with names in place of their pronouns, and without the clauses that only introduce them."""
    clauses = _clauses(question)
    asking = next((n for n, (a, b) in enumerate(clauses) if n and _pronoun(question[a:b])), None)
    if asking is None:
        return question
    start = clauses[asking][0]
    people = lexicon.people.find(question[:start], expected=True)
    known = [person for person in people if person.names] or people
    rest = question[start:]
    named = _in_place(rest, [_FULL_STOP.sub("", question[m.start : m.end]) for m in known])
    if named == rest or lexicon.people.find(rest):
        return question
    kept = [question[a:b] for a, b in clauses[:asking] if question[a:b].endswith("?")]
    return " ".join([*kept, named])


def _pronoun(clause: str) -> bool:
    return bool(_ONE.search(clause) or _SEVERAL.search(clause))


def _clauses(question: str) -> list[tuple[int, int]]:
    """The sentences, cut where another question begins inside one."""
    clauses: list[tuple[int, int]] = []
    for start, end in split_sentences(question):
        for mark in _CLAUSE.finditer(question, start, end):
            clauses.append((start, mark.start()))
            start = mark.end()
        clauses.append((start, end))
    return clauses


def _in_place(clause: str, people: Sequence[str]) -> str:
    """`clause` with the last of `people` in place of "she", and with all of them in place of "both"."""
    if len(people) > 1 and _SEVERAL.search(clause):
        return _SEVERAL.sub(" and ".join(people), clause, count=1)
    if not people:
        return clause
    return _ONE.sub(lambda match: _name(people[-1], match, clause), clause)


def _name(person: str, pronoun: re.Match[str], clause: str) -> str:
    written = pronoun.group().lower()
    if written.endswith("self"):
        return ""
    owns = written == "his" or (written == "her" and _OWNS.match(clause, pronoun.end()))
    return f"{person}'s" if owns else person
