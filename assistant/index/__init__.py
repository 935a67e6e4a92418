"""One snapshot of papers on disk: written once by an ingest, opened by readers, never changed.

In:  the folder of an index.
Out: a `Corpus` (`corpus`): papers, columns for exact filters (`catalog`), passages, BM25, Chroma, vocabulary.
The themes of papers (`themes`) are read from their titles and vectors.
Locks and leases (`locks`), checks (`integrity`) and what nobody reads any more (`cleanup`) are here, too.
"""
