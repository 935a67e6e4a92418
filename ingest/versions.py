"""Records of one work -> one Paper, which has each form of the work whole: its preprint, its article.

Records of one form complete each other; records of two forms never mix, so that every reference is one that
some source prints.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from assistant.datamodels import VERSION_FIELDS, Kind, Paper, Version
from ingest.people import people_of
from ingest.works import journal_doi, letters, normal_title


def paper_of(records: Sequence[Paper]) -> Paper:
    """One paper of the records of one work.

    What the most final form prints comes first: an article before a paper at a conference, and that before a
    preprint. Of several values for one form a paper takes the most exact date, the most complete author list
    and otherwise the group's own before those of related work, the earlier source before the later. What
    belongs to no form, such as code, is the best of all; the abstract is the longest of the form. Of the
    numbers of citations the latest counts; identifiers and what is told of people are put together.
    """
    ranked = sorted(records, key=lambda paper: paper.scope != "group")
    read = tuple(dict.fromkeys(origin for paper in records for origin in paper.records))
    if len(records) == 1:  # as nearly all are
        return replace(_merged(ranked), records=read)
    forms = sorted(map(_merged, _forms(ranked)), key=_finality, reverse=True)
    main, others = forms[0], forms[1:]
    if others:
        whole = _merged(ranked)
        kept = {name: getattr(main, name) for name in VERSION_FIELDS}
        if main.abstract:
            kept["abstract"] = main.abstract
        if normal_title(whole.title) == normal_title(main.title):
            kept["title"] = whole.title  # the first of equals, as for records of one form
        origins = {name: place for name, place in whole.origins.items() if name not in VERSION_FIELDS}
        main = replace(whole, **kept, origins={**origins, **main.origins})
    return replace(
        main,
        scope=ranked[0].scope,
        records=read,
        versions=tuple(_version(form) for form in others),
        people=people_of(ranked, main.authors),
        identifiers={name: one for paper in reversed(ranked) for name, one in paper.identifiers.items()},
    )


def _version(form: Paper) -> Version:
    values: dict[str, Any] = {name: getattr(form, name) for name in VERSION_FIELDS}
    origins = {name: place for name, place in form.origins.items() if name in VERSION_FIELDS}
    return Version(**values, origins=origins)


def _forms(records: Sequence[Paper]) -> list[list[Paper]]:
    """The records of each form, both in the order of `records`."""
    forms: list[list[Paper]] = []
    for record in sorted(records, key=_is_bare):
        fitting = [form for form in forms if not any(_contradict(record, other) for other in form)]
        if _is_bare(record):
            fitting = _of_bare(record, fitting)
        if fitting:
            fitting[0].append(record)
        else:
            forms.append([record])
    places = {id(record): place for place, record in enumerate(records)}
    return [sorted(form, key=lambda record: places[id(record)]) for form in forms]


def _is_bare(record: Paper) -> bool:
    """Whether a record prints no place of publication, so that its date is merely one of the work."""
    return not (record.kind or record.venue or record.doi or record.arxiv_id)


def _of_bare(record: Paper, forms: Sequence[list[Paper]]) -> list[list[Paper]]:
    """The forms that a bare record may be of, the likeliest first: one of its year, then a preprint."""
    if record.year is None:
        return list(forms)
    same = [form for form in forms if record.year in (other.year for other in form)]
    early = [form for form in forms if all(p.kind == "preprint" or _is_bare(p) or not p.date for p in form)]
    return [*same, *early]


def _contradict(one: Paper, other: Paper) -> bool:
    """Whether two records of one work are of two forms."""
    if one.kind and other.kind and one.kind != other.kind:
        return True
    dois = journal_doi(one), journal_doi(other)
    if all(dois):
        return dois[0] != dois[1]
    if one.arxiv_id and other.arxiv_id and one.arxiv_id != other.arxiv_id:
        return True
    if _is_bare(one) or _is_bare(other):
        return False
    years = bool(one.year and other.year and one.year != other.year)
    if one.venue and other.venue and letters(one.venue) != letters(other.venue):
        return years or one.kind is None or one.kind != other.kind  # else one venue, written in two ways
    return years


_FINAL: Mapping[Kind | None, int] = {"conference paper": 2, "report": 1, "talk": 1, "preprint": 0}
"""How final a kind of entry is; all others are as final as an article, 4."""


def _finality(form: Paper) -> tuple[bool, int, int, bool]:
    """What makes one form more final than another. One without authors is no reference, whatever its kind."""
    final = _FINAL.get(form.kind, 4) if form.kind else 3 if form.venue else 0
    return bool(form.authors), final, form.year or 0, form.doi is not None


def _merged(ranked: Sequence[Paper]) -> Paper:
    """One paper of several records, with the best value of each field and where that was read."""
    best = {name: _best(ranked, name) for name in _BETTER}
    origins = {
        printed: paper.origins[printed]
        for name, paper in best.items()
        if (printed := _PRINTED_AS.get(name, name)) in paper.origins
    }
    if len(ranked) == 1:
        return replace(ranked[0], origins=origins)
    values: dict[str, Any] = {name: getattr(paper, name) for name, paper in best.items()}
    complete = best["authors"].authors_complete
    return replace(ranked[0], **values, authors_complete=complete, origins=origins)


def _best(ranked: Sequence[Paper], name: str) -> Paper:
    """The record whose `name` is best, the first of equals."""
    if len(ranked) == 1:
        return ranked[0]
    filled = [paper for paper in ranked if getattr(paper, name)] or [
        paper for paper in ranked if getattr(paper, name) is not None
    ]
    return max(filled or ranked, key=_BETTER[name])


def _any(paper: Paper) -> Any:
    return 0


_BETTER: Mapping[str, Callable[[Paper], Any]] = {
    "date": lambda paper: (paper.date.precision, not paper.date.year_inferred) if paper.date else (0,),
    "authors": lambda paper: (paper.authors_complete, len(paper.authors)),
    "has_code": _any,
    "title": _any,
    "kind": _any,
    "abstract": lambda paper: len(" ".join(paper.abstract.split())),
    "author_count": _any,
    "affiliations": _any,
    "category": _any,
    "venue": lambda paper: (paper.venue or "").casefold() != "arxiv",
    "url": _any,
    "doi": lambda paper: journal_doi(paper) is not None,
    "arxiv_id": _any,
    "volume": _any,
    "issue": _any,
    "pages": _any,
    "score": _any,
    "upvotes": _any,
    "organisation": _any,
    "keywords": lambda paper: len(paper.keywords),
    "language": _any,
    "licence": _any,
    "citations": lambda paper: (paper.citations.day, paper.citations.count) if paper.citations else ("", 0),
    "people": _any,  # all records' are put together above, as are the identifiers
    "identifiers": _any,
}
"""What makes one record's value of a field better than another's."""

_PRINTED_AS = {"has_code": "code"}
"""What the origin of a field is called where it has another name."""
