"""What a question in another language says of time, code, people and numbers, in English."""

from __future__ import annotations

import re

_YEAR = r"(?=(19|20)\d\d\b)"
_PAPERS = (
    r"(papers?|arbeit(en)?|artikel|publikation(en)?|veröffentlichung(en)?|aufsätze|publications?|articles?"
    r"|papiers?|travaux|artículos?|publicacion(es)?|trabajos?|articol[oi]|pubblicazion[ei]|lavori|artigos?"
    r"|artikelen|prace)"
)
_NEWEST = (
    r"(neue?ste[nrsm]?|aktuellste[nrs]?|jüngste[nrs]?|letzte[nrs]?|derni(er|ère)s?|plus récente?s?"
    r"|últim[oa]s?|más recientes?|ultim[oie]|più recent[ei])"
)
_OLDEST = (
    r"(älteste[nrsm]?|erste[nrsm]?|premi(er|ère)s?|plus ancien(ne)?s?|primer[oa]?s?|más antigu[oa]s?"
    r"|prim[oie]|più vecch[io]+)"
)
_IN_ENGLISH = (
    (rf"\b(seit|ab|depuis|desde|dal|sinds|od|sedan)\s+(\w+\s+)?{_YEAR}", "since "),
    (rf"\b(vor|avant|antes d[eo]|prima del|voor|przed|före|før)\s+{_YEAR}", "before "),
    (rf"\b(nach|après|después de|depois de|dopo il|na|po|efter)\s+{_YEAR}", "after "),
    (rf"\b(bis|jusqu['’]en|jusqu['’]à|hasta|até|fino al|tot|do|till)\s+{_YEAR}", "until "),
    (rf"(?<=\d)\s+(und|bis|et|à|y|a|e|al|en|i|och|og)\s+{_YEAR}", " to "),
    (r"\b(mit|avec|con|com|met|med|z)\s+(\w+\s+)?(code|código|codice|kod)\b", "with code"),
    # in which year were most papers written
    (
        r"\b(welchem|welches|quelle|qué|quale)\s+(jahr|année|año|anno)\b"
        r".*\b((am|die) meisten|le plus|más|più)\b",
        " which year had the most papers ",
    ),
    (r"\b(pro jahr|par an(née)?|por año|per anno|per jaar)\b", " per year "),
    (
        r"\b(wie ?viele|combien (de |d['’])|cuánt[oa]s|quant[ie]|quantos|hoeveel|ile)"
        rf"\s*(\w+\s+)?{_PAPERS}\b",
        " how many papers ",
    ),
    # who wrote most with him; his co-authors
    (
        r"\b(mit wem|avec qui|con quién|con chi|am (meisten|häufigsten)|le plus (souvent|fréquemment))\b"
        r"|\b(mitautor\w*|ko-?autor\w*|co-?auteurs?|coautor[ei]s?)\b",
        " most frequent coauthors ",
    ),
    (r"\b(wer (ist|war)|qui est(?! l['’])|quién es|chi è|quem é|wie is)\b", " who is "),
    (
        r"\b((der|die|das|le|la|el|il) )?((gruppen|labor|forschungs)leiter(in)?"
        r"|professore?(in|es?sa)?|professeure?|profesora?)\b(?!\s+(?-i:[A-Z]))",
        " the professor ",
    ),
    (
        r"\b(wer leitet|(qui|quién|chi) dirige)\b( (die|le|la|el|il|l['’])\s*\w+)?",
        " who is the professor ",
    ),
    (r"\b([ií]ndice|facteur) h\b", " h-index "),
    (r"\bwer\b(?=.*\b(geschrieben|verfasst|autor\w*|schrieb)\b)", " who wrote "),
    (
        r"\bqui (a|ont|est l['’]auteur|sont les auteurs)\b( (écrit|rédigé))?|\bqui(én(es)?)? escrib\w+",
        " who wrote ",
    ),
    (r"\bchi ha scritto\b|\bwie heeft .*\bgeschreven\b", " who wrote "),
    (
        r"\bwann\b(?=.*\b(erschien\w*|veröffentlicht|publiziert|geschrieben)\b)"
        r"|\b(quand|cuándo|quando)\b(?=.*\b(publi\w+|paru\w*|pubblicat\w*)\b)",
        " publication date ",
    ),
    (
        rf"\b{_NEWEST}\s+{_PAPERS}\b|\b{_PAPERS}\s+((le|la|les|el|los|las|il|i)\s+)?{_NEWEST}\b",
        " newest paper ",
    ),
    (
        rf"\b{_OLDEST}\s+{_PAPERS}\b|\b{_PAPERS}\s+((le|la|les|el|los|las|il|i)\s+)?{_OLDEST}\b",
        " oldest paper ",
    ),
    (
        r"\b(verwandten? arbeit(en)?|ander(e|en|er) (gruppen|forscher\w*|labore?)|von anderen|bei anderen"
        r"|travaux connexes|(d['’])?autres (groupes|chercheurs|équipes)|otros (grupos|investigadores)"
        r"|altri (gruppi|ricercatori))\b",
        " related work ",
    ),
)
KEPT = frozenset(
    "since before after until to with code how many papers paper who wrote publication date newest oldest"
    " which year had the most per frequent coauthors related work is the professor".split()
)
"""The words that `in_english` writes."""


def in_english(text: str) -> str:
    """`text` with what it says of years, code, numbers and people in English, in words of KEPT."""
    for written, english in _IN_ENGLISH:
        text = re.sub(written, english, text, flags=re.IGNORECASE)
    return text
