"""What nobody sees is taken out, what shapes a script stays."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.text.plaintext import as_seen, without_hidden
from ingest.sources import read_source


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("plain text", "plain text"),
        ("naïve Gödel 東京 🧠", "naïve Gödel 東京 🧠"),
        ("ab\u202egnirts\u202c cd", "abgnirts cd"),
        ("robot\u200b swarms\ufeff", "robot swarms"),
        ("opti\u00admization", "optimization"),
        ("a\u2066b\u2069\u061c", "ab"),
        ("hi\U000e0069\U000e0067", "hi"),
        ("sw\u200darm \u200c", "swarm "),
        ("می\u200cخواهم", "می\u200cخواهم"),  # Persian needs it
        ("👩\u200d🔬", "👩\u200d🔬"),
        ("👩\u200d🔬\u200b", "👩\u200d🔬"),
        ("\u200dé\u200d\n", "é\n"),
        ("می\u200c\u200bخواهم", "می\u200cخواهم"),
        ("a \x9b31mred\x85", "a 31mred"),
    ],
)
def test_hidden_characters(text: str, seen: str) -> None:
    assert without_hidden(text) == seen


def test_what_is_written_gives_a_terminal_no_orders() -> None:
    assert as_seen("a\x1b[31m\x07 \u202eb\0\r\n\tc\x0b") == "a[31m b\r\n\tc"


def test_a_source_is_read_as_it_looks(tmp_path: Path) -> None:
    """JSON can spell a character out, so that it is in no line of the file."""
    source = tmp_path / "p.jsonl"
    records = [
        {
            "title": "Robot\u202e Swarms",
            "abstract": "They\u200b forage.",
            "authors": ["Ada\u2066 Byron"],
            "keywords": ["sw\u200barms"],
        },
        {"title": "\u200b\u200b", "abstract": "Nothing to call it by."},
        {"title": "Bread", "abstract": "It bakes."},
    ]
    source.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    found = read_source(source)
    assert [(p.title, p.abstract) for p in found.papers] == [
        ("Robot Swarms", "They forage."),
        ("Bread", "It bakes."),
    ]
    assert (found.papers[0].authors, found.papers[0].keywords) == (("Ada Byron",), ("swarms",))
    assert [(s.line, s.reason) for s in found.skipped] == [(2, "its title has no visible character")]
