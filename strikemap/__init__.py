"""Before-and-after maps of published strike reports over dated zones of influence."""

from strikemap.compare import Comparison, compare
from strikemap.datasets import datasets, load_dataset
from strikemap.errors import MapError, MissingExtraError, ReportError, StrikemapError, ZoneError
from strikemap.ledger import ledger
from strikemap.periods import Event, Windows

__all__ = [
    "Comparison",
    "Event",
    "MapError",
    "MissingExtraError",
    "ReportError",
    "StrikemapError",
    "Windows",
    "ZoneError",
    "compare",
    "datasets",
    "ledger",
    "load_dataset",
]
