"""The About tab: where the papers come from, and what is sent where."""
