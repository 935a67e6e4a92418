"""question + history -> Query, with rules and without a language model.

Each rule takes what it understood out of the question; what is left over is the topic. Filters
come first (years, people, category, code), then scope, then intent.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from assistant.analysis import STOPWORDS, fold
from assistant.datamodels import Intent, Query, ScopeFilter
from assistant.lexicon import Lexicon
from assistant.requests import REQUEST_WORDS, foreign_language
from assistant.sentences import split_sentences
from assistant.topics import SEPARATOR

LONG = 40
"""Words from which on a question is read sentence by sentence."""

MAX_QUESTION = 2000
"""Characters of a question that are read; longer ones are pasted texts, and their start says what is asked."""


@dataclass(frozen=True, slots=True)
class Context:
    """What came before a question: how the last one was understood, and the papers its answer cited.

    `papers` is a function, because finding them may mean answering the last question again.
    """

    query: Query
    papers: Callable[[], tuple[str, ...]]


def understand(
    question: str, lexicon: Lexicon, *, context: Context | None = None, today: date | None = None
) -> Query:
    """The Query that `question` asks; `today` (default: the machine's date) gives "this year" its meaning."""
    asked = " ".join(question.split())[:MAX_QUESTION]
    mended, changes = (asked, ()) if foreign_language(asked) else lexicon.speller.mend(asked)
    reading = _Reading(mended, lexicon, today or date.today())
    reading.put(text=asked, mended=changes)
    reading.language()
    reading.scope()
    reading.years()
    reading.affiliation()
    reading.people()
    reading.category()
    reading.code()
    reading.facts()
    reading.intent()
    return _with_context(reading, context)


_NUMBER = {w: n for n, w in enumerate("zero one two three four five six seven eight nine ten".split())}
_COUNTED = r"(?:papers?|publications?|works?|articles?|preprints?|studies|titles|surveys?)"
_GROUP = (
    r"(?:(?:this|the|your|his|her|their|that|our)\s+(?:research\s+)?(?:group|lab|laboratory|team)(?:['’]s)?"
    r"|they|them|their|theirs|his|her|he|she|we|the\s+(?:professor|researcher|author)(?:['’]s)?)"
)
_OTHERS = re.compile(
    r"\b(?:related\s+(?:work|works|papers?|literature|research|publications?|articles?|studies)"
    r"|(?:the\s+)?(?:other|different|external|outside|competing|rival)\s+(?:research\s+)?(?:groups?|labs?|people|researchers|authors|teams|scientists)(?:['’]s?)?"
    r"|(?:by|from|of|among|for|do|did|have|are)\s+(?:the\s+)?others?\b(?!\s+\w)|\bothers\b"
    r"|someone\s+else|somebody\s+else|anyone\s+else|anybody\s+else|who\s+else|elsewhere|everyone\s+else"
    r"|outside\s+(?:of\s+)?(?:the|this|their|his|grewe['’]s)?\s*(?:own\s+)?(?:group|lab|team|grewe(?:['’]s)?(?:\s+(?:group|lab))?)"
    r"|(?:not|rather\s+than|and\s+not|other\s+than|besides|except)\s+(?:by|from|of|in)?\s*(?:this|the|their)\s+(?:group|lab|team)(?:['’]s)?(?:\s+own)?)\b",
    re.I,
)
_NOT_GROUP = re.compile(
    r"\b(?:not|rather\s+than|other\s+than|besides|except|outside)\s+(?:by|from|of|in)?\s*(?:this|the|their)\s+(?:group|lab|team)\b",
    re.I,
)
_BOTH = re.compile(
    r"\b(?:compar\w+|versus|vs\.?|differ\w*|contrast\w*|relate[sd]?\s+to|both|as\s+well\s+as"
    r"|(?:the\s+)?(?:whole|entire)\s+(?:collection|corpus|database|index)|(?:all|every)\s+(?:documents?|sources)"
    r"|in\s+the\s+(?:collection|corpus|database|index)|anyone|anybody|everyone|everything\s+you\s+have)\b",
    re.I,
)
_YEAR = r"((?:19|20)\d\d)"
_YEAR_RULES: tuple[tuple[re.Pattern[str], Callable[[int, int], tuple[int | None, int | None]]], ...] = (
    (re.compile(rf"\b(?:between|from)\s+{_YEAR}\s*(?:and|to|until|till|through|-|–)\s*{_YEAR}(?:\s*\(?inclusive\)?)?", re.I), lambda a, b: (min(a, b), max(a, b))),
    (re.compile(rf"\b(?:in|during|for)?\s*(?:the\s+years?\s+)?{_YEAR}\s*(?:-|–|to|until|through)\s*{_YEAR}\b", re.I), lambda a, b: (min(a, b), max(a, b))),
    (re.compile(rf"\b(?:in\s+|from\s+)?{_YEAR}\s+(?:or|and|&)\s+(?:in\s+)?{_YEAR}\b", re.I), lambda a, b: (min(a, b), max(a, b))),
    (re.compile(rf"\b(?:since|starting\s+(?:in|from)|as\s+of|beginning\s+(?:in|with))\s+(?:the\s+year\s+)?{_YEAR}\b", re.I), lambda a, _: (a, None)),
    (re.compile(rf"\b(?:from|in)?\s*{_YEAR}\s*(?:onwards?|on\b(?!\s+\w)|and\s+(?:later|after|newer|onwards?)|or\s+(?:later|after|newer)|\+)", re.I), lambda a, _: (a, None)),
    (re.compile(rf"\b(?:after|later\s+than|newer\s+than|more\s+recent\s+than|past)\s+{_YEAR}\b", re.I), lambda a, _: (a + 1, None)),
    (re.compile(rf"\b(?:up\s+to(?:\s+and\s+including)?|until(?:\s+the\s+end\s+of)?|till|through|by\s+the\s+end\s+of|no\s+later\s+than|not\s+after)\s+{_YEAR}\b", re.I), lambda a, _: (None, a)),
    (re.compile(rf"\b(?:from|in)?\s*{_YEAR}\s+(?:or|and)\s+(?:earlier|before|older)\b", re.I), lambda a, _: (None, a)),
    (re.compile(rf"\b(?:before|prior\s+to|earlier\s+than|older\s+than|pre-?)\s*{_YEAR}\b", re.I), lambda a, _: (None, a - 1)),
    (re.compile(rf"\b(?:in|from|of|during|for|dated|published|year)?\s*(?:the\s+year\s+)?{_YEAR}\b(?!\s*['’]?s\b)", re.I), lambda a, _: (a, a)),
)
_DECADE = re.compile(r"\b(?:in\s+|from\s+)?the\s+((?:19|20)\d)0['’]?s\b", re.I)
_RELATIVE = re.compile(r"\b(?:in\s+|from\s+|over\s+|during\s+|within\s+)?(?:(this|last)\s+year|(?:the\s+)?(?:last|past)\s+(\w+)\s+years)\b", re.I)
_LISTED = re.compile(r"\b(?:as\s+(?:an?\s+)?(?:co-?|first\s+|last\s+)?authors?|author\s+lists?|listed|among\s+the\s+(?:printed\s+)?authors|name\w*\s+(?:is\s+|are\s+)?printed|himself|herself)\b", re.I)
_CATEGORY_WORD = re.compile(r"\b(?:category|categories|filed|class(?:ified)?|tag(?:ged)?|label(?:led|ed)?|section|arxiv|under)\b", re.I)
_CODE = re.compile(
    r"\b(?:(?:with|has|have|having|comes?\s+with|releas\w+|provid\w+|shar\w+|publish\w*|includ\w+|open[- ]?sourc\w*|link\w*\s+to|whose|is\s+there|public(?:ly\s+available)?|available|and|no)\s+)*"
    r"(?:(?:public|open|source|its|their|the|any|available|published|released)\s+)*(?:code|source\s+code|code\s*base|implementations?|repositor\w+|github)"
    r"(?:\s+(?:available|is|are|released?|public\w*|flag\w*|online|link\w*|published|attached|repositor\w+))*\b|\bopen[- ]?source[d]?\b",
    re.I,
)
_CODE_ASKED = re.compile(r"\b(?:with|has|have|having|comes?|releas\w+|provid\w+|shar\w+|available|open|public\w*|flag\w*|links?|whose|is\s+there|source|github|repositor\w+)\b", re.I)

# What people call the profile facts; each may be asked for beside others.
_OF_PROFILE = r"\b(?:profile|account|page|author\s+record|he|grewe|researcher)\b"
_FACTS: tuple[tuple[str, str], ...] = (
    ("h_index", r"h[\s-]?index"),
    ("citation_count", r"(?:how\s+(?:often|many\s+times|much)\b.*\bcited|citations?\b(?!\s+(?:of|in|for)\s+the\s+paper)|times\s+cited|cited\s+how)"),
    ("novelty", r"novelty"),
    ("ai_score", r"\bai[\s-]?score"),
    ("trust_score", r"\btrust(?:ed|worthy)?\b(?=.*\b(?:score|value|rating|number|level|snapshot)\b|.*\bprofile\b|\W*$)|\b(?:score|rating)\b.*\btrust|\bprofile\b.*\btrust"),
    ("trust_label", rf"\btrust\b.*\blabel\b|\blabel\b.*\btrust\b|{_OF_PROFILE}.*\b(?:un)?verified\b|\b(?:un)?verified\b.*{_OF_PROFILE}"),
    ("verification_level", rf"{_OF_PROFILE}.*\bverif\w*|\bverif\w*.*{_OF_PROFILE}|\bverification\s+level|\blevel\s+of\s+verification"),
    ("author_claim", rf"{_OF_PROFILE}.*\b(?:un)?claimed\b|\b(?:un)?claimed\b.*{_OF_PROFILE}"),
    ("follower_count", r"\bfollow(?:er)?s?\b(?!\s+(?:up|from|the\s+(?:idea|approach)))(?=.*\b(?:he|she|they|profile|grewe|researcher|page|does|have|has)\b|\s*\?*$)"),
    ("topic_count", r"(?:how\s+many|number\s+of)\s+(?:research\s+)?topics"),
    ("close_collaborator_count", r"(?:close|number\s+of)\s+collaborators?|how\s+many\s+(?:\w+\s+)?collaborators?"),
    ("work_count", r"(?:how\s+many|number\s+of)\s+(?:published\s+)?(?:works?|items)\b.*\bprofile|\bprofile\b.*\b(?:how\s+many|number\s+of)\s+(?:published\s+)?(?:works?|items|papers|publications)|\b(?:works?|items|papers|publications)\b.*\bprofile\b.*\b(?:list|show|count|have)"),
    ("affiliation", r"\b(?:his|her|grewe['’]?s?|researcher['’]?s?|profile['’]?s?|author['’]?s?)\s+(?:institutional\s+)?affiliation"),
    ("collaboration", r"open\s+(?:to|for)\s+(?:\w+\s+)?collaborat\w+"),
)  # fmt: skip

_SURVEY = re.compile(r"\b(?:survey|review|overview)\b", re.I)
_COUNT = re.compile(rf"\b(?:how\s+many|number\s+of|count(?:\s+of|\s+the)?|how\s+much)\s+(?:(?:different|of\s+(?:the|their|his|these|those)|the|their|group['’]?s?|his|[\w-]+)\s+){{0,4}}?{_COUNTED}\b", re.I)
_HOW_MANY_ELLIPSIS = re.compile(r"^\W*(?:and\s+)?how\s+many(?:\s+(?:are|were|is)\s+(?:there|they|those|that))?(?:\s+(?:of\s+(?:them|those|these))|\s+(?:in|since|before|after)\b.*)?\W*$", re.I)
_PER = re.compile(r"\b(?:(?:per|by|each|every)\s+(year|categor\w+|author)|(?:which|what)\s+(year)\b.*\b(?:most|busiest|productive|fewest|many)|(?:busiest|most\s+productive)\s+(year)|(?:which|what)\s+(categor\w+)\b(?!.*\b(?:is|was)\s+(?:the|it|that|this)\b)|(?:distribution|breakdown|histogram)\s+.*?(year|categor\w+)|how\s+(?:productive)\b.*(year)s?)", re.I)
_COAUTHORS = re.compile(
    r"\b(?:co-?authors?|collaborators?|collaborat\w+|who\s+(?:publishes|published|works?|worked|writes|wrote|writes\s+papers|writes\s+together)\s+(?:the\s+)?(?:most|with)|(?:which|what)\s+(?:people|researchers|authors?|names?)\b"
    r"|who\s+(?:are|is)\s+(?:the\s+)?(?:most|members?|authors|people|main|key|frequent)|most\s+(?:frequent|prolific|productive|common)\s+(?:\w+\s+)?(?:co-?)?authors?"
    r"|who\s+(?:appears|shows\s+up|is\s+listed)|who\s+(?:has|have)\s+.*\b(?:most|worked)|with\s+whom|whom\s+do(?:es)?\b|who\s+do(?:es)?\b.*\bwith\b)",
    re.I,
)
_RANKED = re.compile(
    r"\b(?:(?:main|key|most|often|frequent(?:ly)?|prolific|productive|common|usual|regular|top|important)|co-?author\w*|collaborat\w+|people|names?|researchers|members?|appears?|shows?\s+up|worked|works?\s+with)\b",
    re.I,
)
_NEWEST = re.compile(r"\b(?:newest|latest|most\s+recent(?:ly)?|freshest|last(?=\s+(?:\w+\s+)?(?:paper|publication|work|article|thing|preprint))|recent(?=\s+(?:paper|publication|work|article)s?\b(?!\s+(?:on|about|in))))\b", re.I)
_OLDEST = re.compile(r"\b(?:oldest|earliest|very\s+first|first(?=\s+(?:ever\s+)?(?:paper|publication|work|article|thing)\b))\b", re.I)
_N_OF = re.compile(rf"\b(\d{{1,2}}|{'|'.join(_NUMBER)})\s+(?:most\s+recent|newest|latest|oldest|earliest|last|first|{_COUNTED})|\b(?:newest|latest|oldest|earliest|most\s+recent|last|first|top)\s+(\d{{1,2}}|{'|'.join(_NUMBER)})\b", re.I)
_WHO = re.compile(r"\b(?:who\s+(?:wrote|is\s+behind|authored|published|did\s+(?:it|this|that)\b)|(?:who|which|what)\s+(?:are|is|were|was)\s+(?:its|the|their)\s+(?:\w+\s+)?authors?|(?:list|name|give|show)\s+(?:me\s+)?(?:its|the|all)\s+authors|^\W*(?:the\s+)?authors?\s+of|by\s+whom|whose\s+(?:paper|work))\b", re.I)
_WHEN = re.compile(r"\b(?:when\s+(?:was|were|did|is)\b(?=.*\b(?:published|publish|appear\w*|released?|written|come\s+out|came\s+out|dated|submitted|posted|paper|survey|it|that|this)\b)|(?:what|which)\s+(?:year|date)\b(?=.*\b(?:published|publish|appear\w*|released?|written|come\s+out|came\s+out|dated|from|it|paper)\b)|publication\s+(?:date|year)|date\s+of\s+(?:the|that|this|its|publication))", re.I)
_TITLED = re.compile(r"\b(?:what\s+(?:is|was)\s+(?:its|the)\s+title|title\s+of)\b", re.I)
_WHAT_CATEGORY = re.compile(r"\b(?:what|which)\s+(?:arxiv\s+)?categor\w+\s+(?:is|was|does|do|has)\b|\bcategory\s+of\b", re.I)
_WHAT_AFFILIATION = re.compile(r"\b(?:affiliations?|affiliated|institutions?|universit\w+)\b", re.I)
_TELL_MORE = re.compile(r"\b(?:tell\s+me\s+(?:more|about)|more\s+(?:about|on|details|detail)|explain|summari[sz]e|abstract|describe|what\s+(?:is|was|does|did)\b.*\b(?:about|say|show|find|do)|details)\b", re.I)

_LEAD = r"^\W*(?:(?:and|so|ok|okay|well|hi|hello|hey|please|but|also)\W+)*"
_TOPICAL = re.compile(
    # what the group does, has done, knows of something
    rf"{_LEAD}(?:(?:what|which|how|where|why|when|in\s+(?:what|which)\s+\w+)\s+)?(?:has|have|had|did|does|do|is|are|was|were|can|could)\s+(?:you\s+(?:tell|say|show)|{_GROUP}|the\s+\w+\s+(?:group|lab|team))\b.*?"
    r"\b(?:done|say|said|says|think|thinks|find|found|publish\w*|work\w*|stud(?:y|ies|ied)|know\w*|learn(?:ed|t)?|approach\w*|tackle\w*|handle\w*|address\w*|deal\w*|contribut\w+|discover\w*"
    r"|research\w*|investigat\w*|explor\w*|interested|look\w*|ever|also|anything|something|opinion|view|position|active|focus\w*|cover\w*|written|wrote|use|used|combine\w*|do(?!\s+\w+\s+\w+\s+\w+\s+\w+\s+\w+\s+\w+)|about|show\w*)\b"
    # papers, work, results on something
    rf"|{_LEAD}(?:(?:in|from|on)\s+)?(?:which|what|any|list|show|give|name|find|are\s+there|is\s+there|do\s+you\s+have|has\s+there|all|every|some)\b(?:\W+\w+){{0,6}}?\W+(?:{_COUNTED}|work|research|projects?|contributions?|results?|literature|anything|something|methods?\s+or|studies)\b"
    rf"|{_LEAD}(?:(?:which|what)\s+of\s+(?:the|their|his|these|those)|anything|something|everything|any)\b"
    rf"|{_LEAD}(?:where)\b.*\b(?:work|papers|publications|research)\b"
    rf"|{_LEAD}(?:tell|inform|summari[sz]e|describe|explain|overview|what\s+about|how\s+about|who\s+(?:else|works?|studies)|i\s+(?:am|'m|want|would|need)|i'm\b|looking\s+for)\b"
    # what a thing is
    rf"|{_LEAD}(?:what|who)\s+(?:is|are|was|were)\s+(?:an?\s+|the\s+)?(?!(?:main|key|name|size|number|exact|best|highest|lowest|average|reason|cause|problem|difference|role|effect|goal|wrong)\b)[\w-]+(?:\s+(?!(?:of|that|in|to|for|on|by|from)\b)[\w-]+){{0,3}}(?:\W*$|\s+and\s+(?:where|how|what|why|which|who)\b)",
    re.I,
)
_FACTUAL = re.compile(
    rf"{_LEAD}(?:(?:according\s+to|in|on|with|from|by|at|to|for|against|under|of|into|over|as|roughly|about|approximately)\s+(?:[^,?]{{0,60}},\s*)?(?:roughly\s+)?)?"
    r"(?:how|what|which|why|when|where|who|whose|whom|does|do|did|is|are|was|were|can|could|has|have|will|would)\b|[,;:]\s*(?:how|what|which|why|by\s+how)\b",
    re.I,
)
_QUANTITY = re.compile(rf"{_LEAD}(?:by\s+)?(?:how\s+(?:many|much)|what\s+(?:fraction|percentage|percent|share))\b", re.I)
_SMALL_TALK = re.compile(
    rf"{_LEAD}(?:hi|hello|hey|thanks?(?:\s+you)?|thank\s+you(?:\s+\w+){{0,3}}|good\s+(?:morning|afternoon|evening|bye)|bye|goodbye|how\s+are\s+you|what\s+can\s+you\s+do|who\s+are\s+you|help)?\W*$",
    re.I,
)
_WHO_IS = re.compile(rf"{_LEAD}who\s+(?:is|are)\s+(?:they|this\s+researcher|the\s+(?:professor|researcher|principal\s+investigator|pi|head\s+of\s+the\s+(?:group|lab)))\s*\W*$", re.I)
_INSTRUCTION = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:instructions?|prompts?|rules|documents?|previous|above|everything|context)\b|\bsystem\s+prompt\b|\bdeveloper\s+mode\b|^\s*(?:system|assistant|user)\s*:|\bjailbreak\b|\byou\s+are\s+now\b|\bpretend\s+(?:to\s+be|you)\b|\bact\s+as\b",
    re.I,
)
_TASK = re.compile(r"^\W*(?:please\s+|can\s+you\s+|could\s+you\s+)*(?:write|compose|draft|translate|code|program|calculate|compute|solve|convert|draw|sing|play|book|order|send|tell\s+me\s+a\s+joke)\b(?!.*\b(?:about\s+(?:the|this)\s+group|summary|overview)\b)", re.I)


@dataclass
class _Reading:
    """A question on the way to a Query: `text` keeps its length while understood parts are blanked out."""

    text: str
    lexicon: Lexicon
    today: date
    query: Query = field(init=False)
    original: str = field(init=False)
    voiced: str = field(init=False)  # the original, with "they" in place of the researcher's name
    scope_said: bool = False
    elliptic: bool = False

    def __post_init__(self) -> None:
        self.original = self.voiced = self.text
        self.query = Query(text=self.text)

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Blank out the first match of `pattern`."""
        match = pattern.search(self.text)
        if match:
            self.blank(match.start(), match.end())
        return match

    def blank(self, start: int, end: int) -> None:
        self.text = self.text[:start] + " " * (end - start) + self.text[end:]

    def put(self, **changes: object) -> None:
        self.query = replace(self.query, **changes)  # type: ignore[arg-type]

    def language(self) -> None:
        """A question in another language keeps only the words that the papers have too."""
        found = foreign_language(self.text)
        if found is None:
            return
        kept = [w for w in self.text.split() if self.lexicon.shares(w)]
        self.text = self.voiced = self.original = " ".join(kept)
        self.put(language=found)

    def scope(self) -> None:
        excluded = bool(self.take(_NOT_GROUP))
        others = excluded or bool(_OTHERS.search(self.text))
        while self.take(_OTHERS):
            pass
        own = re.search(rf"\b(?:this|the|their|our|your)\s+(?:group|lab|team)\b|\bthey\b|\btheir\b|\b(?:{'|'.join(self.lexicon.subject_words) or '(?!)'})\b", self.text, re.I)
        both = _BOTH.search(self.text)
        if others and not excluded and own and (both or re.search(r"\band\b|,|;", self.original)):
            self._say_scope("all")
        elif others:
            self._say_scope("related")
        elif both and re.search(r"collection|corpus|database|index|anyone|anybody|everyone|documents?|sources|everything", both.group(), re.I):
            self._say_scope("all")
        elif own and not re.search(r"\bthey\b|\btheir\b", own.group(), re.I):
            self._say_scope("group")

    def _say_scope(self, scope: ScopeFilter) -> None:
        self.scope_said = True
        self.put(scope=scope)

    def years(self) -> None:
        for pattern, bounds in _YEAR_RULES:
            match = pattern.search(self.text)
            if match and not self.lexicon.year_is_of_title(self.text, match.group(1)):
                years = [int(g) for g in match.groups() if g]
                low, high = bounds(years[0], years[-1])
                self.blank(match.start(), match.end())
                self.put(year_from=low, year_to=high)
                return
        decade, relative = self.take(_DECADE), None
        if decade:
            self.put(year_from=int(decade.group(1)) * 10, year_to=int(decade.group(1)) * 10 + 9)
            return
        relative = _RELATIVE.search(self.text)
        if relative:
            self.blank(relative.start(), relative.end())
            this_or_last, count = relative.groups()
            if this_or_last:
                year = self.today.year - (this_or_last.lower() == "last")
                self.put(year_from=year, year_to=year)
            else:
                span = _NUMBER.get(count.lower()) or (int(count) if count.isdigit() else 3)
                self.put(year_from=self.today.year - span + 1)

    def people(self) -> None:
        listed = _LISTED.search(self.text)
        names: list[tuple[str, ...]] = []
        either = False
        unknown: list[str] = []
        for mention in self.lexicon.people.find(self.text):
            written = self.text[mention.start : mention.end]
            is_subject = set(fold(written).replace(".", " ").split()) <= self.lexicon.subject_words | {"f"}
            if mention.names and is_subject and not listed:
                self.blank(mention.start, mention.end)
                self.voiced = self.voiced[: mention.start] + "they".ljust(len(written)) + self.voiced[mention.end :]
                continue
            if mention.names:
                either = either or bool(names and re.search(r"\bor\s+$", self.text[: mention.start]))
                names.append(mention.names)
            else:
                unknown.append(written)
            self.blank(mention.start, mention.end)
        if names or unknown:
            self.take(_LISTED)
        self.put(authors=tuple(dict.fromkeys(names)), any_author=either, unknown_authors=tuple(unknown))

    def category(self) -> None:
        explicit = bool(_CATEGORY_WORD.search(self.text))
        for code in self.lexicon.categories:
            pattern = re.compile(
                rf"\b(?:(?:in|under|of|the|as|from|category|categories|arxiv|class|filed|section|tagged)\s+)*(?:cs\.|stat\.|q-bio\.)?{re.escape(code)}\b(?:\s+(?:category|section|class)\b)?"
            )
            match = pattern.search(self.text)
            plural = match and re.match(rf"\s+{_COUNTED}", self.text[match.end() :])
            if match and (explicit or plural or (code != "AI" and len(self.text.split()) <= 4)):
                if code == "AI" and not explicit:
                    continue
                self.blank(match.start(), match.end())
                self.take(_CATEGORY_WORD)
                self.put(category=code)
                return

    def affiliation(self) -> None:
        for name in sorted(self.lexicon.affiliations, key=len, reverse=True):
            written = r"[-_\s]+".join(re.escape(part) for part in re.split(r"[-_\s]+", name))
            place = re.compile(rf"\b(?:(?:from|at|with|of|by|an?|the)\s+)*{written}\b", re.I)
            match = place.search(self.text)
            if match and (_WHAT_AFFILIATION.search(self.text) or re.match(r"(?:from|at|with|of|by)\s", match.group(), re.I)):
                self.blank(match.start(), match.end())
                self.take(_WHAT_AFFILIATION)
                self.put(affiliation=name)
                return

    def code(self) -> None:
        match = _CODE.search(self.text)
        if match and (_CODE_ASKED.search(match.group()) or re.search(rf"\b{_COUNTED}\b.*\bcode\b", self.text, re.I)):
            lacks = re.search(r"\b(?:no|not|without|lacks?|lacking|missing)\W+(?:\w+\W+){0,2}?$", self.text[: match.start()], re.I)
            lacks = lacks or re.search(r"\b(?:no|without)\b", match.group(), re.I)
            self.blank(lacks.start() if lacks and lacks.string is self.text else match.start(), match.end())
            self.put(has_code=not lacks)

    def facts(self) -> None:
        """Profile facts that the corpus has under one of the names people use for them."""
        if re.search(r"\bpapers?\b.*\bcit(?:e|es|ed|ing)\b(?!\s*\?)|\bin\s+the\s+(?:paper|survey|abstract)\b", self.text, re.I):
            return
        asked = [name for name, words in _FACTS if name in self.lexicon.facts and re.search(words, self.text, re.I)]
        if "close_collaborator_count" in asked and re.search(r"\bwho\b|\bwhich\b", self.text, re.I):
            asked.remove("close_collaborator_count")
        self.put(facts=tuple(asked))

    def intent(self) -> None:
        intent, attribute = self._intent()
        self.put(intent=intent, attribute=attribute)
        limit = _N_OF.search(self.text)
        if intent is Intent.EXTREME:
            self.put(newest_first=not _OLDEST.search(self.text))
            plural = re.search(r"\b(?:papers|publications|works|articles|preprints)\b", self.text, re.I)
            word = (limit.group(1) or limit.group(2)).lower() if limit else ""
            self.put(limit=_NUMBER.get(word) or (int(word) if word.isdigit() else 3 if plural else 1))
            for pattern in (_N_OF, _NEWEST, _OLDEST):
                self.take(pattern)
        if len(self.text.split()) > LONG:  # a letter: each of its sentences may hold the topic
            topics = (topic_of(self.text[start:end], self.lexicon) for start, end in split_sentences(self.text))
            self.put(topic=SEPARATOR.join(t for t in topics if t))
        else:
            self.put(topic=topic_of(self.text, self.lexicon))

    def _intent(self) -> tuple[Intent, str | None]:
        text = self.text
        if _INSTRUCTION.search(self.original) or _TASK.search(self.original):
            return Intent.OUT_OF_DOMAIN, None
        if self.query.facts:
            return Intent.PROFILE, None
        per = _PER.search(text)
        if per and not _WHAT_CATEGORY.search(text):
            grouping = next(g for g in per.groups() if g).lower()
            self.take(_PER)
            return Intent.RANK, "category" if grouping.startswith("categ") else "authors" if grouping == "author" else "year"
        if _COAUTHORS.search(text) and not self.query.unknown_authors and not re.search(r"\bwho\s+wrote\b", text, re.I):
            if re.search(rf"\b{_COUNTED}\b", text) and self.query.authors and not re.search(r"\bwho\b|most", text, re.I):
                return Intent.LIST, None
            if re.search(r"\b(?:co-?authors?|who|whom|collaborat\w+|people|names?|researchers|authors?)\b", text, re.I):
                while self.take(_RANKED):
                    pass
                return Intent.RANK, "authors"
        if _COUNT.search(text) or _HOW_MANY_ELLIPSIS.search(text):
            return Intent.COUNT, None
        if _NEWEST.search(text) or _OLDEST.search(text):
            return Intent.EXTREME, None
        attribute = self._attribute()
        if attribute:
            return Intent.PAPER, attribute
        if _SMALL_TALK.search(self.original):
            return Intent.OUT_OF_DOMAIN, None
        if _WHO_IS.search(self.voiced) and self.lexicon.facts:
            self.put(facts=tuple(self.lexicon.facts))
            return Intent.PROFILE, None
        if topic_of(text, self.lexicon):
            topical = _TOPICAL.search(self.voiced) and not _QUANTITY.search(self.original)
            return (Intent.FACT if not topical and _FACTUAL.search(self.original) else Intent.TOPIC), None
        return Intent.LIST, None

    def _attribute(self) -> str | None:
        for name, pattern in (("authors", _WHO), ("date", _WHEN), ("category", _WHAT_CATEGORY), ("title", _TITLED)):
            if pattern.search(self.text):
                return name
        return None


def topic_of(text: str, lexicon: Lexicon | None = None) -> str:
    """What is left of a question once the words of asking are gone: "continual learning", or nothing.

    A word of asking that is half of a term of the papers ("group theory", "working memory") stays.
    """
    tokens = [t.strip(".'’‘“”") for t in re.findall(r"[^\s;:?!()\"“”]+", text)]
    tokens = [t for t in tokens if t.strip(",")]
    cores = [fold(re.sub(r"['’]s?$", "", t.rstrip(","))) for t in tokens]
    kept: list[int] = []
    for at, core in enumerate(cores):
        neighbours = [(core, n) for n in cores[at + 1 : at + 2]] + [(p, core) for p in cores[max(0, at - 1) : at]]
        term = lexicon is not None and any(
            not {a, b} & STOPWORDS and not {a, b} <= REQUEST_WORDS and lexicon.is_phrase(a, b) for a, b in neighbours
        )
        if core and core not in STOPWORDS and (core not in REQUEST_WORDS or (term and core not in _NEVER)):
            kept.append(at)
    pieces = []
    for position, at in enumerate(kept):
        between = range(kept[position - 1] + 1, at) if position else range(0)
        if all(cores[i] in STOPWORDS for i in between):  # "out of distribution", in one piece
            pieces += [tokens[i] for i in between]
        pieces.append(tokens[at])
    return " ".join(pieces).strip(" ,/")


# Halves of terms that are too often words of asking.
_NEVER = frozenset("paper papers use uses used using show shows showed shown based different new general present include".split())
_ORDINALS = {w: n for n, w in enumerate("first second third fourth fifth sixth seventh eighth ninth tenth".split())}
_ORDINAL = re.compile(rf"\b(?:the\s+)?(?:({'|'.join(_ORDINALS)}|last|[1-9]\d?(?:st|nd|rd|th))\s+(?:one|paper|of\s+(?:them|those|these)|publication|work|article|item|entry|result)s?\b|(?:number|no\.?|#|item|paper)\s*(\d{{1,2}})\b|\[(\d{{1,2}})\])", re.I)
_THOSE = re.compile(r"\b(?:(?:of|among|from|in)\s+(?:those|these|them|the\s+above|the\s+ones)(?:\s+papers)?|(?:those|these)(?:\s+(?:papers|works|publications|ones|results))?|the\s+(?:above|listed|mentioned)(?:\s+\w+)?|(?:the|only\s+the|only)\s+ones|any\s+of\s+(?:them|those|these)|the\s+(?:papers|list|results))\b", re.I)
_IT = re.compile(r"\b(?:it|its|(?:this|that|the|said)\s+(?:same\s+)?(?:paper|work|survey|publication|article|study|preprint|one|method|approach|model|system)|this|that(?=\s*\??$))\b", re.I)
_ELLIPSIS = re.compile(r"^\W*(?:and|or|but|what\s+about|how\s+about|ok(?:ay)?|only|just|same|now|also|then|so|anything|any|and\s+what)\b", re.I)
_FRESH = re.compile(r"\b(?:what\s+about|how\s+about)\b", re.I)


def _with_context(reading: _Reading, context: Context | None) -> Query:
    """Resolve what a follow-up leaves to the conversation: which papers, or whatever it does not say anew."""
    query = reading.query
    if context is None:
        return query
    previous = context.query
    ordinal = _ORDINAL.search(reading.original)
    if ordinal and query.intent not in (Intent.EXTREME, Intent.PROFILE, Intent.RANK):
        papers = context.papers()
        place = _place(ordinal, len(papers))
        if papers and 0 <= place < len(papers):
            return _about_paper(reading, papers[place], previous.scope)
    if _IT.search(reading.original) and _asks_of_paper(query, reading):
        papers = context.papers()
        if papers:
            return _about_paper(reading, papers[0], previous.scope)
    short = len(reading.original.split()) <= 12
    if _THOSE.search(reading.original) and query.intent is not Intent.PROFILE:
        papers = context.papers()
        if papers:
            rest = topic_of(_THOSE.sub(" ", reading.text), reading.lexicon)
            intent = query.intent if query.intent is not Intent.FACT else Intent.TOPIC
            intent = Intent.LIST if not rest and intent is Intent.TOPIC else intent
            return replace(query, papers=papers, topic=rest, intent=intent, scope=_scope(reading, previous))
    if query.attribute in ("authors", "date", "category", "title") and query.intent is Intent.PAPER and not query.topic:
        papers = context.papers()
        return _about_paper(reading, papers[0], previous.scope) if papers else query
    if short and _is_elliptic(reading, query):
        return _inherit(reading, query, previous)
    return query


def _asks_of_paper(query: Query, reading: _Reading) -> bool:
    if query.intent is Intent.PAPER:
        return True
    rest = topic_of(_IT.sub(" ", reading.text), reading.lexicon)
    return query.intent in (Intent.TOPIC, Intent.FACT, Intent.LIST) and len(rest.split()) <= 6 and not reading.scope_said


def _about_paper(reading: _Reading, paper: str, scope: ScopeFilter) -> Query:
    query = reading.query
    rest = topic_of(_IT.sub(" ", _ORDINAL.sub(" ", reading.text)), reading.lexicon)
    rest = topic_of(_TELL_MORE.sub(" ", rest), reading.lexicon)
    intent, attribute = Intent.PAPER, query.attribute
    if query.has_code:
        attribute = "code"
    elif _WHAT_AFFILIATION.search(reading.original):
        attribute = "affiliations"
    elif attribute is None and rest:
        intent = Intent.FACT
    elif attribute is None:
        attribute = "abstract"
    return replace(query, intent=intent, attribute=attribute, papers=(paper,), topic=rest, scope=scope, has_code=None, facts=())


def _place(match: re.Match[str], count: int) -> int:
    word, *numbers = match.groups()
    if word and word.lower() == "last":
        return count - 1
    if word and word.lower() in _ORDINALS:
        return _ORDINALS[word.lower()]
    digits = re.sub(r"\D", "", next(g for g in (word, *numbers) if g))
    return int(digits) - 1


def _is_elliptic(reading: _Reading, query: Query) -> bool:
    says_filter = bool(query.year_from or query.year_to or query.authors or query.category or query.has_code or reading.scope_said)
    if query.intent in (Intent.PROFILE, Intent.OUT_OF_DOMAIN):
        return False
    if _ELLIPSIS.search(reading.original):
        return True
    if query.intent in (Intent.EXTREME, Intent.RANK):
        return False
    return not query.topic and says_filter and len(reading.original.split()) <= 4 and not re.search(_COUNTED, reading.original)


def _inherit(reading: _Reading, query: Query, previous: Query) -> Query:
    """A follow-up that names only what changes: the rest stays as the last question had it."""
    new_topic = bool(query.topic)
    if new_topic and _FRESH.search(reading.original) and not (query.year_from or query.year_to):
        return replace(query, scope=_scope(reading, previous), intent=Intent.TOPIC if query.intent is Intent.FACT else query.intent)
    keep_intent = query.intent in (Intent.COUNT, Intent.RANK, Intent.EXTREME) or new_topic
    intent = query.intent if keep_intent else previous.intent
    if intent in (Intent.PROFILE, Intent.PAPER, Intent.OUT_OF_DOMAIN, Intent.FACT):
        intent = Intent.TOPIC if query.topic or previous.topic else Intent.LIST
    years = (query.year_from, query.year_to) if query.year_from or query.year_to else (previous.year_from, previous.year_to)
    named = query.authors or query.unknown_authors
    return replace(
        query,
        intent=intent,
        topic=query.topic or previous.topic,
        scope=_scope(reading, previous),
        year_from=years[0],
        year_to=years[1],
        authors=query.authors if named else previous.authors,
        any_author=query.any_author if named else previous.any_author,
        unknown_authors=query.unknown_authors if named else previous.unknown_authors,
        category=query.category or previous.category,
        has_code=query.has_code if query.has_code is not None else previous.has_code,
        affiliation=query.affiliation or previous.affiliation,
        attribute=query.attribute or (previous.attribute if intent is previous.intent else None),
        newest_first=query.newest_first if query.intent is Intent.EXTREME else previous.newest_first,
        limit=query.limit or (previous.limit if intent is previous.intent else None),
        papers=previous.papers if intent is not Intent.FACT and previous.intent is not Intent.PAPER else None,
    )


def _scope(reading: _Reading, previous: Query) -> ScopeFilter:
    return reading.query.scope if reading.scope_said else previous.scope
