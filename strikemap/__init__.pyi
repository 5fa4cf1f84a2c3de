__version__: str

from .comparison import Comparison as Comparison
from .comparison import compare as compare
from .comparison.baseline import baseline as baseline
from .comparison.baseline import usual_days as usual_days
from .comparison.casualties import casualties as casualties
from .comparison.claims import claims_vs_evidence as claims_vs_evidence
from .comparison.corroboration_windows import corroboration_sensitivity as corroboration_sensitivity
from .comparison.coverage import coverage as coverage
from .comparison.event_study import EventStudy as EventStudy
from .comparison.event_study import event_study as event_study
from .comparison.mixes import attribution_mix as attribution_mix
from .comparison.mixes import mix as mix
from .comparison.mixes import stratified_ratio as stratified_ratio
from .comparison.models import change_point as change_point
from .comparison.models import interrupted_time_series as interrupted_time_series
from .comparison.models import zone_by_period as zone_by_period
from .comparison.placebos import placebo_dates as placebo_dates
from .comparison.ranges import count_ranges as count_ranges
from .comparison.releases import compare_releases as compare_releases
from .comparison.rivals import rivals as rivals
from .comparison.sensitivity import sensitivity as sensitivity
from .comparison.shifts import (
    composition_shift as composition_shift,
)
from .comparison.shifts import (
    spatial_shift as spatial_shift,
)
from .comparison.sources import sources_by_zone as sources_by_zone
from .comparison.specification import SpecificationCurve as SpecificationCurve
from .comparison.specification import specification_curve as specification_curve
from .comparison.surfaces import closeness as closeness
from .comparison.surfaces import cross_k as cross_k
from .comparison.surfaces import risk_surface as risk_surface
from .confidence.grading import grade as grade
from .confidence.scales import Scale as Scale
from .confidence.scales import scales as scales
from .corroboration import (
    CorroborationWarning as CorroborationWarning,
)
from .corroboration import (
    corroborate as corroborate,
)
from .corroboration import (
    explain as explain,
)
from .corroboration.decisions import read_decisions as read_decisions
from .corroboration.lineage import strike_changes as strike_changes
from .datasets import datasets as datasets
from .datasets import load_dataset as load_dataset
from .delivery.newsroom import write_datawrapper as write_datawrapper
from .delivery.newsroom import write_storymap as write_storymap
from .desk.adjudication import Adjudication as Adjudication
from .desk.adjudication import adjudicate as adjudicate
from .desk.change_list import changes as changes
from .desk.decision_table import write_decisions as write_decisions
from .desk.map_reviews import review_map as review_map
from .desk.reviews import review as review
from .desk.updates import update as update
from .errors import (
    MapError as MapError,
)
from .errors import (
    MapWarning as MapWarning,
)
from .errors import (
    MissingExtraError as MissingExtraError,
)
from .errors import (
    ReportError as ReportError,
)
from .errors import (
    ReportWarning as ReportWarning,
)
from .errors import (
    StrikemapError as StrikemapError,
)
from .errors import (
    ZoneError as ZoneError,
)
from .errors import (
    codes as codes,
)
from .export import save as save
from .findings.headline import headline as headline
from .findings.summary import summary as summary
from .ledger import ledger as ledger
from .look import Look as Look
from .maps import before_after as before_after
from .maps import period_maps as period_maps
from .maps import zone_map as zone_map
from .paint.charts.areas_chart import areas_chart as areas_chart
from .paint.charts.charts import (
    days_chart as days_chart,
)
from .paint.charts.charts import (
    event_study_chart as event_study_chart,
)
from .paint.charts.charts import (
    sensitivity_chart as sensitivity_chart,
)
from .paint.charts.charts import (
    sources_chart as sources_chart,
)
from .paint.charts.coverage_chart import coverage_chart as coverage_chart
from .paint.print.annotating import annotate as annotate
from .paint.print.annotating import lonlat as lonlat
from .palettes import Palette as Palette
from .palettes import palettes as palettes
from .periods import Event as Event
from .periods import Windows as Windows
from .placement.by_day import place_in_zones as place_in_zones
from .placement.by_day import zones_vs_targets as zones_vs_targets
from .placement.draws import zone_draws as zone_draws
from .placement.expectation import expected_counts as expected_counts
from .placement.expectation import shared_locations as shared_locations
from .placement.probability import zone_probabilities as zone_probabilities
from .provenance.citation import Citation as Citation
from .provenance.citation import cite as cite
from .provenance.reading import Provenance as Provenance
from .provenance.reading import provenance as provenance
from .publication.checking import publish_check as publish_check
from .publication.policy import Policy as Policy
from .readers import (
    Download as Download,
)
from .readers import (
    HealthReport as HealthReport,
)
from .readers import (
    check as check,
)
from .readers import (
    fetch_acled as fetch_acled,
)
from .readers import (
    fetch_ucdp as fetch_ucdp,
)
from .readers import (
    locate as locate,
)
from .readers import (
    read_reports as read_reports,
)
from .readers import (
    write_reports as write_reports,
)
from .readers.dialect import Dialect as Dialect
from .readers.dialects import dialects as dialects
from .readers.scan import scan_reports as scan_reports
from .readers.scanned import ScannedReports as ScannedReports
from .reproduction.comparing import Reproduction as Reproduction
from .reproduction.comparing import reproduce as reproduce
from .reproduction.running import run as run
from .strike_map import StrikeMap as StrikeMap
from .topics import topics as topics
from .zones.areas import (
    check_zones as check_zones,
)
from .zones.areas import (
    zone_areas as zone_areas,
)
from .zones.areas import (
    zones_between as zones_between,
)
from .zones.from_places import zones_from_places as zones_from_places
from .zones.lines import circle as circle
from .zones.lines import side_of_line as side_of_line
from .zones.reading import read_zones as read_zones
from .zones.reading import zones_on as zones_on
