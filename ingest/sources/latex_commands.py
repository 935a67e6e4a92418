"""The text of LaTeX commands: pylatexenc's, with those of latex.toml and journals.toml beside its own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pylatexenc.latex2text import (  # type: ignore[import-untyped]
    LatexNodes2Text,
    MacroTextSpec,
    get_default_latex_context_db,
)
from pylatexenc.latexwalker import (  # type: ignore[import-untyped]
    get_default_latex_context_db as get_default_walker_db,
)
from pylatexenc.macrospec import MacroSpec, MacroStandardArgsParser, ParsedMacroArgs  # type: ignore[import-untyped]

from assistant.text.word_lists import load_table
from ingest.sources.addresses import plain_address

_ACCENTS = {
    "'": "\u0301", "`": "\u0300", '"': "\u0308", "^": "\u0302", "~": "\u0303", "=": "\u0304", ".": "\u0307",
    "c": "\u0327", "H": "\u030b", "k": "\u0328", "b": "\u0331", "d": "\u0323", "r": "\u030a", "u": "\u0306",
    "v": "\u030c", "t": "\u0361",
}  # fmt: skip
_DOTLESS = str.maketrans("ıȷ", "ij")


class _AllArguments(MacroStandardArgsParser):  # type: ignore[misc]
    """The arguments of a command that is not known: all groups right behind it."""

    def parse_args(self, w: Any, pos: int, parsing_state: Any = None) -> tuple[Any, int, int]:
        arguments, end = [], pos
        while w.s.startswith("{", end):
            node, start, length = w.get_latex_expression(
                end, strict_braces=False, parsing_state=parsing_state
            )
            arguments.append(node)
            end = start + length
        return ParsedMacroArgs(argspec="{" * len(arguments), argnlist=arguments), pos, end - pos


_UNKNOWN = MacroSpec("", args_parser=_AllArguments())


class CommandText(LatexNodes2Text):  # type: ignore[misc]
    """The text of parsed LaTeX; commands without a known text go to `unread`."""

    def __init__(self, unread: list[str]) -> None:
        names, self._walker = get_default_latex_context_db(), get_default_walker_db()
        self._unread = unread
        self._in_unit = 0
        self._units = _table()["units"]
        specs = [(name, "", _shown(text)) for name, text in _table()["symbols"].items()]
        specs += [(name, "", _shown(text)) for name, text in _journals()["macros"].items()]
        specs += [(name, spec, _shown(text)) for name, (spec, text) in _table()["commands"].items()]
        specs += [(name, spec, self._drop) for name, spec in _table()["dropped"].items()]
        specs += [(name, "{", _accent(mark)) for name, mark in _ACCENTS.items()]
        specs += [("ensuremath", "{", _mathematical)]
        specs += [(name, "{", _upper) for name in ("uppercase", "MakeUppercase", "MakeTextUppercase")]
        specs += [(name, "{", _address) for name in ("url", "path", "nolinkurl")]
        # pylatexenc's own text of a unit may be another: \second, \square, \degree
        names.add_context_category(
            "ours", macros=[MacroTextSpec(name, text) for name, _, text in specs], prepend=True
        )
        self._walker.add_context_category(
            "ours", macros=[MacroSpec(name, spec) for name, spec, _ in specs], prepend=True
        )
        self._walker.set_unknown_macro_spec(_UNKNOWN)
        super().__init__(names, math_mode="verbatim", strict_latex_spaces=True)

    def read(self, value: str) -> str:
        try:
            return str(self.latex_to_text(value, latex_context=self._walker))
        except Exception:  # noqa: BLE001 - pylatexenc fails in many ways (IndexError for a bare \verb)
            self._unread.append("LaTeX")
            return re.sub(r"[{}\\]", "", value)

    def macro_node_to_text(self, node: Any) -> str:
        name, spec = node.macroname, self._walker.get_macro_spec(node.macroname)
        if name in self._units and (self._in_unit or spec is _UNKNOWN):
            return str(self._units[name])
        if spec is not _UNKNOWN and name in ("SI", "qty", "si", "unit"):
            return self._quantity(node)
        known = self.latex_context.get_macro_spec(name) is not None
        text = str(super().macro_node_to_text(node)) if known else ""
        arguments = [a for a in (node.nodeargd.argnlist or ()) if a is not None] if node.nodeargd else []
        if known:
            # What pylatexenc has a character for takes no arguments: \alpha{}, \textregistered{x}
            if spec is _UNKNOWN:
                text += "".join(map(self._groupnodecontents_to_text, arguments))
            return text + (" " if not arguments and node.macro_post_space and _is_word(name, text) else "")
        self._unread.append(f"\\{name}")
        words = [self._groupnodecontents_to_text(argument) for argument in arguments]
        return " ".join(words) if words else f"{name}{' ' if node.macro_post_space else ''}"

    def math_node_to_text(self, node: Any) -> str:
        inner = str(node.latex_verbatim()).strip()
        if hasattr(node, "environmentname"):
            inner = re.sub(r"^\\begin\{[^}]*\}|\\end\{[^}]*\}$", "", inner).strip()
            return f" ${inner}$ "
        return inner

    def _quantity(self, node: Any) -> str:
        numbers, units = ("", node.nodeargd.argnlist[-1])
        if node.macroname in ("SI", "qty"):
            numbers = self._groupnodecontents_to_text(node.nodeargd.argnlist[1])
        self._in_unit += 1
        unit = self._groupnodecontents_to_text(units).replace(".", "·").lstrip()
        unit = re.sub("\u2062([²³])([^\\W\\d_]+)", r"\2\1", unit)
        self._in_unit -= 1
        return f"{numbers}{'' if unit[:1] in '°′″' else ' '}{unit}" if numbers else unit

    def _drop(self, node: Any) -> str:
        self._unread.append(f"\\{node.macroname}")
        return ""


def _shown(template: str) -> str | Callable[..., str]:
    """What pylatexenc asks for the text of a command whose arguments stand in `template` as #1, #2."""

    def text(node: Any, l2tobj: Any) -> str:
        arguments = node.nodeargd.argnlist if node.nodeargd else ()
        return re.sub(
            r"#([0-9])",
            lambda match: str(l2tobj._groupnodecontents_to_text(arguments[int(match[1]) - 1])),
            template,
        )

    return text


def _accent(mark: str) -> Callable[..., str]:
    def text(node: Any, l2tobj: Any) -> str:
        letters = str(l2tobj.node_arg_to_text(node, 0))
        first = letters[:1].translate(_DOTLESS)
        if not first.isalpha():  # "\~10 ms", "\^{}"
            return (node.macroname if not node.macroname.isalpha() else "") + letters
        accented = unicodedata.normalize("NFC", first + mark)
        if node.macroname == '"' and len(accented) > 1:  # \"quoted\"
            return f'"{letters}'
        return accented + letters[1:]

    return text


def _is_word(name: str, text: str) -> bool:
    """Whether the white space behind a command counts: not for the letter in `\\oe uvre`, as in TeX."""
    greek = "α" <= text <= "ω" or "Α" <= text <= "Ω" or unicodedata.category(text[:1] or "a") == "Sm"
    return len(text) > 1 or text == "…" or (greek and not name.startswith("text"))


def _mathematical(node: Any, l2tobj: Any) -> str:
    """A formula between dollars; a lone character such as ADS writes, {\\ensuremath{\\alpha}}, is text."""
    text = str(l2tobj.node_arg_to_text(node, 0)).strip()
    latex = str(node.nodeargd.argnlist[0].latex_verbatim()).strip().removeprefix("{").removesuffix("}")
    return text if len(text) == 1 else f"${latex}$"


def _upper(node: Any, l2tobj: Any) -> str:
    return str(l2tobj.node_arg_to_text(node, 0)).upper()


def _address(node: Any) -> str:
    return plain_address(str(node.nodeargd.argnlist[0].latex_verbatim()))


@cache
def _table() -> Mapping[str, Any]:
    return load_table(Path(__file__).with_name("latex.toml"))


@cache
def _journals() -> Mapping[str, Any]:
    return load_table(Path(__file__).with_name("journals.toml"))


def journal_strings() -> Mapping[str, str]:
    """The journals that a name without braces may stand for: `journal = apj`, `journal = cacm`."""
    return {**_journals()["macros"], **_journals()["strings"]}
