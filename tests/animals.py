"""The papers of a small group that studies animals, as the rules for questions know them."""

from __future__ import annotations

from datetime import date

from fakes import make_paper, make_vocabulary

from assistant.datamodels import Origin, PaperDate, Profile, ProfileFact
from assistant.understanding.lexicon import Lexicon

TODAY = date(2026, 7, 1)

PAPERS = (
    make_paper(
        "Lions at Night", "Lions hunt antelopes.", authors=("Ada K. Byron", "Kurt Gödel"), category="CV"
    ),
    make_paper("Swimming Tigers", "Tigers swim across rivers.", authors=("Kurt Gödel", "Emmy Noether")),
    make_paper(
        "Sparrow Nests",
        "Sparrows build nests in hedges.",
        authors=("Emmy Noether",),
        category="LG",
        date=PaperDate(2019, text="2019"),
    ),
    make_paper("Group Theory of Herds", "Herds of zebras move out of step.", affiliations=("Zoo Zurich",)),
    make_paper("ZooThat! 2025", "A contest in counting zebras.", category="AI"),
    make_paper("A Walk Without Any Tigers", arxiv_id="2012.00001v1", doi="10.1000/zoo.1"),
    make_paper("Whale Songs", "Whales sing.", scope="related", authors=("Maria Merian",)),
)
FACTS = (
    *("h_index", "citation_count", "trust_score", "trust_label", "verification_level", "author_claim"),
    *("follower_count", "topic_count", "close_collaborator_count", "work_count", "affiliation"),
    "collaboration",
)
PROFILE = Profile("Ada K. Byron", tuple(ProfileFact(n, n, "1", n, Origin("ada.html", 1)) for n in FACTS))


def make_lexicon() -> Lexicon:
    """What the rules for questions know of these papers."""
    return Lexicon(PAPERS, [PROFILE], ["Ada K. Byron"], make_vocabulary(PAPERS))


def months(
    year_from: int | None, month_from: int | None, year_to: int | None, month_to: int | None
) -> dict[str, object]:
    """The fields of a Query for the time from one month to another."""
    return {"year_from": year_from, "month_from": month_from, "year_to": year_to, "month_to": month_to}
