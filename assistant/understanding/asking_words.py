"""The words of asking, which are no part of what is asked about."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from assistant.text.word_lists import load_table
from assistant.understanding.patterns import PAPERS, any_of

IDIOMS = any_of(
    r"\balong (these|those|similar) lines\b",
    r"\b(or|and) (so|stuff|((any|some)?things?|stuff) like (that|this))(?=\W*$)",
    r"\b(if (any|possible|you can|you don['’]?t mind)|as far as (you|i) know|by any chance|at all)\b",
    r"\b(these days|so far|to date|as of now|you know|so to speak|off the top of your head)\b",
    r"\b(up to speed( (on|with))?|with respect to|a go at|pretty please|be so (kind|good) as to|happen to)\b",
    r"\b(in (total|all|short|brief|general|particular|detail|a nutshell|plain english|simple terms))\b",
    r"\b(all in all|the (low-?down|gist|scoop) (on|of)|asap|tl;?dr|eli5|um+|uh+|er+m*|hmm+)\b",
    r"\b(research|scientific|scholarly|(group|lab|team)['’]?s?) outputs?\b",
    r"\bi (just |really |only )?(require|seek|should like|am after|recall|remember)\b",
    r"\b((can|could) you )?(dig|look|pull|fetch|find) (it|that|them|this|one) ?(up|out|for me)?(?=\W*$)",
    r"\baccording to (the|its|their|his|your) (abstracts?|documents?|papers?|profile|sources?|data),?",
    r"\baccording to (the|this|that|your) (lists?|pages?|collection|overview),?",
    rf"\b((used|found|seen|studied) )?(across|throughout) ((the|their|his|this|all|these) )+"
    rf"((group|lab|team)['’]?s )?{PAPERS}\b",
    # the lions that some of their papers talk about
    rf"\b(that|which) ((some|many|several|all|most|both) of )?(the|their|his|these) {PAPERS}"
    r" (talk|speak|write|are) (about|of)\b",
    # preparing a talk on lions
    r"\b(preparing|writing|drafting|planning|working on|putting together) (an? |the |my |our )?([\w-]+ )?"
    r"(proposal|thesis|talk|grant|essay|lecture|seminar|course|presentation|dissertation|blog post)"
    r" (on|about|regarding|concerning)\b",
    r"\b(a |the )?reading list( (on|for|about))?\b|\bget(ting)? (into|started (with|in|on))\b",
    r"\b(tak(e|es|en|ing)|took) part( in)?\b|\bparticipat(e[sd]?|ing)( in)?\b",
    r"\b(with|that have|having|which have) (an? |the |known |exact |full )*(publication )?dates?(?=\W*$)",
    r"\b(walk|talk|guide|lead|run|take) (me|us) through|\bpoint (me|us) (to|at|towards)( for)?|\bsum up\b",
    rf"\bof (the|their|his|your|these) (?!(19|20)\d\d\b)\d+ ((listed|known|published|printed) )?"
    rf"(?={PAPERS}\b)|\bto what extent\b",
    r"\b(fit(s|ting)?|match(es|ing)?) (the )?(keywords?|search term|phrase|description|tag|label)\b",
    r"\bkeywords?\b",
    r"\b(in|from|by|of|within|do|does) (the|these|your|all) (source )?(documents|sources)\b",
    r"\bhow (important|relevant|central)\b",
    r"\bhow (good|well|bad|strong|great) (is|are|was|were|does|do|did)\b",
    r"\b(should|could|can|must) (i|we) (skim|browse|consult|check out|begin with)\b",
    r"\b(on the go|in the (works|pipeline)|under way)\b",
    r",? be (it|they) [^,.;?!]+",  # lions, be it in zoos or in the wild
    r"\bin (their|his|her|your|our|the (group|lab|team)['’]?s?)( own)?"
    r" (networks?|models?|methods?|approach(es)?|algorithms?|systems?)(?=\W*$)",
    r"(?<=\w)[”\"'’]? (idea|notion|concept)s?\b(?=\W*($|,? and (where|how|what|why)\b))",
    r",? and (for what|what for|to what end|for which (tasks?|purposes?))(?=\W*$)",
    r"\b(to|for) (an? |the )?(lay[\s-]?(person|man|men|people)|beginners?|dummies|kids?|child(ren)?)\b",
    r"\b(to|for) (an? |the )?(non-?experts?|general (public|audience)|(five|5|ten|10)[ -]year[ -]olds?)\b",
)
"""Phrases of asking whose words may each be part of a topic."""


@cache
def request_words() -> frozenset[str]:
    """Words of a request and not of its topic, folded: "which papers deal with"."""
    return frozenset(_table()["request_words"].split())


@cache
def question_words() -> frozenset[str]:
    """Words that a misspelt word of a question may have meant."""
    return request_words().union(_table()["question_words"].split())


@cache
def _table() -> dict[str, Any]:
    return load_table(Path(__file__).with_name("asking_words.toml"))
