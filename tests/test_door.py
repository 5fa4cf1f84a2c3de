"""One door: what stands in it, and what it does not bring along."""

from __future__ import annotations

import json
import subprocess
import sys

import strikemap as sm

LISTED = """
import json, sys
import geopandas
before = set(sys.modules)
import strikemap
print(json.dumps(sorted({name.split(".")[0] for name in set(sys.modules) - before})))
"""


def test_importing_the_library_loads_no_drawing_or_statistics_library() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LISTED], capture_output=True, text=True, check=True
    )
    loaded = set(json.loads(done.stdout))
    heavy = {"matplotlib", "folium", "branca", "scipy", "statsmodels", "mapclassify", "IPython"}
    assert not loaded & heavy


def test_every_public_name_exists_and_is_documented() -> None:
    for name in sm.__all__:
        assert getattr(sm, name).__doc__, name


def test_the_public_surface_holds_the_fixed_names() -> None:
    fixed = """
        datasets load_dataset read_reports read_zones ledger check locate Event Windows corroborate
        explain grade claims_vs_evidence compare_releases zones_from_places zones_on zones_between
        place_in_zones zone_probabilities side_of_line circle compare before_after event_study
        zone_map period_maps save check_zones ReportError ZoneError StrikemapError
    """.split()
    assert set(fixed) <= set(sm.__all__)
