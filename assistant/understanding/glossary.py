"""Common words of the field in German and French, folded, and what they are in English.

The papers are in English and no model translates; cognates ("Robotik") are told by their looks: languages.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_GERMAN = """
    lernen learning, lernt learning, maschinell machine, tief deep, netz networks, netzwerk networks,
    neuronal neural, unsicherheit uncertainty, gehirn brain, hirn brain, vergessen forgetting,
    katastrophal catastrophic, kontinuierlich continual, fortlaufend continual, lebenslang continual,
    bestarkend reinforcement, verstarkend reinforcement, chirurgie surgery, operation surgery,
    chirurgisch surgical, wirbelsaule spine, anomalie anomaly, erkennung detection, erkennen detection,
    bild image, bilder images, bildverarbeitung vision, sehen vision, sprache language, agent agents,
    steuerung control, regelung control, schwimmen swimming, schwimmer swimmer, schwimmroboter swimmer,
    fisch fish, dokument documents, sicherheit safety, sicher safe, robustheit robustness, rauschen noise,
    gewicht weights, verlust loss, daten data, wissen knowledge, industriell industrial, prozess process,
    uberwachung monitoring, umfrage survey, ubersicht survey, ubersichtsarbeit survey, kunstlich artificial,
    intelligenz intelligence, naturlich natural, ruckkopplung feedback, biologisch biological,
    plausibel plausible, bayessch bayesian, bayesianisch bayesian, verteilung distribution,
    vorhersage prediction, medizin medical, medizinisch medical, angriff attacks, suche retrieval,
    gegnerisch adversarial, darstellung representation, weltmodell world models, ubertragung transfer,
    zuordnung assignment
"""
_FRENCH = """
    apprentissage learning, apprendre learning, profond deep, reseau networks, reseaux networks,
    neurone neural, neuronaux neural, incertitude uncertainty, cerveau brain, oubli forgetting,
    continu continual, continuel continual, chirurgie surgery, chirurgical surgical, chirurgicale surgical,
    chirurgicaux surgical, vertebrale spine, dorsale spine, anomalie anomaly, langage language,
    langue language, controle control, commande control, nage swimming, nageur swimmer, poisson fish,
    securite safety, robustesse robustness, bruit noise, poids weights, donnees data,
    connaissance knowledge, industriel industrial, industrielle industrial, processus process,
    surveillance monitoring, artificielle artificial, naturelle natural, bayesien bayesian,
    bayesienne bayesian, attaque attacks, adverse adversarial, medecine medical,
    reconnaissance recognition, recherche retrieval, synthese survey, modele model
"""
_RUNS = (  # what is in another order in English
    (r"r[ée]seaux? (de )?neurones( artificiels)?( profonds)?", "neural networks"),
    (r"apprentissage (automatique|machine)", "machine learning"),
    (r"apprentissage profond", "deep learning"),
    (r"apprentissage continu(el)?", "continual learning"),
    (r"apprentissage par renforcement", "reinforcement learning"),
    (r"apprentissage par transfert", "transfer learning"),
    (r"oubli catastrophique", "catastrophic forgetting"),
    (r"s[ée]ries? temporelles?", "time series"),
    (r"intelligence artificielle", "artificial intelligence"),
    (r"intelligence naturelle", "natural intelligence"),
    (r"colonne vert[ée]brale", "spine"),
    (r"hors[ -]distribution", "out-of-distribution"),
    (r"recherche d['’]information", "information retrieval"),
    (r"mod[èe]les? du monde", "world models"),
    (r"vision par ordinateur", "computer vision"),
    (r"zeitreihen?", "time series"),
)


def _read(words: str) -> Mapping[str, str]:
    pairs = (pair.split(maxsplit=1) for pair in words.replace("\n", " ").split(",") if pair.strip())
    return {foreign: english for foreign, english in pairs}


_ENDINGS = ("en", "em", "er", "es", "e", "n", "s")
_WORDS: Mapping[str, Mapping[str, str]] = {"de": _read(_GERMAN), "fr": _read(_FRENCH)}


def terms_in_english(text: str) -> str:
    """`text` with terms of several words in English, where their order is another one."""
    for foreign, english in _RUNS:
        text = re.sub(rf"\b{foreign}\b", english, text, flags=re.IGNORECASE)
    return text


def in_english(word: str, language: str) -> str:
    """What the folded `word` of a `language` is in English; empty where this glossary does not have it."""
    known = _WORDS.get(language, {})
    forms = (word, *(word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending)))
    return next((known[form] for form in forms if form in known), "")
