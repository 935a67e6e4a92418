"""LaTeX in BibTeX values as plain Unicode; mathematics stays as it is written."""

from __future__ import annotations

import re

from pylatexenc.latex2text import (  # type: ignore[import-untyped]
    LatexNodes2Text,
    MacroTextSpec,
    get_default_latex_context_db,
)

_LATEX = re.compile(r"[\\{}~]")
# In LaTeX these start a comment, a column and a parameter; BibTeX authors mostly mean the character.
_BARE = re.compile(r"(?<!\\)([%&#])")
_URL = re.compile(r"\\(?:url|href)\s*\{([^{}]*)\}")
# Named characters that pylatexenc leaves out, or reads as an accent without a letter.
_NAMED = {
    "textbraceleft": "{",
    "textbraceright": "}",
    "textless": "<",
    "textgreater": ">",
    "textbar": "|",
    "textasciicircum": "^",
}
_ESCAPED = re.compile(r"\\([_%&#~{}$])")


class LatexReader:
    """Decodes LaTeX; building its tables takes a while, so make one per document."""

    def __init__(self) -> None:
        names = get_default_latex_context_db()
        macros = [MacroTextSpec(name, char) for name, char in _NAMED.items()]
        names.add_context_category("named characters", macros=macros, prepend=True)
        self._reader = LatexNodes2Text(names, math_mode="verbatim", strict_latex_spaces=True)

    def text(self, value: str) -> str:
        """`value` as plain text, white space folded; as it is, without braces, if it is no LaTeX."""
        if _LATEX.search(value):
            try:
                value = self._reader.latex_to_text(_BARE.sub(r"\\\1", value))
            except Exception:  # noqa: BLE001 - pylatexenc fails in many ways (IndexError for a bare \verb)
                value = value.replace("{", "").replace("}", "")
        return " ".join(value.split())


def plain_address(value: str) -> str:
    """An address or identifier without the LaTeX around it: `\\url{...}`, `\\_`, braces."""
    match = _URL.search(value)
    return _ESCAPED.sub(r"\1", match[1] if match else value).strip().strip("{}").strip()
