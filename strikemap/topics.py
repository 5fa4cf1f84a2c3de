"""Topics: the public names by what they are for, those needed first apart from the rest."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from typing import Any, Final

from strikemap.listing import table_of

#: What completion offers first. Every other public name is in a topic, and works as ``sm.name``.
FIRST: Final = (
    "Event",
    "Look",
    "Windows",
    "before_after",
    "check",
    "compare",
    "corroborate",
    "datasets",
    "ledger",
    "load_dataset",
    "period_maps",
    "read_reports",
    "read_zones",
    "save",
    "summary",
    "zone_map",
    "zones_from_places",
)

_NAMES: Final[Mapping[str, str]] = {
    "reading": "check Dialect Download HealthReport ScannedReports dialects fetch_acled "
    "fetch_ucdp locate read_reports scan_reports write_reports",
    "control": "areas_chart check_zones circle place_in_zones read_zones side_of_line zone_areas "
    "zone_draws zone_map zone_probabilities zones_between zones_from_places zones_on "
    "zones_vs_targets",
    "sources": "Scale claims_vs_evidence corroborate corroboration_sensitivity coverage "
    "coverage_chart explain grade scales sources_by_zone sources_chart",
    "maps": "Event Look Palette StrikeMap Windows annotate before_after headline lonlat palettes "
    "period_maps save summary",
    "numbers": "Comparison EventStudy SpecificationCurve attribution_mix baseline casualties "
    "change_point closeness compare composition_shift count_ranges cross_k days_chart "
    "event_study event_study_chart expected_counts interrupted_time_series mix placebo_dates "
    "risk_surface rivals sensitivity sensitivity_chart shared_locations spatial_shift "
    "specification_curve stratified_ratio usual_days zone_by_period",
    "desk": "Adjudication adjudicate changes compare_releases read_decisions review review_map "
    "strike_changes update write_decisions",
    "sharing": "Citation Policy Provenance Reproduction cite provenance publish_check reproduce "
    "run write_datawrapper write_storymap",
    "facts": "codes datasets ledger load_dataset",
    "errors": "CorroborationWarning MapError MapWarning MissingExtraError ReportError "
    "ReportWarning StrikemapError ZoneError",
}


class Topic:
    """The public names of one topic: completion lists them, and each is the name of the door."""

    def __init__(self, title: str, names: tuple[str, ...]) -> None:
        self._title, self._names = title, names

    def __dir__(self) -> tuple[str, ...]:
        return self._names

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self._names:
            raise AttributeError(f"The topic {self._title!r} holds {', '.join(self._names)}.")
        return getattr(importlib.import_module("strikemap"), name)

    def _opening(self) -> dict[str, str]:
        """Return the first line of what each name says of itself."""
        return {
            name: (getattr(self, name).__doc__ or "").strip().split("\n")[0] for name in self._names
        }

    def __repr__(self) -> str:
        width = max(map(len, self._names))
        return "\n".join(f"{name:{width}}  {line}" for name, line in self._opening().items())

    def _repr_html_(self) -> str:
        return table_of(self._opening())


class Topics(Mapping[str, Topic]):
    """All topics; each is an attribute too.

    Examples
    --------
    >>> import strikemap as sm
    >>> "corroborate" in dir(sm.topics.sources)
    True
    """

    def __init__(self) -> None:
        self._found = {title: Topic(title, tuple(n.split())) for title, n in _NAMES.items()}

    def __dir__(self) -> tuple[str, ...]:
        return tuple(self._found)

    def __getattr__(self, title: str) -> Topic:
        if title.startswith("_") or title not in self._found:
            raise AttributeError(f"There is no topic {title!r}; there are {', '.join(_NAMES)}.")
        return self._found[title]

    def __getitem__(self, title: str) -> Topic:
        return self._found[title]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def __repr__(self) -> str:
        return "\n".join(f"{title}: {', '.join(dir(one))}" for title, one in self._found.items())

    def _repr_html_(self) -> str:
        return table_of({title: ", ".join(dir(one)) for title, one in self._found.items()})


topics = Topics()
