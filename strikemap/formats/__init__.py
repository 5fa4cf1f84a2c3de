"""Bytes to raw tables and features: formats, encodings, archives, CRS, limits."""

from strikemap.formats.features import read_features
from strikemap.formats.limits import Limits

__all__ = ["Limits", "read_features"]
