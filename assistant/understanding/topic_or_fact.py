"""Whether a question with a topic wants the papers on it, or one fact out of them."""

from __future__ import annotations

from assistant.understanding.patterns import PAPERS, any_of, opening, pattern
from assistant.understanding.reading import Reading

_OTHERS = any_of(
    "(the )?others?", "(other|different) (groups?|labs?|people|researchers)", "people|anyone|anybody"
)
_GROUP = any_of(
    r"(this|the|your|his|her|their|that|our) (?!other|different)([\w-]+ )?(group|lab|team)(['’]s)?",
    "(the|your|his|her|their|our) laboratory",
    "they|them|their|theirs|his|her|he|she|we",
    # have you worked on lions, but not "can you"
    r"you( guys| folks| people| all)?(?= (\w+ )?(done|have|had|publish\w*|work\w*|written|wrote|know|do|study"
    r"|research\w*|got|deal|offer|use|ever|think|say|look\w*|explor\w*|develop\w*)\b)",
    "the (professor|researcher|author)(['’]s)?",
    _OTHERS,
)
_ASKING = r"(what|which|how|where|why|when|in (what|which) \w+)"
_AUXILIARY = "(has|have|had|did|does|do|is|are|was|were|can|could|should|would|may|might)"
_DEALS_WITH = any_of(
    r"done|say|said|says|think|thinks|find|found|publish\w*|work\w*",
    r"stud(y|ies|ied)|know\w*|learn(ed|t)?|approach\w*|tackle\w*|handle\w*",
    r"address\w*|deal\w*|contribut\w+|discover\w*|research\w*|investigat\w*",
    r"explor\w*|interested|look\w*|ever|also|anything|something|opinion",
    r"view|position|active|focus\w*|cover\w*|written|wrote|use|used",
    r"combine\w*|do(?!( [\w-]+){5})|about|show\w*",
)
_GIVE_ME = any_of(
    "which|what|any|list|show|give|name|find",
    "are there|is there|do you have|has there|all|every|some",
)
_WORK = any_of(
    PAPERS,
    "work|research|projects?|contributions?|results?|literature",
    "anything|something|methods? or|studies",
)
_TELL_ME = any_of(
    "tell|inform|summari[sz]e|describe|explain|overview|what about|how about",
    "who (else|works?|studies)|i (am|'m|want|would|need)|i'm|looking for",
)
_NO_TERM = any_of(
    "main|key|name|size|number|exact|best|highest|lowest|average",
    "reason|cause|problem|difference|role|effect|goal|wrong",
)
_PREPOSITION = "(of|that|in|to|for|on|by|from)"
_MEANS = any_of(
    "methods?|approach(es)?|techniques?|algorithms?|models?|architectures?|solutions?|ideas?|strateg(y|ies)",
    "tools?|theor(y|ies)|frameworks?|results?|findings?|problems?|questions?|applications?|domains?|areas?",
    "datasets?|benchmarks?|topics?|themes?|fields?",
)
_OF_A_PAPER = rf".*\b(did|does|do|was|were) (the|this|that)\b.*\b{_WORK} "  # which river did the paper use
_YOU_SHOW = any_of(r"you \w+ (me|us)", "you (tell|say|show|list|recommend|suggest)")
_NEWLY = "(newly|recently|ever|also|being)"
_TOPICAL = opening(
    # what has this group found out; do they use lions
    rf"(what )?{_AUXILIARY} ({_YOU_SHOW}|i|{_GROUP}|the \w+ (group|lab|team))\b",
    rf"(what|how|if|whether) {_GROUP}\b",
    # what was published on lions
    rf"what (was|were|is|(has|have) been|got|came) ({_NEWLY} )?(published|written|released|done|out)\b",
    # how do other people tame lions
    rf"{_ASKING} {_AUXILIARY} {_OTHERS}\b",
    # which methods do they use for lions
    rf"(what|which) ([\w-]+ (of )?)?{_MEANS} {_AUXILIARY} {_GROUP}\b",
    # what lions are
    r"what (\W?[\w-]+\W?){1,4} (is|are|means?)\b(\W*$| and\b)",
    # how do they approach lions
    rf"({_ASKING} )?{_AUXILIARY} (you (tell|say|show)|{_GROUP}|the \w+ (group|lab|team))\b.*?"
    rf"\b{_DEALS_WITH}\b",
    # which of their many papers; is there any work on lions
    rf"((in|from|on) )?{_GIVE_ME}\b(?!{_OF_A_PAPER})(\W+\w+){{0,6}}?\W+{_WORK}\b",
    # which of those; anything on lions
    r"((which|what) (ones?|of (the|their|his|these|those))|anything|something|everything|any)\b",
    # where are lions in the papers; where do they argue for lions
    r"where\b.*\b(work|papers|publications|research)\b",
    rf"where {_AUXILIARY} {_GROUP}\b",
    # how do they propose to tame lions
    rf"how {_AUXILIARY} {_GROUP} (propose|plan|try|aim|want|attempt|hope|intend|manage|suggest)\b",
    # tell me about lions; i am looking for lions
    rf"{_TELL_ME}\b",
    # what is a lion; what are big cats and where do they live
    rf"(what|who) (is|are|was|were) ((an?|the|this|that|these|those) )?\W?(?!{_NO_TERM}\b)[\w-]+"
    rf"( (?!{_PREPOSITION}\b)[\w-]+\W?){{0,3}}(\W*$|\W* and (where|how|what|why|which|who)\b)",
)
# is it something that they do; has it been studied here; where does it come up
_DONE = any_of(
    "studied|investigated|covered|addressed|explored|researched|considered|tackled|dealt with|treated",
    "worked on|published|discussed",
)
_WHERE = rf"(here|(by|in|at|within) ({_GROUP}|(the|their|your|his|these) (lab|{PAPERS})))"
_ASKED = "(what|which|anything|is there|are there|has|have|do|does|did|any)"
_THEIRS = pattern(
    rf"^\W*{_AUXILIARY}\b.*\b(something|anything|a (topic|theme|subject|focus)) ((that|for|of) )?{_GROUP}\b",
    rf"^\W*(is|are|was|were|has|have)\b.*\b{_DONE}( (at all|ever|anywhere))?( {_WHERE})?\W*$",
    r"^\W*where (does|do|did|is|are)\b.*\b(show up|come up|appear|feature|mentioned|discussed)\W*$",
    rf"^\W*(to what extent|how (active|much|often|strongly|intensively|far)) {_AUXILIARY} {_GROUP}\b",
    rf"\b(role|part) {_AUXILIARY}\b.*\bplay(ed)?\b.*\b{_GROUP}\b",
    rf"^\W*{_AUXILIARY}\b.*\bplay(ed)? (a|any) (role|part)\b.*\b({_GROUP}|{PAPERS})\b",
    rf"^\W*how (important|relevant|central) (is|are|was|were)\b.*\b(for|to) {_GROUP}\b",
    rf"^\W*(do|does|did) (any|some|all|none|one) of (the|their|his|your) (\d+ )?{PAPERS}\b",
    r"^\W*(do|does|did) (the|their|his|your) (\d+ )?(papers|publications|works|articles)\b",
    # on lions, what have they published; among the papers, which are on lions
    r"^\W*(on|about|as (for|to)|regarding|concerning|when it comes to|with (regard|respect) to)\b[^,]*,"
    rf" {_ASKED}\b.*\b({_GROUP}|{PAPERS}|there|done|published)\b",
    rf"^\W*(among|(out )?of|from) (all )?(of )?[^,]*\b{PAPERS}\b[^,]*, (which|what|any)\b",
    # How are lions tamed? Anything from this lab?
    rf"[.?!] (is there )?(anything|something|any {PAPERS}|papers|work) (on (that|this|it) )?(from|by|in)"
    rf" {_GROUP}\W*$",
    rf"[.?!] (which|what) ({PAPERS}|ones) ((of|by|from) (theirs?|{_GROUP}) )?\w+ (that|this|it)\W*$",
)
_QUANTITY = opening("(by )?(how (many|much)|what (fraction|percentage|percent|share))\\b")

_BEFORE_ASKING = any_of(
    "according to|in|on|with|from|by|at|to|for|against|under",
    "of|into|over|as|roughly|about|approximately",
)
_ASKING_FACT = any_of(
    "how|what|which|why|when|where|who|whose|whom|does|do|did",
    "is|are|was|were|can|could|has|have|will|would",
)
# how many lions; in the survey, roughly how many lions
_FACTUAL = opening(rf"({_BEFORE_ASKING} ([^,?]{{0,60}},\s*)?(roughly )?)?{_ASKING_FACT}\b")
# Of all lions, how many sleep?
_FACTUAL_AFTER_COMMA = pattern(r"[,;:]\s*(how|what|which|why|by how)\b")


# I study lions; which of their papers deal with them?
_LAST_CLAUSE = pattern(r"[;.:!] (?P<clause>[^;.:!]+)$")
_OF_THEIR_PAPERS = opening(
    rf"(which|what|any|do|does|has|have|is|are) ([\w'’-]+ ){{0,4}}?({PAPERS}|published|written)\b"
    r"(?! (say|says|show)\b)"
)
# what does the group say about lions, and which papers by others say so too
_AND_WHICH_PAPERS = pattern(rf"\band (which|what) ([\w'’-]+ ){{0,3}}?{PAPERS}\b")
# what do they call the shed where lions are kept
_NAMED = opening(rf"what {_AUXILIARY} {_GROUP} (call|name|term|mean by|refer to)\b")
# which food did they use for the lion with the mane: for one thing, not for lions
_OF_ONE_THING = opening(
    rf"(what|which) (?!{PAPERS}\b)([\w-]+ (of )?)?({_MEANS}) {_AUXILIARY} {_GROUP}\b.*"
    r"\b(the|this|that|their) ([\w-]+ ){0,6}?(method|model|approach|algorithm|system|planner|architecture"
    r"|network|framework|agent|robot)\b"
)
# what do they feed lions in the zoo paper
_IN_ONE_PAPER = pattern(
    r"\b(in|according to) (the|their|his|this) (?!(same|first|last|newest|latest|oldest)\b)"
    r"((?!group|lab\b|team)[^\s,;?]+ ){1,8}?(paper|survey|study|article|preprint)\b"
)


def asks_fact(reading: Reading) -> bool:
    """Whether a sentence answers the question, rather than a list of papers."""
    question = reading.original
    if (last := _LAST_CLAUSE.search(reading.voiced)) and _OF_THEIR_PAPERS.search(last["clause"]):
        return False
    if _THEIRS.search(reading.voiced):
        return False
    if _AND_WHICH_PAPERS.search(reading.voiced):
        return False
    if _IN_ONE_PAPER.search(question) and _FACTUAL.search(question):
        return True
    if _NAMED.search(reading.voiced) or _OF_ONE_THING.search(reading.voiced):
        return True
    if _TOPICAL.search(reading.voiced) and not _QUANTITY.search(question):
        return False
    clause = _FACTUAL_AFTER_COMMA.search(question)
    after = bool(clause and not _TOPICAL.search(reading.voiced[clause.start() :]))
    return after or bool(_FACTUAL.search(question))
