"""Sheets for a spreadsheet: counts, strikes, windows, ledger, notes and provenance."""

from __future__ import annotations

import json

import pandas as pd

from strikemap.exchange.layers import Layers
from strikemap.workbook import workbook


def sheets(layers: Layers) -> bytes:
    """Return a workbook of what a map rests on."""
    points = layers.strikes.geometry
    strikes = pd.DataFrame(layers.strikes.drop(columns="geometry"))
    lines = json.dumps(json.loads(layers.record or "{}"), indent=1).splitlines()
    tables = {
        "counts": layers.counts,
        "strikes": strikes.assign(lon=points.x.to_numpy(), lat=points.y.to_numpy()),
        "windows": layers.windows,
        "ledger": layers.ledger,
        "notes": layers.notes,
        "provenance": pd.DataFrame({"record": lines}),
    }
    return workbook(tables, layers.record)
