"""Word lists and tables: data in files beside the modules that read them.

Each module reads its own file once, when a word of it is first needed, behind a `functools.cache`.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any


def load_words(path: Path) -> frozenset[str]:
    """The words of a text file, between white space; a line that begins with "#" is a comment."""
    return frozenset(word for line in load_lines(path) for word in line.split())


def load_lines(path: Path) -> list[str]:
    """The lines of a text file without its comments and empty lines, in order."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def load_table(path: Path) -> dict[str, Any]:
    """The content of a TOML file."""
    return tomllib.loads(path.read_text(encoding="utf-8"))
