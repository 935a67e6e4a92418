"""The People tab: who signed the papers."""
