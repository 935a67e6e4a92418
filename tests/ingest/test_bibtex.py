"""BibTeX as exporters and people write it: each row stands for a kind, with invented names and titles."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from assistant.datamodels import Paper
from ingest.merge import merge
from ingest.sources import ParsedSource, read_source


def read(folder: Path, text: str | bytes) -> ParsedSource:
    path = folder / "a.bib"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_source(path)


def one(folder: Path, fields: str, *, reports: int = 0) -> Paper:
    """The paper of an entry with these fields."""
    source = read(
        folder,
        f"@article{{a,\n{fields}\n}}"
        if re.match(r"\s*title\b", fields)
        else f"@article{{a, title={{Mice}},\n{fields}\n}}",
    )
    assert len(source.skipped) == reports, source.skipped
    (paper,) = source.papers
    return paper


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("@article(a, title={On (small) mice})", ["On (small) mice"]),
        ('@article(a, title="On (small) mice", year=2001)', ["On (small) mice"]),
        ("@ARTICLE {a,\n TITLE = {On mice},\n}", ["On mice"]),
        ("@article\n{a, title={On mice}}", ["On mice"]),
        ("@article{a, title={On mice}}@book{b, title={On rats}}", ["On mice", "On rats"]),
        (" @article{a,title={On mice},year={2001}} ", ["On mice"]),  # Crossref: one line
        ("@['JournalArticle', 'Review']{a, title={On mice}}", ["On mice"]),
        ("@peer-reviewed{a, title={On mice}}", ["On mice"]),
        ("@Journal Article{a, title={On mice}}", ["On mice"]),
        ("@artículo{a, title={On mice}}", ["On mice"]),
        ("@{a, title={On mice}}\n@misc{b, title={On rats}}", ["On mice", "On rats"]),
        (
            "@article{\n author={Doe, Y.},\n title={On mice}\n}\n@misc{, title={On rats}}",
            ["On mice", "On rats"],
        ),
        ("@article{Doe et al. 2010, title={On mice}}", ["On mice"]),
        ("@article{doe:2010/ä(1)\n, title={On mice}}", ["On mice"]),
        ("@article{doe2010\n title={On mice},\n year=2001\n}", ["On mice"]),
        ("@article{a, title={On mice}}\n@article{a, title={On rats}}", ["On mice", "On rats"]),
        ('@article{a, title="On {"}small{"} mice"}', ['On "small" mice']),
        ('@article{a, title="On "small" mice", year=2001}', ['On "small" mice']),
        ('@article{a, title="On {\\"u}ber-mice", year=2001}', ["On über-mice"]),
        ('@article{a, title={On "small" mice}}', ['On "small" mice']),
        ("@article{a, title={{On {Small} Mice}}}", ["On Small Mice"]),
        ("@article{a, title={On mice}, , year=2001,,}", ["On mice"]),
        ("@article{a, title {On mice}, year=2001}", ["On mice"]),
        ("@article{a, title={On mice}},\n year={2001}\n}\n@misc{b, title={On rats}}", ["On mice", "On rats"]),
        ("@article{a, file={C:\\papers\\}, title={On mice}}", ["On mice"]),
        ("@article{a, note={a \\{ alone}, title={On mice}}", ["On mice"]),
        ("@article{a,\n% title={Old},\n title={On mice}}", ["On mice"]),
        ("Written by doe@example.org (2001)\n@article{a, title={On mice}} and more", ["On mice"]),
        ("% @article{old, title={Old}}\n@article{a, title={On mice}}", ["On mice"]),
        (
            "@comment{jabref-meta: groupsversion:3;}\n@article{a, title={On mice}}\n@comment{x {y} z}",
            ["On mice"],
        ),
        ("@Comment{no end\n@article{a, title={On mice}}", ["On mice"]),
        ("@comment no braces\n@article{a, title={On mice}}", ["On mice"]),
        ("@string{m = {mice}} @article{a, title = {On } # m}", ["On mice"]),
        ('@string(m = "mice")\n@article{a, title = {On } # M # {}}', ["On mice"]),
        (
            "@article{a, title={On mice}}\n@set{s, entryset={a,b}}\n@control{c, x={1}}\n@xdata{x, title={X}}",
            ["On mice"],
        ),
        ("\ufeff@article{a, title={On mice}}", ["On mice"]),
        ("@article{a,\r\n title={On mice},\r\n}\r\n", ["On mice"]),
        ("@article{a,\r title={On mice},\r}\r", ["On mice"]),
        (
            "@article{a, abstract={So\n@Home (robots) do}, title={On mice}}\n@misc{b, title={Rats}}",
            ["On mice", "Rats"],
        ),
        ("@article{a, title={On mice}, abstract={So @ {CLEF}, mail@example.org}}", ["On mice"]),
    ],
)
def test_entries(text: str, titles: list[str], tmp_path: Path) -> None:
    source = read(tmp_path, text)
    assert [paper.title for paper in source.papers] == titles
    assert source.skipped == ()


@pytest.mark.parametrize(
    ("text", "titles", "line", "reason"),
    [
        (
            "@article{a, title={no end,\n year={2001}\n}\n@book{b, title={On rats}}",
            ["no end", "On rats"],
            1,
            "brace",
        ),
        ("@article{a, title={no end\n@book{b, title={On rats}}", ["On rats"], 1, "brace before its title"),
        (
            "@article{a, title={On mice}, year={2001}\n@book{b, title={On rats}}",
            ["On mice", "On rats"],
            1,
            "not closed",
        ),
        ("@article{a,\n title={On mice}, so much\n year=2001}", ["On mice"], 2, "'so much' is no field"),
        (
            "@article{a, title={On mice}}\n\narticle{b,\n title={On rats}\n}",
            ["On mice"],
            4,
            "stands in no entry",
        ),
        ("@article{a, title={On mice}}\n@article [b]", ["On mice"], 2, "stands in no entry"),
        ("@article{a, title={On mice}}\n@misc{b, year=2001}", ["On mice"], 2, "entry 'b' has no title"),
        ("@article{a, title=Mice, year=2001}", ["Mice"], 1, "the string 'Mice' is defined nowhere"),
        (
            "@article{a, title={On mice},\n journal=jom}",
            ["On mice"],
            2,
            "the string 'jom' is defined nowhere",
        ),
        ("@article{a, title={On mice},\n title={On rats}}", ["On mice"], 2, "its title stands there twice"),
        (
            "@article{a, title={On mice},\n month={Feburary}, year=2001}",
            ["On mice"],
            2,
            "its month 'Feburary'",
        ),
        ("@article{a, title={On mice},\n year={in press}}", ["On mice"], 2, "its year 'in press' is no date"),
        ("@article{a, title={On mice},\n doi={none}}", ["On mice"], 2, "its doi 'none' is not a DOI"),
        ("@article{a, title={On mice},\n url={papers/a.pdf}}", ["On mice"], 2, "is not a web address"),
        (
            "@article{a, title={On mice},\n eprint={x}, archiveprefix={arXiv}}",
            ["On mice"],
            2,
            "its eprint 'x'",
        ),
        ("@article{a,\n title={On \\foo{small} mice}}", ["On small mice"], 2, "its title has \\foo"),
        (
            "@article{a, title={On mice},\n abstract={We \\input{x} do.}}",
            ["On mice"],
            2,
            "its abstract has \\input",
        ),
        (b"@article{a, title={\xc3\xa9},\n abstract={\xff}}", ["é"], 2, "its abstract holds bytes"),
        (b"@article{a, title={\xc3\xa9}}\n@misc{b, title={\xff}}", ["é"], 2, "bytes that are not UTF-8"),
    ],
)
def test_what_is_not_read_is_told(
    text: str | bytes, titles: list[str], line: int, reason: str, tmp_path: Path
) -> None:
    source = read(tmp_path, text)
    assert [paper.title for paper in source.papers] == titles
    (skipped,) = source.skipped
    assert skipped.line == line
    assert reason in skipped.reason


def test_a_missing_comma_loses_no_field(tmp_path: Path) -> None:
    paper = one(
        tmp_path,
        ' title = {Mice}\n url = {https://example.org/a}\n keywords = "x, y"\n volume = 3\n year = 2011',
    )
    assert (paper.url, paper.keywords, paper.volume, paper.year) == (
        "https://example.org/a",
        ("x", "y"),
        "3",
        2011,
    )
    assert paper.origins["date"].line == 6


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"Mu\~noz \~{n} {\~n} {\~{n}}", "Muñoz ñ ñ ñ"),
        (r"\'e\`e\^e\"e \'{\i} \'\i {\'\i} \.{I} \={a} \'{\j}", "éèêë í íí İ ā j́"),
        (r"Na\" \i ve, Ma\" i, a \"quoted\" word", 'Naïve, Maï, a "quoted" word'),
        (r"\c{c} \c c {\c c} \v{s} \v s \H{o} \k{a} \r{a} \u{g} \d{s} \b{d}", "ç ç ç š š ő ą å ğ ṣ ḏ"),
        (
            r"\ae{} \oe uvre {\ss} \l{}ód\'z \L \o{} {\O}rsted \aa{}r {\AA}s \dh{} \th{}",
            "æ œuvre ß łódź Łø Ørsted år Ås ð þ",
        ),
        (r"a \~10 ms b \~{}5 c{\textasciitilde}d", "a ~10 ms b ~5 c~d"),
        (r"``double'' and `single' quotes, it's", "“double” and ‘single’ quotes, it's"),
        (r"a -- b --- c 1--2", "a – b — c 1–2"),
        (r"50\% of A\&B, \$5, \#1, a\_b, 50% of A & B", "50% of A&B, $5, #1, a_b, 50% of A & B"),
        (
            r"{\textgreater}1 \textless{}2 \textregistered{} \texttrademark \textemdash{} \textquoteright s",
            ">1 <2 ® ™— ’s",
        ),
        (
            r"\emph{a} \textbf{b} \textit {c} {\bf d} {\it e} \textsc{f} \mbox{g} \uppercase{h}",
            "a b c d e f g H",
        ),
        (
            r"\href{http://x.example.org/a_b}{linked} \url{http://x.example.org/~a_b%20c}",
            "linked http://x.example.org/~a_b%20c",
        ),
        (
            r"\SI{10}{\kelvin} \SI[a=b]{3}{\kilo\metre\per\second\squared} \SI{1}{\square\metre}",
            "10 K 3 km/s² 1 m²",
        ),
        (
            r"\SI{30}{\degree} \si{\micro\meter} \num{1e3} \ang{30} \SIrange{1}{2}{\m}",
            "30° μm 1e3 30° 1 to 2 m",
        ),
        (r"\ce{H2O} \textsuperscript{13}C 10\textsuperscript{5} CO\textsubscript{2}", "H2O 13C 10⁵ CO2"),
        (r"\foreignlanguage{german}{Müller} \enquote{quoted} \textcolor{red}{seen}", "Müller “quoted” seen"),
        (
            r"$x^2$ of \(a_1\) and \[b\] and $$c$$ at \ensuremath{d_1}",
            "$x^2$ of $a_1$ and $b$ and $c$ at $d_1$",
        ),
        (r"from $5 to $10, and $20\%$ of \$3", "from $5 to $10, and 20% of $3"),
        (r"5 \kms and \alpha-rays, 5 \times 10", "5 km/s and α-rays, 5 × 10"),
        (r"10\,ms, J.\ Doe, a~b, so\-lo, a\\b, x\quad y", "10 ms, J. Doe, a b, solo, a b, x y"),
        (r"\{DAMPs\} and \{3D\} of \{1, 2\}", "DAMPs and 3D of {1, 2}"),
        (r"\noopsort{1973}On \singleletter{mice}", "On mice"),
        (
            r"\documentclass{minimal} \usepackage{amsmath} \begin{document}$$\alpha$$\end{document} rays",
            r"$\alpha$ rays",
        ),
        (r"A{\textquoteleft}b{\textquoteright} {C}{D}\textsuperscript{\textregistered}", "A‘b’ CD®"),
    ],
)
def test_latex(latex: str, text: str, tmp_path: Path) -> None:
    assert one(tmp_path, f" title = {{{latex}}}").title == text


@pytest.mark.parametrize(
    ("written", "keywords"),
    [
        ("mice, rats", "mice|rats"),
        ("{mice; rats, wild}", "mice|rats, wild"),
        ("mice \\sep rats", "mice|rats"),
        ("mice\n rats", "mice|rats"),
        ("wild\n mice, rats", "wild mice|rats"),
        ("mice | rats · owls", "mice|rats|owls"),
    ],
)
def test_keywords(written: str, keywords: str, tmp_path: Path) -> None:
    assert one(tmp_path, f" keywords = {{{written}}}").keywords == tuple(keywords.split("|"))


def test_macros_of_the_file_itself(tmp_path: Path) -> None:
    source = read(
        tmp_path,
        r"""
@preamble{"\newcommand{\lion}[2]{#2 #1} \def\zoo{Zoo\,\&\,Co} " # {\providecommand\sub{$_2$}}}
@article{a, title={\lion{lions}{Two} of \zoo{} in CO\sub}}
""",
    )
    assert source.skipped == ()
    assert source.papers[0].title == "Two lions of Zoo & Co in CO$_2$"


@pytest.mark.parametrize(
    ("journal", "venue"),
    [
        (r"{\apj}", "The Astrophysical Journal"),
        (r"{\mnras}", "Monthly Notices of the Royal Astronomical Society"),
        (r"\aap", "Astronomy & Astrophysics"),
        ("apjs", "The Astrophysical Journal Supplement Series"),
        ("cacm", "Communications of the ACM"),
        (r"{Proc. \& Lett.}", "Proc. & Lett."),
        ("{arXiv preprint arXiv:1906.00695}", "arXiv preprint arXiv:1906.00695"),
    ],
)
def test_journals(journal: str, venue: str, tmp_path: Path) -> None:
    paper = one(tmp_path, f" journal = {journal}, eprint = {{1906.00695}}, archivePrefix = {{arXiv}}")
    assert (paper.venue, paper.arxiv_id) == (venue, "1906.00695")


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("CO<sub>2</sub> in <i>E. coli</i> &amp; yeast", "CO2 in E. coli & yeast"),
        (r"Needs \&\#38; {\textless}i{\textgreater}wants{\textless}/i{\textgreater}", "Needs & wants"),
        ("A&amp;amp;B &lt;i&gt;c&lt;/i&gt; AT&T &nbsp;d", "A&B c AT&T d"),
        ("a<b and c>d, List<String>, p < 0.05", "a<b and c>d, List<String>, p < 0.05"),
        ('The <A href="http://x.example.org">M31</A> <ASTROBJ>disk</ASTROBJ><br/>seen', "The M31 disk seen"),
        ("R<sup>2</sup> of 10<sup>-5</sup> and 1<sup>st</sup>", "R2 of 10⁻⁵ and 1st"),
        ('On <mml:math alttext="x^2"><mml:mi>x</mml:mi></mml:math> rays', "On $x^2$ rays"),
        ("On <math><msup><mi>x</mi><mn>2</mn></msup></math> rays", "On x^2 rays"),
        ("Mice.", "Mice."),
        ("[Mice of the zoo].", "Mice of the zoo"),
        ("Mice, owls etc.", "Mice, owls etc."),
        ("H{\\ensuremath{\\alpha}} at z {\\ensuremath{\\sim}} 7", "Hα at z ∼ 7"),
        ("Mice of the U.S.", "Mice of the U.S."),
        ("MICE AND RATS", "MICE AND RATS"),
    ],
)
def test_markup_in_titles(written: str, text: str, tmp_path: Path) -> None:
    assert one(tmp_path, f" title = {{{written}}}").title == text


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (
            "<jats:title>Abstract</jats:title><jats:p>We (<jats:italic>p</jats:italic> &lt; 0.05).</jats:p>",
            "We (p < 0.05).",
        ),
        ("<jats:sec><jats:title>Methods</jats:title><jats:p>We do.</jats:p></jats:sec>", "Methods: We do."),
        ("Abstract Influenza is serious.", "Influenza is serious."),
        ("Abstract: we do.", "we do."),
        ("Summary We do.", "We do."),
        ("Abstract interpretation is hard.", "Abstract interpretation is hard."),
        ("Abstract Meaning Representation is hard.", "Abstract Meaning Representation is hard."),
        ("© 2020 IEEE. We do.", "We do."),
        ("We do. (c) 2020 Zoo Press Ltd. All rights reserved.", "We do."),
        ("We do. Copyright © 2011 Zoo & Sons, Ltd.", "We do."),
        ("We study copyright 2020 in zoos. We do.", "We study copyright 2020 in zoos. We do."),
        ("We do\n\n  so   much.", "We do so much."),
    ],
)
def test_abstracts(written: str, text: str, tmp_path: Path) -> None:
    assert one(tmp_path, f" abstract = {{{written}}}").abstract == text


@pytest.mark.parametrize(
    ("written", "names"),
    [
        (
            r"Foo, A. and \O{}rsted, H. and \L{}ukasz, K. and \'{A}lvarez, M. and \c{S}ahin, B.",
            "A. Foo|H. Ørsted|K. Łukasz|M. Álvarez|B. Şahin",
        ),
        (r"Mu\~noz, Jos\'e and Jo\~ao, P. and Mu\~{n}oz Le\~ao, A.", "José Muñoz|P. João|A. Muñoz Leão"),
        ("John~Smith and Anna~M. Doe AND Bach, J.\\,S.", "John Smith|Anna M. Doe|J. S. Bach"),
        ("John Smith, Anna Doe, Richard Roe", "John Smith|Anna Doe|Richard Roe"),
        ("John Smith, Anna Doe, and Richard Roe", "John Smith|Anna Doe|Richard Roe"),
        ("John Smith, Anna Doe and Richard Roe", "John Smith|Anna Doe|Richard Roe"),
        ("Smith John, Doe Anna, Roe Richard M, Poe Eva", "John Smith|Anna Doe|Richard M Roe|Eva Poe"),
        ("Smith, J., Doe, A. and Roe, R.", "J. Smith|A. Doe|R. Roe"),
        ("Smith J, Doe A", "J Smith|A Doe"),
        ("Smith, J. Doe, A. and Roe, Rick Poe, Eva", "J. Smith|A. Doe|Rick Roe|Eva Poe"),
        ("J. Smith, A. Doe", "J. Smith|A. Doe"),
        ("Smith, John; Doe, Anna; Roe, R.", "John Smith|Anna Doe|R. Roe"),
        ("Smith, J. & Doe, A.", "J. Smith|A. Doe"),
        (r"A. Foo \& B. Bar", "A. Foo|B. Bar"),
        ("{World Health Organization} and {Barnes and Noble}", "World Health Organization|Barnes and Noble"),
        ("{{Department of Health and Welfare}}", "Department of Health and Welfare"),
        ("{Smith, John and Doe, Anna}", "John Smith|Anna Doe"),
        ("Ministry of Health, Oz", "Ministry of Health, Oz"),
        (
            "Smith, Jr., John and King, Martin, Jr. and Mary Smith Jr.",
            "John Smith Jr.|Martin King Jr.|Mary Smith Jr.",
        ),
        ("Byron, JR and Doe, IV and Roe, A", "JR Byron|Doe, IV|A Roe"),
        (
            "van der Berg, Jan and Ludwig von Bethmann and de la Cruz, Maria",
            "Jan van der Berg|Ludwig von Bethmann|Maria de la Cruz",
        ),
        ("given=Hans, family=Harman, prefix=von and Doe, A.", "Hans von Harman|A. Doe"),
        (
            r"John Smith$^{1}$ and Doe, Anna\textsuperscript{1,2} and Roe, R.* and Poe, E.\thanks{x}",
            "John Smith|Anna Doe|R. Roe|E. Poe",
        ),
        ("Smith, John (0000-0001-2345-6789) and Doe, A.", "John Smith|A. Doe"),
        ("王, 小明 and 李明 and Li, Ming", "王小明|李明|Ming Li"),
        ("M&uuml;ller, J. and Doe, A.", "J. Müller|A. Doe"),
        ("García Márquez, Gabriel José", "Gabriel José García Márquez"),
        ("{Doe}, Jane and {van der Berg}, {J. A.} and {Byron, A.}", "Jane Doe|J. A. van der Berg|A. Byron"),
        ("Smith, John and ", "John Smith"),
        ("Jane Doe 0001 and Rick Roe", "Jane Doe|Rick Roe"),
        ("{Doe, Jane} and {Roe, Rick}", "Jane Doe|Rick Roe"),
        ("Doe, Jane, PhD and Roe, Rick, MD", "Jane Doe PhD|Rick Roe MD"),
        ("Jane Doe, Rick Roe \\& Eva Poe", "Jane Doe|Rick Roe|Eva Poe"),
        ("Doe J., Roe R.A., van der Poe E.", "J. Doe|R.A. Roe|E. van der Poe"),
        ("Jane M. Doe, Rick Roe", "Jane M. Doe|Rick Roe"),
        ("Doe, Jane und Roe, Rick", "Jane Doe|Rick Roe"),
        ("Jane Doe\\footnotemark[1] and Rick Roe on behalf of the Zoo Group", "Jane Doe|Rick Roe|Zoo Group"),
    ],
)
def test_authors(written: str, names: str, tmp_path: Path) -> None:
    paper = one(tmp_path, f" author = {{{written}}}")
    assert paper.authors == tuple(names.split("|"))
    assert paper.authors_complete


@pytest.mark.parametrize(
    "cut",
    ["and others", "and et al.", "et al.", "et~al.", r"and {\emph{et al.}}", r"\emph{et al.}", ", et al"],
)
def test_cut_lists_of_authors(cut: str, tmp_path: Path) -> None:
    paper = one(tmp_path, f" author = {{Doe, Jane {cut}}}")
    assert (paper.authors, paper.authors_complete) == (("Jane Doe",), False)


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("García Márquez, Gabriel José and others", "Gabriel José García Márquez"),
        ("García Márquez, Gabriel José et al.", "Gabriel José García Márquez"),
        ("Anna Doe, Richard Roe, et al.", "Anna Doe|Richard Roe"),
        ("Doe, Anna, et al.", "Anna Doe"),
    ],
)
def test_names_of_cut_lists(written: str, names: str, tmp_path: Path) -> None:
    paper = one(tmp_path, f" author = {{{written}}}")
    assert (paper.authors, paper.authors_complete) == (tuple(names.split("|")), False)


@pytest.mark.parametrize(
    ("fields", "date"),
    [
        ("date = {2019-06-03}", "2019-06-03"),
        ("date = {2019/2020}", "2019"),
        ("date = {2019-06-03/2019-06-07}", "2019-06-03"),
        ("date = {2019-21}", "2019"),
        ("date = {2019~}", "2019"),
        ("year = {2019-06}", "2019-06"),
        ("year = {June 2019}", "2019-06"),
        ("year = {c2019}", "2019"),
        ("year = {{2019}}, month = {{JUN}}", "2019-06"),
        ("year = 2019, month = jun", "2019-06"),
        ('year = 2019, month = jun # "~5"', "2019-06-05"),
        ('year = 2019, month = "5~" # jun', "2019-06-05"),
        ("year = 2019, month = {June 5--7}", "2019-06-05"),
        ("year = 2019, month = {JUN 5}", "2019-06-05"),
        ("year = 2019, month = {jun-jul}", "2019-06"),
        ("year = 2019, month = {06}, day = {05}", "2019-06-05"),
        ("year = 2019, month = 6, day = 31", "2019-06"),
        ("year = 2019, month = {5 June}", "2019-06-05"),
        ("issue_date = {June 2019}, year = {2019}", "2019"),
    ],
)
def test_dates_of_entries(fields: str, date: str, tmp_path: Path) -> None:
    when = one(tmp_path, f" {fields}").date
    assert when is not None
    assert when.isoformat() == date


@pytest.mark.parametrize(
    ("fields", "links"),
    [
        (r"doi={10.1007/978-0{\_}12-1}", "10.1007/978-0_12-1 None None"),
        (r"doi={10.1000/a$<$1::b$>$2}", "10.1000/a<1::b>2 None None"),
        (r"doi={https://dx.doi.org/10.1000/A\_b}", "10.1000/a_b None None"),
        ("doi={http://doi.org/10.1000%2Fab}", "10.1000/ab None None"),
        ("doi={DOI: 10.1000/ab.}", "10.1000/ab None None"),
        ("doi={10.1000/\n  ab}", "10.1000/ab None None"),
        ("doi={10.1000/s0(9)1&lt;2:a&gt;3}", "10.1000/s0(9)1<2:a>3 None None"),
        ("url={https://doi.org/10.1000/ab}", "10.1000/ab https://doi.org/10.1000/ab None"),
        (
            r"url={https://x.example.org/a{\_}b{\%}20c{\&}d http://y.example.org/}",
            "None https://x.example.org/a_b%20c&d None",
        ),
        (r"url={https://x.example.org/{\textasciitilde}doe/}", "None https://x.example.org/~doe/ None"),
        (r"url={\url{https://x.example.org/\~{}doe}}", "None https://x.example.org/~doe None"),
        (r"note={See \url{https://x.example.org/a} now.}", "None https://x.example.org/a None"),
        ("howpublished={https://x.example.org/a}", "None https://x.example.org/a None"),
        ("ee={https://x.example.org/a}", "None https://x.example.org/a None"),
        ("eprint={1906.00695v4 [cs.LG]}, eprinttype={arxiv}", "None None 1906.00695"),
        ("eprint={arXiv:1906.00695}", "None None 1906.00695"),
        ("eprint={0601001}, archiveprefix={arXiv}, primaryclass={astro-ph}", "None None astro-ph/0601001"),
        ("arxivId={1906.00695}", "None None 1906.00695"),
        ("journal={CoRR}, volume={abs/1906.00695}", "None None 1906.00695"),
        ("doi={10.48550/arXiv.1906.00695}", "10.48550/arxiv.1906.00695 None 1906.00695"),
        ("journal={arXiv e-prints}, pages={arXiv:1906.00695}", "None None 1906.00695"),
        ("number={arXiv:1906.00695}", "None None 1906.00695"),
        ("eprint={12345678}, eprinttype={pubmed}", "None None None"),
        ("eprint={https://x.example.org/a.pdf}", "None https://x.example.org/a.pdf None"),
    ],
)
def test_links_of_entries(fields: str, links: str, tmp_path: Path) -> None:
    paper = one(tmp_path, f" {fields}")
    assert f"{paper.doi} {paper.url} {paper.arxiv_id}" == links


def test_more_fields_for_one_value(tmp_path: Path) -> None:
    paper = one(
        tmp_path,
        "title = {On mice}, subtitle = {A study}, journaltitle = {Zoo}, journalsubtitle = {Mice},\n"
        "keywords = {A}, keywords = {B}, author = {Doe, J.}, author = {Roe, R.},\n"
        "abstract = {X.}, abstract = {X.}",
    )
    assert (paper.title, paper.venue) == ("On mice: A study", "Zoo: Mice")
    assert (paper.keywords, paper.authors) == (("A", "B"), ("J. Doe", "R. Roe"))


ENTRY = "@article{a, title = {Überprüfung der Größe}, author = {Müller, Jörg and Peña, José}}\n"


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ("% Encoding: Cp1252\n", "cp1252"),
        ("% Encoding: ISO8859_1\n", "latin-1"),
        ("%% Saved with string encoding Western (Mac OS Roman)\n", "mac_roman"),
        ("", "cp1252"),
        ("", "mac_roman"),
        ("", "utf-8-sig"),
        ("", "utf-16"),
        ("", "utf-16-le"),
        ("% Encoding: UTF-8\n", "cp1252"),
        ("% Encoding: Cp1252\n", "utf-8"),
    ],
)
def test_encodings(head: str, encoding: str, tmp_path: Path) -> None:
    source = read(tmp_path, (head + ENTRY).encode(encoding))
    assert source.skipped == ()
    assert (source.papers[0].title, source.papers[0].authors) == (
        "Überprüfung der Größe",
        ("Jörg Müller", "José Peña"),
    )


@pytest.mark.parametrize(
    ("encoding", "title"),
    [("cp1250", "Łódź i żółw"), ("cp1251", "Исследование памяти"), ("shift_jis", "深層学習の研究")],
)
def test_encodings_of_other_languages(encoding: str, title: str, tmp_path: Path) -> None:
    assert read(tmp_path, f"@article{{a, title={{{title}}}}}".encode(encoding)).papers[0].title == title


BOMB = "@string{a0 = {" + "x" * 40 + "}}\n" + "".join(
    f"@string{{a{n} = a{n - 1} # a{n - 1} # a{n - 1}}}\n" for n in range(1, 15)
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "skipped"),
    [
        (BOMB + "@article{b, title = a14}", True),
        (BOMB + "@article{b, title = " + "a3 # " * 200 + "a3}", True),
        (
            r"@preamble{{\def\a{\b\b\b}\def\b{\c\c\c}\def\c{\d\d\d}\def\d{\a\a\a}}}"
            + "\n@article{b, title={"
            + r"\a" * 4000
            + "}}",
            True,
        ),
        ("@article{b, title={" + "$x" * 32_000 + "}}", True),
        ("@article{b, title=" + "{" * 100_000, True),
        ('@preamble{"' + r"\def\a{" * 50_000 + '"}\n@article{b, title={\\a}}', False),
        ("@article{b, title=" + "a # " * 200_000 + "a}", True),
        ("@article{b, title={" + "{" * 50_000 + "}" * 50_000 + "}}", True),
        ("@article{b, title={" + r"\emph{" * 30_000 + "}" * 30_000 + "}}", True),
        ("@article{b, title={" + "\\" * 30_000 + "}}", True),
        ("@article{b, title={x}}\n" + "@" * 1_000_000, False),
        ("@article{b, title={x}," + " a" * 300_000, False),
        ("@article{b, title=" + '"a ' * 50_000, True),
        ("@article{b, title={x}, author={" + "A and " * 20_000 + "}}", False),
        ("@article{b, title={x}, abstract={" + "<math>" * 20_000 + "}}", False),
        ("@article{b, title={x}, abstract={" + "<!--" * 50_000 + "&amp;" * 50_000 + "}}", True),
        ("@comment{\n" * 50_000 + "@article{b, title={x}}", False),
        ("@article{b, title={x}, month={" + "May " * 50_000 + "}, year={" + "1" * 100_000 + "}}", False),
    ],
)
def test_hostile_documents_cost_little(text: str, skipped: bool, tmp_path: Path) -> None:
    began = time.process_time()
    source = read(tmp_path, f"@misc{{a, title={{On mice}}}}\n{text}\n\n@misc{{z, title={{On rats}}}}")
    assert time.process_time() - began < 5  # most take a tenth of a second
    titles = [paper.title for paper in source.papers]
    assert (titles[0], titles[-1]) == ("On mice", "On rats")
    assert (len(titles) == 2) == skipped
    assert source.skipped or not skipped


def test_works_of_one_title_and_forms_of_one_work(tmp_path: Path) -> None:
    source = read(
        tmp_path,
        """
@article{e1, title={Editorial}, author={Romero, B.}, journal={J Sleep}, year=2015, doi={10.1000/ed1}}
@article{e2, title={Editorial}, author={Romero, B.}, journal={J Dreams}, year=2018, doi={10.1000/ed2}}
@inproceedings{w1, title={Preface}, author={Romero, B.}, booktitle={Workshop on Sleep 2018}, year=2018}
@inproceedings{w2, title={Preface}, author={Romero, B.}, booktitle={Workshop on Sleep 2019}, year=2019}
@inproceedings{c, title={Routing of shared vehicles in congested networks}, author={Lopez, A.}, year=2016,
  booktitle={Robotics}}
@article{j, title={Routing of shared vehicles in congested networks}, author={Lopez, A. and Kim, C.},
  year=2018, journal={Robots}, month=oct, doi={10.1000/r18}}
""",
    )
    papers = merge([source]).papers
    assert [paper.title for paper in papers] == ["Editorial"] * 2 + ["Preface"] * 2 + [
        "Routing of shared vehicles in congested networks"
    ]
    assert [(form.venue, form.year, form.doi, len(form.authors)) for form in papers[-1].forms] == [
        ("Robots", 2018, "10.1000/r18", 2),
        ("Robotics", 2016, None, 1),
    ]
