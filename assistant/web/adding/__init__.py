"""The tab "Papers in": papers come in through the page."""
