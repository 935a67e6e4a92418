"""Documents about researchers, read into a searchable index: `python -m ingest`.

In:  text files: saved web pages, BibTeX, JSON Lines (docs/formats.md), and an encoder from assistant/models.
Out: a snapshot in the directory of the index, published whole or not at all, and a report of what changed.
pipeline.py has the line: source -> parse -> Paper -> merge -> passages -> encode -> snapshot -> report.
What an earlier snapshot has of the same papers is not computed again; a damaged one is mended (repair.py).
"""
