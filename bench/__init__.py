"""Measurements of the assistant, each a command of `python -m bench`.

In:  an index, question files and labelled data (the *.jsonl files here), or a folder in BEIR's layout.
Out: numbers on the standard output, as lines or JSON; a figure or new weights where an option asks for them.
A module that is a command has `add_options(parser)` and `main(options, say) -> exit status`; `run` measures.
The other modules read labelled data, fit regressions, draw figures or play a chat model.
"""
