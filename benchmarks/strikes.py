"""The strikes whose pages are measured, and the maps they are put on.

Positions, days and two categories are those of ``../shared/bench/gen_data.py`` where it is
there (1/10000 degree, six attackers, ten kinds of target), and invented ones otherwise.
Ground, zones, words and table of the maps are those of the package's own model case.
"""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

import strikemap as sm
from strikemap import spec as sp

BENCH = Path(__file__).resolve().parents[2] / "shared" / "bench"
CLASSES, GROUPS = 6, 10


def columns(n: int) -> dict[str, Any]:
    """Return positions, days and two categories of n strikes."""
    if (BENCH / "gen_data.py").is_file():
        os.environ.setdefault("BENCH_DIR", tempfile.mkdtemp())
        sys.path.insert(0, str(BENCH))
        import gen_data

        return dict(gen_data.arrays(n))
    rng = np.random.default_rng(n)
    return {
        "lon": rng.normal(37.5, 1.2, n),
        "lat": rng.normal(35.2, 0.8, n),
        "day": rng.integers(0, 1189, n),
        "actor": rng.integers(0, CLASSES, n),
        "target": rng.integers(0, GROUPS, n),
    }


def details(data: dict[str, Any]) -> dict[str, list[str]]:
    """Return what is told of a strike when it is opened, as columns of texts."""
    date = (np.datetime64("2015-09-30") + np.asarray(data["day"]).astype("m8[D]")).astype(str)
    actor = np.char.add("attacker ", np.asarray(data["actor"]).astype(str))
    target = np.char.add("target ", np.asarray(data["target"]).astype(str))
    return {"date": date.tolist(), "attacker": actor.tolist(), "target_type": target.tolist()}


def two_maps(data: dict[str, Any]) -> sp.MapSpec:
    """Return the strikes before and after the median day, over ground and dated zones."""
    bare = _model()
    n = len(data["lon"])
    day = np.asarray(data["day"], dtype=np.int64)
    panel = (day >= int(np.median(day))).astype(int)
    marks = sp.Marks(
        tuple(map(str, range(n))),
        *(data["lon"], data["lat"], panel, data["actor"], data["target"], day, day),
        *(np.full(n, 0.01), np.zeros(n, bool), np.zeros(n, bool)),
    )
    texts = tuple(sp.PopupColumn(key, key, tuple(one)) for key, one in details(data).items())
    popups = sp.Popups(("strike",) * n, texts, ("",) * n, "")
    return replace(bare, marks=marks, popups=popups)


def one_map(spec: sp.MapSpec) -> sp.MapSpec:
    """Return the same strikes on one map over zones, without the strip of days."""
    legend = tuple(
        replace(group, entries=tuple(replace(e, counts=e.counts[:1]) for e in group.entries))
        for group in spec.legend
    )
    marks = replace(spec.marks, panel=np.zeros(len(spec.marks), dtype=int))
    panels = spec.panels[:1]
    return replace(spec, panels=panels, marks=marks, legend=legend, timeline=None, recut=())


@cache
def _model() -> sp.MapSpec:
    """Return the model case with as many classes and groups as the strikes have."""
    spec = sm.before_after(
        sm.load_dataset("syria_2017_strikes"),
        sm.Event("De-escalation deal", "2017-05-04"),
        windows=19,
        zones=sm.load_dataset("syria_2017_control"),
        where={"attacker": "Russia"},
        alternatives=True,
    ).spec
    more = CLASSES - len(spec.mark_styles)
    styles = (*spec.mark_styles, *(replace(spec.mark_styles[0], key=f"{i}") for i in range(more)))
    return replace(spec, mark_styles=styles, groups=tuple(f"group {i}" for i in range(GROUPS)))
