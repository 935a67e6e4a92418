"""The rules that `assistant.understanding.query.understand` applies to a question, one concept a module.

length.py         how long a question may be
asking.py         learned models: which sentences ask, what kind of question it is, which words are its topic
reading.py        a question on the way to a Query: each rule takes what it understood out of the text
patterns.py       how the patterns are written
language.py       which language a question is in; languages.toml has what to say in each
contractions.py   "what've" and "twenty twenty one" in full
antecedents.py    "she", "both": people whom the same message names
identifiers.py    a paper given by its title, arXiv number, DOI or address
scope.py          this group, others, or both
title_words.py    with lions in the title
exclusions.py     not on whales, except surveys: read with the rules below
listed_years.py   in 2019, 2021 and 2023
years.py          since 2021, between 2019 and 2021; beside it time_spans.py: spring 2020, last year
filters.py        people, category, affiliation; beside it institutions.py and people.py, which finds names by
                  name_words.py (what looks like a name, and where) and organisations.py
code.py           with code, without code
venues.py         in Nature, at NeurIPS
authorship.py     as first author, with three authors
unrecorded.py     how often a paper is cited, which no source says
profile_facts.py  h-index, citations, trust score
kinds.py          theses, data sets: the types of entries
citation_styles.py  in APA style, as BibTeX
compared.py       lions vs tigers: the two things of a comparison
intents.py        what kind of answer is asked for; beside it groupings.py and superlatives.py
combining.py      papers on both of two topics, or on either
topic.py          the topic: what no rule took of the words that asking.py takes for its words
followups.py      questions that leave something to the conversation (context.py): a table of their kinds,
                  which are read in chosen_papers.py, earlier_people.py, relative_time.py and ellipsis.py;
                  pointing_words.py has "it", "those"
"""
