"""Messages that ask for no paper: greetings, tasks for a writer or programmer, orders to the assistant."""

from __future__ import annotations

import re
from functools import cache

from assistant.understanding.asking_words import idioms
from assistant.understanding.patterns import any_of, opening, pattern
from assistant.understanding.reading import Reading

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
    r"\btell me an? (\w+ )?(joke|story|secret|riddle)\b",
    # the same in German, please
    r"^\W*(now |and |the same |answer )*(in|auf) (german|french|spanish|italian|chinese)( please)?\W*$",
)
# does the lab offer courses; how do I apply for a PhD
_OF_THE_LAB = pattern(
    r"\b(offer|teach|give|hold|run)\w*\b.*\b(courses?|lectures?|seminars?|class(es)?|internships?|jobs?"
    r"|scholarships?|positions?|degrees?)\b",
    r"\b(apply|applying|application) (for|to) (an? |the )?([\w-]+ )?(phd|position|internship|job|group)\b",
    r"\b(open|vacant|available) (phd |postdoc |student )?(positions?|jobs?)\b|\bvacanc(y|ies)\b|\bhiring\b",
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
_COURTESY = any_of(
    r"^\W*dear [^,.!?]{1,60},",
    rf"\bmy name is [\w'’-]+( {_CAPITALISED})?( and\b)?",
    # I am a master student in physics at the University of Bern
    r"\bi( am|['’]m) (a|an|currently) ([\w-]+ ){0,4}(student|postdoc|researcher|engineer|journalist)"
    rf"( (at|from) (the )?{_CAPITALISED}(( (of|for))? {_CAPITALISED}){{0,4}})?",
    r"\b(many )?thanks in advance|thank you in advance",
)


def read_courtesy(reading: Reading) -> None:
    """Blank courtesies: a salutation, the name and position of the writer, thanks in advance."""
    reading.take_all(_courtesy())


@cache
def _courtesy() -> re.Pattern[str]:
    return pattern(_COURTESY, idioms())


def is_small_talk(question: str) -> bool:
    """Whether `question` is a greeting or thanks and no more, or has no words at all."""
    return bool(_NOTHING_ELSE.search(question))


def is_order(question: str) -> bool:
    """Whether `question` tells the assistant to be something else, or to do something else than answer."""
    return bool(_ORDER.search(question) or _TASK.search(question))


def is_of_the_lab(question: str) -> bool:
    """Whether `question` is about jobs, courses or degrees at the lab, of which papers tell nothing."""
    return bool(_OF_THE_LAB.search(question))
