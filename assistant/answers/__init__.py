"""Query -> Plan -> Answer: what is said, and the sentence that each claim rests on.

In:  a `Query`, and a `Library` to answer it from.
Out: an `Answer` whose every mark is a verbatim citation, or an abstention with its reason.
`plans` lists the kinds of answer, `planning` chooses one, `verbatim` has the handler of each; `write_up` lets
a chat model word the same evidence, and `support` checks every sentence that the model wrote.
"""
