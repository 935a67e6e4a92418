"""Citation styles: works -> references in APA, IEEE, Vancouver, Chicago, MLA, or the style of a CSL file.

The one door to citeproc-py, which reads styles of the Citation Style Language (https://citationstyles.org).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from citeproc import LOCALES_PATH
from citeproc.source import Date, Name
from citeproc.source import Reference as CslReference
from citeproc.string import NoCase, String
from lxml import etree

from assistant.errors import UsageError
from assistant.text.csl_elements import MARKS, OTHERS, Item, Root, parser
from assistant.text.name_parts import NameParts
from assistant.text.printed_references import Look, Reference, reference_of, without_marks

FOLDER = Path(__file__).parent / "csl"
STYLES: Mapping[str, str] = {
    "APA": "apa",
    "IEEE": "ieee",
    "Vancouver": "nlm-citation-sequence",
    "Chicago": "chicago-author-date",
    "MLA": "modern-language-association",
}
"""The styles that come with the project: the name that people use, and the file in csl/."""

DEFAULT = "APA"


@dataclass(frozen=True, slots=True)
class Work:
    """A work as a reference needs it.

    `kind` is the type in the words of CSL ("article-journal"); `cut` tells that there are more authors than
    `authors`; `members` are the positions of the authors who are set in bold; `issued` is the year, and month
    and day where known; `variables` has all else by the names of CSL ("title", "container-title", "DOI").
    """

    kind: str
    authors: tuple[NameParts, ...] = ()
    cut: bool = False
    members: frozenset[int] = frozenset()
    issued: tuple[int, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    language: str = "en"


class Style:
    """A citation style. Safe to share between threads."""

    def __init__(self, name: str, root: Root) -> None:
        """Raises UsageError where the style has no bibliography."""
        bibliography = root.bibliography
        if bibliography is None or bibliography.layout is None:
            parent = root.find(".//{*}link[@rel='independent-parent']")
            see = "" if parent is None else f", but refers to {parent.get('href')}: give that one"
            raise UsageError(f"The style “{name}” says nothing of reference lists{see}.")
        self.name = name
        self._root, self._layout, self._lock = root, bibliography.layout, Lock()
        root.prepare(_locale)
        self._inside = root.get_locale_option("punctuation-in-quote") == "true"

    def reference(self, work: Work, number: int = 1) -> Reference:
        """The reference of `work`, the `number`th of a list."""
        item = Item(_csl(work), number)
        with self._lock:
            self._layout.repressed = {}
            layout = self._layout
            printed = str(layout.format(layout.wrap(layout.render_children(item))) or "")
        return reference_of(printed, stops_inside_quotes=self._inside)

    def references(self, works: Sequence[Work]) -> list[Reference]:
        """The references of `works`, numbered in their order."""
        return [self.reference(work, number) for number, work in enumerate(works, start=1)]

    @property
    def numbered(self) -> bool:
        """Whether the style numbers its references."""
        return bool(self.reference(_SPECIMEN).label)


_SPECIMEN = Work(
    "article-journal",
    authors=(NameParts("Noether", "Emmy"), NameParts("Hilbert", "David", suffix="Jr.")),
    issued=(1918, 7, 26),
    variables={"title": "A specimen", "container-title": "A journal", "DOI": "10.1000/1", "volume": "1"},
)


def style_named(name: str) -> Style:
    """The style with this name in STYLES."""
    return load_style(FOLDER / f"{STYLES[name]}.csl", name)


def named(text: str) -> str | None:
    """The name in STYLES of the style that `text` names ("apa 7th edition"); None where there is none."""
    said = set(re.findall(r"\w+", text.lower()))
    return next((name for name, file in STYLES.items() if said & {name.lower(), *_also(file)}), None)


def _also(file: str) -> tuple[str, ...]:
    return {"nlm-citation-sequence": ("nlm", "icmje")}.get(file, ())


def find_style(text: str) -> Style:
    """The style that `text` names, or the style of the CSL file at this path.

    Raises UsageError where there is neither, or where the file is not a style that can be used.
    """
    if name := named(text) if not text.lower().endswith(".csl") else None:
        return style_named(name)
    path = Path(text)
    if not path.is_file():
        known = ", ".join(STYLES)
        raise UsageError(f"There is no style {text!r}; expected {known}, or the path of a CSL file.")
    return load_style(path)


def load_style(path: Path, name: str = "") -> Style:
    """The style in a file, read once as long as the file does not change. Raises UsageError.

    It is called `name`, else as its title says.
    """
    try:
        return _load(path, name, path.stat().st_mtime_ns)
    except OSError as problem:
        raise UsageError(f"The style {path} can't be read: {problem.strerror}.") from problem


@lru_cache(maxsize=16)
def _load(path: Path, name: str, changed: int) -> Style:
    try:
        root = etree.parse(str(path), parser()).getroot()
    except etree.XMLSyntaxError as problem:
        raise UsageError(f"The style {path} is not XML, as a CSL file must be: {problem.msg}.") from problem
    if not isinstance(root, Root):
        raise UsageError(f"The file {path} is XML, but no CSL style: it begins with <{root.tag}>.")
    style = Style(name or root.findtext("{*}info/{*}title") or path.name, root)
    try:
        printed = style.reference(_SPECIMEN).text
    except Exception as problem:  # a style may break anywhere in citeproc-py
        raise UsageError(f"The style {path} can't be used: {type(problem).__name__}: {problem}.") from problem
    if not printed:
        raise UsageError(f"The style {path} prints nothing of an article.")
    return style


def _locale(language: str) -> Any:
    """The terms and dates of a language; None where citeproc-py does not know the language."""
    path = Path(LOCALES_PATH) / f"locales-{language}.xml"
    return etree.parse(str(path), parser()).getroot() if path.is_file() else None


# A work in the form of citeproc-py


_TAGS: Mapping[str, Look] = {"i": "italic", "em": "italic", "b": "bold", "sub": "sub", "sup": "sup"}
_TAGGED = re.compile(rf"<(?P<tag>{'|'.join(_TAGS)})>(?P<inner>[^<>]*)</(?P=tag)>", re.I)
"""Italics and raised letters that sources print in titles: "<i>Drosophila</i>"."""


def _csl(work: Work) -> CslReference:
    values: dict[str, Any] = {
        name.replace("-", "_"): _string(name, text) for name, text in work.variables.items() if text
    }
    people = [_name(name, at in work.members) for at, name in enumerate(work.authors)]
    if work.cut and people:
        people.append(Name(family=OTHERS))
    if people:
        values["author"] = people
    if work.issued:
        values["issued"] = Date(**dict(zip(("year", "month", "day"), work.issued, strict=False)))
    reference = CslReference("work", work.kind)
    reference.update(values, language=work.language)
    return reference


def _string(name: str, text: str) -> String:
    clean = without_marks(" ".join(text.split()))
    return NoCase(clean) if name in ("number", "publisher") else String(_TAGGED.sub(_as_marks, clean))


def _as_marks(tagged: re.Match[str]) -> str:
    before, after = MARKS[_TAGS[tagged["tag"].lower()]]
    return f"{before}{tagged['inner']}{after}"


def _name(name: NameParts, member: bool) -> Name:
    parts = {"family": name.family, "given": name.given, "particle": name.particle, "suffix": name.suffix}
    clean = {part: without_marks(text) for part, text in parts.items() if text}
    if member:
        clean = {part: f"{MARKS[part][0]}{text}{MARKS[part][1]}" for part, text in clean.items()}
    return Name(**{"non-dropping-particle" if part == "particle" else part: clean[part] for part in clean})
