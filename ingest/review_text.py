"""The list to review as people and programs read it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from assistant.datamodels import Paper
from ingest.review import Item, Review

_NAMED = 4
"""Authors that are printed of a paper."""


def shown(review: Review, *, most: int | None = None) -> str:
    """The doubtful papers, numbered, `most` at most; all papers without it."""
    doubtful = review.doubtful
    items = review.items if most is None else doubtful[:most]
    blocks = [of_item(review, item, number) for number, item in enumerate(items, start=1)]
    return "\n\n".join([*blocks, "\n".join(_summary(review, len(items)))])


def of_item(review: Review, item: Item, number: int) -> str:
    """One paper: what it is, where it came from, how it was merged, and each doubt."""
    paper = item.paper
    names = ", ".join(paper.authors[:_NAMED]) + (" …" if len(paper.authors) > _NAMED else "")
    told = [names or "no authors", str(paper.year or "no date"), paper.venue or paper.kind or ""]
    told += ["related work"] if paper.scope == "related" else []
    lines = [f"{number}. {paper.title}", f"   {'; '.join(filter(None, told))}", f"   id: {paper.id}"]
    if len(item.records) > 1:
        lines.append(f"   {len(item.records)} records, joined by {', '.join(item.joined)}:")
        lines += [f"   {n}) {line}" for n, line in enumerate(_records(review, item), start=1)]
    else:
        lines.append(f"   from {_places(review, item.records[0])}")
    for doubt in item.doubts:
        lines.append(f"   {f'{doubt.kind} ' if doubt.kind.endswith('?') else ''}{doubt.reason}")
    if item.left_out:
        lines.append("   left out by you")
    if item.waiting:
        lines.append(f"   decided: {item.waiting}, with the next ingest")
    return "\n".join(lines)


def to_json(review: Review) -> str:
    """All papers and what is known of them, most doubtful first, as JSON."""
    return json.dumps(
        {
            "papers": [_record(review, item) for item in review.items],
            "members": review.members,
            "undone": review.undone,
            "command": review.command,
        },
        ensure_ascii=False,
        indent=2,
    )


def _record(review: Review, item: Item) -> dict[str, object]:
    paper = item.paper
    return {
        "id": paper.id,
        "title": paper.title,
        "authors": paper.authors,
        "year": paper.year,
        "scope": paper.scope,
        "keys": item.keys,
        "sources": [
            {
                "document": place.document,
                "line": place.line,
                "retrieved": review.captured.get(place.document),
                "title": record.title,
                "year": record.year,
                "kind": record.kind,
                "venue": record.venue,
                "doi": record.doi,
                "arxiv_id": record.arxiv_id,
            }
            for record in item.records
            for place in record.records[:1]
        ],
        "joined": item.joined,
        "versions": [form.kind for form in paper.forms] if paper.versions else [],
        "doubts": [
            {"kind": d.kind, "reason": d.reason, "weight": round(d.weight, 2), "other": d.other}
            for d in item.doubts
        ],
        "left_out": item.left_out,
        "waiting": item.waiting,
    }


def _records(review: Review, item: Item) -> Iterator[str]:
    for record in item.records:
        told = (record.title, record.kind, record.venue, record.year, record.doi or record.arxiv_id)
        yield f"{'; '.join(str(value) for value in told if value)}; from {_places(review, record)}"


def _places(review: Review, record: Paper) -> str:
    return ", ".join(
        f"{place.document}:{place.line}"
        + (f" of {review.captured[place.document]}" if place.document in review.captured else "")
        for place in record.records
    )


def _summary(review: Review, printed: int) -> Iterator[str]:
    doubtful, items = len(review.doubtful), review.items
    out = sum(item.left_out for item in items)
    waiting = sum(bool(item.waiting) for item in items)
    counts = f"{len(items) - out} papers, {doubtful} with a doubt, {out} left out"
    yield f"{counts}; printed: {printed}{'' if printed == len(items) else ' (--all: all)'}"
    if review.members:
        yield f"taken for members of the group: {', '.join(review.members)}"
    if waiting:
        yield f"{waiting} papers wait for the next ingest to follow a decision"
    yield from (f"this decision matches nothing, or contradicts another: {said}" for said in review.undone)
