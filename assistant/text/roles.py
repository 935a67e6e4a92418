"""What a sentence of an abstract tells: what a thing is, how something was done, or what was found."""

from __future__ import annotations

import re

from assistant.text.analysis import located_terms, terms

_OWN = r"\b(?:we|here|our|this (?:paper|article|work|study|chapter|thesis))\s+"
_WHICH = r"(?:the (?:paper|article|study|chapter)|which|approach|method|model|framework|algorithm|system)\s+"
_FINDS = re.compile(
    r"^(?:results?|findings|conclusions?|main conclusions?)\b"
    rf"|(?:{_OWN}|\b(?:results?|findings|experiments?|simulations?|analys[ie]s|evidence|comparison)\s+)"
    r"(?:\w+\s+){0,4}?(?:f(?:i|ou)nds?|shows?|showed|demonstrate[sd]?|reveal(?:s|ed)?|suggest(?:s|ed)?"
    r"|indicate[sd]?|outperform(?:s|ed)?|improve[sd]?|achieve[sd]?|observe[sd]?|conclude[sd]?|confirm(?:s|ed)?"
    r"|prove[sd]?)\b|\b(?:is|was|are|were) (?:shown|found|observed) (?:to|that)\b|\boutperforms?\b",
    re.I,
)
_DOES = re.compile(
    rf"^(?:methods?|approach|innovation|location)\b|(?:{_OWN}|\b{_WHICH})(?:\w+\s+){{0,3}}?"
    r"(?:propos|introduc|present|us(?:e|es|ed|ing)\b|develop|combin|appl(?:y|ies|ied)\b|estimat|examin|analy[sz]e"
    r"|formulat|design|employ|collect|measur|model|train|consist|build|built|adapt|compar|test|investigat"
    r"|conduct|integrat|leverag|extend|deriv|describ|learn|stud|view|classif)\w*",
    re.I,
)
_IS = re.compile(
    r"\w*(?:\s*\([^)]{1,20}\))?(?:,\s*(?:i\.e\.,?|that is,?|which (?:is|are)|known as)\s"
    r"|\s(?:is|are) (?:an?|the|one of)\s|\s(?:refers? to|means?|denotes?|describes?)\b)",
    re.I,
)
_AS = re.compile(r"\w*(?:\s*\([^)]{1,20}\))?,\s*(?:an?|the)\s", re.I)


def tells_finding(sentence: str) -> bool:
    """Whether a sentence says what was found."""
    return bool(_FINDS.search(sentence))


def tells_method(sentence: str) -> bool:
    """Whether a sentence says what was done, and how."""
    return bool(_DOES.search(sentence))


def tells_what(thing: str, sentence: str) -> bool:
    """Whether a sentence says what `thing` is: "Owls are the birds of ...", "owls, i.e. birds of ..."."""
    return _follows(thing, _IS, sentence)


def explains(thing: str, sentence: str) -> bool:
    """Whether a sentence adds to `thing` what it is: "we study owls, a kind of bird"."""
    return _follows(thing, _AS, sentence)


def _follows(thing: str, pattern: re.Pattern[str], sentence: str) -> bool:
    """Whether what `pattern` matches follows the words of `thing`, in any form of them, in a sentence."""
    wanted, found = terms(thing), located_terms(sentence)
    return bool(wanted) and any(
        [t.stem for t in found[at : at + len(wanted)]] == wanted
        and pattern.match(sentence, found[at + len(wanted) - 1].end)
        for at in range(len(found) - len(wanted) + 1)
    )
