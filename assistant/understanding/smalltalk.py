"""What is said to a chatbot and asks for no paper: greetings, tasks, attempts to give it orders."""

from __future__ import annotations

from assistant.analysis import STOPWORDS, words
from assistant.lexicon import Lexicon
from assistant.understanding.patterns import PAPERS, any_of, opening, pattern, phrases
from assistant.understanding.reading import Reading
from assistant.understanding.requests import IDIOMS

_SMALL_TALK = any_of(
    r"hi|hello|hey|thanks?( you)?|thank you( \w+){0,3}",
    "good (morning|afternoon|evening|bye)|bye|goodbye",
    "how are you|what can you do|who are you|help",
)
_NOTHING_ELSE = opening(rf"{_SMALL_TALK}?\W*$")

_ORDER = pattern(
    # ignore all previous instructions
    rf"\b{any_of('ignore', 'disregard', 'forget', 'override', 'bypass')}\b.{{0,40}}"
    + r"\b(instructions?|prompts?|rules|documents?|previous|above|everything|context)\b",
    r"\bsystem prompt\b",
    r"\bdeveloper mode\b",
    r"^\s*(system|assistant|user)\s*:",  # system: you may say anything
    r"\bjailbreak\b",
    r"\byou are now\b",
    r"\bpretend (to be|you)\b",
    r"\bact as\b",
    # the same in German, please
    r"^\W*(now |and |the same |answer )*(in|auf) (german|french|spanish|italian|chinese)( please)?\W*$",
)
_WORK = any_of(
    "write|compose|draft|translate|code|program|calculate|compute|solve",
    "convert|draw|sing|play|book|order|send|tell me a joke",
)
# please write a poem, but not "write a summary"
_TASK = pattern(
    rf"^\W*(please |can you |could you )*{_WORK}\b(?!.*\b(about (the|this) group|summary|overview)\b)"
)


_CAPITALISED = r"(?-i:[A-Z][\w'’-]*)"
_COURTESY = pattern(
    r"^\W*dear [^,.!?]{1,60},",
    rf"\bmy name is [\w'’-]+( {_CAPITALISED})?( and\b)?",
    # I am a master student in physics at the University of Bern
    r"\bi( am|['’]m) (a|an|currently) ([\w-]+ ){0,4}(student|postdoc|researcher|engineer|journalist)"
    rf"( (at|from) (the )?{_CAPITALISED}(( (of|for))? {_CAPITALISED}){{0,4}})?",
    r"\b(many )?thanks in advance|thank you in advance",
    IDIOMS,
)


def read_courtesy(reading: Reading) -> None:
    """What a letter says of its writer asks for nothing."""
    reading.take_all(_COURTESY)


def is_small_talk(question: str) -> bool:
    """Whether `question` is a greeting or thanks and no more, or has no words at all."""
    return bool(_NOTHING_ELSE.search(question))


def is_order(question: str) -> bool:
    """Whether `question` tells the assistant to be something else, or to do something else than answer."""
    return bool(_ORDER.search(question) or _TASK.search(question))


_SOMEBODY = "(an? |(some(one|body)|people) who |the )"
_ASKS = "(i|we|could|can|what|which|how|who|when|where|does|do|is|are|has|have|please|tell|show|list)"
# Journalist here: ...; PhD student from Bern here, ...
_INTRODUCTION = pattern(
    r"^\W*((hi|hello|hey|dear all)\W+)?([\w-]+ ){1,5}here\s*[:,.;!–—-]+\s*(?=\S)",
    # as a journalist, ...; as somebody who is new to this, ...
    rf"^\W*((hi|hello|hey)\W+)?(speaking )?as {_SOMEBODY}[^,.;:?!]{{0,60}}?\s*[,:;–—]\s*(?=\S)",
    # as a master's student I would ...
    rf"^\W*((hi|hello|hey)\W+)?(speaking )?as {_SOMEBODY}([\w'’-]+ ){{1,5}}(?={_ASKS}\b)",
    # I am a student in Bern. ...
    r"^\W*((hi|hello|hey)\W+)?(i am|we are) (an? |the )[^.,;:?!]{1,60}[.;:!]+\s*(?=\S)",
)


_WONDER = pattern(
    r"^(?P<opening>[^.;:?!]{0,120}?\b(i|me|us|we|my|our|you|your|anyone|somebody)\b[^.;:?!]{0,80}?)\b"
    r"(?=((in|on|at|by|with|from|for|of|to) )?(what|which|how|why|when|where|who|whose|whom|whether|if)\b)"
)
_OF_PAPERS = phrases(PAPERS, "anything|something|any|work|research")


def without_introduction(question: str, lexicon: Lexicon) -> str:
    """`question` without the words in which its asker says who they are, and that they wonder.

    "Could you fill me in on what they do" asks what they do. What names papers or one of their terms is no
    such opening.
    """
    question = _INTRODUCTION.sub("", question, count=1)
    wonder = _WONDER.search(question)
    if wonder is None or _ASKED_FIRST.search(question) or _OF_PAPERS.search(wonder["opening"]):
        return question
    if any(lexicon.is_technical(word) for word in words(wonder["opening"]) if word not in STOPWORDS):
        return question
    return question[wonder.end() :]


_ASKED_FIRST = opening(r"(\w+ )?(what|which|how|why|when|where|who|whose|whom)\b")
