"""Telling a question in another language from an English one, by its function words."""

from __future__ import annotations

import re
from collections.abc import Mapping

_FUNCTION_WORDS: Mapping[str, frozenset[str]] = {
    "de": frozenset(
        """
        aber alle als arbeit arbeiten artikel auch auf aus bei das dem den der des die ein eine einem
        einen einer eines er es forschung fuer für gearbeitet gemacht geschrieben gibt gruppe haben hat
        hatte ihr ihre ihren im ins ist mit nach nicht noch nur oder schon seine sich sie sind thema ueber
        um und veröffentlicht viele vom von wann war waren warum was welche welchen welcher welches wem
        wen wer wie wir wo zu zum zur über
        """.split()
    ),
    "fr": frozenset(
        """
        a articles au aux avec ce ces cette combien comment dans de des du elle elles en est et fait
        groupe il ils la le les leur leurs mais ne nous ont ou où par pas pour pourquoi publié quand que
        quel quelle quelles quels qui quoi recherche sa ses son sont sous sujet sur tous toutes traitent
        travaux un une vous écrit équipe été
        """.split()
    ),
    "es": frozenset(
        """
        artículos con cuál cuáles cuándo cuántos cómo de del dónde el en es esta estas este estos grupo ha
        han hay hecho la las los no o para pero por publicado que quién quiénes qué sobre son su sus
        trabajos un una unas unos y
        """.split()
    ),
    "it": frozenset(
        """
        articoli che chi come con cosa dei del della di dove e fatto gli gruppo ha hanno i il in la lavori
        le lo ma non o per perché pubblicato quale quali quando quanti questa questo sono su un una uno è
        """.split()
    ),
}
FOREIGN_WORDS = frozenset().union(*_FUNCTION_WORDS.values())
"""Function words and words of asking in the languages that are told from English."""

_ENGLISH = frozenset(
    """
    about and any are by can did do does for from group had has have how in is it list me no not of on
    paper papers show tell that the their they this to was were what when where which who why with work
    you
    """.split()
)


def foreign_language(text: str) -> str | None:
    """The language of `text` ("de", "fr", "es", "it") if its function words are not English, else None."""
    found = re.findall(r"[^\W\d_]+", text.casefold())
    counts = {name: sum(w in known for w in found) for name, known in _FUNCTION_WORDS.items()}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] >= 2 and counts[best] > sum(w in _ENGLISH for w in found) else None
