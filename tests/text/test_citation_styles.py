"""References in the styles that come with the project, and in CSL files of one's own."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import UsageError
from assistant.text.citation_styles import STYLES, Style, Work, find_style, named, style_named
from assistant.text.name_parts import name_parts
from assistant.text.printed_references import Reference

PEOPLE = tuple(map(name_parts, ("Emmy A. Noether", "Jan van der Berg", "Downs, J. H. 3rd")))
ARTICLE = Work(
    "article-journal",
    PEOPLE,
    members=frozenset({1}),
    issued=(2021, 3),
    variables={
        "title": "AlphaFold & mRNA: what is “next” to <i>E. coli</i>?",
        "container-title": "Journal of X",
        "volume": "12",
        "issue": "3",
        "page": "12-34",
        "DOI": "10.1/2",
    },
)
CUT = replace(ARTICLE, cut=True, members=frozenset({0, 2}))
PREPRINT = Work(
    "article",
    PEOPLE[:1],
    issued=(2021,),
    variables={
        "title": "On it",
        "number": "arXiv:2101.00001",
        "publisher": "arXiv",
        "URL": "https://arxiv.org/abs/2101.00001",
    },
)
THESIS = Work(
    "thesis",
    PEOPLE[1:2],
    issued=(2021, 5, 6),
    variables={"title": "My thesis on Bayesian brains", "publisher": "ETH Zurich", "genre": "thesis"},
)
CHAPTER = Work(
    "chapter",
    PEOPLE[:2],
    issued=(2020,),
    variables={"title": "A chapter", "container-title": "Handbook of Things"},
)
UNSIGNED = Work("paper-conference", variables={"title": "Without authors", "container-title": "NeurIPS"})


def marked(reference: Reference) -> str:
    """A reference with its label, and the marks of Markdown for what is italic and whose names are bold."""
    marks = {"italic": "*", "member": "**"}
    text = "".join(
        f"{marks.get(next(iter(run.looks), ''), '')}{run.text}{marks.get(next(iter(run.looks), ''), '')}"
        for run in reference.runs
    )
    return f"{reference.label} {text}".strip()


EXPECTED = {
    "APA": [
        "Noether, E. A., **van der Berg, J.**, & Downs, J. H., 3rd. (2021). AlphaFold & mRNA: what is "
        "“next” to *E. coli*? *Journal of X*, *12*(3), 12–34. https://doi.org/10.1/2",
        "**Noether, E. A.**, van der Berg, J., **Downs, J. H., 3rd**, et al. (2021). AlphaFold & "
        "mRNA: what is “next” to *E. coli*? *Journal of X*, *12*(3), 12–34. https://doi.org/10.1/2",
        "Noether, E. A. (2021). *On it* (arXiv:2101.00001). arXiv. https://arxiv.org/abs/2101.00001",
        "van der Berg, J. (2021). *My thesis on Bayesian brains* [Thesis]. ETH Zurich.",
        "Noether, E. A., & van der Berg, J. (2020). A chapter. In *Handbook of Things*.",
        "Without authors. (n.d.). *NeurIPS*.",
    ],
    "IEEE": [
        "[1] E. A. Noether, **J. van der Berg**, and J. H. Downs 3rd, “AlphaFold & mRNA: what is "
        "‘next’ to *E. coli*?” *Journal of X*, vol. 12, no. 3, pp. 12–34, Mar. 2021, doi: 10.1/2.",
        "[2] **E. A. Noether**, J. van der Berg, **J. H. Downs 3rd**, et al., “AlphaFold & mRNA: what "
        "is ‘next’ to *E. coli*?” *Journal of X*, vol. 12, no. 3, pp. 12–34, Mar. 2021, doi: 10.1/2.",
        "[3] E. A. Noether, “On it,” 2021, *arXiv*: arXiv:2101.00001. [Online]. Available: "
        "https://arxiv.org/abs/2101.00001",
        "[4] J. van der Berg, “My thesis on Bayesian brains,” thesis, ETH Zurich, 2021.",
        "[5] E. A. Noether and J. van der Berg, “A chapter,” in *Handbook of Things*, 2020.",
        "[6] “Without authors,” in *NeurIPS*.",
    ],
    "Vancouver": [
        "1. Noether EA, **van der Berg J**, Downs JH 3rd. AlphaFold & mRNA: what is “next” to *E. "
        "coli*? Journal of X. 2021 Mar;12(3):12–34. doi:10.1/2",
        "2. **Noether EA**, van der Berg J, **Downs JH 3rd**, et al. AlphaFold & mRNA: what is “next” "
        "to *E. coli*? Journal of X. 2021 Mar;12(3):12–34. doi:10.1/2",
        "3. Noether EA. On it [Internet]. arXiv; 2021. Available from: https://arxiv.org/abs/2101.00001",
        "4. van der Berg J. My thesis on Bayesian brains [thesis]. ETH Zurich; 2021.",
        "5. Noether EA, van der Berg J. A chapter. In: Handbook of Things. 2020.",
        "6. Without authors. In: NeurIPS.",
    ],
    "Chicago": [
        "Noether, Emmy A., **Jan van der Berg**, and J. H. Downs 3rd. 2021. “AlphaFold & mRNA: What "
        "Is ‘Next’ to *E. coli*?” *Journal of X* 12 (3): 12–34. https://doi.org/10.1/2.",
        "**Noether, Emmy A.**, Jan van der Berg, **J. H. Downs 3rd**, et al. 2021. “AlphaFold & mRNA: "
        "What Is ‘Next’ to *E. coli*?” *Journal of X* 12 (3): 12–34. https://doi.org/10.1/2.",
        "Noether, Emmy A. 2021. “On It.” arXiv:2101.00001. Preprint, arXiv. "
        "https://arxiv.org/abs/2101.00001.",
        "Berg, Jan van der. 2021. “My Thesis on Bayesian Brains.” Thesis, ETH Zurich.",
        "Noether, Emmy A., and Jan van der Berg. 2020. “A Chapter.” In *Handbook of Things*.",
        "“Without Authors.” n.d. *NeurIPS*.",
    ],
    "MLA": [
        "Noether, Emmy A., et al. “AlphaFold & mRNA: What Is ‘Next’ to *E. coli*?” *Journal of X*, "
        "vol. 12, no. 3, Mar. 2021, pp. 12–34, https://doi.org/10.1/2.",
        "**Noether, Emmy A.**, et al. “AlphaFold & mRNA: What Is ‘Next’ to *E. coli*?” *Journal of "
        "X*, vol. 12, no. 3, Mar. 2021, pp. 12–34, https://doi.org/10.1/2.",
        "Noether, Emmy A. “On It.” arXiv:2101.00001, arXiv, 2021, https://arxiv.org/abs/2101.00001.",
        "van der Berg, Jan. *My Thesis on Bayesian Brains*. 2021. ETH Zurich, thesis.",
        "Noether, Emmy A., and Jan van der Berg. “A Chapter.” *Handbook of Things*, 2020.",
        "“Without Authors.” *NeurIPS*.",
    ],
}


@pytest.mark.parametrize("name", STYLES)
def test_references_in_a_style(name: str) -> None:
    works = (ARTICLE, CUT, PREPRINT, THESIS, CHAPTER, UNSIGNED)
    assert [marked(one) for one in style_named(name).references(works)] == EXPECTED[name]


OWN = """<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0" default-locale="de-DE">
<info><title>Own</title></info>
<locale xml:lang="de"><terms><term name="and">und</term></terms></locale>
<macro name="who"><names variable="author"><substitute><text variable="title"/></substitute></names></macro>
<bibliography><layout suffix=".">
<group delimiter=": "><text macro="who"/><text variable="title" font-variant="small-caps"/></group>
<group prefix=" (" suffix=")"><text term="page"/><text variable="page"/></group>
<date variable="issued" prefix=", "><date-part name="month"/><date-part name="year" prefix=" "/></date>
</layout></bibliography></style>"""


def own(folder: Path, text: str) -> str:
    path = folder / "own.csl"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_style_of_ones_own_is_read_again_when_it_changes(tmp_path: Path) -> None:
    work = replace(ARTICLE, authors=PEOPLE[:1], variables={"title": "On it"})
    style = find_style(own(tmp_path, OWN))
    assert (style.name, style.numbered) == ("Own", False)
    assert style.reference(work).text == "Emmy A. Noether: On it, März 2021."
    assert style.reference(replace(work, authors=())).text == "On it, März 2021."  # not twice
    other = find_style(own(tmp_path, OWN.replace('delimiter=": "', 'delimiter=" – "')))
    assert other.reference(work).text.startswith("Emmy A. Noether – On it")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no XML", "is not XML, as a CSL file must be"),
        ("<html/>", "is XML, but no CSL style: it begins with <html>"),
        (OWN.replace('macro="who"', 'macro="whom"'), "can't be used: KeyError: 'whom'"),
        (
            '<style xmlns="http://purl.org/net/xbiblio/csl"><info><link rel="independent-parent" href="a/b"/>'
            "</info></style>",
            "says nothing of reference lists, but refers to a/b: give that one",
        ),
        ('<!DOCTYPE a [<!ENTITY b SYSTEM "/etc/passwd">]><a>&b;</a>', "no CSL style"),
    ],
)
def test_a_bad_file_is_one_clear_sentence(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageError) as error:
        find_style(own(tmp_path, text))
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_a_style_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no style 'Nature'; expected APA, IEEE"):
        find_style("Nature")
    with pytest.raises(UsageError, match="or the path of a CSL file"):
        find_style(str(tmp_path / "none.csl"))


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("apa 7th edition", "APA"),
        ("Vancouver style", "Vancouver"),
        ("NLM", "Vancouver"),
        ("Harvard", None),
    ],
)
def test_styles_are_known_by_the_names_that_people_use(said: str, name: str | None) -> None:
    assert named(said) == name


@pytest.mark.parametrize(
    ("title", "printed"),
    [
        ("What is next...", "What is next... *Journal"),
        ("Is <b> bold & is 1 < 2", "Is <b> bold & is 1 < 2. *Journal"),
        ("CO<sub>2</sub> and \ue000marks", "CO2 and marks. *Journal"),
        ("LARGE LETTERS", "LARGE LETTERS. *Journal"),
        ("A *star* and $x_1$", "A *star* and $x_1$. *Journal"),
    ],
)
def test_titles_stay_as_they_are(title: str, printed: str) -> None:
    work = replace(ARTICLE, variables={"title": title, "container-title": "Journal"})
    assert printed in marked(style_named("APA").reference(work))


def test_only_english_titles_get_capitals() -> None:
    chicago = style_named("Chicago")
    said = {"title": "die entdeckung von spielen", "container-title": "Journal"}
    work = replace(ARTICLE, variables=said, language="de")
    assert "“die entdeckung von spielen.”" in chicago.reference(work).text
    assert "“Die Entdeckung Von Spielen.”" in chicago.reference(replace(work, language="en")).text


def test_the_same_work_looks_the_same_whatever_came_before() -> None:
    def printed(style: Style) -> list[str]:
        return [style.reference(work).text for work in (ARTICLE, THESIS, CUT, UNSIGNED, ARTICLE, THESIS)]

    for name in STYLES:
        assert printed(style_named(name)) == printed(style_named(name)), name
        first, *_, again, _ = printed(style_named(name))
        assert first == again, name


LINES = st.text(max_size=40)


@given(LINES, st.lists(st.text(max_size=15), max_size=3), LINES, st.booleans())
def test_whatever_sources_print_becomes_one_line(title: str, names: list[str], venue: str, cut: bool) -> None:
    people, said = tuple(map(name_parts, names)), {"title": title, "container-title": venue}
    work = Work("article-journal", people, cut, frozenset({0}), (2020,), said)
    for name in STYLES:
        text = style_named(name).reference(work).text
        assert not re.search("[\ue000-\uf8ff\n]", text)
