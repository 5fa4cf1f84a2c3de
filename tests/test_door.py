"""One door: what stands in it, and what it does not bring along."""

from __future__ import annotations

import inspect
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
    fixed = {
        "Event",
        "ReportError",
        "StrikemapError",
        "Windows",
        "ZoneError",
        "before_after",
        "check",
        "check_zones",
        "circle",
        "claims_vs_evidence",
        "compare",
        "compare_releases",
        "corroborate",
        "datasets",
        "event_study",
        "explain",
        "grade",
        "ledger",
        "load_dataset",
        "locate",
        "period_maps",
        "place_in_zones",
        "read_reports",
        "read_zones",
        "save",
        "side_of_line",
        "zone_map",
        "zone_probabilities",
        "zones_between",
        "zones_from_places",
        "zones_on",
    }
    assert fixed <= set(sm.__all__)


def test_every_public_function_documents_what_it_takes_and_gives_with_an_example() -> None:
    asked = {"Parameters": "parameters", "Returns": "return_annotation"}
    lacking = []
    for name in sm.__all__:
        function = getattr(sm, name)
        if not inspect.isfunction(function) or name.startswith("fetch_"):
            continue
        told, signature = inspect.getdoc(function) or "", inspect.signature(function)
        for section, part in asked.items():
            if getattr(signature, part) not in ({}, None, "None") and section not in told:
                lacking.append((name, section))
        if "Examples" not in told:
            lacking.append((name, "Examples"))
    assert lacking == []
