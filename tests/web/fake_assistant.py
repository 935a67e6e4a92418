"""A small assistant with answers made by hand, for the tests of the page."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.datamodels import (
    Answer,
    Citation,
    Draft,
    Evidence,
    Filters,
    Intent,
    Message,
    Origin,
    Paper,
    PaperDate,
    Profile,
    ProfileFact,
    Query,
    Reason,
    ScopeFilter,
    Sentence,
    StepUsage,
    Suggestion,
    Support,
    Told,
    Usage,
)
from assistant.errors import ModelError
from assistant.index.bodies import Bodies
from assistant.index.members import members_of
from assistant.index.owner import Owner, owner_of
from assistant.index.snapshot import SCHEMA, Manifest, SourceRecord
from assistant.index.themes import Theme
from assistant.models.encoders import Vectors

PAGE = "000_researcher.txt"
HOSTILE = (
    '<img src="http://evil.test/pixel.png" onerror="document.title=1"> ![x](http://evil.test/p.png) '
    '<form action="http://evil.test"><button>Sign in</button></form> [click](http://evil.test) '
    '<div style="position:fixed;inset:0;background:red">${7*7} {{7*7}}</div> <script>alert(1)</script>'
)


def paper(id: str, title: str, abstract: str, authors: str, year: int, line: int, **more: object) -> Paper:
    names = tuple(authors.removesuffix(" et al.").split(", "))
    fields: dict[str, object] = {"scope": "group", "category": "LG", "records": (Origin(PAGE, line),)} | more
    return Paper(
        id=id,
        title=title,
        abstract=abstract,
        authors=names,
        authors_complete=not authors.endswith("et al."),
        date=PaperDate(year, 7, 23),
        **fields,  # type: ignore[arg-type]
    )


PAPERS = (
    paper(
        "local",
        "Local vs Global continual learning",
        "Continual learning is the problem of integrating new information in a model while retaining the "
        "knowledge acquired in the past. Despite the tangible improvements achieved in recent years, the "
        "problem of continual learning is still an open one. In this work, we view continual learning "
        "from the perspective of the multi-task loss approximation, and we compare two alternative "
        "strategies, namely local and global approximations. We classify existing continual learning "
        "algorithms based on the approximation used, and we assess the practical effects of this "
        "distinction in common continual learning settings.",
        "Giulia Lanzillotta, Sidak Pal Singh, Benjamin F. Grewe et al.",
        2024,
        41,
    ),
    paper(
        "guarantees",
        "Towards guarantees for parameter isolation in continual learning",
        "Deep learning has proved to be a successful paradigm for solving many challenges in machine "
        "learning. However, deep neural networks fail when trained sequentially on multiple tasks, a "
        "shortcoming known as catastrophic forgetting in the continual learning literature. We offer a "
        "unifying perspective on a family of continual learning algorithms, namely methods based on "
        "parameter isolation, and we establish guarantees on catastrophic forgetting for some of them.",
        "Giulia Lanzillotta, Sidak Pal Singh, Benjamin F. Grewe et al.",
        2023,
        47,
    ),
    paper(
        "hypernetworks",
        "Continual learning with hypernetworks",
        "Artificial neural networks suffer from catastrophic forgetting when they are sequentially "
        "trained on multiple tasks. To overcome this problem, we present a novel approach based on "
        "task-conditioned hypernetworks, i.e., networks that generate the weights of a target model based "
        "on task identity. Continual learning (CL) is less difficult for this class of models thanks to a "
        "simple key feature: instead of recalling the input-output relations of all previously seen data, "
        "task-conditioned hypernetworks only require rehearsing task-specific weight realizations.",
        "Johannes von Oswald, Christian Henning, João Sacramento et al.",
        2019,
        131,
        url="https://arxiv.org/abs/1906.00695",
    ),
    paper(
        "theirs",
        "A survey of memory replay",
        "Replay keeps old examples. We survey replay methods.",
        "Ada Example",
        2025,
        12,
        scope="related",
    ),
    paper("hostile", HOSTILE, f"First sentence. {HOSTILE} Last sentence.", f"{HOSTILE} et al.", 2020, 99),
)
PROFILE = Profile(
    "Benjamin F. Grewe",
    (ProfileFact("h_index", "h-index", "11", "h-index11", Origin(PAGE, 4)),),
)


MANIFEST = Manifest(
    schema=SCHEMA,
    content_hash="f00d",
    created="2026-11-29T10:20:30+00:00",
    embedding_model="all-MiniLM-L6-v2",
    dimension=384,
    group_papers=4,
    related_papers=1,
    passages=25,
    sources=(SourceRecord(PAGE, "researcher", "Benjamin F. Grewe", "group", "2026-11-20", "", 5, 2),),
    given=("/home/ada/secret", "orcid:0000-0002-1825-0097"),
)


@dataclass
class FakeCorpus:
    papers: tuple[Paper, ...] = PAPERS
    profiles: tuple[Profile, ...] = (PROFILE,)
    snapshot_id: str = "f00d"
    bodies: Bodies = field(default_factory=lambda: Bodies(Path(), {}))
    captured: Mapping[str, str] = field(default_factory=lambda: {PAGE: "2026-11-20"})
    manifest: Manifest = MANIFEST
    vector_server: str = ""

    @property
    def owner(self) -> Owner:
        return owner_of(self.manifest, self.profiles)

    @property
    def members(self) -> frozenset[str]:
        return members_of(self.papers, self.profiles)

    def themes(self, papers: Sequence[Paper], *, most: int) -> tuple[Theme, ...]:
        """One, on which the fake assistant finds papers."""
        on_it = tuple(p for p in papers if "continual learning" in p.title.lower())
        return (Theme("continual learning", on_it, on_it),) if on_it else ()

    @property
    def paper_vectors(self) -> Vectors:
        """Papers whose titles begin alike lie close together; a paper without an abstract has no place."""
        rows = [
            np.bincount(np.frombuffer(p.title.lower()[:20].encode(), np.uint8), minlength=256)
            * bool(p.abstract)
            for p in self.papers
        ]
        return np.array([row[:256] for row in rows], dtype=np.float32)

    def vectors_of(self, rows: NDArray[np.int64]) -> Vectors:
        return self.paper_vectors[rows]

    def paper(self, id: str) -> Paper:
        return {paper.id: paper for paper in self.papers}[id]


def _set() -> threading.Event:
    event = threading.Event()
    event.set()
    return event


@dataclass
class FakeAssistant:
    """Answers by a word in the question; `asked` keeps what it was given.

    `step` is the time in seconds between two pieces of an answer.
    `released` ends an endless answer; while `may_end` is cleared, every answer stays a draft, and while
    `may_write` is, a model goes on thinking.
    """

    corpus: FakeCorpus = field(default_factory=FakeCorpus)
    writer: str = "extractive"
    step: float = 0.005
    asked: list[tuple[str, tuple[Message, ...], ScopeFilter | None]] = field(default_factory=list)
    filters: list[Filters | None] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)
    may_end: threading.Event = field(default_factory=_set)
    may_write: threading.Event = field(default_factory=_set)

    offered: tuple[str, ...] = ("extractive",)
    chosen: list[str | None] = field(default_factory=list)
    closed: threading.Event = field(default_factory=threading.Event)

    def writers(self) -> tuple[str, ...]:
        return self.offered

    def retrieve(self, question: str, *, scope: ScopeFilter | None = None) -> tuple[Evidence, ...]:
        """The papers with the words that the question is on, in any order."""
        words = question.lower().removeprefix("what has this group done on ").rstrip("?").split()
        found = [p for p in self.corpus.papers if all(w in f"{p.title} {p.abstract}".lower() for w in words)]
        end = 40
        return tuple(
            Evidence(p, 0.9, (Sentence(0, end, p.abstract[:end], 0.8),), plain=True)
            for p in found
            if scope in (None, "all", p.scope)
        )

    def stream(
        self,
        question: str,
        history: Sequence[Message] = (),
        *,
        scope: ScopeFilter | None = None,
        filters: Filters | None = None,
        writer: str | None = None,
    ) -> Generator[Draft | Answer, None, None]:
        self.asked.append((question, tuple(history), scope))
        self.filters.append(filters)
        self.chosen.append(writer)
        if "unreachable" in question:
            raise ModelError("The model at localhost:11434 did not answer; start it, or leave out --model.")
        if "crash" in question:
            raise ZeroDivisionError("a secret detail")
        answer = answer_to(question)
        try:
            if "endless" in question:
                text = ""
                while not self.released.wait(max(self.step, 0.03)):
                    text += "and so on, "
                    yield Draft("It is settled [1].", f" {text}")
            while "silent" in question and not self.released.wait(0.03):
                yield Draft(doing="Asking the model…")
            if answer.support:
                yield from self._written(answer)
            words = answer.text.split(" ") if not answer.support else []
            for end in range(1, len(words), 3):
                time.sleep(self.step)
                yield Draft(" ".join(words[:end]))
            while words and not self.may_end.wait(0.03):
                yield Draft(" ".join(words[:-1]))
            yield answer
        finally:
            self.closed.set()

    def _written(self, answer: Answer) -> Generator[Draft, None, None]:
        """What a model does before an answer: it searches, reads, thinks, writes, and is checked."""
        done = ("found 26 papers", "read 24 abstracts, 7 on the topic", "chose 9 quotes from 5 papers")
        for at, doing in enumerate(("Searching…", "Reading 24 abstracts…", "Choosing quotes…")):
            time.sleep(self.step)
            yield Draft(doing=doing, done=done[:at])
        for word in range(1, 30):
            time.sleep(self.step)
            yield Draft(doing=WRITES, done=done, thinking=" ".join(THOUGHT.split(" ")[:word]))
        while not self.may_write.wait(0.03):
            yield Draft(doing=WRITES, done=done, thinking=THOUGHT)
        text = re.sub(r" \*\(.*?\)\*", "", answer.text)
        words = text.split(" ")
        for end in range(1, len(words), 3):
            time.sleep(self.step)
            yield Draft(unchecked=" ".join(words[:end]), doing=WRITES, done=done, thinking=THOUGHT)
        yield Draft(doing="Checking 6 sentences…", unchecked=text, done=done)
        while not self.may_end.wait(0.03):
            yield Draft(doing="Checking 6 sentences…", unchecked=text, done=done)

    def can_answer(
        self,
        question: str,
        history: Sequence[Message] = (),
        *,
        scope: ScopeFilter | None = None,
        filters: Filters | None = None,
    ) -> bool:
        return "rain" not in question


def answer_to(question: str) -> Answer:
    if "in prose" in question:
        return written(question)
    if "APA" in question:
        return references(question)
    if "continual" in question:
        return continual_learning(question)
    if "hostile" in question:
        return hostile(question)
    if "h-index" in question:
        return h_index(question)
    return Answer(
        question,
        "These papers are about machine learning and neuroscience; they do not say.",
        Query(question, intent=Intent.OUT_OF_DOMAIN),
        reason=Reason.OUT_OF_DOMAIN,
        suggestions=(Suggestion("theirs", "A survey of memory replay", "related"),),
        searched="Compared with 26 papers of the group; none is about this.",
        seconds=0.21,
    )


def cite(number: int, id: str, quote: str) -> Citation:
    found = FakeCorpus().paper(id)
    start = found.abstract.index(quote)
    return Citation(
        number,
        id,
        found.title,
        found.authors_text,
        found.year,
        found.scope,
        "abstract",
        quote,
        start,
        start + len(quote),
        found.records[0].document,
        found.records[0].line + 4,
        found.url,
    )


def references(question: str) -> Answer:
    said = "- **Lanzillotta, G.**, et al. (2024). *Local vs Global*. https://example.org/a_b [1]"
    cited = (cite(n, id, "continual learning") for n, id in enumerate(("local", "guarantees"), start=1))
    query = Query(question, intent=Intent.REFERENCES)
    return Answer(question, f"2 papers in APA style:\n\n{said}\n- Nobody. [2]", query, tuple(cited))


def continual_learning(question: str) -> Answer:
    citations = (
        cite(
            1,
            "local",
            "In this work, we view continual learning from the perspective of the multi-task loss "
            "approximation, and we compare two alternative strategies, namely local and global "
            "approximations.",
        ),
        cite(
            2,
            "guarantees",
            "We offer a unifying perspective on a family of continual learning algorithms, namely methods "
            "based on parameter isolation, and we establish guarantees on catastrophic forgetting for "
            "some of them.",
        ),
        cite(
            3,
            "hypernetworks",
            "To overcome this problem, we present a novel approach based on task-conditioned "
            "hypernetworks, i.e., networks that generate the weights of a target model based on task "
            "identity.",
        ),
    )
    items = [f"- **{c.title}** ({c.year}): “{c.quote}” [{c.number}]" for c in citations]
    return Answer(
        question,
        "The group has three papers on continual learning.\n\n" + "\n".join(items),
        Query(question, topic="continual learning"),
        citations,
        searched="Searched 26 papers for “continual learning” by words and by meaning; 3 passed.",
        seconds=0.42,
    )


THOUGHT = "The reader wants an overview.\n\nPaper [1] <b>compares</b> http://evil.test strategies first."
WRITES = "fake:strong is writing…"
PROSE = """\
The group treats continual learning from three sides. It compares local with global approximations of the \
multi-task loss. [1] Methods that isolate parameters get guarantees on forgetting, [2] for every such \
algorithm. [2] *(only partly borne out)*

### Generating weights

| Paper | How |
|---|---|
| Hypernetworks | networks generate the weights of a target model [3] |
| Replay | old examples are kept for ever *(not checked)* |

Hypernetworks made forgetting disappear in robots. [3] *(not borne out by the papers)*"""
WHY = "the guarantees hold for some of the algorithms"


def written(question: str) -> Answer:
    """An answer that a model wrote: a sentence of each standing, a heading and a table."""
    own = continual_learning(question)
    told = (
        Told("The group treats continual learning from three sides.", "plain"),
        Told("It compares local with global approximations of the multi-task loss.", "backed", (1,)),
        Told(
            "Methods that isolate parameters get guarantees on forgetting, for every such algorithm.",
            "partly",
            (2,),
            WHY,
        ),
        Told("networks generate the weights of a target model", "backed", (3,)),
        Told("old examples are kept for ever", "unchecked"),
        Told(
            "Hypernetworks made forgetting disappear in robots.",
            "unbacked",
            (3,),
            'no “robots” | <b>"there"</b>',
        ),
    )
    steps = (
        StepUsage("understand", 1, 0.84, 612, 80, 0.0004),
        StepUsage("grade", 2, 3.91, 9120, 640, 0.0051, "read 24 abstracts, 7 on the topic"),
        StepUsage("quote", 1, 2.2, 3011, 402, 0.002, "chose 9 quotes from 5 papers"),
        StepUsage("write", 1, 4.4, 2207, 512, 0.0023),
        StepUsage("judge", 1, 2.93, 3320, 420, 0.0021, "checked 5 claims, 2 are backed"),
    )
    return replace(
        own,
        text=PROSE,
        writer="fake:strong",
        support=Support(5, 2, partly=1, unchecked=1),
        told=told,
        thinking=THOUGHT,
        verbatim=own,
        usage=Usage(6, 14.28, 8.1, 18270, 2054, 0.0119, steps),
        seconds=14.3,
    )


def hostile(question: str) -> Answer:
    citation = cite(1, "hostile", HOSTILE)
    text = f"**{HOSTILE}** says “{HOSTILE}” [1]\n\n[a]: http://evil.test\n\n![y][a] [z][a] ![1](http://evil.test/q)"
    suggestion = Suggestion("hostile", HOSTILE, "group")
    return Answer(
        question,
        text,
        Query(question, topic=HOSTILE),
        (citation,),
        (suggestion,),
        searched=HOSTILE,
        note=HOSTILE,
    )


def h_index(question: str) -> Answer:
    fact = PROFILE.facts[0]
    citation = Citation(
        1,
        "profile",
        PROFILE.name,
        "",
        None,
        "profile",
        "profile",
        fact.text,
        0,
        len(fact.text),
        PAGE,
        4,
        None,
    )
    query = Query(question, intent=Intent.PROFILE, facts=("h_index",))
    return Answer(question, "The h-index of Benjamin F. Grewe is 11 [1].", query, (citation,), seconds=0.01)
