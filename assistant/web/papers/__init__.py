"""The Papers tab: every paper in a table, and a paper as it is shown opened."""
