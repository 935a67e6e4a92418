"""Query -> ranked Evidence: which papers are on a topic, and which sentences answer a question.

In:  a topic or a question, and the papers that the filters let through.
Out: `Evidence`, most relevant first and cut off where relevance ends (`finder`), with its sentences.
Lexical and dense search nominate (`search`); regressions decide (`relevance`, `sentence_relevance`), and what
a sentence does in its abstract is learned (`telling`). Of many papers `grouping` makes a few groups, and
`taken_up` says on which of them others build.
"""
