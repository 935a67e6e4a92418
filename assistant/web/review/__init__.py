"""The tab "Review": what came in and from where, what is doubtful, and what editors decide about it."""
