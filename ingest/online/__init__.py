"""Papers from where they are: services on the network, asked only where a source names one.

In:  a source such as `orcid:0000-0002-1825-0097` or `arxiv:au:Carberry`. Out: the answers of the service as
they came, files beside the index, which the parsers of ingest/sources read like any other document.

client.py asks: politely, again after a fault, and never more than is sensible. answers.py keeps what was
answered, so that an ingest goes on where it broke off, and asks little where nothing is new. One small module
a service says which addresses to ask, one after another; registry.py finds it; fetching.py has the line.
abstracts.py looks up the abstracts that are missing.
"""
