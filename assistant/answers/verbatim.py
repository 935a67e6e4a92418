"""Query -> Answer with no language model; it is also what a model's draft falls back to."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.answers.abstention import (
    Abstention,
    can_not_compare,
    false_premise,
    no_match,
    not_recorded,
    nothing_found,
    out_of_domain,
    unknown_affiliation,
    unknown_author,
    unknown_venue,
    unsupported_language,
    which_paper,
)
from assistant.answers.citations import Citations, suggestion
from assistant.answers.contradictions import contradicted
from assistant.answers.extractive import extreme_answer, fact_answer, list_answer, topic_answer
from assistant.answers.extremes import MEASURES, superlative_answer
from assistant.answers.premises import presumes
from assistant.answers.properties import paper_answer, profile_answer
from assistant.answers.rankings import of_all_people, rank_answer, ranked_people
from assistant.answers.wording import searched
from assistant.datamodels import Answer, Attribute, Intent, Query, Sentence
from assistant.index.catalog import Selection, select
from assistant.index.corpus import Corpus
from assistant.retrieval.conditions import resolve_conditions
from assistant.retrieval.finder import Finder, Found
from assistant.retrieval.rerankers import Ranking, in_order
from assistant.retrieval.retriever import Retriever
from assistant.text.sentences import sentence_texts
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.unrecorded import UNRECORDED

_THEIR_PAPER = re.compile(r"\bet al\b|\b(paper|method|approach|model|work|study|survey|algorithm)\b", re.I)

_PAPER = r"(?:paper|survey|study|article|preprint)"
_NO_NAME = (
    r"(?:the|an?|their|his|this|these|that|according|by|from|to|do|does|did|is|are|was|were"
    r"|groups?|labs?|teams?)\b"
)
_DESCRIBED = re.compile(
    rf"\b(the|their|his|this)\s+(?:(?P<before>(?:(?!{_NO_NAME})[^\s,;?]+\s+){{1,8}}?){_PAPER}\b"
    rf"|{_PAPER}\s+(?:on|about|of|asking|that|which|with)\s+(?P<after>[^,;?]+))",
    re.I,
)
"""One paper, by what it is about."""

_QUANTITY = re.compile(r"\W*(and |so )?how (many|much)\b", re.I)
"""A number is asked for, which one sentence tells, however short the question."""

_HOW = re.compile(
    r"\W*(and |so |but )?((how|why|where) (do|does|did|can|could|is|are|was|were|has|have)"
    r"|what (do|does|did|has|have) (they|he|she|the (group|lab|team)))\b",
    re.I,
)
"""What a paper on that did is an answer, if no sentence is one."""

SHORT = 3
"""Concepts of a question so short that it names little but its topic: "how do hypernetworks work?"."""

FACT_PAPERS = 3
"""Papers that a model may answer a question for a fact from; the best one nearly always suffices."""


class VerbatimAnswers:
    """Answers queries about one corpus in verbatim sentences and exact lists, or says why it can't."""

    def __init__(self, corpus: Corpus, lexicon: Lexicon, retriever: Retriever, finder: Finder) -> None:
        self._corpus, self._lexicon, self._retriever, self._finder = corpus, lexicon, retriever, finder

    def answer(self, query: Query, ranking: Ranking = ()) -> Answer:
        """The answer; `ranking` is the order that a re-ranker found."""
        query = resolve_conditions(query, self._finder)
        if query.topic and len(query.authors) > 1 and not select(self._corpus.papers, query).joint:
            query = replace(query, any_author=True)  # what any of them wrote, and said to be so
        said = query.intent in (Intent.COUNT, Intent.EXTREME, Intent.RANK)
        understood = said or query.topic or query.facts or query.has_filters
        if query.language != "en" and not understood:
            return self._abstained(query, unsupported_language())
        match query.intent:
            case _ if not query.text:
                return self._abstained(query, out_of_domain(self._lexicon))
            case Intent.OUT_OF_DOMAIN:
                return self._abstained(query, out_of_domain(self._lexicon))
            case _ if query.attribute in UNRECORDED:
                return self._abstained(query, not_recorded(query, self._lexicon))
            case _ if query.unknown_affiliation:
                return self._abstained(query, unknown_affiliation(query, self._corpus.papers))
            case _ if query.unknown_venue and not query.venues:
                return self._abstained(query, unknown_venue(query, self._corpus.papers))
            case Intent.PROFILE:
                return self._profile(query)
            case Intent.PAPER:
                return self._paper(query)
            case Intent.TOPIC if query.topic and not query.unknown_authors:
                return self._topic(query, ranking)
            case Intent.FACT if query.topic and not query.unknown_authors:
                return self._fact(query, ranking)
            case _:
                return self._exact(query)

    def people(self, query: Query) -> tuple[str, ...]:
        """Whom the answer to `query` ranks, first the most frequent; nobody where it ranks no people."""
        if query.attribute != Attribute.AUTHORS:
            return ()
        if query.intent is Intent.PAPER:  # the authors of one paper, in their order
            cited = {c.paper_id for c in self.answer(query).citations}
            papers = [self._corpus.paper(one) for one in cited]
            return papers[0].authors if len(papers) == 1 else ()
        if query.intent is not Intent.RANK:
            return ()
        chosen, _ = self._chosen(resolve_conditions(query, self._finder))
        return tuple(ranked_people(query, chosen.papers, self._lexicon.subjects))

    def _topic(self, query: Query, ranking: Ranking = ()) -> Answer:
        return self._told(query, in_order(self._finder.find(query), ranking))

    def _told(self, query: Query, found: Found) -> Answer:
        """What the papers that were found say on the topic."""
        if not found.evidence:
            return self._nothing(query, found)
        if contradiction := self._contradiction(query, found):
            return self._abstained(query, contradiction, found.searched)
        cite = Citations()
        told = [self._finder.telling(query.topic, e) for e in found.evidence]
        text = topic_answer(query, told, found.selection, cite)
        return replace(_answered(query, text, cite, found.searched), evidence=found.evidence)

    def _fact(self, asked: Query, ranking: Ranking = ()) -> Answer:
        query = self._of_their_paper(asked)
        answer = self._fact_of(query, ranking)
        if query is asked:
            return answer
        count = select(self._corpus.papers, asked).searched  # all were, for "their" paper
        return replace(answer, query=asked, searched=searched(asked, count))

    def _fact_of(self, query: Query, ranking: Ranking) -> Answer:
        of_one_paper = query.papers is not None and len(query.papers) == 1
        short = not of_one_paper and not _QUANTITY.match(query.text)
        if short and len(self._lexicon.topics.read(query.topic).concepts) < SHORT:
            return self._topic(replace(query, intent=Intent.TOPIC), ranking)
        found = in_order(self._finder.find_answer(query), ranking)
        if not found.evidence and of_one_paper:  # what is nearest to it in the abstract
            return self._paper(replace(query, intent=Intent.PAPER, attribute=Attribute.ABSTRACT))
        if not found.evidence:
            if _HOW.match(query.text) and (near := self._finder.find(query)).is_certain:
                return self._told(replace(query, intent=Intent.TOPIC), in_order(near, ranking))
            return self._nothing(query, found)
        if contradiction := self._contradiction(query, found):
            return self._abstained(query, contradiction, found.searched)
        best = found.evidence[0]
        if not best.sentences:  # a re-ranker put it first
            best = self._finder.answering(query.text, best)
        if not best.sentences:  # a paper without an abstract
            return self._topic(replace(query, intent=Intent.TOPIC), ranking)
        cite = Citations()
        answer = _answered(query, fact_answer(best, cite), cite, found.searched)
        return replace(answer, evidence=found.evidence[:FACT_PAPERS])

    def _of_their_paper(self, query: Query) -> Query:
        """`query` of the one paper that "the method of Pokel" or "the swimmer paper" can only mean."""
        if query.authors and query.papers is None and _THEIR_PAPER.search(query.text):
            chosen = select(self._corpus.papers, query).papers
            if len(chosen) == 1:
                return replace(query, papers=(chosen[0].id,))
        described = _DESCRIBED.search(query.text) if query.papers is None and not query.has_filters else None
        if described:
            paper = self._finder.described(described["before"] or described["after"], query.scope)
            return replace(query, papers=(paper,)) if paper else query
        return query

    def _exact(self, query: Query) -> Answer:
        """Lists, counts and orders over all papers that pass the filters, and the topic if there is one."""
        if query.unknown_authors and not query.authors:
            nearest = self._lexicon.people.nearest(query.unknown_authors[0])
            return self._abstained(query, unknown_author(query, self._corpus.papers, nearest))
        chosen, found = self._chosen(query)
        if found and not found.evidence:
            return self._nothing(query, found)
        cite = Citations()
        match query.intent:
            case Intent.EXTREME if query.attribute:
                measure = MEASURES[query.attribute]
                if query.newest_first and (cut := measure.unclear(chosen.papers)):
                    return self._abstained(query, can_not_compare(cut))
                text = superlative_answer(query, chosen, measure, cite)
            case Intent.EXTREME:
                text = extreme_answer(query, chosen, cite)
            case Intent.RANK:
                text = rank_answer(query, chosen, cite, self._lexicon.subjects, self._lexicon.venues)
            case _:
                text = list_answer(query, chosen, cite)
        if not cite.items:
            return self._abstained(query, no_match(query, self._corpus.papers, chosen), chosen.searched)
        return _answered(query, text, cite, chosen.searched)

    def _chosen(self, query: Query) -> tuple[Selection, Found | None]:
        """The papers that pass the filters, and are on the topic if there is one: what was found on it."""
        if query.intent is Intent.RANK:
            query = of_all_people(query)
        chosen = select(self._corpus.papers, query)
        if not query.topic:
            return chosen, None
        found = self._finder.find(query)
        on_topic = {e.paper.id for e in found.evidence}
        return replace(chosen, papers=tuple(p for p in chosen.papers if p.id in on_topic)), found

    def _paper(self, query: Query) -> Answer:
        """A property of one paper: of those just cited, one named by its title, or the best match."""
        if query.papers and (len(query.papers) == 1 or not query.topic):
            paper = self._corpus.paper(query.papers[0])
        elif named := self._lexicon.title_in(query.text):
            paper = named[0]
        elif not query.topic and query.has_filters:  # the paper by Pokel
            chosen = select(self._corpus.papers, query)
            if len(chosen.papers) != 1:
                return self._exact(replace(query, intent=Intent.LIST))
            paper = chosen.papers[0]
        elif not query.topic:
            return self._abstained(query, which_paper())
        else:
            found = self._finder.find(query)
            if not found.evidence:
                return self._nothing(query, found)
            only = self._finder.entitled(query.topic, query.scope) if query.papers is None else None
            if (
                query.attribute == Attribute.ABSTRACT
                and query.papers is None
                and len(found.evidence) > 1
                and not only
            ):
                return self._topic(replace(query, intent=Intent.TOPIC, attribute=None))
            paper = self._corpus.paper(only) if only else found.evidence[0].paper
        sentences: list[Sentence] = []
        if query.attribute == Attribute.ABSTRACT:
            sentences = self._retriever.sentences(query.topic or paper.title, paper, closely=True)[:4]
        cite = Citations()
        return _answered(query, paper_answer(query, paper, sentences, cite), cite, 1)

    def _profile(self, query: Query) -> Answer:
        cite = Citations()
        text = profile_answer(query, self._corpus.profiles, cite)
        return _answered(query, text, cite, 0)

    def _nothing(self, query: Query, found: Found) -> Answer:
        if not found.searched:
            return self._abstained(query, no_match(query, self._corpus.papers, found.selection))
        elsewhere = self._finder.elsewhere(found.topic, query.scope)
        return self._abstained(query, nothing_found(query, found, elsewhere), found.searched)

    def _contradiction(self, query: Query, found: Found) -> Abstention | None:
        """What to say where the best paper denies what the question takes for granted."""
        premise = presumes(self._lexicon.topics.in_full(query.text))
        if premise is None:
            return None
        paper = found.evidence[0].paper
        against = contradicted(premise, paper.title, sentence_texts(paper.abstract))
        return false_premise(premise, against, paper) if against else None

    def _abstained(self, query: Query, abstention: Abstention, count: int = 0) -> Answer:
        said = _answered(query, abstention.text, Citations(), count)
        near = tuple(suggestion(paper) for paper in abstention.near)
        return replace(said, reason=abstention.reason, suggestions=near)


def _answered(query: Query, text: str, cite: Citations, count: int) -> Answer:
    return Answer(
        question=query.text,
        text=text,
        query=query,
        citations=tuple(cite.items),
        searched=searched(query, count),
        note=_mended(query),
    )


def _mended(query: Query) -> str:
    """What the reader should know of words that were read otherwise than written."""
    changes = ", ".join(f"“{written}” was read as “{meant}”" for written, meant in query.mended)
    return f"{changes[0].upper()}{changes[1:]}." if changes else ""
