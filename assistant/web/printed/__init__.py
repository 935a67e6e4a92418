"""The page of a document that a citation is of, as it is printed, with the cited sentence marked.

view.py      what the browser asks for: a page, where the sentence stands on it, and its text
originals.py the file itself, where the host lets readers open it
pictures.py  pages as pictures, each drawn in a process of its own
drawing.py   that process: the only module of the assistant that opens a PDF
"""
