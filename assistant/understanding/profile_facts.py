"""Which facts of a researcher's profile a question asks for."""

from __future__ import annotations

from assistant.understanding.patterns import any_of, pattern
from assistant.understanding.reading import Reading


def _beside(first: str, second: str) -> str:
    """Both, in either order."""
    return any_of(f"{first}.*{second}", f"{second}.*{first}")


_HOW_MANY = any_of("how many", "number of")
_AND_MANY = r"([^.;?!]{0,60}?(,|\band) )?"  # how many works, topics and collaborators
_OF_PROFILE = rf"\b{any_of('profile', 'account', 'page', 'author record', 'he', 'they', 'researcher')}\b"

_HIS = r"\b(his|her|their|they\s*['’]s?|(the )?(researcher|professor|author)['’]s?)"
_HE = r"\b(he|she|they|(the|this) (researcher|professor|author))\b"
_KNOWN = any_of("influential|impactful|famous|well[- ]known|renowned|respected|successful|important")
_IMPACT = any_of(
    rf"{_HIS} ((scientific|academic|research) )?(impact|influence|reputation|standing)\b(?! (of|on)\b)",
    rf"\bhow (much )?(impact|influence)\b.*{_HE}",
    rf"\bhow {_KNOWN} (is|are|was) {_HE}",
    rf"\b(is|are) {_HE} (very |really |so )?{_KNOWN}\W*$",
)

_WORK = "(work|working|employed|based|affiliated)( at)?"

# What people call the facts; each may be asked for beside others.
_FACTS = {
    "h_index": pattern(r"\bh(irsch)?[\s-]?(index|factor)", _IMPACT),
    "citation_count": pattern(
        r"how (often|many times|much)\b.*\bcited",
        rf"\bhow (many|often)\b.*\bcite[sd]? ({_HE}|him|her|them)",  # how many people have cited him
        r"citations?\b(?! (of|in|for) the paper)",
        "times cited",
        "cited how",
        _IMPACT,
    ),
    "novelty": pattern(
        "novelty",
        rf"\bhow (novel|original|innovative) (is|are) ({_HIS} |{_HE}|the (work|research)( \w+ed)?\W*$)",
    ),
    "ai_score": pattern(r"\bai[\s-]?score", rf"({_HIS}|profile)\b.*\bscores?\b.*\bai\b"),
    "main_category": pattern(
        rf"\b(main|primary|principal) ([\w-]+ )?(category|subject|discipline)\b.*({_HE}|\bprofile\b)",
        rf"{_HIS} (main|primary|principal) ([\w-]+ )?(category|subject|discipline)\b",
    ),
    "trust_score": pattern(
        r"\btrust(ed|worthy)?\b(?=.*\b(score|value|rating|number|level|snapshot)\b|.*\bprofile\b|\W*$)",
        r"\b(score|rating)\b.*\btrust",
        r"\bprofile\b.*\btrust",
        rf"\b(is|are) {_HE} (reliable|credible|legit\w*)|\btrust {_HE}",
        r"\bhow (reliable|credible|trustworthy)\b.*\b(profile|researcher|he|she|they)\b",
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
        r"\bfollow(er)?s?\b(?!-?\s?ups?\b| (from|the (idea|approach)))"
        r"(?=.*\b(he|she|they|profile|researcher|page|does|have|has)\b|\s*\?*$)"
    ),
    "topic_count": pattern(f"{_HOW_MANY} {_AND_MANY}(research )?topics"),
    "close_collaborator_count": pattern(
        "(close|number of) collaborators?",
        r"how many (\w+ )?collaborators?",
        r"how many (people|researchers|scientists|colleagues|co-?authors)\b.*\bclosely\b",
    ),
    "work_count": pattern(
        rf"{_HOW_MANY} (published )?(works?|items)\b.*\bprofile",
        rf"\bprofile\b.*\b{_HOW_MANY} {_AND_MANY}(published )?(works?|items|papers|publications)",
        rf"{_HOW_MANY} works?(,| and) ([\w-]+ )?(topics|collaborators|followers|citations)",
        r"\b(works?|items|papers|publications)\b.*\bprofile\b.*\b(list|show|count|have)",
    ),
    "affiliation": pattern(
        rf"\b(does|do|did|is|are) {_HE} (still |currently )?{_WORK}( (at|for))? (the )?(?-i:[A-Z])[\w-]+\W*$",
        rf"\baffiliations? (of )?{_HE}",
        _beside(_OF_PROFILE, r"\baffiliations?\b"),  # does the profile show an affiliation
        r"\b(his|her|their|they\s*['’]s|researcher['’]?s?|profile['’]?s?|author['’]?s?) "
        "(institutional )?affiliation",
        rf"\bwhere (is|are|do|does) {_HE} {_WORK}( according to .*)?\W*$",
        rf"\b(what|which) (university|institution|institute|lab|company)\b.*{_HE}",
        rf"\b(who|whom) (is|are|do|does) {_HE} {_WORK} (for|by)\W*$",
    ),
    "collaboration": pattern(
        r"open (to|for) (\w+ )?collaborat\w+",
        rf"\b(is|are|would|does|do) {_HE}\b.*\b(open|available|willing|ready|accept\w*|welcom\w*|look\w*)"
        r" ([\w-]+ ){0,3}collaborat(e|ing|ions?|ors?)\b",
    ),
}
# papers that cite it; in the paper
_OF_A_PAPER = pattern(
    r"\bpapers?\b.*\bcit(e|es|ed|ing)\b(?!\s*\?)",
    r"\bin the (paper|survey|abstract)\b",
    r"\bcit(ed|ations?)\b.*\b(the|this|that) (paper|survey|article)\b",  # how often was the survey cited
)
# what does his profile say; all the numbers on the profile
_WHOLE = pattern(
    r"\b(what|everything|all|summar\w+|show|describe|tell|details|numbers|figures|facts|metrics|statistics|stats)\b"
    r"(?!.*\b(papers?|publications?|works?|topics?)\b).*\b(researcher |research )?profile( page)?\b",
)
_WHICH_PEOPLE = pattern(r"\bwho\b", r"\bwhich\b")


def read_facts(reading: Reading) -> None:
    """Put the facts of the profile that the question asks for, as far as the corpus has them."""
    if reading.query.attribute or _OF_A_PAPER.search(reading.text) or reading.lexicon.title_in(reading.text):
        return
    known = reading.lexicon.facts
    asked = [name for name, words in _FACTS.items() if name in known and words.search(reading.voiced)]
    if "close_collaborator_count" in asked and _WHICH_PEOPLE.search(reading.voiced):
        asked.remove("close_collaborator_count")
    if not asked and _WHOLE.search(reading.voiced):
        asked = list(known)
    reading.put(facts=tuple(asked))
