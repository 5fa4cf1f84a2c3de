"""Before-and-after maps of published strike reports over dated zones of influence."""

from strikemap.claims import claims_vs_evidence
from strikemap.compare import Comparison, compare
from strikemap.compare.event_study import EventStudy, event_study
from strikemap.compare.findings import summary
from strikemap.compare.models import change_point, zone_by_period
from strikemap.compare.placebos import placebo_dates
from strikemap.compare.sensitivity import sensitivity
from strikemap.compare.shifts import composition_shift, spatial_shift
from strikemap.compare.sources import sources_by_zone
from strikemap.compare.surfaces import closeness, risk_surface
from strikemap.corroboration import CorroborationWarning, corroborate, explain
from strikemap.datasets import datasets, load_dataset
from strikemap.errors import MapError, MissingExtraError, ReportError, StrikemapError, ZoneError
from strikemap.expectation import expected_counts, shared_locations
from strikemap.export import save
from strikemap.grading import grade
from strikemap.interpolation import zones_from_places
from strikemap.ledger import ledger
from strikemap.lines import circle, side_of_line
from strikemap.maps import before_after, period_maps, zone_map
from strikemap.paint.charts import (
    days_chart,
    event_study_chart,
    sensitivity_chart,
    sources_chart,
)
from strikemap.periods import Event, Windows
from strikemap.placement import place_in_zones, zones_vs_targets
from strikemap.probability import zone_probabilities
from strikemap.readers import (
    Download,
    HealthReport,
    check,
    fetch_acled,
    fetch_ucdp,
    locate,
    read_reports,
    write_reports,
)
from strikemap.releases import compare_releases
from strikemap.strike_map import StrikeMap
from strikemap.thresholds import corroboration_sensitivity
from strikemap.zone_areas import check_zones, zone_areas, zones_between
from strikemap.zones import read_zones, zones_on

__all__ = [
    "Comparison",
    "CorroborationWarning",
    "Download",
    "Event",
    "EventStudy",
    "HealthReport",
    "MapError",
    "MissingExtraError",
    "ReportError",
    "StrikeMap",
    "StrikemapError",
    "Windows",
    "ZoneError",
    "before_after",
    "change_point",
    "check",
    "check_zones",
    "circle",
    "claims_vs_evidence",
    "closeness",
    "compare",
    "compare_releases",
    "composition_shift",
    "corroborate",
    "corroboration_sensitivity",
    "datasets",
    "days_chart",
    "event_study",
    "event_study_chart",
    "expected_counts",
    "explain",
    "fetch_acled",
    "fetch_ucdp",
    "grade",
    "ledger",
    "load_dataset",
    "locate",
    "period_maps",
    "place_in_zones",
    "placebo_dates",
    "read_reports",
    "read_zones",
    "risk_surface",
    "save",
    "sensitivity",
    "sensitivity_chart",
    "shared_locations",
    "side_of_line",
    "sources_by_zone",
    "sources_chart",
    "spatial_shift",
    "summary",
    "write_reports",
    "zone_areas",
    "zone_by_period",
    "zone_map",
    "zone_probabilities",
    "zones_between",
    "zones_from_places",
    "zones_on",
    "zones_vs_targets",
]
