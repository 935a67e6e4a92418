"""What papers are counted by: year, category, venue, affiliation, or the people who signed them."""

from __future__ import annotations

from assistant.datamodels import Attribute
from assistant.understanding.listed_years import lists_years
from assistant.understanding.patterns import NUMBER, ORDINALS, PAPERS, any_of, number, pattern, phrases
from assistant.understanding.reading import Reading

_PERSON = r"((co-?)?authors?|collaborators?|people|persons?|names?|researchers?|members?|experts?)"
_BY = {
    Attribute.YEAR: phrases("years?|when"),
    Attribute.CATEGORY: phrases("(arxiv )?categor(y|ies)"),
    Attribute.VENUE: phrases("venues?|journals?|conferences?|where"),
    Attribute.AFFILIATIONS: phrases("affiliations?|institutions?|universit(y|ies)"),
    Attribute.AUTHORS: phrases(_PERSON, r"who|whom|(co-?author|collaborat|contact)\w*"),
}
_MOST_PAPERS = "(most|busiest|largest|highest)"
_THE_MOST = pattern(rf"\b(year\b.*\b(?P<most>{_MOST_PAPERS})|(when\b.*\bmost {PAPERS}|busiest year))\b")
_MOST = phrases("most|often|frequent(ly)?")
_FIRST = phrases("(first|lead)[ -]author(s|ed)?")
_PER = phrases("(per|by|each|every) (year|category|journal|venue|conference|institution|affiliation)")
_EVERYBODY_ASKED = phrases(rf"(how many|number of|list) ((all|the|first|different) )*{_PERSON}")
_PAPERS = phrases(PAPERS)
_WITH_PERSON = phrases("co-?authors|collaborators|people|who(?! is)")
_EVERYBODY = 99
_AT_PLACE = phrases(f"who (is|comes) (the )?{any_of(*ORDINALS)}(?! author)")
_TOP = pattern(rf"\b(?P<count>{NUMBER})(?= ([\w-]+ ){{0,3}}?{_PERSON}\b)")
_ON_MANY = phrases(rf"(?P<how>at least|more than|over|exactly|only) (?P<count>{NUMBER})")


def read_grouping(reading: Reading, kind: str) -> Attribute | None:
    """The attribute by which the question wants papers counted; None where the question counts nothing.

    Of several that are named the first counts: "In which years did these people publish?"
    """
    if kind in ("rank", "count") and lists_years(reading) and not _BY[Attribute.AUTHORS].search(reading.text):
        return Attribute.YEAR
    if most := _THE_MOST.search(reading.text):
        reading.blank(*most.span("most") if most["most"] else most.span())
        reading.put(limit=1)
        return Attribute.YEAR
    found = {name: match.start() for name, noun in _BY.items() if (match := noun.search(reading.text))}
    said = _PER.search(reading.text) or _EVERYBODY_ASKED.search(reading.text) or _beside_a_person(reading)
    plain = kind not in ("paper", "extreme") and said
    if not (kind == "rank" or plain) or not found:
        return None
    if {Attribute.YEAR, Attribute.CATEGORY} <= found.keys():
        return Attribute.YEAR_AND_CATEGORY
    by = min(found, key=found.__getitem__)
    if by is Attribute.AUTHORS:
        return _people(reading)
    for name in found:
        reading.take_all(_BY[name])
    return by


def _beside_a_person(reading: Reading) -> bool:
    """Whether the people are asked for with whom somebody wrote: "who has published with Noether?"."""
    asked = reading.query.authors and _WITH_PERSON.search(reading.text)
    return bool(asked and not _PAPERS.search(reading.text))


def _people(reading: Reading) -> Attribute | None:
    """The people, with how many of them and with how many papers; None where nobody has the name given."""
    if reading.query.unknown_authors or _AT_PLACE.search(reading.text):
        return None
    if _FIRST.search(reading.text) and not reading.query.authors:
        reading.put(author_position="first", limit=None if _MOST.search(reading.text) else _EVERYBODY)
    elif _EVERYBODY_ASKED.search(reading.text):
        reading.put(limit=_EVERYBODY)
    elif top := reading.take(_TOP):
        reading.put(limit=number(top["count"], otherwise=1))
    if many := reading.take(_ON_MANY):
        count, how = number(many["count"], otherwise=1), many["how"].lower()
        above = how in ("more than", "over")
        reading.put(least_papers=count + above, most_papers=None if above or how == "at least" else count)
    return Attribute.AUTHORS
