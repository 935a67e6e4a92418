"""The words of asking, which are no part of what is asked about."""

from __future__ import annotations

import re
from collections.abc import Mapping


REQUEST_WORDS = frozenset(
    """
    together jointly joint main stand stands meaning mean means
    active actually address addressed addresses all already also am another answer answers any anything
    appear appeared appears applied applies apply applying approach approached approaches are area areas
    article articles aspect aspects author authored authoring authors based be been being both build
    builds built came can central collection come comes coming compare compared compares comparison
    concern concerned concerning concerns contribute contributed contribution contributions corpus could
    cover covered covering covers database dated deal dealing deals dealt describe described describes
    detail details develop developed develops did differ difference different differs discover
    discovered discuss discussed discusses discussing do documents does doing done dr each earliest else
    elsewhere especially ever every everything exactly exist existing exists explain explained explains
    explore explored explores field fields filed find finding findings first focus focused focuses found
    general generally get gets give go goes got group groups had handle handles has have he hello her
    here hers hey hi him his how i include included includes including info information interest
    interested interesting interests investigate investigated investigates involve involved involves
    involving is it its just kind kinds know known knows lab laboratory labs last latest learn learned
    like list literature look looked looking lot lots made make many matter may maybe me mention
    mentioned mentioning mentions might mine much must my name need needs new newest no nothing ok okay
    old oldest one ones opinion other others our overview paper papers particular particularly perhaps
    play plays please position preprint preprints present presented presents prof professor project
    projects publication publications publish published publishes publishing question questions really
    recent recently regard regarding relate related relates relation report reported reporting reports
    research researched researcher researchers researches researching role said say says several shall
    she should show showed shown shows some something sorry sort specifically still
    studied studies study studying stuff subject subjects summarise summarize summary tackle tackles
    take takes team teams tell thank thanks that their theirs them theme themes there these they thing
    things think thinks this those thought too took topic topics up us use used uses using versus view
    views vs want wanted wants was we well were what when where which who whom whose why will wish work
    worked working works would write writes written wrote yes yet you your
    """.split()
)
"""Words of a request, not of its topic: "which papers deal with"; the group's own words are among them."""

QUESTION_WORDS = REQUEST_WORDS | frozenset("newest latest oldest author authors year years since before after category code".split())
"""What a misspelt word of a question may have meant."""

_FUNCTION_WORDS: Mapping[str, frozenset[str]] = {
    "de": frozenset(
        """der die das den dem des ein eine einer eines einem einen und oder aber nicht ist sind war waren hat haben
    hatte gibt es er sie wir ihr ihre ihren seine was wer wen wem wie wo wann warum welche welcher welches welchen zu zum
    zur von vom mit bei aus nach auf fuer für über ueber im ins um als auch noch schon nur sich gemacht gruppe arbeiten
    arbeit artikel veröffentlicht geschrieben gearbeitet forschung thema viele alle""".split()
    ),
    "fr": frozenset(
        """le la les un une des du de et ou mais ne pas est sont a ont été il elle ils elles nous vous leur leurs son sa
    ses qui que quoi quel quelle quels quelles comment où quand pourquoi combien au aux avec pour par dans sur sous en ce
    cette ces articles travaux groupe équipe publié écrit fait recherche sujet tous toutes traitent""".split()
    ),
    "es": frozenset(
        """el la los las un una unos unas de del y o pero no es son ha han hay qué que quién quiénes cuál cuáles cómo dónde
    cuándo cuántos por para con en sobre este esta estos estas su sus grupo artículos trabajos publicado ha hecho""".split()
    ),
    "it": frozenset(
        """il lo la i gli le un una uno di del della dei e o ma non è sono ha hanno che chi cosa quale quali come dove
    quando perché quanti per con in su questo questa gruppo articoli lavori pubblicato fatto""".split()
    ),
}
FOREIGN_WORDS = frozenset().union(*_FUNCTION_WORDS.values())
"""Function words and words of asking in the languages that are told from English."""

_ENGLISH = frozenset(
    """the of and to in is are was were do does did has have had what which who how where when why on about with for by
    from this that their they it paper papers group work any not no can you me tell show list""".split()
)


def foreign_language(text: str) -> str | None:
    """The language of `text` ("de", "fr", "es", "it") if its function words are not English ones, else None."""
    found = re.findall(r"[^\W\d_]+", text.casefold())
    counts = {name: sum(w in known for w in found) for name, known in _FUNCTION_WORDS.items()}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] >= 2 and counts[best] > sum(w in _ENGLISH for w in found) else None
