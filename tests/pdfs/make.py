"""Make the PDFs of this folder, and the truth about each as JSON, from the texts beside this file.

    python tests/pdfs/make.py          needs reportlab, pypdfium2, and pdflatex with its recommended fonts

The papers are invented. The PDFs are kept in the repository, since LaTeX is not everywhere; a form is a
function of FORMS. What the truth says was printed is what the texts say, never what our own reader found.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

HERE = Path(__file__).parent
CALL = "~~note~~"


@dataclass
class Invented:
    """A paper: `parts` are ("heading" | "text" | "formula" | "figure" | "table", what it says)."""

    title: str = ""
    authors: Sequence[str] = ()
    doi: str = ""
    arxiv: str = ""
    year: int = 0
    keywords: str = ""
    abstract: str = ""
    note: str = ""
    references: list[str] = field(default_factory=list)
    parts: list[tuple[str, str]] = field(default_factory=list)


def read(path: Path) -> Invented:
    paper = Invented()
    for line in path.read_text(encoding="utf-8").splitlines():
        key, _, value = line.partition(": ")
        if line.startswith("#"):
            paper.parts.append(("heading", line.lstrip("# ")))
        elif line.startswith("$$"):
            paper.parts.append(("formula", line.strip("$ ")))
        elif line.startswith("%figure "):
            paper.parts.append(("figure", line.removeprefix("%figure ")))
        elif line.startswith("%table "):
            paper.parts.append(("table", line.removeprefix("%table ")))
        elif key == "ref":
            paper.references.append(value)
        elif key == "authors":
            paper.authors = value.split("; ")
        elif key == "year":
            paper.year = int(value)
        elif key in ("title", "doi", "arxiv", "keywords", "abstract", "note"):
            setattr(paper, key, value)
        elif line:
            paper.parts.append(("text", line))
    return paper


def sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.?!])\s+(?=[A-Z])", text.replace(CALL, ""))


def plain(text: str) -> str:
    """Mathematics as a page prints it, letter by letter."""
    text = re.sub(r"\$([^$]*)\$", lambda math: math[1].replace("_", ""), text)
    return text.replace("\\theta", "θ")


def truth(paper: Invented, pdf: Path, *, dots: bool = True) -> dict[str, object]:
    """What a PDF prints; without `dots` behind the numbers of headings, which LaTeX does not print."""
    body = [one for kind, text in paper.parts if kind == "text" for one in sentences(plain(text))]
    captions = [text for kind, text in paper.parts if kind == "figure"]
    captions += [text.split(" | ")[0] for kind, text in paper.parts if kind == "table"]
    return {
        "title": paper.title,
        "authors": list(paper.authors),
        "doi": paper.doi or None,
        "arxiv_id": paper.arxiv or None,
        "year": paper.year,
        "abstract": sentences(paper.abstract),
        "headings": [
            text if dots else re.sub(r"^([\d.]*\d)\. ", r"\1 ", text)
            for kind, text in paper.parts
            if kind == "heading"
        ],
        "sentences": body,
        "captions": captions,
        "note": paper.note,
        "references": paper.references,
        "cut": cut_words(pdf, " ".join([paper.abstract, paper.note, *body, *captions, *paper.references])),
    }


def cut_words(pdf: Path, text: str) -> list[str]:
    """The words that the PDF prints in two parts, with the hyphen that they have of their own or without."""
    import pypdfium2

    words = set(re.findall(r"[\w’]+(?:-[\w’]+)*", text))
    found = []
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        # PDFium writes U+FFFE for a hyphen and the line end behind it.
        lines = page.get_textpage().get_text_range().replace("\ufffe", "-\n")
        for match in re.finditer(r"([\w’-]+)-\s*\n\s*([\w’-]+)", lines):
            found += [word for word in (match[1] + match[2], f"{match[1]}-{match[2]}") if word in words][:1]
    return sorted(set(found))


# LaTeX


def latex_escaped(text: str) -> str:
    text = text.replace("%", r"\%").replace("&", r"\&").replace("’", "'")
    for letter, command in LETTERS.items():
        text = text.replace(letter, command)
    return text.replace(CALL, r"\footnote{NOTE}")


LETTERS = {
    "ë": r'\"e', "ö": r'\"o', "ü": r'\"u', "Å": r"\AA{}", "å": r"\aa{}", "é": r"\'e", "É": r"\'E",
    "ó": r"\'o", "á": r"\'a", "ř": r"\v{r}", "ě": r"\v{e}", "ß": r"\ss{}", "ê": r"\^e", "ç": r"\c{c}",
    "ã": r"\~a", "ø": r"\o{}", "æ": r"\ae{}", "Ł": r"\L{}", "ł": r"\l{}", "ű": r"\H{u}", "í": r"\'{\i}",
}  # fmt: skip

FIGURE = r"""\begin{figure%(star)s}[t]\centering\setlength{\unitlength}{1pt}%%
\begin{picture}(180,70)\put(10,5){\line(1,0){160}}\put(10,5){\line(0,1){60}}
\put(20,50){signal}\put(120,40){no signal}
\put(60,12){0.5}\put(100,12){1.0}\end{picture}\caption{%(caption)s}\end{figure%(star)s}"""


def latex(paper: Invented, *, preamble: str, options: str, star: str = "") -> str:
    out = [rf"\documentclass[{options}]{{article}}", preamble]
    out.append(
        rf"\title{{{latex_escaped(paper.title)}}}\author{{{', '.join(map(latex_escaped, paper.authors))}}}"
    )
    out.append(rf"\date{{Invented Letters, {paper.year}. doi:{paper.doi}}}\begin{{document}}\maketitle")
    out.append(rf"\begin{{abstract}}{latex_escaped(paper.abstract)}\end{{abstract}}")
    for kind, text in paper.parts:
        if kind == "heading":
            number = re.match(r"[\d.]+ ", text)
            level = "subsection" if number and re.match(r"\d+\.\d", number[0]) else "section"
            title = latex_escaped(text[number.end() :] if number else text)
            out.append(rf"\{level}{'' if number else '*'}{{{title}}}")
        elif kind == "formula":
            out.append(rf"\begin{{equation}}{text}\end{{equation}}")
        elif kind == "figure":
            out.append(FIGURE % {"caption": latex_escaped(text), "star": star})
        elif kind == "table":
            caption, *rows = text.split(" | ")
            cells = r"\\ ".join(" & ".join(latex_escaped(row).split("; ")) for row in rows)
            columns = "l" + "r" * rows[0].count(";")
            out.append(
                rf"\begin{{table}}[t]\centering\caption{{{latex_escaped(caption)}}}"
                rf"\begin{{tabular}}{{{columns}}}\hline {cells}\\ \hline\end{{tabular}}\end{{table}}"
            )
        else:
            out.append(latex_escaped(text).replace("NOTE", latex_escaped(paper.note)))
            following = paper.parts[paper.parts.index((kind, text)) + 1 :][:1]
            if not (following and following[0][0] == "formula"):
                out.append("")
    entries = "\n".join(rf"\bibitem{{r{at}}} {latex_escaped(ref)}" for at, ref in enumerate(paper.references))
    out.append(rf"\begin{{thebibliography}}{{9}}{entries}\end{{thebibliography}}\end{{document}}")
    return "\n".join(out)


HEADS = r"""\usepackage{fancyhdr}\pagestyle{fancy}\fancyhead{}\fancyhead[LO]{%s}
\fancyhead[RE]{A running head on even pages}"""
STAMP = r"""\usepackage{graphicx}\fancypagestyle{plain}{\fancyhead{}\renewcommand{\headrulewidth}{0pt}%%
\fancyhead[L]{\begin{picture}(0,0)
\put(-50,-420){\rotatebox{90}{\Large arXiv:%sv2 [cs.CL] 3 Mar 2021}}\end{picture}}}"""


def typeset(source: str, target: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "paper.tex").write_text(source, encoding="utf-8")
        for _ in range(2):
            # The same source makes the same bytes, whenever it does.
            same = os.environ | {"SOURCE_DATE_EPOCH": "0", "FORCE_SOURCE_DATE": "1"}
            subprocess.run(
                ["pdflatex", "-interaction=batchmode", "-halt-on-error", "paper.tex"],
                cwd=folder,
                env=same,
                check=True,
                stdout=subprocess.DEVNULL,
            )
        target.write_bytes((Path(folder) / "paper.pdf").read_bytes())


def latex_one_column(target: Path) -> dict[str, object]:
    """Old fonts, whose accents are glyphs of their own; heads that differ from left to right pages."""
    paper = read(HERE / "owls.txt")
    typeset(latex(paper, options="11pt,twoside", preamble=HEADS % "Owls and artificial light"), target)
    return truth(paper, target)


def latex_two_columns(target: Path) -> dict[str, object]:
    """Times, two columns, the title over both, a figure over both, the stamp of arXiv at the margin."""
    paper = read(HERE / "parsing.txt")
    preamble = (
        r"\usepackage[T1]{fontenc}\usepackage{times}" + HEADS % "Medieval charters" + STAMP % paper.arxiv
    )
    typeset(latex(paper, options="10pt,twocolumn", preamble=preamble, star="*"), target)
    return truth(paper, target)


def latex_bitmaps(target: Path) -> dict[str, object]:
    """Bitmap fonts, as PDFs of the nineties have."""
    paper = read(HERE / "glass.txt")
    typeset(latex(paper, options="10pt,a4paper", preamble=r"\usepackage[T1]{fontenc}"), target)
    return truth(paper, target, dots=False)


def latex_old_two_columns(target: Path) -> dict[str, object]:
    """Two columns, no numbers before headings, paragraphs over columns and pages."""
    paper = read(HERE / "memory.txt")
    typeset(
        latex(paper, options="11pt,twocolumn,a5paper", preamble=r"\usepackage[margin=1.6cm]{geometry}"),
        target,
    )
    return truth(paper, target)


FORMS: Mapping[str, Callable[[Path], dict[str, object]]] = {
    "owls-latex": latex_one_column,
    "charters-latex": latex_two_columns,
    "glass-bitmaps": latex_bitmaps,
    "memory-latex": latex_old_two_columns,
}


def forms() -> Iterator[tuple[str, Callable[[Path], dict[str, object]]]]:
    from drawn import DRAWN

    yield from FORMS.items()
    yield from DRAWN.items()


def main(names: Sequence[str]) -> None:
    for name, form in forms():
        if names and name not in names:
            continue
        target = HERE / f"{name}.pdf"
        said = form(target)
        (HERE / f"{name}.json").write_text(
            json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
        print(name, target.stat().st_size)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
