"""Which facts of a researcher's profile a question asks for."""

from __future__ import annotations

from assistant.understanding.patterns import any_of, pattern
from assistant.understanding.reading import Reading


def _beside(first: str, second: str) -> str:
    """Both, in either order."""
    return any_of(f"{first}.*{second}", f"{second}.*{first}")


_HOW_MANY = any_of("how many", "number of")
_OF_PROFILE = rf"\b{any_of('profile', 'account', 'page', 'author record', 'he', 'they', 'researcher')}\b"

# What people call the facts; each may be asked for beside others.
_FACTS = {
    "h_index": pattern(r"h[\s-]?index"),
    "citation_count": pattern(
        r"how (often|many times|much)\b.*\bcited",
        r"citations?\b(?! (of|in|for) the paper)",
        "times cited",
        "cited how",
    ),
    "novelty": pattern("novelty"),
    "ai_score": pattern(r"\bai[\s-]?score"),
    "trust_score": pattern(
        r"\btrust(ed|worthy)?\b(?=.*\b(score|value|rating|number|level|snapshot)\b|.*\bprofile\b|\W*$)",
        r"\b(score|rating)\b.*\btrust",
        r"\bprofile\b.*\btrust",
    ),
    "trust_label": pattern(
        _beside(r"\btrust\b", r"\blabel\b"),
        _beside(_OF_PROFILE, r"\b(un)?verified\b"),  # is the profile verified
    ),
    "verification_level": pattern(
        _beside(_OF_PROFILE, r"\bverif\w*"),
        r"\bverification level",
        r"\blevel of verification",
    ),
    "author_claim": pattern(_beside(_OF_PROFILE, r"\b(un)?claimed\b")),
    "follower_count": pattern(
        # how many people follow him, but not "follows from" or "following the approach"
        r"\bfollow(er)?s?\b(?! (up|from|the (idea|approach)))"
        r"(?=.*\b(he|she|they|profile|researcher|page|does|have|has)\b|\s*\?*$)"
    ),
    "topic_count": pattern(f"{_HOW_MANY} (research )?topics"),
    "close_collaborator_count": pattern(
        "(close|number of) collaborators?",
        r"how many (\w+ )?collaborators?",
    ),
    "work_count": pattern(
        rf"{_HOW_MANY} (published )?(works?|items)\b.*\bprofile",
        rf"\bprofile\b.*\b{_HOW_MANY} (published )?(works?|items|papers|publications)",
        r"\b(works?|items|papers|publications)\b.*\bprofile\b.*\b(list|show|count|have)",
    ),
    "affiliation": pattern(
        r"\b(his|her|their|they\s*['’]s|researcher['’]?s?|profile['’]?s?|author['’]?s?) "
        "(institutional )?affiliation"
    ),
    "collaboration": pattern(r"open (to|for) (\w+ )?collaborat\w+"),
}
# papers that cite it; in the paper
_OF_A_PAPER = pattern(
    r"\bpapers?\b.*\bcit(e|es|ed|ing)\b(?!\s*\?)",
    r"\bin the (paper|survey|abstract)\b",
    r"\bcit(ed|ations?)\b.*\b(the|this|that) (paper|survey|article)\b",  # how often was the survey cited
)
_WHICH_PEOPLE = pattern(r"\bwho\b", r"\bwhich\b")


def read_facts(reading: Reading) -> None:
    """The facts asked for, of those that the corpus has."""
    if _OF_A_PAPER.search(reading.text) or reading.lexicon.title_in(reading.text):
        return
    known = reading.lexicon.facts
    asked = [name for name, words in _FACTS.items() if name in known and words.search(reading.voiced)]
    if "close_collaborator_count" in asked and _WHICH_PEOPLE.search(reading.voiced):
        asked.remove("close_collaborator_count")
    reading.put(facts=tuple(asked))
