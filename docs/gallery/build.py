"""Build the gallery: ``python docs/gallery/build.py [folder]`` writes its figures as PNG.

Figures on data that is not part of the package (Yemen, Ukraine) are made where that data lies
beside the checkout, in ``../shared/data``, and left out with a word where it does not.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

import strikemap as sm

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
DEAL = sm.Event("De-escalation deal", "2017-05-04", names={"ar": "اتفاق خفض التصعيد"})
RUSSIA = {"attacker": "Russia"}


class AbsentError(Exception):
    """The data of a figure is not here."""


def shared(*parts: str) -> Path:
    path = SHARED.joinpath(*parts)
    if not path.exists():
        raise AbsentError(f"{'/'.join(parts)} is not beside the checkout")
    return path


def deal(**kwargs: object) -> sm.StrikeMap:
    return sm.before_after(
        sm.load_dataset("syria_2017_strikes"),
        DEAL,
        zones=sm.load_dataset("syria_2017_control"),
        where=RUSSIA,
        alternatives=True,
        **kwargs,
    )


def figure_01_before_and_after_the_deal(path: Path) -> None:
    deal(
        title={
            "en": "Reported Russian air strikes in Syria before and after the 4 May deal",
            "ar": "الغارات الروسية المُبلَّغ عنها في سوريا قبل اتفاق 4 أيار وبعده",
        }
    ).save(path)


def figure_02_the_north_west_in_late_april(path: Path) -> None:
    """Draw the first map of the seed: Idlib, late April."""
    sm.period_maps(
        sm.load_dataset("syria_2017_strikes"),
        {"Late April": ("2017-04-15", "2017-05-04")},
        zones=sm.load_dataset("syria_2017_control"),
        where=RUSSIA,
        alternatives=True,
        extent=(35.6, 34.9, 37.9, 36.9),
        insets=(),
        title="Reported Russian air strikes in late April, on a map of the north-west",
    ).save(path)


def figure_03_early_may(path: Path) -> None:
    """Draw the second map of the seed: 4 to 22 May, most of it in the centre and the east."""
    sm.period_maps(
        sm.load_dataset("syria_2017_strikes"),
        {"Early May": ("2017-05-04", "2017-05-23")},
        zones=sm.load_dataset("syria_2017_control"),
        where=RUSSIA,
        alternatives=True,
        extent="country",
        title="After the deal: reported Russian air strikes in early May",
    ).save(path)


def figure_04_who_had_most_influence(path: Path) -> None:
    """Draw the third map of the seed: zones of influence in June 2017."""
    sm.zone_map(
        sm.load_dataset("syria_2017_influence"),
        "2017-06-15",
        overlays=[sm.load_dataset("syria_2017_lines")],
        title="Who had most influence where in Syria, mid-June 2017",
    ).save(path)


def figure_05_the_same_in_arabic(path: Path) -> None:
    deal(title={"ar": "الغارات الروسية المُبلَّغ عنها في سوريا قبل اتفاق 4 أيار وبعده"}).save(
        path, lang="ar"
    )


def figure_06_change_by_zone(path: Path) -> None:
    deal(title="Change in reported Russian air strikes, by who held the ground").difference(
        by="zone"
    ).save(path)


def figure_07_change_by_hexagon(path: Path) -> None:
    deal(title="Change in reported Russian air strikes, by hexagon of 40 km").difference(
        by="hexagon", km=40
    ).save(path)


def figure_08_claims_of_the_weeks_after(path: Path) -> None:
    sm.period_maps(
        sm.load_dataset("syria_2017_strikes"),
        {"Six weeks": ("2017-05-06", "2017-06-16")},
        zones=sm.load_dataset("syria_2017_control"),
        where=RUSSIA,
        alternatives=True,
        title="Reported Russian air strikes in the six weeks after the deal took effect",
    ).save(path)


def figure_09_small_multiples(path: Path) -> None:
    sm.period_maps(
        sm.load_dataset("syria_2017_strikes"),
        {
            "First half of April": ("2017-04-01", "2017-04-16"),
            "Second half of April": ("2017-04-16", "2017-05-01"),
            "First half of May": ("2017-05-01", "2017-05-16"),
            "Second half of May": ("2017-05-16", "2017-06-01"),
        },
        where=RUSSIA,
        alternatives=True,
        insets=(),
        title="Four half-months of reported Russian air strikes",
    ).save(path)


def figure_10_aleppo_2016(path: Path) -> None:
    rows = sm.load_dataset("syria_2016_strikes")
    rows = rows[rows["case"] == "aleppo-2016"]
    sm.before_after(
        rows,
        sm.Event("Pause of strikes on eastern Aleppo", "2016-10-18"),
        windows=sm.Windows(25, 40),
        where=RUSSIA,
        alternatives=True,
        extent=(36.2, 35.6, 38.0, 36.9),
        insets=[(37.02, 36.12, 37.32, 36.32)],
        title="Reported Russian air strikes around Aleppo, autumn 2016",
    ).save(path)


def figure_11_yemen(path: Path) -> None:
    raids = sm.read_reports(
        shared("yemen-data-project", "airstrike_log_lat_new-2.xlsx"),
        sheet="airstrike",
        dayfirst=True,
    )
    sm.before_after(
        raids,
        sm.Event("Cessation of hostilities", "2016-04-11"),
        windows=30,
        title="Reported air raids in Yemen around the cessation of hostilities of April 2016",
    ).save(path)


def figure_12_ukraine(path: Path) -> None:
    layers = []
    for day in ("20240708", "20251101"):
        layer = gpd.read_file(shared("deepstate-ukraine", f"deepstatemap_data_{day}.geojson"))
        date = pd.Timestamp(day)
        layers.append(layer.assign(zone="Russian-occupied", side="Russian-occupied", as_of=date))
    layers[0]["valid_from"], layers[0]["valid_to"] = pd.Timestamp("2024-07-08"), layers[1].as_of[0]
    layers[1]["valid_from"], layers[1]["valid_to"] = layers[1].as_of[0], pd.NaT
    zones = sm.read_zones(
        pd.concat(layers, ignore_index=True).assign(source="DeepState"),
        sides={"Russian-occupied": "Russian-occupied"},
    )
    sm.zone_map(
        zones, "2025-11-01", title="Ground occupied by Russia in Ukraine, 1 November 2025"
    ).save(path)


def figure_13_slide(path: Path) -> None:
    deal().save(path, format="slide")


def figure_14_single_column(path: Path) -> None:
    deal().save(path, format="single-column", dpi=300)


def figure_15_social(path: Path) -> None:
    deal().save(path, format="social")


def figure_16_sized_by_the_killed(path: Path) -> None:
    deal(
        size="killed_max",
        title="Reported Russian air strikes, sized by the highest number killed that was reported",
    ).save(path)


def figure_17_headed_by_its_finding(path: Path) -> None:
    deal(headline=True).save(path)


def figure_18_coloured_by_who_held_the_target(path: Path) -> None:
    deal(
        colour="target_side",
        title="Reported Russian air strikes, by the side said to have been hit",
    ).save(path)


def figure_19_with_words_of_ones_own(path: Path) -> None:
    deal().save(
        path,
        annotations=[
            (38.28, 34.56, "Retaken in March", (-30, -34)),
            (40.15, 35.33, "Besieged", (4, 30)),
        ],
    )


def figure_20_cells_of_a_large_table(path: Path) -> None:
    """Draw 40,000 made-up reports, which no map could show one by one."""
    rng = np.random.default_rng(20)
    n = 40_000
    towns = rng.integers(0, 40, n)
    middle = rng.uniform((36.2, 34.2), (41.0, 36.6), (40, 2))
    spread = rng.normal(0, 0.18, (n, 2))
    days = rng.integers(0, 60, n)
    made = pd.DataFrame(
        {
            "id": np.arange(n).astype(str),
            "date": pd.Timestamp("2017-04-04") + pd.to_timedelta(days, unit="D"),
            "lon": middle[towns, 0] + spread[:, 0],
            "lat": middle[towns, 1] + spread[:, 1],
        }
    )
    sm.before_after(
        sm.read_reports(made),
        sm.Event("A made-up event", "2017-05-04"),
        windows=30,
        title="40,000 made-up reports, counted by cell",
    ).save(path)


def made_up(places: dict[str, tuple[float, float]], n: int, seed: int) -> pd.DataFrame:
    """Return made-up reports about towns (lon, lat) in the sixty days from 1 March 2024."""
    rng = np.random.default_rng(seed)
    at = np.array(list(places.values()))[rng.integers(0, len(places), n)]
    days = pd.to_timedelta(rng.integers(0, 60, n), unit="D")
    lon, lat = (at + rng.normal(0, 0.12, (n, 2))).T
    rows = {"id": np.arange(n).astype(str), "date": pd.Timestamp("2024-03-01") + days}
    return sm.read_reports(pd.DataFrame({**rows, "lon": lon, "lat": lat}))


def figure_21_sudan_in_french(path: Path) -> None:
    """Draw made-up reports in Sudan, worded in French."""
    towns = {"Khartoum": (32.53, 15.6), "El Obeid": (30.22, 13.18), "El Fasher": (25.35, 13.63)}
    sm.before_after(
        made_up(towns, 90, 21),
        sm.Event("Made-up truce", "2024-03-31", names={"fr": "Trêve inventée"}),
        windows=30,
        title={"fr": "Signalements inventés au Soudan, avant et après une trêve inventée"},
        lang="fr",
    ).save(path)


def figure_22_ukraine_in_ukrainian(path: Path) -> None:
    """Draw made-up reports in Ukraine, worded in Ukrainian."""
    towns = {"Kharkiv": (36.23, 49.99), "Dnipro": (35.05, 48.46), "Odesa": (30.72, 46.48)}
    sm.before_after(
        made_up(towns, 90, 22),
        sm.Event("Made-up truce", "2024-03-31", names={"uk": "Вигадане перемир’я"}),
        windows=30,
        title={"uk": "Вигадані повідомлення в Україні до і після вигаданого перемир’я"},
        lang="uk",
    ).save(path)


def figure_23_iraq(path: Path) -> None:
    """Draw made-up reports in Iraq on one journal column."""
    towns = {"Mosul": (43.13, 36.34), "Ramadi": (43.3, 33.42), "Kirkuk": (44.39, 35.47)}
    sm.before_after(
        made_up(towns, 60, 23),
        sm.Event("Made-up truce", "2024-03-31"),
        windows=30,
        title="Made-up reports in Iraq, before and after a made-up truce",
    ).save(path, format="single-column", dpi=300)


def figure_24_colombia_in_spanish(path: Path) -> None:
    """Draw made-up reports in Colombia, worded in Spanish."""
    towns = {"Arauca": (-70.76, 7.08), "Cali": (-76.53, 3.44), "Quibdó": (-76.66, 5.69)}
    sm.before_after(
        made_up(towns, 70, 24),
        sm.Event("Made-up truce", "2024-03-31", names={"es": "Tregua inventada"}),
        windows=30,
        title={"es": "Informes inventados en Colombia, antes y después de una tregua inventada"},
        lang="es",
    ).save(path)


def figure_25_afghanistan_in_russian(path: Path) -> None:
    """Draw made-up reports in Afghanistan, worded in Russian."""
    towns = {"Kabul": (69.17, 34.53), "Kandahar": (65.7, 31.61), "Kunduz": (68.87, 36.73)}
    sm.before_after(
        made_up(towns, 70, 25),
        sm.Event("Made-up truce", "2024-03-31", names={"ru": "Вымышленное перемирие"}),
        windows=30,
        title={"ru": "Вымышленные сообщения в Афганистане до и после вымышленного перемирия"},
        lang="ru",
    ).save(path)


def figures() -> dict[str, Callable[[Path], None]]:
    """Return the figures by name, in order."""
    return {
        name.removeprefix("figure_"): made
        for name, made in sorted(globals().items())
        if name.startswith("figure_")
    }


def main() -> int:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "out/gallery")
    wanted = sys.argv[2:]
    folder.mkdir(parents=True, exist_ok=True)
    for name, made in figures().items():
        if wanted and not any(name.startswith(each) for each in wanted):
            continue
        path = folder / f"{name}.png"
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                made(path)
        except AbsentError as reason:
            print(f"{name}: left out, {reason}")
        else:
            print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
