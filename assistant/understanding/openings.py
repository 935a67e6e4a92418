"""How a question opens: with who asks, why, or a "could you tell me". None of that is the question."""

from __future__ import annotations

from assistant.text.analysis import stopwords, words
from assistant.understanding.asking_words import request_words
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.patterns import PAPERS, any_of, opening, pattern, phrases
from assistant.understanding.pointing_words import PLACE
from assistant.understanding.venues import venue_spans

_HELLO = r"^\W*((hi|hello|hey|dear all|good (morning|afternoon|evening))\b\W*)?"
_SOMEBODY = "(an? |(some(one|body)|people) who |the )"
_ASKS = any_of("i|we|could|can|what|which|how|who|when|where|does|do|is|are|has|have|please|tell|show|list")
# These are left out whatever they mention.
_INTRODUCTION = pattern(
    rf"{_HELLO}([\w-]+ ){{1,5}}here\s*[:,.;!–—-]+\s*(?=\S)",  # PhD student from Bern here, ...
    # as a journalist, ...; as somebody who is new to this, ...
    rf"{_HELLO}(speaking )?as {_SOMEBODY}[^,.;:?!]{{0,60}}?\s*[,:;–—]\s*(?=\S)",
    # as a master's student I would ...
    rf"{_HELLO}(speaking )?as {_SOMEBODY}([\w'’-]+ ){{1,5}}(?={_ASKS}\b)",
    rf"{_HELLO}on behalf of [^,.;:?!]{{1,80}},",
    # I am a student in Bern. ...
    rf"{_HELLO}(i am|we are) (an? |the )[^.,;:?!]{{1,60}}[.;:!]+\s*(?=\S)",
)

_WH = any_of("what", "which", "how", "why", "when", "where", "who", "whose", "whom")
_ME = any_of("i", "me", "us", "we", "my", "our", "you", "your", "anyone", "somebody")
_MEANT = any_of(
    "besides|except|excluding|apart|aside|other|outside|without|not(?! sure)|no|in|since|before|after|within",
    "among|of|by|with|from|between|until|during|leaving|ignoring|rather|only|just|but|and|or",
    _WH,
)
# These are left out where they name nothing that the papers have.
_ASIDE = (
    # on behalf of my university, ...; sorry if this is silly, but ...
    pattern(rf"^\W*(?!{_MEANT}\b)(?P<said>[^,.;:?!]{{0,100}})[,:] (but )?"),
    pattern(r"^\W*(?P<said>(i|we|my|our) [^.;:?!]{0,120})[.;:!] "),  # i think of joining the group. ...
    # could you fill me in on what ...; my boss asked whether ...
    pattern(
        rf"^(?P<said>[^.;:?!]{{0,120}}?\b{_ME}\b[^.;:?!]{{0,80}}?)\b"
        rf"(?=((in|on|at|by|with|from|for|of|to) )?({_WH}|whether|if)\b)"
    ),
)
# ..., I am writing my thesis; — we want to apply it
_AFTERTHOUGHT = pattern(
    r"([,;.]| [–—-]+) (?P<said>((because|since|as|for|it is|this is) )*(i|we|my|our) [^?,;]{0,120})[.!]*\s*$"
)
# any papers on lions I could hand to a friend
_FOR_ME = pattern(
    rf"\b{PAPERS}\b.*?(?P<said>\b(that |which )?(i|we|one)"
    r" (can|could|should|might|may|would|must|(need|want|have) to)"
    r" (?![^,;?!]*\b(on|about|regarding|concerning|covering|with)\b)[^,;?!]+)(?=\W*$)"
)
_WANTS = phrases(
    _WH, "want|need|like|looking for|interested|list|show|find|know|search(ing)?|care|include|exclude"
)
_ASKED_AT_ONCE = opening(rf"(\w+ )?{_WH}\b")
_OF_PAPERS = phrases(PAPERS, "anything|something|any|work|research|related|others", r"\w*\d\w*")


def without_opening(question: str, lexicon: Lexicon) -> str:
    """`question` without its opening: "what they do" of "Could you fill me in on what they do"."""
    question = _INTRODUCTION.sub("", question, count=1)
    for aside in _ASIDE:
        match = aside.search(question)
        if match and any(start < match.end() for start, _ in venue_spans(question, lexicon)):
            continue
        if match and not _ASKED_AT_ONCE.search(question) and not _names_papers(match["said"], lexicon):
            question = question[match.end() :]
    if for_me := _FOR_ME.search(question):
        question = question[: for_me.start("said")]
    last = _AFTERTHOUGHT.search(question)
    if (
        last
        and last.start() > 0
        and not _names_papers(last["said"], lexicon)
        and not _WANTS.search(last["said"])
    ):
        question = question[: last.start()]
    return question


def _names_papers(text: str, lexicon: Lexicon) -> bool:
    """Whether `text` names papers, a person, a category, a venue, or a technical term of the papers."""
    if (
        _OF_PAPERS.search(text)
        or PLACE.search(text)
        or lexicon.people.find(text)
        or not lexicon.categories.isdisjoint(text.split())
        or not lexicon.venues.acronyms.isdisjoint(words(text))
    ):
        return True
    return any(
        lexicon.is_technical(word)
        for word in words(text)
        if word not in stopwords() and word not in request_words()
    )
