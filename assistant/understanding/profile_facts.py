"""Which facts of a researcher's profile a question asks for."""

from __future__ import annotations

from assistant.understanding.patterns import any_of, pattern, phrases
from assistant.understanding.reading import Reading

_LIKELY = 0.3
"""Least probability that a question is for the profile; such questions say little else."""

_IMPACT = any_of("impact", r"influen\w+", "famous", r"well[- ]known", "important", "reputation")
_VERIFIED = r"(un)?verif\w+"
# What people call the facts; each may be asked for beside others.
_FACTS = {
    "h_index": phrases(r"h[\s-]?(index|factor)", _IMPACT),
    "citation_count": phrases("cited?", "citations?", _IMPACT),
    "novelty": phrases("novelty"),
    "ai_score": phrases(r"ai[\s-]?score"),
    "main_category": phrases(r"(main|primary) (\w+ )?(category|subject|discipline)"),
    "trust_score": phrases(r"trust(ed|worthy)?(?! label)", "reliable", "credible"),
    "trust_label": phrases("trust label", _VERIFIED),
    "verification_level": phrases(_VERIFIED, "verification level"),
    "author_claim": phrases("(un)?claimed"),
    "follower_count": phrases("follow(er)?s?"),
    "topic_count": phrases("topics"),
    "close_collaborator_count": phrases("(close|number of|how many) collaborators?", r"closely"),
    "work_count": phrases(r"how many( \w+)?( \w+)? (works?|papers|publications)|works"),
    "affiliation": phrases(
        r"affiliations?",
        r"where (is|are|do|does) \w+ (work|working|employed|based)",
        r"(works?|employed|based) (at|for)",
        "university|institution|institute|company",
    ),
    "collaboration": phrases(r"(?<!close\s)collaborat(e|ing|ions?)"),
}
_WHOLE = phrases(r"(what|everything|all|show|describe|tell|numbers).*profile")
_WHICH_PEOPLE = phrases("who", "which")
_OF_A_PAPER = pattern(
    r"\bcit(ed|es?|ing|ations?)\b.*\b(paper|survey|article)\b", r"\bpapers?\b.*\bcit(e|es|ing)\b"
)


def read_facts(reading: Reading) -> None:
    """Put the facts of the profile that the question asks for, as far as the corpus has them."""
    known, said = reading.lexicon.facts, reading.voiced
    if not known or reading.query.attribute or reading.kinds["profile"] < _LIKELY:
        return
    if _OF_A_PAPER.search(reading.text) or reading.lexicon.title_in(reading.text):
        return
    asked = [name for name, words in _FACTS.items() if name in known and words.search(said)]
    if "close_collaborator_count" in asked and _WHICH_PEOPLE.search(said):
        asked.remove("close_collaborator_count")
    if not asked and _WHOLE.search(said):
        asked = list(known)
    reading.put(facts=tuple(asked))
