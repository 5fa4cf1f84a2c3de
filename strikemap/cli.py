"""The command line: maps made, files checked, and figures traced and made again."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from strikemap.datasets import datasets, load_dataset
from strikemap.errors import MapError, StrikemapError
from strikemap.export import write_table
from strikemap.maps import before_after
from strikemap.periods import Event, Windows
from strikemap.provenance.reading import provenance
from strikemap.readers import check, read_reports
from strikemap.reproduction.comparing import reproduce
from strikemap.reproduction.running import run
from strikemap.strike_map import StrikeMap
from strikemap.whole_file import whole_file
from strikemap.zones.reading import read_zones

_TITLE = {
    "en": "Reported Russian air strikes in Syria before and after the 4 May deal",
    "ar": "الضربات الجوية الروسية المُبلَّغ عنها في سوريا قبل اتفاق 4 أيار وبعده",
}
_CLAIMS_TITLE = {
    "en": "Reported Russian air strikes in Syria, April and May–June 2017, with Russian claims",
    "ar": "الضربات الجوية الروسية المُبلَّغ عنها في سوريا، نيسان وأيار–حزيران 2017، مع ادعاءات روسيا",
}


#: Options of reading that a text can settle.
_READING = {
    "source": "dialect of the file where it is not recognised",
    "sheet": "sheet of a workbook",
    "layer": "layer of a GeoPackage or KML",
    "encoding": "encoding of a text file",
    "crs": "CRS of the coordinates where the format states none",
    "tz": "time zone of the local dates, such as Asia/Damascus",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status.

    Parameters
    ----------
    argv
        Arguments after the program's name; those of the process by default.
    """
    options = _parser().parse_args(argv)
    try:
        lines: list[str] = options.run(options)
    except StrikemapError as error:
        sys.stderr.write(f"strikemap: {error} [{error.code}]\n")
        return 2
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="strikemap", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    demo = commands.add_parser("demo", help="make the maps of the 4 May 2017 deal in Syria")
    demo.add_argument("--out", type=Path, default=Path("out"), help="folder (default: out)")
    demo.set_defaults(run=_demo)

    draw = commands.add_parser("map", help="map a file of reports before and after a date")
    draw.add_argument("reports", type=Path, help="file of reports")
    draw.add_argument("date", help="date of the event, YYYY-MM-DD; it counts as after")
    draw.add_argument("output", type=Path, help="file ending in .png, .svg, .pdf, .html or .csv")
    draw.add_argument("--event", default="Event", help="name of the event")
    draw.add_argument("--days", type=int, default=19, help="days before, and from the event on")
    draw.add_argument("--zones", type=Path, help="file of dated zones")
    draw.add_argument("--attacker", help="only strikes that name this attacker")
    draw.add_argument("--colour", help="column that the colour of a mark shows")
    draw.add_argument("--lang", default="en", help="language: a code or a JSON file")
    draw.add_argument(
        "--tiles",
        help="background of a picture from the network: a provider known to xyzservices, such as "
        "Esri.WorldGrayCanvas, or an address with {z}, {x} and {y}",
    )
    draw.add_argument("--tiles-credit", help="credit that an address of tiles asks for")
    draw.set_defaults(run=_map)

    health = commands.add_parser("check", help="say what is in a file and whether it can be read")
    health.add_argument("file", type=Path)
    health.set_defaults(run=_check)
    for command in (draw, health):
        for name, words in _READING.items():
            command.add_argument(f"--{name}", help=words)
        command.add_argument("--dayfirst", action=argparse.BooleanOptionalAction, default=None)

    again = commands.add_parser("run", help="make the map that a TOML file describes")
    again.add_argument("call", type=Path, help="file as m.to_toml() writes it")
    again.add_argument("output", type=Path, help="file ending as for map")
    again.set_defaults(run=_run)

    origin = commands.add_parser("provenance", help="print where a saved map comes from")
    origin.add_argument("file", type=Path)
    origin.set_defaults(run=_provenance)

    proof = commands.add_parser("reproduce", help="make a saved map again and compare")
    proof.add_argument("file", type=Path)
    proof.add_argument("--picture", type=Path, help="file for the picture of the difference")
    proof.set_defaults(run=_reproduce)
    for command in (again, proof):
        command.add_argument("--data", type=Path, help="folder of the inputs")

    listing = commands.add_parser("datasets", help="list the data that come with strikemap")
    listing.set_defaults(run=_datasets)
    return parser


def _demo(options: argparse.Namespace) -> list[str]:
    """Make the case's maps and say what they counted."""
    folder: Path = options.out
    folder.mkdir(parents=True, exist_ok=True)
    deal = demo_map()
    claims = demo_map(
        windows=Windows(("2017-04-01", "2017-05-04"), ("2017-05-06", "2017-06-16")),
        title=_CLAIMS_TITLE,
    )
    for map_, name in ((deal, "before_after"), (claims, "april_to_june")):
        map_.save(folder / f"{name}.png")
        map_.save(folder / f"{name}.html")
    write_table(demo_counts(deal), folder / "before_after.csv")
    names = ("before_after.png", "before_after.html", "before_after.csv")
    more = ("april_to_june.png", "april_to_june.html")
    return [
        *_counts_lines(deal),
        *(str(folder / name) for name in (*names, *more)),
    ]


def demo_map(
    *,
    windows: Windows | int = 19,
    title: dict[str, str] | None = None,
    by: str | None = None,
) -> StrikeMap:
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
    return before_after(
        load_dataset("syria_2017_strikes"),
        Event("De-escalation deal", "2017-05-04", names={"ar": "اتفاق خفض التصعيد"}),
        windows=windows,
        zones=load_dataset("syria_2017_control"),
        where={"attacker": "Russia"},
        alternatives=True,
        by=by,
        reports=load_dataset("syria_2017_reports"),
        title=title or _TITLE,
    )


def demo_counts(by_zone: StrikeMap) -> pd.DataFrame:
    """Return the case's counts by zone on the day, and by region, in one table."""
    by_region = demo_map(by="region")
    parts = (("zone", by_zone.table), ("region", by_region.table.iloc[:-1]))
    return pd.concat(
        [table.assign(counted_by=name) for name, table in parts], ignore_index=True
    ).pipe(lambda table: table[["counted_by", *table.columns.drop("counted_by")]])


def _counts_lines(map_: StrikeMap) -> list[str]:
    spec = map_.spec
    panels = [f"  {p.heading}, {p.dates}: {'; '.join(p.counts)}" for p in spec.panels]
    counts = demo_counts(map_)
    shown = ["counted_by", "zone", *(c for c in counts.columns if c.startswith("n_"))]
    return [spec.title, *panels, counts[shown].to_string(index=False)]


def _reading(options: argparse.Namespace) -> dict[str, Any]:
    """Return the options of reading that were given."""
    given = {name: getattr(options, name) for name in (*_READING, "dayfirst")}
    return {name: value for name, value in given.items() if value is not None}


def _map(options: argparse.Namespace) -> list[str]:
    reports = read_reports(options.reports, **_reading(options))
    map_ = before_after(
        reports,
        Event(options.event, options.date),
        windows=options.days,
        zones=read_zones(options.zones) if options.zones else None,
        where={"attacker": options.attacker} if options.attacker else None,
        lang=options.lang,
        colour=options.colour,
    )
    map_.save(options.output, tiles=_tiles(options.tiles, options.tiles_credit))
    return [repr(map_), str(options.output)]


def _tiles(tiles: str | None, credit: str | None) -> Any:
    """Return the tiles to draw under the map: a provider's name, or an address and its credit."""
    if tiles is None or "{z}" not in tiles:
        if credit is not None:
            raise MapError(
                "--tiles-credit goes with an address in --tiles, such as "
                "https://tiles.example.org/{z}/{x}/{y}.png; a named provider has its own.",
                code="OPTION_UNUSED",
                where="--tiles-credit",
            )
        return tiles
    if not credit:
        raise MapError(
            "An address of tiles names nobody to credit. Add the credit that their terms ask "
            "for with --tiles-credit.",
            code="TILES_UNCREDITED",
            where="--tiles-credit",
        )
    from xyzservices import TileProvider

    return TileProvider(name="of --tiles", url=tiles, attribution=credit)


def _check(options: argparse.Namespace) -> list[str]:
    report = check(options.file, **_reading(options))
    if report.error is not None:
        raise report.error
    return [str(report)]


def _run(options: argparse.Namespace) -> list[str]:
    made = run(options.call, data=options.data)
    made.save(options.output)
    return [repr(made), str(options.output)]


def _provenance(options: argparse.Namespace) -> list[str]:
    return [str(provenance(options.file))]


def _reproduce(options: argparse.Namespace) -> list[str]:
    found = reproduce(options.file, options.data)
    if options.picture is None or found.picture is None:
        return [str(found)]
    with whole_file(options.picture) as stream:
        stream.write(found.picture)
    return [str(found), str(options.picture)]


def _datasets(_: argparse.Namespace) -> list[str]:
    return [datasets().to_string(index=False)]


if __name__ == "__main__":
    raise SystemExit(main())
