"""The Map tab: the papers in pictures."""
