"""Before-and-after maps of published strike reports over dated zones of influence."""

from strikemap.compare import Comparison, compare
from strikemap.corroboration import CorroborationWarning, corroborate, explain
from strikemap.datasets import datasets, load_dataset
from strikemap.errors import MapError, MissingExtraError, ReportError, StrikemapError, ZoneError
from strikemap.expectation import expected_counts, shared_locations
from strikemap.export import save
from strikemap.interpolation import zones_from_places
from strikemap.ledger import ledger
from strikemap.lines import circle, side_of_line
from strikemap.periods import Event, Windows
from strikemap.placement import place_in_zones, zones_vs_targets
from strikemap.probability import zone_probabilities
from strikemap.readers import read_reports
from strikemap.zone_areas import check_zones, zone_areas, zones_between
from strikemap.zones import read_zones, zones_on

__all__ = [
    "Comparison",
    "CorroborationWarning",
    "Event",
    "MapError",
    "MissingExtraError",
    "ReportError",
    "StrikemapError",
    "Windows",
    "ZoneError",
    "check_zones",
    "circle",
    "compare",
    "corroborate",
    "datasets",
    "expected_counts",
    "explain",
    "ledger",
    "load_dataset",
    "place_in_zones",
    "read_reports",
    "read_zones",
    "save",
    "shared_locations",
    "side_of_line",
    "zone_areas",
    "zone_probabilities",
    "zones_between",
    "zones_from_places",
    "zones_on",
    "zones_vs_targets",
]
