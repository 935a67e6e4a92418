"""PubMed's XML, as its page and E-utilities give it: https://dtd.nlm.nih.gov/ncbi/pubmed/doc/out/190101/."""

from __future__ import annotations

from typing import Any

from ingest.sources.document import Document
from ingest.sources.objects.values import pages
from ingest.sources.paper_fields import contents_of
from ingest.sources.records import Contents, Context
from ingest.sources.xml_records import Element, records, root_name, text, texts

_ROOTS = frozenset(("PubmedArticleSet", "PubmedArticle", "PubmedBookArticle"))


def recognises(document: Document) -> bool:
    """Whether the root element is PubMed's."""
    return root_name(document.text) in _ROOTS


def parse(document: Document, context: Context) -> Contents:
    """The papers of PubMed's XML. Never raises: bad records are reported."""
    return contents_of(
        document, context, records(document.text, ("PubmedArticle", "PubmedBookArticle"), _fields)
    )


def _fields(record: Element) -> dict[str, Any]:
    article = record.find(".//Article")
    article = record.find(".//BookDocument") if article is None else article
    if article is None:
        return {}
    issue = article.find("Journal/JournalIssue")
    numbers = {
        one.get("IdType", ""): text(one) for one in record.iterfind("PubmedData/ArticleIdList/ArticleId")
    }
    types = texts(article, "PublicationTypeList/PublicationType") or texts(article, "PublicationType")
    return {
        "title": text(article, "ArticleTitle").strip("[]").removesuffix(".")
        or text(article, "Book/BookTitle"),
        "abstract": " ".join(_parts(article)),
        "authors": [
            found
            for listed in article.iterfind("AuthorList")
            for one in listed.iterfind("Author")
            if listed.get("Type", "authors") == "authors" and (found := _author(one))["name"]
        ]
        + (["et al."] if article.find("AuthorList[@CompleteYN='N']") is not None else []),
        "date": _date(article.find("Journal/JournalIssue/PubDate"))
        or _date(article.find("ArticleDate"))
        or _date(article.find("Book/PubDate")),
        "venue": text(article, "Journal/Title")
        or text(record, ".//MedlineTA")
        or text(article, "Book/BookTitle"),
        "volume": text(issue, "Volume"),
        "issue": text(issue, "Issue"),
        "pages": text(article, "Pagination/MedlinePgn")
        or pages(text(article, "Pagination/StartPage"), text(article, "Pagination/EndPage")),
        "doi": numbers.get("doi") or text(article, "ELocationID[@EIdType='doi']"),
        "type": sorted(types, key=lambda stated: stated != "Preprint"),
        "keywords": texts(record, ".//KeywordList/Keyword") + texts(record, ".//MeshHeading/DescriptorName"),
        "language": text(article, "Language"),
        "identifiers": {"pmid": text(record, ".//PMID"), "pmcid": numbers.get("pmc", "")},
    }


def _parts(article: Element) -> list[str]:
    """The parts of an abstract, each after its label."""
    return [
        f"{label}: {said}" if (label := part.get("Label", "")) else said
        for part in article.iterfind("Abstract/AbstractText")
        if (said := text(part))
    ]


def _author(one: Element) -> dict[str, Any]:
    given = text(one, "ForeName") or text(one, "Initials")
    whole = " ".join(filter(None, (given, text(one, "LastName"), text(one, "Suffix"))))
    return {
        "name": whole or text(one, "CollectiveName"),
        "orcid": text(one, "Identifier[@Source='ORCID']"),
        "affiliations": texts(one, "AffiliationInfo/Affiliation"),
    }


def _date(element: Element | None) -> str:
    parts = [text(element, name) for name in ("Year", "Month", "Day")]
    if parts[0] and parts[1].isdigit():
        return "-".join(filter(None, parts))
    stated = " ".join(filter(None, parts)) if parts[0] else text(element, "MedlineDate")
    return stated.split("-")[0]  # "2020 Mar-Apr"
