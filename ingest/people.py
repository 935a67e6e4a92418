"""Members of the group, as somebody names them, and what several records of one work tell of its authors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.datamodels import Paper, Person
from ingest.works import author_key


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the group, as somebody said: the name, other ways to write it, and the bare ORCID."""

    name: str
    forms: tuple[str, ...] = ()
    orcid: str = ""


def people_of(records: Sequence[Paper], authors: Sequence[str]) -> tuple[Person, ...]:
    """Those of `authors` of whom a record tells more than the name, in their order.

    A record may write a name in another way ("J. Doe"); that counts where no two authors are alike. The first
    record that has an ORCID, or affiliations, counts.
    """
    told = [person for record in records for person in record.people]
    if not told:
        return ()
    alike = Counter(map(author_key, authors))
    found = []
    for name in authors:
        key = author_key(name)
        own = [one for one in told if one.name == name or (alike[key] == 1 and author_key(one.name) == key)]
        orcid = next((one.orcid for one in own if one.orcid), None)
        places = next((one.affiliations for one in own if one.affiliations), ())
        if own:
            found.append(Person(name, orcid, places))
    return tuple(found)
