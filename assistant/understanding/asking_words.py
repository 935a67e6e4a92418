"""The words of asking, which are no part of what is asked about."""

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

REQUEST_WORDS = frozenset(
    """
    accessible according active actually address addressed addresses addressing all almost already also
    altogether am among another answer answers any anybody anyone anything anywhere appear appeared appears
    application applications applied applies apply applying approach approached approaches approximately are
    area areas argue argued argues article articles aspect aspects author authored authoring authors available
    based basically be been being both briefly bring brings brought build builds built called came can central
    co- co-author co-authored co-authors co-sign co-signed co-write co-written co-wrote coauthor coauthored
    coauthors collection come comes coming compare compared compares comparison concern concerned concerning
    concerns consider considered considering considers contribute contributed contribution contributions
    corpus cosigned could cover covered covering covers cowrote currently database dated deal dealing deals
    dealt define defined defines describe described describes describing detail details develop developed
    developing develops did differ difference different differs discover discovered discuss discussed
    discusses discussing do does doing done dr each earliest either else elsewhere employ employed employs
    enjoy enjoys entire enumerate enumerated especially ever every everybody everyone everything everywhere
    exact exactly exist existing exists explain explained explaining explains explore explored explores
    exploring field fields filed find finding findings first focus focused focuses folks found frankly general
    generally get gets give go goes got group groups guy guys had handle handles handling has have he heard
    hello her here hers herself hey hi him himself his honestly hopefully how i idea ideally ideas include
    included includes including indicated info information instead interest interested interesting interests
    introduce introduced introduces introducing invent invented invents investigate investigated investigates
    investigating involve involved involves involving is it item items its itself joint jointly just kind
    kindly kinds know known knows lab laboratory labs last lately latest learn learned let like list listed
    lists literature look looked looking lot lots luck made main make many marked matter may maybe me mean
    meaning means meant member members mention mentioned mentioning mentions might mine much must my name
    named names nearly need needs neither new newest no noted nothing notion notions nowadays nowhere offer
    offered offering offers ok okay old oldest one ones opinion other others our overall overview paper papers
    particular particularly penned perhaps pick picked picks play plays please position precise preprint
    preprints present presented presenting presently presents printed prof professor project projects propose
    proposed proposes proposing provide provided provides providing publication publications publish published
    publishes publishing put puts question questions quickly re read reads really recent recently recommend
    recommended recommends regard regarding registered relate related relates relation relevant report
    reported reporting reports research researched researcher researchers researches researching respective
    reviewer reviewers role roughly rundown said same say says several shall she should show showed shown
    shows sign signed signs simply some somebody someone something somewhere sorry sort specifically specified
    stand stands start started starts stated still studied studies study studying stuff subject subjects
    submit submitted suggest suggesting suggests summarise summarize summary tackle tackles tackling take
    takes team teams tell thank thanks that their theirs them theme themes themselves there these they thing
    things think thinks this those thought throughout title titles together too took topic topics total true
    up us use used uses using versus view views vs want wanted wants was we well were what whatever when where
    whether which whichever who whom whose why will wish wonder wondered wondering wonders work worked working
    works would write writes written wrote yes yet you your
    """.split()
)
"""Words of a request, not of its topic: "which papers deal with"; the group's own words are among them."""

QUESTION_WORDS = REQUEST_WORDS | frozenset(
    "newest latest oldest author authors year years since before after category code index citations"
    " followers affiliation novelty trust score verified claimed collaborators profile".split()
)
"""What a misspelt word of a question may have meant."""
