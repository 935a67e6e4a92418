"""The type of an entry, from what the source states and where the paper appeared."""

from __future__ import annotations

import json
from datetime import date

import pytest

from assistant.datamodels import Kind
from ingest.sources import bibtex, jsonl
from ingest.sources.document import Document
from ingest.sources.kinds import kind_of
from ingest.sources.records import Context

CONTEXT = Context(scope="group", retrieved=date(2026, 1, 1))


@pytest.mark.parametrize(
    ("stated", "venue", "note", "kind"),
    [
        ("phdthesis", "", "", "thesis"),
        ("article-journal", "Nature", "", "article"),
        ("Proceedings Article", "", "", "conference paper"),
        ("incollection", "Handbook of Drones", "", "chapter"),
        ("JournalArticle", "ArXiv", "", "preprint"),
        ("inproceedings", "Int. Journal of Robotics", "", "article"),
        ("inproceedings", "Journal of Learning: Workshop Proceedings", "", "conference paper"),
        ("misc", "", "U.S. Patent 62 746 700", "patent"),
        ("misc", "", "PhD thesis", "thesis"),
        ("", "PhD thesis", "", "thesis"),
        ("", "PeerJ Preprints 2:e446v1", "", "preprint"),
        ("", "Available at SSRN 6082190", "", "preprint"),
        ("", "Report to the committee", "", "report"),
        ("", "Chapter 3.4", "", "chapter"),
        ("", "Invited talk", "", "talk"),
        ("", "Dataset", "", "dataset"),
        ("", "R package", "", "software"),
        ("", "Proc. IEEE Conf. on Robotics", "", "conference paper"),
        ("", "IEEE Transactions on Robotics", "", "article"),
        ("", "Nature", "", None),
        ("", "Scientific Reports", "", None),
        ("", "Lecture Notes in Computer Science", "", None),
        ("", "", "", None),
    ],
)
def test_kind(stated: str, venue: str, note: str, kind: Kind | None) -> None:
    assert kind_of(stated, venue=venue, note=note) == kind


def test_an_arxiv_identifier_alone_makes_a_preprint() -> None:
    assert kind_of("misc", arxiv_id="1906.00695") == "preprint"
    assert kind_of("misc", venue="Nature", arxiv_id="1906.00695") is None


def test_the_type_is_read_from_each_form() -> None:
    entries = """
@phdthesis{a, title={Cats}}
@['JournalArticle', 'Review']{b,
 title={Dogs}}
@misc{c, title={Emus}}
"""
    papers = bibtex.parse(Document("a.bib", entries), CONTEXT).papers
    assert [(paper.title, paper.kind) for paper in papers] == [
        ("Cats", "thesis"),
        ("Dogs", "article"),
        ("Emus", None),
    ]
    lines = [{"title": "Cats", "type": "thesis"}, {"title": "Dogs", "type": ["x"]}, {"title": "Emus"}]
    papers = jsonl.parse(Document("a.jsonl", "\n".join(map(json.dumps, lines))), CONTEXT).papers
    assert [paper.kind for paper in papers] == ["thesis", None, None]
