"""Before-and-after maps of published strike reports over dated zones of influence."""

from strikemap.datasets import datasets, load_dataset
from strikemap.errors import MapError, MissingExtraError, ReportError, StrikemapError, ZoneError
from strikemap.ledger import ledger

__all__ = [
    "MapError",
    "MissingExtraError",
    "ReportError",
    "StrikemapError",
    "ZoneError",
    "datasets",
    "ledger",
    "load_dataset",
]
