"""The name and the acronym in what a source prints as the venue."""

from __future__ import annotations

import pytest

from assistant.index.printed_venues import read_printed

SERIES = [
    # volume, issue and pages
    ("Lion Letters 16: 870-878", "Lion Letters", ""),
    ("Annals of Felines 83 (16)", "Annals of Felines", ""),
    ("Feline Research 12 :17", "Feline Research", ""),
    ("Savanna Monographs 91: e01452", "Savanna Monographs", ""),
    ("The Stripe Record 50 361-365", "The Stripe Record", ""),
    ("Lecture Notes in Zoology, vol. 1234", "Lecture Notes in Zoology", ""),
    ("F1000Lions", "F1000Lions", ""),
    ("vol. 3", "vol. 3", ""),
    ("2021", "2021", ""),
    ("???", "???", ""),
    # what stands around the name
    ("Journal of striped mammals : JSM", "Journal of striped mammals", "JSM"),
    ("Zoo : the official journal of the Society for Zoos", "Zoo", ""),
    ("Journal of Lions (Nairobi, Kenya : 1985)", "Journal of Lions", ""),
    ("Tigers (London)", "Tigers", ""),
    ("Journal of Zebra Health (JZH)", "Journal of Zebra Health", "JZH"),
    ("Submitted to Zebra Reports", "Zebra Reports", ""),
    ("bioRxiv preprint", "bioRxiv", ""),
    ("arXiv preprint arXiv:2101.00001", "arXiv", "arXiv"),
    ("CoRR", "arXiv", "arXiv"),
    ("Zoo Processing Letters, IEEE", "IEEE Zoo Processing Letters", ""),
    ("Zoo Engineering, IEEE Transactions on", "IEEE Transactions on Zoo Engineering", ""),
    # what belongs to the name
    ("Journal of Zoology: Large Mammals", "Journal of Zoology: Large Mammals", ""),
    ("Lions, Tigers, and Bears", "Lions, Tigers, and Bears", ""),
    ("Proceedings of the National Academy of Lions", "Proceedings of the National Academy of Lions", ""),
    ("Proceedings of the IEEE", "Proceedings of the IEEE", ""),
]

MEETINGS = [
    ("ZOO 2021", "ZOO", "ZOO"),
    ("ZOO'21", "ZOO", "ZOO"),
    ("Proc. ZOO 2021", "ZOO", "ZOO"),
    ("International Conference on Lion Learning (ICLL)", "International Conference on Lion Learning", "ICLL"),
    (
        "2023 IEEE/ACM 2nd International Conference on Zoo Engineering (CAZE)",
        "IEEE/ACM International Conference on Zoo Engineering",
        "CAZE",
    ),
    (
        "CAZE23, 2nd International Conference on Zoo Engineering",
        "International Conference on Zoo Engineering",
        "CAZE",
    ),
    ("SCAZ – 22nd IEEE Conference on Zebra Analysis", "IEEE Conference on Zebra Analysis", "SCAZ"),
    ("Thirty-eighth Conference on Lions, ZOO 2021, 18-24 July 2021, Online", "Conference on Lions", "ZOO"),
    ("Conference on Lions, Vienna, Austria", "Conference on Lions", ""),
    (
        "Conference on Lions, Tigers and Bears, Lima, Peru, May 2-5, 2012",
        "Conference on Lions, Tigers and Bears",
        "",
    ),
    (
        "Proc. of the Lion Vision Conference 2007, University of Oz, UK, May 10-13, 2007",
        "Lion Vision Conference",
        "",
    ),
    (
        "Lion Image Computing - LIC 2011 - 14th International Conference, Oz, May 18-22, 2011, Part II",
        "Lion Image Computing",
        "LIC",
    ),
    (
        "Learning in Zoos - 5th International Workshop, LIZ 2014, Held in Conjunction with ZOO 2014, Oz",
        "Learning in Zoos",
        "LIZ",
    ),
    ("Making Sense of Zoos. EC-ZOO 2022. Lecture Notes in Zoology", "Making Sense of Zoos", "EC-ZOO"),
    (
        "Lion Recognition (LIRE), 2012 International Workshop on",
        "International Workshop on Lion Recognition",
        "LIRE",
    ),
    ("Advances in Lion Systems 33", "Advances in Lion Systems", ""),
    ("ZOO Workshop on Lions", "ZOO Workshop on Lions", ""),
    (
        "Conference on Lion Learning - Workshop on Cubs of Lions",
        "Conference on Lion Learning - Workshop on Cubs of Lions",
        "",
    ),
    ("Lion Society Annual Meeting Expanded Abstracts", "Lion Society Annual Meeting", ""),
    ("Proceedings of the ZooLA21 workshop (CEUR Workshop Proceedings)", "ZooLA workshop", ""),
]


@pytest.mark.parametrize(("printed", "name", "acronym"), [*SERIES, *MEETINGS])
def test_the_name_and_the_acronym_in_what_is_printed(printed: str, name: str, acronym: str) -> None:
    read = read_printed(printed)
    assert (read.name, read.acronym if " " in read.name or acronym else "") == (name, acronym)
