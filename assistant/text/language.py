"""Telling a question in another language from an English one: by its script, or by its function words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping

from assistant.text.analysis import fold

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
    "pt": frozenset(
        """
        artigos com como da das de do dos e em esta este estes fez foi grupo na no nos não o os ou para por
        pesquisa publicou quais qual quando quantos que quem sobre sua são tem trabalhos um uma é
        """.split()
    ),
    "nl": frozenset(
        """
        artikelen bij de deze dit door een en gaan gedaan geschreven groep heeft hebben het hoe hoeveel met
        naar niet onderzoek ook van voor waar wat welk welke werk wie zijn
        """.split()
    ),
    "pl": frozenset(
        """
        artykuły co czy dla do grupa grupy jak jakie jest kto które na napisał nie o od oraz po prace przez
        są się temacie to w z zrobiła że
        """.split()
    ),
    "sv": frozenset(  # and Danish and Norwegian
        """
        af artiklar artikler att av det den eller en er ett finns för gjort grupp gruppen har hur hva hvad
        hvilke hvilken inte med och og om på som till vad vilka vilken vem är
        """.split()
    ),
    "tr": frozenset("bu da de grup hakkında hangi ile için kim mi ne nedir olan ve var yaptı".split()),
}
_ALL_WORDS = frozenset().union(*_FUNCTION_WORDS.values())
FOREIGN_WORDS = _ALL_WORDS | {fold(word) for word in _ALL_WORDS}
"""Function words and words of asking in the languages that are told from English."""

_ENGLISH = frozenset(
    """
    a about an and any are as at be been by can code did do does done few find for from give had has have
    how i in is it its list many me my newest no not of on one or our paper papers show since some tell than
    that the their them there these they this those to us was we were what when where which who why will
    with work works would you your
    """.split()
)
_SCRIPTS: Mapping[str, str] = {
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "CJK": "zh",
    "CYRILLIC": "ru",
    "GREEK": "el",
    "ARABIC": "ar",
    "HEBREW": "he",
    "DEVANAGARI": "hi",
    "THAI": "th",
}
"""How Unicode's names of letters begin, and the language that most likely writes them; ja before zh."""

UNKNOWN = "und"
"""Not English, but which language it is can't be told (ISO 639)."""

_WORD = re.compile(r"[^\W\d_]+")


def foreign_language(text: str, is_word: Callable[[str], bool]) -> str | None:
    """The language of `text` ("de", "zh", "und") if it is not English, else None.

    `is_word` tells whether a word is English, or a term or a name of the papers.
    """
    found = _WORD.findall(text.casefold())
    english = sum(word in _ENGLISH for word in found)
    letters = [_script(letter) for letter in "".join(found) if not letter.isascii()]
    scripts = [script for script in letters if script != "LATIN"]
    if not english and scripts and scripts != ["GREEK"]:  # one Greek letter is a symbol
        return next((_SCRIPTS[script] for script in _SCRIPTS if script in scripts), UNKNOWN)
    counts = {name: sum(word in known for word in found) for name, known in _FUNCTION_WORDS.items()}
    best = max(counts, key=lambda name: counts[name])
    if counts[best] >= 2 and counts[best] > english:
        return best
    strange = [word for word in found if not is_word(word)]
    if len(strange) >= 2 and len(strange) > english and not "".join(strange).isascii():
        return UNKNOWN
    return None


_ENDINGS = ("ern", "er", "en", "es", "e", "n", "s")
# What foreign endings, folded, are in English.
_SAME = (
    ("ique", "ics"),  # robotique
    ("ique", "ic"),
    ("ik", "ics"),  # Robotik
    ("ica", "ics"),
    ("isch", "ic"),
    ("ite", "ity"),  # plasticité
    ("itat", "ity"),  # Plastizität
    ("idad", "ity"),
    ("ita", "ity"),
    ("cion", "tion"),
    ("zione", "tion"),
    ("cao", "tion"),
    ("ierung", "ization"),
    ("ie", "y"),  # theorie
    ("ia", "y"),
)
_SHORTEST = 5
"""Letters of a cognate: among shorter ones too many are something else."""


def cognates(word: str) -> Iterator[str]:
    """What the folded `word` may be in English by its looks: "Roboter" a robot, "Zitationen" citations."""
    for spelling in dict.fromkeys((word, re.sub("[zk]", "c", word))):
        for ending in (end for end in _ENDINGS if spelling.endswith(end)):
            base = spelling.removesuffix(ending)
            if len(base) >= _SHORTEST:
                yield from (base, f"{base}s")
    for spelling in dict.fromkeys((word, word.removesuffix("s"), word.removesuffix("en"))):
        for foreign, english in (pair for pair in _SAME if spelling.endswith(pair[0])):
            if len(spelling) >= _SHORTEST:
                yield spelling.removesuffix(foreign) + english


_SHORTEST_PART = 4
_LINKS = ("s", "n", "en")


def compound_parts(word: str) -> Iterator[tuple[str, ...]]:
    """What a folded German compound may be made of: "hypernetzwerke", "anomalieerkennung", "meta-lernen"."""
    if "-" in word:
        yield tuple(filter(None, word.split("-")))
    for at in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        first, second = word[:at], word[at:]
        yield first, second
        for link in (link for link in _LINKS if first.endswith(link)):  # Forschungs-gruppe
            if len(first) - len(link) >= _SHORTEST_PART:
                yield first.removesuffix(link), second


def latin(text: str) -> str:
    """`text` with a space in place of every letter of another script: "hypernetworksについて"."""
    return "".join(c if c.isascii() or not c.isalpha() or _script(c) == "LATIN" else " " for c in text)


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").split(" ")[0].split("-")[0]
