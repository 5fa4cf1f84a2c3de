"""Maps that may be shown: what leaves, what stays, and what a stranger can learn."""
