"""Zones of control: read, dated, interpolated from places, measured."""
