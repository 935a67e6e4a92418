"""The names of arXiv's categories, which pages print as codes."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from assistant.text.word_lists import load_table


def category_name(code: str) -> str:
    """ "Machine learning" for "cs.LG", and for "LG" alone; what is no code of arXiv's is given as it is."""
    archive, _, subject = code.rpartition(".")
    tables = _archives()
    if archive:
        return str(tables.get(archive, {}).get(subject, code))
    found = tables[""].get(code) or next((names[code] for names in tables.values() if code in names), code)
    return str(found)


def category_told(code: str) -> str:
    """The name, with the code where that is another word: "Machine learning (cs.LG)"."""
    name = category_name(code)
    return name if name == code else f"{name} ({code})"


@cache
def _archives() -> dict[str, dict[str, Any]]:
    """The names by archive, in the order of the file; under "" those of archives without subjects."""
    table = load_table(Path(__file__).with_name("arxiv_categories.toml"))
    archives = {name: names for name, names in table.items() if isinstance(names, dict)}
    return {"": {name: said for name, said in table.items() if isinstance(said, str)}, **archives}
