"""Whether a sentence says that its authors released something: code, data or software.

Of 91 releases among 219 sentences of seventeen groups that come near to one, these kinds find 0.89, and one
more sentence only; of what they find in other abstracts (SciTLDR, SciFact), 0.91 are releases.
"""

from __future__ import annotations

import re

_IN = r"(?:[^.;]|\.\w)"
"""A character within one clause; the full stop of "Networks.jl" ends none."""

_CODE = r"(?:(?:source|computer|R) )?codes?|codebase|implementations?|scripts?"
_SETS = r"data ?-?sets?|databases?|corpus|corpora|benchmarks?|archives?"
_SOFTWARE = r"software|packages?|toolbox(?:es)?|toolkits?|librar(?:y|ies)|plug-?ins?"
_MADE = rf"(?:{_CODE}|{_SETS}|{_SOFTWARE})"
_THING = rf"(?:{_MADE}|data|annotations|materials?|functions|algorithms|methods|documentation)"
_OWN = r"\b(?:we|our|this (?:paper|article|work|study|chapter))\b"
_OPEN = r"\bopen[- ]sourced?\b"
_FREELY = r"(?:publicly|freely|openly)"
_IS = r"\b(?:is|are|was|were|be|been|being|made)\b"
_LANGUAGE = r"(?:R|Python|Julia|MATLAB|Stata|Java|C\+\+|JavaScript|PyTorch|Bioconductor)"
_PACKAGE = r"(?:packages?|librar(?:y|ies)|toolbox|toolkit)"
_MAKES = r"(?:present|introduc|releas|publish|contribut|provid|develop|describ|implement|offer)\w*"
_WORDS = r"(?: (?!for|of|to|on|in|with)[\w,-]+){0,5}?"
"""Words between a verb and its object."""

_KINDS = (
    # "Code is available at ...", "our code will be open-sourced", "the code will be released"
    rf"\b{_THING}\b{_IN}{{0,60}}?(?<!not ){_IS}{_IN}{{0,40}}?"
    r"\b(?:available (?:at|on|online|via|under|in the supplement\w*|through|upon(?! \w* ?request)|as part)\b"
    r"|available:? https?:|open-?sourced\b|released (?:publicly|at|on|as|under|https?)|released\.?$"
    r"|downloaded from\b)",
    rf"\b{_MADE}\b{_IN}{{0,40}}? will be (?:made available|released)\b",
    # "All data are made freely available", "Nests is open source", "available as an open-source package"
    rf"{_IS} (?:made )?{_FREELY} available\b|\b{_FREELY} available online\b",
    rf"\bis (?:an? )?{_OPEN}|\b(?:released|available) as {_IN}{{0,25}}?{_OPEN}",
    # "We release our code", "we provide an implementation", "we make our table available"
    rf"{_OWN}{_IN}{{0,25}}?\b(?:releas|open-?sourc|shar|provid)\w*{_WORDS} {_MADE}\b(?! (?:details|stud))",
    rf"\bmak(?:e|es|ing)\b{_IN}{{0,60}}?\b{_FREELY} available|{_OWN} (?:also )?make{_IN}*? available\b",
    # "Implemented in the R package nests", "in the nests package for R", "a new method and R package"
    rf"\b(?:implemented|collected|contributed|available|provid\w+)\b{_IN}{{0,20}}? (?:in|as|to|for)\b"
    rf"{_IN}{{0,25}}?\b{_LANGUAGE}[`'\"]?[- ](?:software )?{_PACKAGE}\b",
    rf"\b(?:in|is) (?:the|an?) {_IN}{{0,15}}?{_PACKAGE} for {_LANGUAGE}\b",
    rf"(?:{_OWN} {_MAKES}\b{_IN}{{0,40}}?|\bis)[ ,]+an? {_IN}{{0,25}}?\b{_LANGUAGE} {_PACKAGE}\b",
    # "We present nests, an open-source package", "our open-source tool"
    rf"{_OWN}{_IN}{{0,25}}?\b{_MAKES}\b{_IN}{{0,90}}?{_OPEN}|\bour{_IN}{{0,25}}? {_OPEN}",
    # "We introduce a new data set"
    rf"{_OWN}[^.;,]{{0,15}}?\b(?:present|introduc|releas|publish|contribut)\w*(?: also)?"
    rf" (?:an?|the|our|new|novel|several|two|three){_WORDS} (?:{_SETS})\b(?! stud)",
    # "Code: https://..."
    rf"\b(?:{_MADE}|data)\b{_IN}{{0,40}}?(?:\bhttps?:/|\bgithub\.com)",
)
_RELEASES = re.compile("|".join(f"(?:{kind})" for kind in _KINDS), re.I)
_HINTS = (
    *("availab", "releas", "download", "shar", "provid", "http", "github", "sourc"),
    *("packag", "librar", "tool", "data", "corp", "benchmark", "archive"),
)
"""Letters of which each of the kinds has some: most sentences have none, which is quickly found out."""

_TITLED = re.compile(
    r"(?:^|[:.–—]\s|\s-+\s)(?:(?!(?:in|for|from|to|with|of|on|and|[\w-]+ing)\s)[\w'’+/-]+,?\s){0,5}?"
    r"(?:software|package|toolbox|toolkit|library|database|data ?-?sets?|benchmark|corpus|simulator)"
    r"(?=$|[:.,?!–—]|\s(?:for|of|to|with|in)\b)",
    re.I,
)
_THINGS = re.compile(
    rf"{_MADE}|{_PACKAGE}|{_LANGUAGE}|data|tools?|open[- ]sourced?|source|on|for|about", re.I
)
_PLACE = re.compile(
    r"https?:/|\bwww\.|\b(?:github|gitlab|bitbucket|zenodo|figshare|osf\.io|sourceforge|pypi|cran|bioconductor)\b",
    re.I,
)


def states_release(sentence: str) -> bool:
    """Whether a sentence says that code, data or software was released, and no other's is only used."""
    small = sentence.lower()
    return any(hint in small for hint in _HINTS) and bool(_RELEASES.search(sentence))


def titles_release(title: str) -> bool:
    """Whether a title, or a part of one, names software or data as its subject: "X: a toolkit for Y"."""
    return bool(_TITLED.search(title))


def without_things(topic: str) -> str:
    """`topic` without the words for what is released: "R packages on owls" is about owls."""
    return " ".join(word for word in topic.split() if not _THINGS.fullmatch(word))


def names_place(sentence: str) -> bool:
    """Whether a sentence names the place of a release: an address, or an archive of code or data."""
    return bool(_PLACE.search(sentence))
