"""Embedded data: the model case, its zones, and the ground under the maps."""
