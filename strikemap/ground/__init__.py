"""The ground under a map: countries, provinces, waters, towns and their names."""
