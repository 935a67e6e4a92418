"""The elements of a CSL style as citeproc-py renders them, mended where it departs from CSL 1.0.2.

citeproc-py 0.11 passes three fifths of the tests of CSL. These classes mend what lists of references meet:

- a group is shown though none of the variables that it asks for has a value;
- what stands in for missing authors (mostly the title) is printed a second time in its own place;
- text-case "sentence" takes capitals away from names, and "title" leaves quoted words small;
- the delimiter of a date that a style defines itself is lost, and one date changes how later ones look;
- quotes within quotes stay double;
- given names are cut to initials where a style wants them whole.

Rendered text has marks (private characters, see MARKS) where it is italic, bold and so on, so that one
rendering serves text, Markdown and HTML.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from citeproc import PRIMARY_DIALECTS, model
from citeproc.source import VariableError
from citeproc.string import NoCase, String
from lxml import etree

NAMESPACE = "http://purl.org/net/xbiblio/csl"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

MARKS: Mapping[str, tuple[str, str]] = {
    name: (chr(0xE000 + 2 * n), chr(0xE001 + 2 * n))
    for n, name in enumerate(
        "italic bold small-caps sup sub member quotes label family given particle suffix".split()
    )
}
"""The characters before and after a text of some kind, from Unicode's private use area.

"family", "given", "particle" and "suffix" are the parts of the name of a member of the group.
"""

OTHERS = "\ue0ff"
"""Stands for the authors whom a source cuts ("et al."), as the family name of a last author."""

NO_CLAIM = frozenset({"advance-online-publication", "in press"})
"""Terms that styles print where volume and pages are missing: here they are only not known."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_AFTER_PAUSE = re.compile(r"[:?!—]\W*$")


def marked(name: str, text: Any) -> String:
    """`text` between the marks of a kind."""
    before, after = MARKS[name]
    return String(f"{before}{text}{after}")


FORMATTER = SimpleNamespace(
    preformat=lambda text: text,
    Italic=lambda text: marked("italic", text),
    Oblique=lambda text: marked("italic", text),
    Bold=lambda text: marked("bold", text),
    Light=String,
    Underline=String,
    Superscript=lambda text: marked("sup", text),
    Subscript=lambda text: marked("sub", text),
    SmallCaps=lambda text: marked("small-caps", text),
)
"""What citeproc-py asks to wrap texts, instead of a formatter of its own."""


@dataclass
class Item:
    """One work while it is rendered, in place of citeproc-py's CitationItem.

    `tried` counts the variables that elements asked for, `seen` are those that had a value, `hidden` are
    those that have stood in for others and are not to be printed again.
    """

    reference: Any
    number: int
    tried: int = 0
    seen: list[str] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)
    has_locator: bool = False

    def __contains__(self, name: str) -> bool:
        return False  # no locator, prefix or suffix of a citation


class _Asking:
    """An element that may ask for a variable, and keeps account of it."""

    def render(self, item: Item, *args: Any, **kwargs: Any) -> Any:
        variable = self.get("variable")  # type: ignore[attr-defined]
        if variable in (None, "year-suffix") or not isinstance(item, Item):
            return super().render(item, *args, **kwargs)  # type: ignore[misc]
        item.tried += 1
        if variable in item.hidden:
            return None
        text = super().render(item, *args, **kwargs)  # type: ignore[misc]
        if text:
            item.seen.append(variable)
        return text


class Root(model.Style):  # type: ignore[misc]
    """A style. The methods that look something up in it do so once."""

    def prepare(self, system_locale: Callable[[str], Any]) -> None:
        """Find macros and locales; `system_locale` gives the locale of a language, None where it has none."""
        self.formatter = FORMATTER
        self.macros = {m.get("name"): m for m in self.findall(f"{{{NAMESPACE}}}macro")}
        language = self.get("default-locale", "en-US")
        own = {one.get(_LANG): one for one in self.findall(f"{{{NAMESPACE}}}locale")}
        names = dict.fromkeys((language, language[:2], None))
        dialects = dict.fromkeys((language, PRIMARY_DIALECTS.get(language[:2]), "en-US"))
        self.locales = [own[name] for name in names if name in own]
        known = (system_locale(name) for name in dialects if name)
        self.locales += [locale for locale in known if locale is not None]
        for locale in self.locales:
            locale.style = self
        for names in self.iter(f"{{{NAMESPACE}}}names"):  # else citeproc-py adds a name each time it renders
            if names.name is None and names.getparent().tag != f"{{{NAMESPACE}}}substitute":
                names.insert(0, names.makeelement(f"{{{NAMESPACE}}}name"))


class Text(_Asking, model.Text):  # type: ignore[misc]
    def render(self, item: Item, *args: Any, **kwargs: Any) -> Any:
        text = super().render(item, *args, **kwargs)
        return marked("label", text) if text and self.get("variable") == "citation-number" else text

    def get_macro(self, name: str) -> Any:
        return self.get_root().macros[name]

    def _term(self, item: Item) -> Any:
        return None if self.get("term") in NO_CLAIM else super()._term(item)

    def case(self, text: Any, language: str | None = None) -> Any:
        case = self.get("text-case")
        if type(text) is str:
            text = String(text)
        if case == "sentence":  # of a text in mixed case, CSL changes the first letter alone
            return text.lower().capitalize_first() if text.isupper() else text.capitalize_first()
        if case == "title":
            return _title_case(text) if language == "en" else text
        return super().case(text, language)

    def quote(self, string: Any) -> Any:
        if self.get("quotes", "false") != "true":
            return string
        inner = str(string).replace("“", "‘").replace("”", "’")
        opening, closing = (self.get_single_term(name=f"{side}-quote") for side in ("open", "close"))
        return marked("quotes", f"{opening}{inner}{closing}")


class Number(_Asking, model.Number):  # type: ignore[misc]
    def process(self, item: Item, context: Any = None, **kwargs: Any) -> Any:
        variable = self.get("variable").replace("-", "_")  # citeproc-py looks for "chapter-number"
        return self._process(item.reference[variable], variable)


class Names(_Asking, model.Names):  # type: ignore[misc]
    pass


class Date(_Asking, model.Date):  # type: ignore[misc]
    def render_single_date(self, date: Any, show_parts: Any = None, context: Any = None) -> Any:
        parts = self.parts(date, show_parts, context if context is not self else None)
        own = context if self.is_locale_date() and "delimiter" not in self.attrib else self
        return own.join(parts) if parts else None


class DatePart(model.Date_Part):  # type: ignore[misc]
    def render(self, *args: Any, **kwargs: Any) -> Any:
        before = dict(self.attrib)  # which citeproc-py overwrites with those of the date in the style
        try:
            return super().render(*args, **kwargs)
        finally:
            self.attrib.clear()
            self.attrib.update(before)


class Name(model.Name):  # type: ignore[misc]
    def initialize(self, given: str, mark: str, context: Any) -> str:
        opening, closing = MARKS["given"]
        bare = given.removeprefix(opening).removesuffix(closing)
        whole = self.get("initialize") == "false"  # which citeproc-py does not know
        short = _initials_alone(bare, mark) if whole else str(super().initialize(bare, mark, context))
        return short if bare == given else f"{opening}{short}{closing}"


class Group(model.Group):  # type: ignore[misc]
    def process(self, item: Item, context: Any = None, **kwargs: Any) -> Any:
        tried, seen = item.tried, len(item.seen)
        delimiter = self.get("delimiter", "")
        output = []
        for child in self.iterchildren():
            more = {"delimiter": delimiter} if isinstance(child, model.Choose) else {}
            try:
                text = child.render(item, context=context, **more, **kwargs)
            except VariableError:
                continue
            if text is not None:
                output.append(text)
        if not output or (item.tried > tried and len(item.seen) == seen):
            raise VariableError
        item.seen.append("")  # a group of terms counts as a variable of the group around it
        return self.join(output)


class Substitute(model.Substitute):  # type: ignore[misc]
    def render(self, item: Item, context: Any = None, **kwargs: Any) -> Any:
        seen = len(item.seen)
        text = super().render(item, context=context, **kwargs)
        item.hidden.update(item.seen[seen:])
        return text


MENDED = {
    "style": Root,
    "text": Text,
    "number": Number,
    "names": Names,
    "name": Name,
    "date": Date,
    "date-part": DatePart,
    "group": Group,
    "substitute": Substitute,
}
"""The classes above, by the names of their elements."""


def parser() -> etree.XMLParser:
    """A parser of styles and locales, which makes elements of these classes and reads no other file."""
    lookup = etree.ElementNamespaceClassLookup()
    classes = lookup.get_namespace(NAMESPACE)
    classes[None] = model.CitationStylesElement
    plain = {
        cls.__name__.replace("_", "-").lower(): cls for cls in model.CitationStylesElement.__subclasses__()
    }
    classes.update(plain | MENDED)
    made = etree.XMLParser(remove_comments=True, no_network=True, resolve_entities=False, load_dtd=False)
    made.set_element_class_lookup(lookup)
    return made


def _initials_alone(given: str, mark: str) -> str:
    """Given names as they are, and initials among them with `mark`: "Emmy A"."""
    words = given.split()
    return " ".join(f"{word[0]}{mark}".strip() if len(word.rstrip(".")) == 1 else word for word in words)


def _title_case(text: Any) -> String:
    """`text` with capitals as English titles have them; words with a capital inside stay as they are."""
    done: list[str] = []
    words = list(text.words())
    opening, closing = MARKS["italic"]
    inside = 0  # italics: names of species keep their small letters
    for number, word in enumerate(words):
        ends = number in (0, len(words) - 1) or bool(_AFTER_PAUSE.search(done[-1]))
        kept = isinstance(word, NoCase) or opening in word or inside > 0
        done.append(str(word) if kept else _capital(str(word), ends))
        inside += word.count(opening) - word.count(closing)
    return String(" ".join(done))


def _capital(word: str, always: bool) -> str:
    found = _WORD.search(word)
    small = not always and word.lower() in model.TextCased._stop_words
    if not found or not found.group().islower() or small or not word.islower():
        return word
    return word[: found.start()] + word[found.start()].upper() + word[found.start() + 1 :]
