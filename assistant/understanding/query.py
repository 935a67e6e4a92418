"""question + history -> Query, with rules and without a language model.

Each rule takes what it understood out of the question; what is left over is the topic.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from assistant.datamodels import Intent, Query
from assistant.text.analysis import words
from assistant.text.sentences import split_sentences
from assistant.understanding.arrivals import read_arrival
from assistant.understanding.authorship import read_author_count, read_without_others
from assistant.understanding.code import read_code
from assistant.understanding.combining import read_combination
from assistant.understanding.concepts import SEPARATOR
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
from assistant.understanding.framing import without_frame
from assistant.understanding.identifiers import read_identifier
from assistant.understanding.intents import asks_nothing, read_intent
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.listed_years import read_listed_years
from assistant.understanding.openings import without_opening
from assistant.understanding.profile_facts import read_facts
from assistant.understanding.reading import Reading
from assistant.understanding.scope import read_scope
from assistant.understanding.small_talk import read_courtesy
from assistant.understanding.title_words import read_title_words
from assistant.understanding.topic import topic_of
from assistant.understanding.topic_verbs import take_treatment
from assistant.understanding.unrecorded import UNRECORDED, read_unrecorded
from assistant.understanding.venues import read_venue, words_of_venues
from assistant.understanding.years import read_years

__all__ = ["Context", "understand"]

_JOINED = re.compile(r"(?<=\w)(?:\+|_|%20)(?=\w)")
"""Characters between words that were copied from a web address: "papers+on+lions"."""

_MAX_QUESTION = 2000
"""Characters of a question that are read; the rest of a longer pasted text is ignored."""


def understand(
    question: str, lexicon: Lexicon, *, context: Context | None = None, today: date | None = None
) -> Query:
    """The Query that `question` asks; `today` (default: the machine's date) gives "this year" its meaning."""
    visible = "".join(c if c.isprintable() else " " for c in question)  # no zero-width or direction marks
    asked = " ".join(visible.split())[:_MAX_QUESTION]
    if " " not in asked:
        asked = _JOINED.sub(" ", asked)
    language = lexicon.language_of(asked)
    request = without_opening(in_full(asked), lexicon)
    if len(lexicon.title_in(request)) < len(lexicon.title_in(asked)):
        request = asked  # a title may open like a question
    mended, changes = (
        lexicon.speller.mend(request, words_of_venues(request, lexicon))
        if language == "en"
        else (lexicon.shared(asked, language), ())
    )
    reading = Reading(mended, lexicon, today or date.today(), follows=context is not None)
    reading.put(text=asked, mended=changes, language=language)
    for read in _RULES:
        read(reading)
    query = resolve(reading, context) if context else reading.query
    if query == reading.query and asks_nothing(reading):
        return replace(query, intent=Intent.OUT_OF_DOMAIN)
    return query


def _read_topic(reading: Reading) -> None:
    """Put the topic: the words that no other rule took; in a letter the topics of its sentences."""
    text = reading.text
    if reading.query.intent is Intent.PROFILE or reading.query.attribute in UNRECORDED:
        return
    if read_combination(reading):
        return
    if reading.query.intent is not Intent.FACT:
        take_treatment(reading)
        text = reading.text
        text = without_frame(text, reading.voiced, reading.lexicon)
    topics = _topics_of_letter(reading, text) if reading.is_letter else [topic_of(text, reading.lexicon)]
    reading.put(topic=SEPARATOR.join(topic for topic in topics if topic))


def _topics_of_letter(reading: Reading, text: str) -> list[str]:
    """The topics of a letter's questions if these name any, else the topics of all its sentences."""
    spans = split_sentences(reading.original)
    topics = [topic_of(text[start:end], reading.lexicon) for start, end in spans]
    questions = [reading.original[start:end].rstrip().endswith("?") for start, end in spans]
    asked = [topic for topic, question in zip(topics, questions, strict=True) if question]
    named = any(reading.lexicon.is_technical(word) for topic in asked for word in words(topic))
    return asked if named else topics


_RULES: tuple[Callable[[Reading], None], ...] = (
    read_identifier,
    read_courtesy,
    read_scope,
    voice_subject,
    read_code,
    read_title_words,
    read_without_others,
    read_exclusions,
    read_arrival,
    read_listed_years,
    read_years,
    read_venue,
    read_affiliation,
    read_people,
    read_author_count,
    read_category,
    read_unrecorded,
    read_facts,
    read_intent,
    _read_topic,
)
