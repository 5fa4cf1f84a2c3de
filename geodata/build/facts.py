"""Make the embedded tables of the Syrian case from a folder of restated facts.

Usage: ``python geodata/build/facts.py FOLDER`` where FOLDER holds strikes.csv, reports.csv,
events.csv, control.csv and gazetteer.csv. Row order is kept and the same facts give the
same bytes. Nothing is added to a row but what follows from it: see SOURCES.md.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

GEODATA = Path(__file__).resolve().parents[1]
#: Our translation of the names of events.
NAMES = Path(__file__).with_name("event_names.csv")
UNVERIFIED = "general knowledge, unverified"
CASES = {
    "1 Astana May 2017": "astana-2017",
    "2 Cessation of hostilities Feb 2016": "cessation-2016",
    "3 Aleppo Sept-Dec 2016": "aleppo-2016",
}
WORDING = {
    r"first curated set;? ?": "",
    r"^the seed: ": "",
    r"\bthe seed article\b|\bthe seed\b": "the article of 20 June 2017 (Defense One)",
    r"\(seed\)": "(same article)",
}
RENAMED = {"date": "date_start", "zone": "region", "source_publisher": "source"}
ORDER = [
    *["id", "strike_id", "case", "date_start", "date_end", "date_precision", "place", "admin1"],
    *["region", "lat", "lon", "location_precision", "radius_km", "coord_source"],
    *["attacker", "attackers_stated", "attackers_alternative", "attribution", "claim"],
    *["attacker_word_only", "source_kind", "origin", "report_kind", "independent"],
    *["target_type", "target_side", "killed_min", "killed_max", "confidence"],
    *["n_reports", "n_sources", "report_ids", "sources", "source", "source_title"],
    *["source_date", "source_url", "unit", "in_window", "note"],
]


def main(folder: Path) -> None:
    """Write every table of the case."""
    strikes, reports = (_read(folder, name) for name in ("strikes", "reports"))
    by_strike = reports.groupby("strike_id", sort=False)["id"]
    strikes["n_reports"] = strikes["id"].map(by_strike.size())
    strikes["report_ids"] = strikes["id"].map(by_strike.agg(";".join))
    for name, table in (
        ("strikes", _events_of_force(strikes, "strike")),
        ("reports", _report_sources(_events_of_force(reports, "report"))),
    ):
        of_2017 = table["case"] == "astana-2017"
        _write(table[of_2017], f"syria_2017_{name}")
        _write(table[~of_2017], f"syria_2016_{name}")
    _write(_events(_read(folder, "events")), "syria_events")
    _write(_control(_read(folder, "control")), "syria_2017_places_control")
    _write(_places(_read(folder, "gazetteer")), "syria_places")


def _read(folder: Path, name: str) -> pd.DataFrame:
    table = pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)
    for column in table.columns.intersection(["note", "source", "event", "seed_zone_of_influence"]):
        for pattern, text in WORDING.items():
            table[column] = table[column].str.replace(pattern, text, regex=True)
    return table


def _write(table: pd.DataFrame, name: str) -> None:
    table.to_csv(GEODATA / f"{name}.csv", index=False, lineterminator="\n", encoding="utf-8")
    print(f"{name}: {len(table)} rows")


def _events_of_force(facts: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Give strikes or reports the library's column names; see SOURCES.md for each rule."""
    table = facts.rename(columns=RENAMED)
    table["date_end"] = table["date_end"].where(table["date_end"] != "", table["date_start"])
    parts = table["attacker"].map(_attackers)
    table["attackers_stated"] = [";".join(stated) for stated, _ in parts]
    table["attackers_alternative"] = [";".join(either) for _, either in parts]
    table["attacker_word_only"] = table["claim"]
    by_claim = table["attribution"] == "claimed by attacker"
    table["claim"] = ((table["claim"] == "True") & by_claim).astype(str)
    table["unit"] = unit
    return table[[name for name in ORDER if name in table]]


def _attackers(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if text == "Unidentified":
        return (), ()
    either = tuple(text.split(" or "))
    return (either, ()) if len(either) == 1 else ((), either)


def _report_sources(reports: pd.DataFrame) -> pd.DataFrame:
    """Say whose words a report carries, where the facts state it, and nothing elsewhere."""
    kind, by = reports["report_kind"], reports["attribution"]
    own = kind == "official log or release"
    reprint = kind == "official statement, reprinted"
    claimed = by == "claimed by attacker"
    table = reports.assign(source_kind="", origin="")
    attackers_own = (own & (by == "confirmed by attacker")) | (reprint & claimed)
    table.loc[attackers_own, "source_kind"] = "attacker official"
    table.loc[own & ~attackers_own, "source_kind"] = "other official"
    via = reports["source"].str.split(" via ").str[0]
    table["origin"] = via.where(
        kind.isin(["own reporting", "official log or release"])
        | reports["source"].str.contains(" via ", regex=False),
        "",
    )
    table.loc[claimed, "origin"] = reports["attacker"][claimed]
    table["independent"] = (reports["independent"] == "yes").astype(str)
    return table[[name for name in ORDER if name in table]]


def _events(facts: pd.DataFrame) -> pd.DataFrame:
    table = facts.rename(columns={"event": "name"})
    table["case"] = table["case"].map(CASES)
    table["date_end"] = table["date_end"].where(table["date_end"] != "", table["date"])
    table["unverified"] = (table["source"] == UNVERIFIED).astype(str)
    arabic = pd.read_csv(NAMES, dtype=str).set_index("name")["name_ar"]
    table.insert(table.columns.get_loc("name") + 1, "name_ar", arabic.loc[table["name"]].to_numpy())
    return table


def _control(facts: pd.DataFrame) -> pd.DataFrame:
    table = facts.rename(columns={"seed_zone_of_influence": "influence"})
    table["unverified"] = (table["source"] == UNVERIFIED).astype(str)
    return table


def _places(facts: pd.DataFrame) -> pd.DataFrame:
    return facts.rename(columns={"canonical": "place", "alias": "spelling"})


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python geodata/build/facts.py FOLDER")
    main(Path(sys.argv[1]))
