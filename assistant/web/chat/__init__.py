"""The Chat tab: the conversation with its message box, and the sources of its answers beside it."""
