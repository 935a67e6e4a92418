"""The full texts of papers: PDFs, and what GROBID and Docling made of them.

In:  files of any origin, so each is read in a process of its own, with limits (`reading.read_fulltexts`).
Out: `assistant.index.fulltext.Fulltext`, one file each.
A PDF goes from characters (`chars`) to lines (`lines`), columns (`layout`), blocks (`blocks`), sections
(`parts`) and text (`writing`).
"""
