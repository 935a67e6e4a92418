"""Strings to tokens, sentences and spellings; nothing here knows what a paper is.

In:  the text of a question, a title, an abstract or a model's draft.
Out: index terms (`analysis`), sentences (`sentences`), claims (`claims`), mended words (`spelling`).
Phrases (`phrases`, `noun_phrases`), signs of what a sentence says (`genres`, `releases`, `sections`) and
references in a citation style (`citation_styles`) are made of text alone, too.
Everything is a pure function or a small immutable object; nothing is read from disk but lists of words and
citation styles.
"""
