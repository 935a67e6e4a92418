"""Who is taken for a member of the group, by the papers alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from assistant.datamodels import Paper, Profile
from assistant.index.papers import columns_of
from assistant.text.person_names import parse

SHARE = 0.2
"""Who signs a fifth of the group's papers is taken for a member. In fourteen bibliographies of real groups
those who lead them sign a quarter to all papers, and steady partners elsewhere rarely more than a sixth."""

LEAST = 3
"""Papers below which a share says nothing."""


def members_of(papers: Sequence[Paper], profiles: Sequence[Profile] = ()) -> frozenset[str]:
    """The names, as the papers write them, of the people who are taken for members of the group.

    These are the researchers whose profile is known, and who signs a fifth of the group's papers or more.
    """
    columns = columns_of(papers)
    persons, authors = columns.persons, columns.authors
    signed: Counter[str] = Counter()
    for name, size in zip(authors.names, authors.sizes.tolist(), strict=True):
        signed[persons.shown(name)] += size
    least = max(LEAST, SHARE * int(columns.group.sum()))
    often = [persons.forms(person) for person, size in signed.items() if size >= least]
    leading = [forms for forms in often if int((authors.any_of(forms) & columns.group).sum()) >= least]
    profiled = [persons.fitting(parse(profile.name)) for profile in profiles]
    return frozenset(form for forms in (*leading, *profiled) for form in forms)
