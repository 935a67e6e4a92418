"""Addresses and identifiers without the LaTeX that exporters write into them."""

from __future__ import annotations

import re

_URL = re.compile(
    r"\\(?:url|path|nolinkurl)\s*\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}|\\href\s*(?:\[[^\]]*\])?\s*\{([^{}]*)\}"
)
_IN_ADDRESS = {
    r"\textasciitilde": "~", r"\textunderscore": "_", r"\textless": "<", r"\textgreater": ">",
    r"\sim": "~", r"\textbackslash": "\\", r"\textbar": "|", r"\textasciicircum": "^", r"\slash": "/",
}  # fmt: skip
_NAMED = re.compile("(" + "|".join(map(re.escape, _IN_ADDRESS)) + r")(?![A-Za-z])(?:\s*\{\})?")
_AS_FORMULA = re.compile(r"\$\s*([<>~_^]|\\sim|\\_)\s*\$")
_ESCAPED = re.compile(r"\\([_%&#~{}$^/-])")


def plain_address(value: str) -> str:
    """An address or identifier without its LaTeX: `\\url{...}`, `\\_`, `{\\_}`, `{\\textasciitilde}`."""
    match = _URL.search(value)
    value = (match[1] or match[2] or "") if match else value
    value = _AS_FORMULA.sub(r"\1", value)
    value = _ESCAPED.sub(r"\1", _NAMED.sub(lambda found: _IN_ADDRESS[found[1]], value))
    return value.replace("{", "").replace("}", "").strip()
