"""Records of one work become one paper, and records of two works do not."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.config import SEEDS
from assistant.datamodels import Origin, Paper, PaperDate, Profile, ProfileFact, Scope
from ingest.merge import MergeResult, merge
from ingest.sources import ParsedSource, SourceInfo, find_sources, read_source
from ingest.works import normal_title

FISH = " ".join(f"fish{n} swim{n} river{n} water{n}" for n in range(12))
BIRD = " ".join(f"bird{n} flies{n} cloud{n} heaven{n}" for n in range(12))


def source(*papers: Paper, profile: Profile | None = None, name: str = "a.jsonl") -> ParsedSource:
    return ParsedSource(SourceInfo(name, "jsonl", "", "group", None, date(2026, 11, 20)), papers, profile)


def record(title: str = "A Title", line: int = 1, *, scope: Scope = "group", **fields: object) -> Paper:
    place = Origin("a.jsonl", line)
    paper = Paper("", title, str(fields.pop("abstract", "")), scope, records=(place,), **fields)  # type: ignore[arg-type]
    origins = (
        {"title": place} | {name: place for name in fields} | ({"abstract": place} if paper.abstract else {})
    )
    return Paper(
        **{name: getattr(paper, name) for name in paper.__dataclass_fields__ if name != "origins"},
        origins=origins,
    )


@pytest.fixture(scope="module")
def seeds() -> MergeResult:
    return merge([read_source(path) for path in find_sources([SEEDS])])


def test_the_seeds(seeds: MergeResult) -> None:
    scopes = [paper.scope for paper in seeds.papers]
    assert (scopes.count("group"), scopes.count("related")) == (26, 146)
    assert (seeds.records, seeds.merged) == (200, 28)
    related = [paper for paper in seeds.papers if paper.scope == "related"]
    assert sum(len({place.document for place in paper.records}) > 1 for paper in related) == 21
    assert len({paper.id for paper in seeds.papers}) == 172
    assert all(len(paper.id) <= 67 and paper.id.isascii() for paper in seeds.papers)


def test_the_exact_date_beats_the_bare_year(seeds: MergeResult) -> None:
    (paper,) = [paper for paper in seeds.papers if paper.title == "Continual learning with hypernetworks"]
    assert paper.date == PaperDate(2019, 6, 3)
    assert paper.venue == "arXiv"
    assert paper.origins["date"].document.startswith("000_")
    assert paper.origins["venue"].document.startswith("001_")
    assert [place.document[:3] for place in paper.records] == ["000", "001"]
    assert paper.id.startswith("continual-learning-with-hypernetworks-")


def test_one_person_has_one_profile(seeds: MergeResult) -> None:
    (profile,) = seeds.profiles
    assert {"h_index", "trust_score"} <= {fact.name for fact in profile.facts}


def test_the_order_of_sources_changes_no_id(seeds: MergeResult) -> None:
    turned = merge([read_source(path) for path in reversed(find_sources([SEEDS]))])
    assert {(paper.id, paper.title, paper.scope, paper.date) for paper in turned.papers} == {
        (paper.id, paper.title, paper.scope, paper.date) for paper in seeds.papers
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (record("A Título!"), record("a  titulo")),
        (record("SE$(n)$ Networks"), record("SE(n) networks")),
        (record(authors=("Ada Byron", "Kurt Gödel")), record(authors=("A. Byron",))),
        (record(authors=("Ada Byron",)), record()),
        (record("How small fish swim upstream", doi="10.1/a", authors=("Ada Byron",)),
         record("How small fish swim upstream", doi="10.1/b", authors=("Ada Byron",))),
        (record("Working memory", kind="preprint", authors=("Ada Byron",), date=PaperDate(2019)),
         record("Working memory", kind="article", authors=("Ada Byron",), date=PaperDate(2021))),
        (record("How small fish swim upstream", kind="article", authors=("Ada Byron",), date=PaperDate(2019)),
         record("How small fish swim upstream", kind="article", authors=("A. Byron",), date=PaperDate(2020))),
        (record("Fish", kind="article", authors=("Ada Byron",), abstract=FISH, date=PaperDate(2019)),
         record("Fish", kind="article", authors=("Ada Byron",), abstract=FISH, date=PaperDate(2020))),
        (record("On Fish", doi="10.1/a"), record("On Fish: A Study", doi="10.1/a")),
        (record("On Fish", arxiv_id="1906.00695"), record("On Fishes", arxiv_id="1906.00695")),
        (record("Birds", arxiv_id="1906.00695", authors=("Ada Byron",)),
         record("Of Wings and Air", arxiv_id="1906.00695", authors=("Ada Byron",))),
        (record(abstract=FISH), record(abstract=FISH + " More.")),
    ],
)  # fmt: skip
def test_one_work(one: Paper, other: Paper) -> None:
    assert len(merge([source(one, other)]).papers) == 1
    assert merge([source(other), source(one)]).merged == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (record("Introduction", authors=("Ada Byron",)), record("Introduction", authors=("Kurt Gödel",))),
        (record("Introduction", doi="10.1/a"), record("Introduction", doi="10.1/b")),
        (record("Introduction", abstract=FISH), record("Introduction", abstract=BIRD)),
        (record("On Fish", doi="10.1/a"), record("Birds and Planes", doi="10.1/a")),
        (record("A program for fish", doi="10.1/a", authors=("Ada Byron", "Kurt Gödel")),
         record("B: a program for fish", doi="10.1/a", authors=("Kurt Gödel", "Ada Byron"))),
        (record("How small fish swim upstream", kind="article", authors=("Ada Byron", "Kurt Gödel")),
         record("How small fish swim upstream", kind="thesis", authors=("Ada Byron",))),
        (record("How small fish swim upstream", kind="article", authors=("Ada Byron",), doi="10.1/a"),
         record("How small fish swim upstream", kind="article", authors=("Ada Byron",), doi="10.1/b")),
        (record("Yearly report of the bird society", kind="article", authors=("Ada Byron", "Kurt Gödel"),
                date=PaperDate(2018)),
         record("Yearly report of the bird society", kind="article", authors=("Ada Byron",),
                date=PaperDate(2019))),
        (record("Working memory", kind="chapter", authors=("Ada Byron",), date=PaperDate(1974)),
         record("Working memory", kind="book", authors=("Ada Byron",), date=PaperDate(1986))),
        (record("Preface", authors=("Ada Byron",), date=PaperDate(2018)),
         record("Preface", authors=("Ada Byron",), date=PaperDate(2019))),
        (record("Editorial", authors=("Ada Byron",), venue="J Sleep"),
         record("Editorial", authors=("Ada Byron",), venue="J Dreams")),
        (record("Fish I"), record("Fish II")),
        (record("???"), record("!!!")),
    ],
)  # fmt: skip
def test_two_works(one: Paper, other: Paper) -> None:
    there, back = merge([source(one, other)]), merge([source(other), source(one)])
    assert len(there.papers) == 2
    assert {paper.id for paper in there.papers} == {paper.id for paper in back.papers}
    assert len({paper.id for paper in there.papers}) == 2


def test_a_record_with_the_authors_of_two_joins_them() -> None:
    both = record(authors=("Ada Byron", "Kurt Gödel"))
    papers = [record(authors=("Ada Byron",)), record(authors=("Kurt Gödel",)), both]
    assert len(merge([source(*papers)]).papers) == 1


def test_each_form_of_a_work_is_whole() -> None:
    title = "Routing of shared vehicles in congested networks"
    talk = record(title, 1, kind="conference paper", authors=("A. Lopez", "C. Kim"), venue="Robotics",
                  date=PaperDate(2016), abstract="Short.")  # fmt: skip
    article = record(title, 2, kind="article", authors=("A. Lopez", "C. Kim", "D. Park"),
                     venue="Autonomous Robots", date=PaperDate(2018, 10), doi="10.1000/a", abstract="Long.",
                     scope="related")  # fmt: skip
    preprint = record(title, 3, kind="preprint", authors=("A. Lopez",), arxiv_id="1906.00695", upvotes=3)
    there, back = merge([source(talk, article, preprint)]), merge([source(preprint, article, talk)])
    (paper,), (again,) = there.papers, back.papers
    assert (again.versions, again.venue) == (paper.versions, paper.venue)
    assert (paper.scope, paper.upvotes, paper.abstract) == ("group", 3, "Long.")
    assert [
        (
            form.kind,
            form.venue,
            form.year,
            form.doi,
            form.arxiv_id,
            len(form.authors),
            form.origins["title"].line,
        )
        for form in paper.forms
    ] == [
        ("article", "Autonomous Robots", 2018, "10.1000/a", None, 3, 2),
        ("conference paper", "Robotics", 2016, None, None, 2, 1),
        ("preprint", None, None, None, "1906.00695", 1, 3),
    ]
    assert [place.line for place in paper.records] == [1, 2, 3]


def test_records_of_one_form_complete_each_other() -> None:
    rough = record(line=1, scope="related", abstract="Short.", authors=("Ada Byron",), upvotes=3,
                   venue="ICLR", date=PaperDate(2019))  # fmt: skip
    exact = record(line=2, abstract="Rather long.", authors=("Ada Byron", "Kurt Gödel"),
                   authors_complete=True, date=PaperDate(2019, 6, 3))  # fmt: skip
    (paper,) = merge([source(rough, exact)]).papers
    assert (paper.scope, paper.abstract, paper.upvotes, paper.venue) == ("group", "Rather long.", 3, "ICLR")
    assert paper.authors == ("Ada Byron", "Kurt Gödel")
    assert paper.authors_complete
    assert paper.date == PaperDate(2019, 6, 3)
    assert paper.versions == ()
    assert {name: place.line for name, place in paper.origins.items()} == {
        "title": 2, "abstract": 2, "authors": 2, "date": 2, "venue": 1, "upvotes": 1,
    }  # fmt: skip
    assert [place.line for place in paper.records] == [1, 2]


def test_a_date_alone_is_of_the_preprint() -> None:
    title = "How small fish swim upstream"
    alone = record(title, 1, date=PaperDate(2019, 6, 3))
    preprint = record(title, 2, kind="preprint", venue="arXiv", date=PaperDate(2022))
    article = record(title, 3, kind="article", venue="Nature", date=PaperDate(2023))
    (paper,) = merge([source(alone, preprint)]).papers
    assert (paper.date, paper.venue, paper.versions) == (PaperDate(2019, 6, 3), "arXiv", ())
    (paper,) = merge([source(alone, article)]).papers
    assert [(form.venue, form.year) for form in paper.forms] == [("Nature", 2023), (None, 2019)]


def test_an_id_depends_on_the_title_alone() -> None:
    alone = merge([source(record("On Fish", authors=("Ada Byron",)))]).papers[0]
    among = merge([source(record("Birds")), source(record("On fish!"), name="z.jsonl")]).papers[1]
    assert alone.id == among.id
    assert merge([source(record("人工智能"))]).papers[0].id.startswith("paper-")


def test_profiles_of_two_people_stay_apart() -> None:
    fact = ProfileFact("h_index", "h-index", "3", "h-index3", Origin("a", 1))
    people = [
        source(profile=Profile(name, (fact,))) for name in ("José Álvarez", "Jose Alvarez", "Ada Byron")
    ]
    profiles = merge(people).profiles
    assert [(profile.name, len(profile.facts)) for profile in profiles] == [
        ("José Álvarez", 1),
        ("Ada Byron", 1),
    ]


def test_normal_title() -> None:
    assert normal_title(r"The $\mathbf{SE}(n)$-Übergang") == "thesenubergang"
