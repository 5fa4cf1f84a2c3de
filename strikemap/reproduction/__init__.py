"""A figure made again: from the call in a TOML file, or from the record in the figure itself."""
