"""Bytes of strangers, varied by atheris; ``make soak`` runs it, ``seconds`` is its one argument.

Whatever a file holds, the doors that open it say what is wrong in a StrikemapError or open it.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import warnings
from pathlib import Path

import atheris
import pandas as pd

with atheris.instrument_imports(include=["strikemap.formats", "strikemap.provenance"]):
    import strikemap as sm
    from strikemap.errors import StrikemapError

SUFFIXES = (".csv", ".geojson", ".kml", ".kmz", ".xlsx", ".gpkg", ".parquet", ".toml")
PICTURES = (".html", ".svg", ".pdf", ".png")
DOORS = (sm.read_reports, sm.read_zones, sm.provenance, sm.publish_check, sm.run)
FOLDER = Path(tempfile.mkdtemp())
FORMATS = (*SUFFIXES, *PICTURES)


def seeds(folder: Path) -> None:
    """Write one sound file of each format, after a byte that tells which it is."""
    rows = pd.DataFrame(
        {"id": ["a", "b"], "date": ["2017-05-01", "2017-05-06"], "lat": [35.4, 35.5]}
    )
    reports = sm.read_reports(rows.assign(lon=[36.6, 36.7], place=["One", "Two"]))
    m = sm.before_after(reports, sm.Event("Deal", "2017-05-04"), windows=5)
    for number, suffix in enumerate(FORMATS):
        path = FOLDER / f"seed{suffix}"
        if suffix == ".toml":
            path.write_text(m.to_toml(), encoding="utf-8")
        else:
            m.save(path, **({"dpi": 30} if suffix == ".png" else {}))
        (folder / f"{number}").write_bytes(bytes([number]) + path.read_bytes())


def one(data: bytes) -> None:
    """Open bytes as a file of one format, by every door."""
    if not data:
        return
    path = FOLDER / f"file{FORMATS[data[0] % len(FORMATS)]}"
    path.write_bytes(data[1:])
    for door in DOORS:
        with contextlib.suppress(StrikemapError):
            door(path)


def main(seconds: str) -> None:
    """Vary the seeds for so many seconds; a raw error ends the process with its bytes kept."""
    warnings.simplefilter("ignore")
    corpus = Path(tempfile.mkdtemp())
    seeds(corpus)
    options = [f"-max_total_time={seconds}", "-timeout=30", "-rss_limit_mb=4096"]
    options += ["-max_len=20000", f"-artifact_prefix={FOLDER}{os.sep}", str(corpus)]
    atheris.Setup([sys.argv[0], *options], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
