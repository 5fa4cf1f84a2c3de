"""A spec as the data that a browser reads: packed columns, texts and one escaped block."""
