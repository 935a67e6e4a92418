"""question + history -> Query, with rules and without a language model.

Each rule takes what it understood out of the question; what is left over is the topic.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from assistant.datamodels import Intent, Query
from assistant.understanding.answer_length import read_length
from assistant.understanding.antecedents import with_names
from assistant.understanding.asking import Slot
from assistant.understanding.authorship import read_author_count
from assistant.understanding.citation_styles import read_style
from assistant.understanding.code import read_code
from assistant.understanding.combining import read_combination
from assistant.understanding.context import Context
from assistant.understanding.contractions import in_full
from assistant.understanding.exclusions import read_exclusions
from assistant.understanding.filters import (
    read_affiliation,
    read_category,
    read_people,
    voice_subject,
)
from assistant.understanding.followups import resolve
from assistant.understanding.identifiers import read_identifier
from assistant.understanding.intents import asks_nothing, read_intent
from assistant.understanding.kinds import read_kinds
from assistant.understanding.language import ENGLISH
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.listed_years import read_listed_years
from assistant.understanding.profile_facts import read_facts
from assistant.understanding.read_part import read_part
from assistant.understanding.reading import Reading
from assistant.understanding.scope import read_scope
from assistant.understanding.title_words import read_title_words
from assistant.understanding.unrecorded import UNRECORDED, read_unrecorded
from assistant.understanding.venues import read_venue, words_of_venues
from assistant.understanding.years import read_time_of_study, read_years

__all__ = ["Context", "understand"]

_TAKEN = re.compile(r"\w\S*(?: \S+)*(?<=\w)")


def understand(
    question: str, lexicon: Lexicon, *, context: Context | None = None, today: date | None = None
) -> Query:
    """The Query that `question` asks; `today` (default: the machine's date) gives "this year" its meaning."""
    visible = "".join(c if c.isprintable() else " " for c in question)  # no zero-width or direction marks
    asked, unread = read_part(" ".join(visible.split()))
    return replace(_understood(asked, lexicon, context, today or date.today()), unread=unread)


def _understood(asked: str, lexicon: Lexicon, context: Context | None, today: date) -> Query:
    language = lexicon.language_of(asked)
    if language == ENGLISH:
        return _in_english(asked, lexicon, context, today)
    shared = lexicon.shared(asked, language)
    query = _in_english(shared, lexicon, context, today)
    if query.topic or query.narrows:
        return replace(query, text=asked, language=language, mended=((asked, shared),))
    return Query(text=asked, topic=asked, language=language)  # an encoder may know the language


def _in_english(asked: str, lexicon: Lexicon, context: Context | None, today: date) -> Query:
    request = with_names(in_full(asked), lexicon)
    mended, changes = lexicon.speller.mend(request, words_of_venues(request, lexicon))
    reading = Reading(mended, lexicon, today, follows=context is not None)
    reading.put(text=asked, mended=changes)
    for read, slot in _RULES:
        before = reading.text
        read(reading)
        if slot:
            reading.slots = (*reading.slots, *_taken(before, reading.text, slot))
    query = resolve(reading, context) if context else reading.query
    asks_nothing_here = query == reading.query and asks_nothing(reading)
    return replace(query, intent=Intent.OUT_OF_DOMAIN) if asks_nothing_here else query


def _taken(before: str, after: str, slot: str) -> list[Slot]:
    """What a rule has taken out of a text, as slots of that name."""
    changed = "".join(" " if was == now else was for was, now in zip(before, after, strict=True))
    spans = [m.span() for m in _TAKEN.finditer(changed)]
    return [(start, end, slot) for start, end in spans]


def _read_topic(reading: Reading) -> None:
    """Put the topic: the words of the topic that no other rule took; in a letter by its sentences."""
    query = reading.query
    if query.topic or query.intent is Intent.PROFILE or query.attribute in UNRECORDED:
        return
    if read_combination(reading):
        return
    reading.put(topic=reading.rest())


_RULES: tuple[tuple[Callable[[Reading], None], str], ...] = (
    (read_identifier, "title"),
    (read_style, "style"),
    (read_length, ""),
    (read_scope, ""),
    (voice_subject, ""),
    (read_code, ""),
    (read_title_words, "title"),
    (read_author_count, ""),
    (read_exclusions, ""),
    (read_kinds, ""),
    (read_listed_years, "date"),
    (read_years, "date"),
    (read_venue, "venue"),
    (read_affiliation, "place"),
    (read_people, "person"),
    (read_category, "category"),
    (read_unrecorded, ""),
    (read_facts, ""),
    (read_intent, ""),
    (read_time_of_study, ""),
    (_read_topic, ""),
)
"""The rules in their order, and how the learned models call what a rule has taken."""
