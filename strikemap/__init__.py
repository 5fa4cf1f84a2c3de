"""Before-and-after maps of published strike reports over dated zones of influence."""

from strikemap.compare import Comparison, compare
from strikemap.datasets import datasets, load_dataset
from strikemap.errors import MapError, MissingExtraError, ReportError, StrikemapError, ZoneError
from strikemap.interpolation import zones_from_places
from strikemap.ledger import ledger
from strikemap.periods import Event, Windows
from strikemap.placement import place_in_zones
from strikemap.zones import zones_on

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
    "place_in_zones",
    "zones_from_places",
    "zones_on",
]
