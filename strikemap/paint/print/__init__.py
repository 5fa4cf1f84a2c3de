"""The print: a spec as a matplotlib figure."""
