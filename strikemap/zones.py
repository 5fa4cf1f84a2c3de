"""Zones: dated polygons that say which side held or influenced the ground."""

from __future__ import annotations

from strikemap.snapshots import zones_on

__all__ = ["zones_on"]
