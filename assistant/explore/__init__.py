"""All papers at once: browse, the map, co-authors; and answers or papers in other forms.

In:  the papers of a corpus, or an `Answer`.
Out: rows, points and graphs for the page; JSON, Markdown and HTML (`rendering`); BibTeX, RIS, CSV;
lists of references (`reference_files`), and questions to ask next (`suggestions`).
Pure functions: nothing here searches, asks a model or writes a file.
"""
