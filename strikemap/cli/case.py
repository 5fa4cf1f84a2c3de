"""The model case, mapped by one command: Russian strikes in Syria around 4 May 2017."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

import strikemap as sm
from strikemap.export import write_table

_TITLE = {
    "en": "Reported Russian air strikes in Syria before and after the 4 May deal",
    "ar": "الضربات الجوية الروسية المُبلَّغ عنها في سوريا قبل اتفاق 4 أيار وبعده",
}
_CLAIMS_TITLE = {
    "en": "Reported Russian air strikes in Syria, April and May–June 2017, with Russian claims",
    "ar": "الضربات الجوية الروسية المُبلَّغ عنها في سوريا، نيسان وأيار–حزيران 2017، مع ادعاءات روسيا",
}


def demo(folder: Path) -> list[str]:
    """Make the case's maps and say what they counted."""
    folder.mkdir(parents=True, exist_ok=True)
    deal = demo_map()
    claims = demo_map(
        windows=sm.Windows(("2017-04-01", "2017-05-04"), ("2017-05-06", "2017-06-16")),
        title=_CLAIMS_TITLE,
    )
    for map_, name in ((deal, "before_after"), (claims, "april_to_june")):
        map_.save(folder / f"{name}.png")
        map_.save(folder / f"{name}.html")
    write_table(demo_counts(deal), folder / "before_after.csv")
    names = ("before_after.png", "before_after.html", "before_after.csv")
    more = ("april_to_june.png", "april_to_june.html")
    return [*counts_lines(deal), *(str(folder / name) for name in (*names, *more))]


def demo_map(
    *,
    windows: sm.Windows | int = 19,
    title: dict[str, str] | None = None,
    by: str | None = None,
) -> sm.StrikeMap:
    """Return the map of the model case: Russian strikes in Syria around 4 May 2017.

    Parameters
    ----------
    windows
        As in :func:`strikemap.before_after`.
    title
        Titles by language.
    by
        Column to count by instead of the zone.
    """
    return sm.before_after(
        sm.load_dataset("syria_2017_strikes"),
        sm.Event("De-escalation deal", "2017-05-04", names={"ar": "اتفاق خفض التصعيد"}),
        windows=windows,
        zones=sm.load_dataset("syria_2017_control"),
        where={"attacker": "Russia"},
        alternatives=True,
        by=by,
        reports=sm.load_dataset("syria_2017_reports"),
        title=title or _TITLE,
    )


def demo_counts(by_zone: sm.StrikeMap) -> pd.DataFrame:
    """Return the case's counts by zone on the day, and by region, in one table."""
    by_region = demo_map(by="region")
    parts = (("zone", by_zone.table), ("region", by_region.table.iloc[:-1]))
    return pd.concat(
        [table.assign(counted_by=name) for name, table in parts], ignore_index=True
    ).pipe(lambda table: table[["counted_by", *table.columns.drop("counted_by")]])


def counts_lines(map_: sm.StrikeMap) -> list[str]:
    """Return what the case's maps count as lines of text."""
    spec = map_.spec
    panels = [f"  {p.heading}, {p.dates}: {'; '.join(p.counts)}" for p in spec.panels]
    counts = demo_counts(map_)
    shown = ["counted_by", "zone", *(c for c in counts.columns if c.startswith("n_"))]
    return [spec.title, *panels, counts[shown].to_string(index=False)]
