"""The server of the page: who is let in, how often and from where, and how it starts and ends."""
