"""A paper is found by an identifier, in whatever case and form a source prints it."""

from __future__ import annotations

from pathlib import Path

import pytest
from small import assistant_on

RECORDS = [
    {"title": "Lions", "abstract": 'Its "doi": "10.1000/none" is no field.', "doi": "10.1000/ZOO.1"},
    {"title": "Tigers", "abstract": "Tigers swim.", "arxiv_id": "2012.00001v3"},
    {"title": "Whales", "abstract": "Whales sing.", "url": "https://zoo.example/Whales/"},
]


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("10.1000/zoo.1", ["Lions"]),
        ("2012.00001", ["Tigers"]),
        ("https://zoo.example/whales", ["Whales"]),
        ("10.1000/none", []),
        ("10.1000/zoo", []),
    ],
)
def test_papers_by_identifier(tmp_path: Path, name: str, titles: list[str]) -> None:
    with assistant_on(tmp_path, RECORDS) as made:
        assert [paper.title for paper in made.corpus.papers.identified(name)] == titles  # type: ignore[attr-defined]
