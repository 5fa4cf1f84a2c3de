"""Coordinates: one cell or a column to degrees; never a guess."""

from strikemap.coordinates.cell import CoordinateError, parse, parse_pair
from strikemap.coordinates.column import CoordinateColumn, order_of_pairs, read_axis, read_pairs
from strikemap.coordinates.grid import read_grid

__all__ = [
    "CoordinateColumn",
    "CoordinateError",
    "order_of_pairs",
    "parse",
    "parse_pair",
    "read_axis",
    "read_grid",
    "read_pairs",
]
