"""The three kinds of web page, on the documents that ship with the project and on damaged copies."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.config import SEEDS
from assistant.datamodels import Origin, Paper, PaperDate
from assistant.errors import SourceError
from ingest.sources import ParsedSource, find_sources, read_source

PAGE, PROFILE, FEED_A, FEED_B, FEED_C = sorted(SEEDS.glob("*.txt"))
DAY = date(2026, 11, 20)


def titled(source: ParsedSource, start: str) -> Paper:
    (paper,) = [paper for paper in source.papers if paper.title.startswith(start)]
    return paper


def written(folder: Path, text: str | bytes, name: str = "page.txt") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def content(source: ParsedSource) -> list[tuple[object, ...]]:
    return [
        (p.title, p.abstract, p.authors, p.affiliations, p.date, p.category, p.organisation, p.upvotes)
        for p in source.papers
    ]


@pytest.mark.parametrize(
    ("path", "kind", "count", "scope", "printed"),
    [
        (PAGE, "researcher", 26, "group", None),
        (PROFILE, "profile", 5, "group", None),
        (FEED_A, "feed", 55, "related", "Mar 11"),
        (FEED_B, "feed", 85, "related", "Jul 30"),
        (FEED_C, "feed", 29, "related", "Jan 2"),
    ],
)
def test_seeds_are_read_whole(path: Path, kind: str, count: int, scope: str, printed: str | None) -> None:
    source = read_source(path)
    assert (source.info.kind, source.info.scope, source.info.printed) == (kind, scope, printed)
    assert source.info.retrieved == DAY
    assert len(source.papers) == count
    assert source.skipped == ()
    assert all(paper.abstract for paper in source.papers)


@pytest.mark.parametrize("path", [PAGE, PROFILE, FEED_A, FEED_B, FEED_C])
def test_every_value_stands_in_the_line_it_names(path: Path) -> None:
    source = read_source(path)
    lines = path.read_text(encoding="utf-8").split("\n")

    def line(origin: Origin) -> str:
        assert origin.document == path.name
        return lines[origin.line - 1]

    for paper in source.papers:
        for name in ("title", "abstract", "category", "venue", "organisation"):
            if value := getattr(paper, name):
                assert value in line(paper.origins[name])
        for name in ("authors", "affiliations"):
            assert all(value in line(paper.origins[name]) for value in getattr(paper, name))
        if paper.date:
            assert paper.date.text in line(paper.origins["date"])
        assert paper.records == (paper.origins["title"],)
    for fact in source.profile.facts if source.profile else ():
        assert fact.text in line(fact.origin)
        assert fact.value in fact.text


def test_figures_of_the_researcher() -> None:
    profile = read_source(PAGE).profile
    assert profile is not None
    assert profile.name == "Benjamin F. Grewe"
    assert {fact.name: fact.value for fact in profile.facts} == {
        "main_category": "LG",
        "h_index": "11",
        "paper_count": "26",
        "citation_count": "1,000",
        "novelty": "52%",
        "ai_score": "54",
    }


def test_facts_of_the_profile() -> None:
    profile = read_source(PROFILE).profile
    assert profile is not None
    assert profile.name == "Benjamin F. Grewe"
    assert {fact.name: fact.value for fact in profile.facts} == {
        "affiliation": "not imported",
        "collaboration": "Open to collaborate",
        "trust_score": "19",
        "trust_label": "Unverified",
        "verification_level": "L1",
        "author_claim": "Unclaimed author",
        "work_count": "5",
        "follower_count": "0",
        "topic_count": "6",
        "close_collaborator_count": "4",
    }


def test_a_paper_with_a_score_and_a_day_without_a_year() -> None:
    paper = titled(read_source(PAGE), "Learning Compositional Latent Structure with Vector Networks")
    assert paper.score == 82.4
    assert paper.date == PaperDate(2026, 5, 27)
    assert paper.date is not None
    assert (paper.date.text, paper.date.year_inferred) == ("May 27", True)
    assert paper.authors == ("Niclas Pokel", "Benjamin F. Grewe")
    assert paper.authors_complete


def test_three_papers_of_the_page_are_of_2026() -> None:
    papers = [paper for paper in read_source(PAGE).papers if paper.year == 2026]
    assert sorted(paper.date.isoformat() for paper in papers if paper.date) == [
        "2026-02-04",
        "2026-05-27",
        "2026-06-01",
    ]
    assert all(paper.date and paper.date.year_inferred for paper in papers)


def test_the_code_flag_affiliations_and_cut_authors() -> None:
    source = read_source(PAGE)
    coded = titled(source, "Deep Retrieval at CheckThat!")
    assert coded.has_code
    assert (coded.category, coded.date) == ("IR", PaperDate(2025, 5, 29))
    assert sum(paper.has_code for paper in source.papers) == 1
    placed = titled(source, "Meta-Learning via Classifier(-free)")
    assert placed.affiliations == ("eth-zurich", "mit")
    assert placed.authors == ("Elvis Nava", "Seijin Kobayashi", "Yifei Yin")
    assert not placed.authors_complete
    assert titled(source, "Bio-Inspired").authors[0] == "Francesco Lässig"


def test_works_of_the_profile_have_a_year_and_a_venue() -> None:
    papers = read_source(PROFILE).papers
    assert {(paper.date.isoformat(), paper.venue) for paper in papers if paper.date} == {("2022", "arXiv")}
    assert not any(paper.authors for paper in papers)


def test_a_feed_with_organisation_upvotes_and_author_counts() -> None:
    source = read_source(FEED_C)
    versatile = titled(source, "VersatileFFN")
    assert versatile.organisation == "huawei-noah HUAWEI Noah's Ark Lab"
    assert (versatile.upvotes, versatile.date) == (2, PaperDate(2025, 12, 16))
    assert versatile.author_count is None
    assert titled(source, "Forward Learning of Graph").author_count == 8
    assert sum(paper.author_count is not None for paper in source.papers) == 28


@pytest.mark.parametrize("path", [PAGE, PROFILE, FEED_A, FEED_C])
@pytest.mark.parametrize("form", ["crlf", "cr", "bom", "doubled", "no blank lines", "utf-16"])
def test_encoding_and_blank_lines_do_not_matter(path: Path, form: str, tmp_path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    changed = {
        "crlf": text.replace("\n", "\r\n").encode(),
        "cr": text.replace("\n", "\r").encode(),
        "bom": b"\xef\xbb\xbf" + text.encode(),
        "doubled": text.replace("\n", "\n\n").encode(),
        "no blank lines": "\n".join(line for line in text.split("\n") if line.strip()).encode(),
        "utf-16": text.encode("utf-16"),
    }[form]
    source = read_source(written(tmp_path, changed), retrieved=DAY)
    assert content(source) == content(read_source(path))
    assert source.skipped == ()


@pytest.mark.parametrize("path", [PAGE, PROFILE, FEED_A, FEED_B, FEED_C])
def test_a_truncated_page_loses_at_most_its_last_record(path: Path, tmp_path: Path) -> None:
    data = path.read_bytes()
    whole = content(read_source(path))
    for cut in range(2000, len(data), 1499):
        part = content(read_source(written(tmp_path, data[:cut]), retrieved=DAY))
        assert part[:-1] == whole[: len(part) - 1]
        assert len(data) - cut > 6000 or len(part) >= len(whole) - 6


def test_bytes_that_are_not_utf8_cost_one_record(tmp_path: Path) -> None:
    data = PAGE.read_bytes().replace(b"How can agents learn", b"How can \xff\xfe agents learn")
    source = read_source(written(tmp_path, data), retrieved=DAY)
    assert len(source.papers) == 25
    (skipped,) = source.skipped
    assert (skipped.document, skipped.line) == ("page.txt", 20)
    assert "UTF-8" in skipped.reason


def test_an_impossible_or_broken_date_costs_one_record(tmp_path: Path) -> None:
    text = PAGE.read_text(encoding="utf-8").replace("LGJul 25, 2022", "LGJul 32, 2022")
    text = text.replace("CVJul 8, 2024", "CVJul 8, 20")
    source = read_source(written(tmp_path, text), retrieved=DAY)
    assert len(source.papers) == 24
    assert [skipped.line for skipped in source.skipped] == [19, 82]
    feed = FEED_C.read_text(encoding="utf-8").replace("Sep 23, 2025", "Sep 31, 2025")
    source = read_source(written(tmp_path, feed), retrieved=DAY)
    assert len(source.papers) == 28
    assert source.skipped[0].line == 21


def test_a_page_of_another_researcher(tmp_path: Path) -> None:
    page = """Şule Öztürk

cs
h-index3
1paper
7citations

5 Papers

csMar 3, 2020
On "Smith et al." · a reply

李明, Şule Öztürk

We reply.

statFeb 29
A title without authors

This abstract follows its title at once, and it is long enough to be one.

12QMDec 24
May 4, 2020

Ana de la Cruz, X. Li, Jr.

q-bio.NCJan 5, 2021Code
No abstract here

Jean-Luc Picard et al. · starfleet

LGJan 6, 2021
"""
    source = read_source(written(tmp_path, page), retrieved=date(2026, 2, 1))
    reply, leap, eve, bare = source.papers
    assert (reply.category, reply.title, reply.authors) == (
        "cs",
        'On "Smith et al." · a reply',
        ("李明", "Şule Öztürk"),
    )
    assert reply.authors_complete
    assert reply.abstract == "We reply."
    assert (leap.date, leap.authors, leap.authors_complete) == (PaperDate(2024, 2, 29), (), False)
    assert (eve.title, eve.score, eve.date) == ("May 4, 2020", 12.0, PaperDate(2025, 12, 24))
    assert eve.authors == ("Ana de la Cruz", "X. Li, Jr.")
    assert (bare.abstract, bare.authors, bare.authors_complete) == ("", ("Jean-Luc Picard",), False)
    assert (bare.category, bare.has_code, bare.affiliations) == ("q-bio.NC", True, ("starfleet",))
    assert source.info.subject == "Şule Öztürk"
    assert [(skipped.line, "no title" in skipped.reason) for skipped in source.skipped] == [(32, True)]


def test_a_feed_record_without_an_abstract_is_kept(tmp_path: Path) -> None:
    texts = ["First Title", "Second Title", "We show that the second title has an abstract.", "Third Title"]
    page = "\n\n".join(["Daily Papers", "Mar 11", *texts])
    source = read_source(written(tmp_path, page))
    assert [(paper.title, bool(paper.abstract)) for paper in source.papers] == [
        ("First Title", False),
        ("Second Title", True),
        ("Third Title", False),
    ]


def test_a_wrapped_abstract_is_joined(tmp_path: Path) -> None:
    first = "The quick brown fox jumps over the lazy dog and the quick brown fox jumps"
    lines = [first, "over the lazy dog again and again and again until nobody at all is looking", "at it."]
    page = "Ada Byron\n\nh-index1\n\nLGMay 1, 2020\nA Title\n\nAda Byron\n\n" + "\n".join(lines) + "\n"
    (paper,) = read_source(written(tmp_path, page)).papers
    assert paper.abstract == " ".join(lines)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b" \n\t\r\n", "is empty"),
        (bytes(range(256)) * 20, "binary"),
        (b"\x00\x01\x02 no form that has a name", "binary"),
        (b"Dear all,\n\nplease find the minutes attached.\n", "known forms"),
    ],
)
def test_other_files_are_refused_by_name(data: bytes, words: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=words) as caught:
        read_source(written(tmp_path, data, "minutes.txt"))
    assert "minutes.txt" in str(caught.value)
    if words != "is empty":
        assert "BibTeX" in str(caught.value)


def test_find_sources(tmp_path: Path) -> None:
    for name in ("b.txt", "a.bib", "c.jsonl", "README.md", ".hidden.txt", "sources.toml", "d.pdf"):
        (tmp_path / name).write_text("x")
    (tmp_path / "folder.txt").mkdir()
    assert [path.name for path in find_sources([tmp_path])] == ["a.bib", "b.txt", "c.jsonl", "d.pdf"]
    assert find_sources([tmp_path / "d.pdf", tmp_path / "d.pdf"]) == [tmp_path / "d.pdf"]
    with pytest.raises(SourceError, match="does not exist"):
        find_sources([tmp_path / "missing"])
    with pytest.raises(SourceError, match="holds no document"):
        find_sources([tmp_path / "folder.txt"])
    assert len(find_sources([SEEDS])) == 5


@pytest.mark.parametrize("name", ["profile.txt", "researcher.txt"])
def test_what_is_left_of_a_damaged_first_paper_is_told(tmp_path: Path, name: str) -> None:
    text = (Path(__file__).with_name("forms") / name).read_text(encoding="utf-8")
    heads = {"profile.txt": "preprint2020arXiv", "researcher.txt": "IRMar 1, 2020Code"}
    page = tmp_path / name
    page.write_text(text.replace(heads[name], "word word word word"), encoding="utf-8")
    source = read_source(page)
    assert [paper.title for paper in source.papers] == ["Noise in cities"]
    assert "'Sleep and memory in mice' belongs to no paper" in [one.reason for one in source.skipped]
    page.write_text(text, encoding="utf-8")
    assert read_source(page).skipped == ()
