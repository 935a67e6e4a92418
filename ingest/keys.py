"""What a record is called in a decision: names that survive reruns, other ids and other documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from assistant.datamodels import Paper
from ingest.works import author_key, journal_doi, normal_title


def keys_of(record: Paper) -> tuple[str, ...]:
    """The keys of a record, the surest first.

    These are `doi:10.1000/a` and `arxiv:1906.00695`, where it has them, and always
    `title:onfish|byron a|2019`: the letters of the title, the first author and the year.
    """
    doi = journal_doi(record)
    first = author_key(record.authors[0]) if record.authors else ""
    year = record.date.year if record.date else ""
    return (
        *([f"doi:{doi}"] if doi else ()),
        *([f"arxiv:{record.arxiv_id}"] if record.arxiv_id else ()),
        f"title:{normal_title(record.title)}|{first}|{year}",
    )


class Keyring:
    """The records that keys stand for, by positions."""

    def __init__(self, records: Iterable[Paper]) -> None:
        self._surest: defaultdict[str, list[int]] = defaultdict(list)
        self._others: defaultdict[str, list[int]] = defaultdict(list)
        for position, record in enumerate(records):
            surest, *others = keys_of(record)
            self._surest[surest].append(position)
            for key in others:
                self._others[key].append(position)

    def positions(self, key: str) -> list[int]:
        """The records that a key stands for.

        Those whose surest key it is; where there is none, those that have it beside a surer one: a record
        that got its DOI later is still found by its title.
        """
        return self._surest.get(key) or self._others.get(key) or []


def telling_keys(works: Sequence[Sequence[Paper]]) -> list[tuple[str, ...]]:
    """For each work the keys that stand for its records and for no record of another of `works`.

    A record has its surest such key, else its last one: two records with one mistyped DOI go by their titles.
    """
    holders: defaultdict[str, set[int]] = defaultdict(set)
    for number, work in enumerate(works):
        for record in work:
            for key in keys_of(record):
                holders[key].add(number)
    return [tuple(dict.fromkeys(_telling(record, holders) for record in work)) for work in works]


def _telling(record: Paper, holders: dict[str, set[int]]) -> str:
    keys = keys_of(record)
    return next((key for key in keys if len(holders[key]) == 1), keys[-1])
