"""Makes Answer records: from a text and its citations, or from an abstention."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assistant.answers.abstention import Abstention, no_match, nothing_found, unsupported_language
from assistant.answers.citations import Citations, suggestion
from assistant.answers.library import Library
from assistant.answers.wording import searched
from assistant.datamodels import Answer, Query
from assistant.index.catalog import Selection, select
from assistant.index.papers import Chosen
from assistant.retrieval.finder import Found
from assistant.understanding.concepts import MOST_PARTS, parts_of
from assistant.understanding.language import ENGLISH, understood

Write = Callable[[Selection, Citations], str | Abstention]
"""A function that writes the text of an exact answer over the chosen papers, or gives an abstention."""

_INSTEAD = "This answer is made of verbatim sentences instead."

Choice = tuple[Selection, Found | None]
"""Papers that pass the filters of a query and are on its topic, and the search: None without a topic."""


def answered(query: Query, text: str, cite: Citations, count: int) -> Answer:
    """The answer with `text` and the citations of `cite`; `count` is the number of papers searched."""
    return Answer(
        question=query.text,
        text=text,
        query=query,
        citations=tuple(cite.items),
        searched=searched(query, count),
        note=_as_read(query),
    )


def abstained(query: Query, abstention: Abstention, count: int = 0) -> Answer:
    """The answer that abstains, with the reason and the papers to read instead.

    To a question in another language than English it says, in that language, that only English is read.
    """
    if query.language != ENGLISH:
        abstention = unsupported_language(query.language)
        query = replace(query, mended=())
    said = answered(query, abstention.text, Citations(), count)
    near = tuple(suggestion(paper) for paper in abstention.near)
    return replace(said, reason=abstention.reason, suggestions=near)


def nothing(query: Query, found: Found, library: Library) -> Answer:
    """The answer that abstains because no paper passes the filters, or none that passes is on the topic."""
    if not found.searched:
        return abstained(query, no_match(query, library.corpus.papers, found.selection))
    elsewhere = library.finder.elsewhere(found.topic, query.scope)
    return abstained(query, nothing_found(query, found, elsewhere), found.searched)


def instead(answer: Answer, why: str) -> Answer:
    """The verbatim `answer`, with a note that says why no model wrote it."""
    return replace(answer, note=" ".join(filter(None, (answer.note, why, _INSTEAD))))


def exact(query: Query, library: Library, write: Write, *, choice: Choice | None = None) -> Answer:
    """The answer that `write` makes of the papers of `choice`.

    By default these are what `query` chooses; a ranking needs papers that `query` leaves out, and a handler
    may have searched already.
    """
    chosen, found = choice or choose(query, library)
    if found and not found.evidence:
        return nothing(query, found, library)
    cite = Citations()
    text = write(chosen, cite)
    if isinstance(text, Abstention):
        return abstained(query, text)
    if not cite.items:
        return abstained(query, no_match(query, library.corpus.papers, chosen), chosen.searched)
    return answered(query, text, cite, chosen.searched)


def choose(query: Query, library: Library) -> Choice:
    """The papers that pass the filters and are on the topic of `query`."""
    chosen = select(library.corpus.papers, query)
    if not query.topic:
        return chosen, None
    found = library.finder.find(query)
    on_topic = {e.paper.id for e in found.evidence}
    return replace(chosen, papers=Chosen.of(chosen.papers).among(on_topic)), found


def _as_read(query: Query) -> str:
    """How the question was read, where not as it is written; empty where it was.

    Lists the misspelt words and their readings, or what of a question in another language was understood, and
    says what of a very long question was not read, or not as a list, and whose papers were not looked up.
    """
    parts = (_reworded(query), _unread(query), _as_one(query), _names_left(query))
    return " ".join(filter(None, parts))


def _reworded(query: Query) -> str:
    if query.language != ENGLISH and query.mended:
        return understood(query.language, query.mended[0][1])
    changes = ", ".join(f"“{written}” was read as “{meant}”" for written, meant in query.mended)
    return f"{changes[0].upper()}{changes[1:]}." if changes else ""


def _unread(query: Query) -> str:
    if not query.unread:
        return ""
    words = "1 word" if query.unread == 1 else f"{query.unread:,} words"
    return f"The question was read from its beginning and to its end, without {words} between them."


def _names_left(query: Query) -> str:
    asked = (query, *query.without)
    if not (left := sum(each.names_left for each in asked)):
        return ""
    taken = sum(len(names) for each in asked for names in each.authors)
    return (
        f"{taken + left:,} names in the papers fit those in the question; the {taken:,} on most papers were "
        "looked up. A name in full fits fewer."
    )


def _as_one(query: Query) -> str:
    count = parts_of(query.topic)
    return (
        f"A list of {count} topics was read as one; ask for {MOST_PARTS} at most."
        if count > MOST_PARTS
        else ""
    )
