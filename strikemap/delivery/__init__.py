"""Delivery: a map for the tools of a newsroom: Datawrapper, ArcGIS StoryMaps and slides."""
