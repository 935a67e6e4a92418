"""The page as a whole: its masthead and tabs, and the styles and scripts that every view shares."""
