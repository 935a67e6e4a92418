"""Where papers appeared: "in Nature", "at NeurIPS", where no source prints such a venue."""

from __future__ import annotations

import re

from assistant.understanding.patterns import any_of
from assistant.understanding.reading import Reading

_KNOWN = any_of(
    r"Nature( [A-Z]\w+)*|Science( [A-Z]\w+)*|Cell|Neuron|PNAS|eLife|Frontiers( in [A-Z]\w+)?|PLO?S \w+",
    "NeurIPS|NIPS|ICML|ICLR|COLT|AISTATS|UAI|CoLLAs|AAAI|IJCAI|JMLR|TMLR|CVPR|ICCV|ECCV|WACV|MICCAI",
    r"ACL|EMNLP|NAACL|SIGIR|KDD|ICRA|IROS|CoRL|RSS|ICASSP|Interspeech|Cosyne|(IEEE|ACM)( [A-Z]\w+)*",
)
"""Journals and conferences that people who ask such questions name."""

_CALLED = r"(the )?(?P<called>([Jj]ournal|[Cc]onference|[Pp]roceedings) (of|on|in)( the)?( [A-Z][\w&-]*)+)"
_VENUE = re.compile(
    rf"\b(in|at|by|to) ((the )?(journal|conference) )?(?P<name>{_CALLED}|{_KNOWN})\b(?! and\b)"
)


def read_venue(reading: Reading) -> None:
    """A venue, as one that no paper names; a category or a part of a title is left to the other rules."""
    match = _VENUE.search(reading.text)
    if match is None or match["name"] in reading.lexicon.categories or reading.lexicon.title_in(reading.text):
        return
    reading.blank(*match.span())
    reading.put(unknown_venue=match["name"])
