"""The commands: each hands its options to the library and returns what is to be said."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

import strikemap as sm
from strikemap.cli import case
from strikemap.cli.options import READING, given
from strikemap.errors import MapError
from strikemap.whole_file import whole_file


class Answer(NamedTuple):
    """What a command says as lines, the same as plain values for ``--json``, and its status."""

    lines: list[str]
    values: Any = None
    status: int = 0


def demo(options: argparse.Namespace) -> Answer:
    """Make the maps of the model case."""
    return Answer(case.demo(options.out))


def check(options: argparse.Namespace) -> Answer:
    """Say what is in a file, or why it cannot be read."""
    report = sm.check(options.file, **_reading(options))
    if report.error is not None:
        raise report.error
    values = {"file": report.file, "read": report.read, "kept": report.kept, "facts": report.facts}
    return Answer([str(report)], {**values, "ledger": report.ledger})


def draw(options: argparse.Namespace) -> Answer:
    """Map a file of reports before and after a date."""
    return _saved(_before_after(options), options)


def publish(options: argparse.Namespace) -> Answer:
    """Save a map that may be shown, and say what a stranger can learn from the file."""
    policy = sm.Policy(
        **given(options, "km", "sources", "links", not_after="until", columns="show")
    )
    made = _saved(_before_after(options).publish(policy), options)
    learnt = _lines(sm.publish_check(options.output))
    return Answer([*made.lines, "", f"In {options.output.name} a stranger finds:", *learnt])


def compare(options: argparse.Namespace) -> Answer:
    """Say what changed, and what the data support."""
    map_ = _before_after(options)
    if options.output:
        map_.save(options.output)
    counted = [name for name in map_.table if str(name).startswith("n_")]
    table = map_.table[["zone", *counted, "rate_ratio", "p_placebo"]]
    said = map_.summary()
    return Answer([*said, "", *_lines(table)], {"summary": said, "table": _records(map_.table)})


def zones(options: argparse.Namespace) -> Answer:
    """Map the zones of one day."""
    if options.country:
        asked = given(options, "side", "dayfirst", "encoding", "sheet") | _named(options)
        read = sm.zones_from_places(options.file, options.country, date=options.date, **asked)
    else:
        read = _zones(options, [options.file], layer="layer", encoding="encoding", crs="crs")
    return _saved(sm.zone_map(read, options.date, **_look(options)), options)


def corroborate(options: argparse.Namespace) -> Answer:
    """Put the reports of one strike together, and write the strikes."""
    reports = sm.read_reports(options.reports, **_reading(options))
    strikes = sm.corroborate(reports, **given(options, "days", "decisions", distance_km="km"))
    path = sm.write_reports(strikes, options.output)
    return Answer([f"{len(reports)} reports make {len(strikes)} strikes", str(path)])


def run(options: argparse.Namespace) -> Answer:
    """Make the map that a TOML file describes."""
    made = sm.run(options.call, data=options.data)
    made.save(options.output)
    return Answer([repr(made), str(options.output)])


def provenance(options: argparse.Namespace) -> Answer:
    """Print where a saved map comes from."""
    found = sm.provenance(options.file)
    return Answer(
        [str(found)], {"file": found.file, "sha256": found.sha256, "record": found.record}
    )


def reproduce(options: argparse.Namespace) -> Answer:
    """Make a saved map again and compare."""
    found = sm.reproduce(options.file, options.data)
    lines, status = [str(found)], int(not found.same)
    values = {"same": found.same, "differences": found.differences}
    if options.picture is None or found.picture is None:
        return Answer(lines, values, status)
    with whole_file(options.picture) as stream:
        stream.write(found.picture)
    return Answer([*lines, str(options.picture)], values, status)


def datasets(_: argparse.Namespace) -> Answer:
    """List the data that come with strikemap."""
    found = sm.datasets()
    return Answer([found.to_string(index=False)], _records(found))


def palettes(_: argparse.Namespace) -> Answer:
    """List the palettes that come with strikemap."""
    found = sm.palettes()
    return Answer([repr(found)], {name: one.title for name, one in found.items()})


def _reading(options: argparse.Namespace) -> dict[str, Any]:
    named = {"columns": dict(options.columns)} if options.columns else {}
    plain = [name.replace("-", "_") for name in READING if name != "columns"]
    return given(options, *plain) | named


def _zones(options: argparse.Namespace, files: list[Path], **more: str) -> Any:
    asked = given(options, "side", "as_of", **more) | _named(options)
    return sm.read_zones(files[0] if len(files) == 1 else files, **asked)


def _named(options: argparse.Namespace) -> dict[str, Any]:
    """Return what the names of the zones' sides and columns mean, where it is said."""
    pairs = {"sides": options.sides, "columns": options.zone_columns}
    return {name: dict(said) for name, said in pairs.items() if said}


def _look(options: argparse.Namespace) -> dict[str, Any]:
    return {**given(options, "title", "lang", "palette", "colour"), **dict(options.look or [])}


def _before_after(options: argparse.Namespace) -> sm.StrikeMap:
    before, after = options.days[0], options.days[-1]
    return sm.before_after(
        sm.read_reports(options.reports, **_reading(options)),
        sm.Event(options.event, options.day),
        windows=sm.Windows(before, after, gap=options.gap),
        zones=_zones(options, options.zones) if options.zones else None,
        where=_where(options) or None,
        **given(options, "alternatives", "by", "covered", "max_days"),
        **_look(options),
    )


def _where(options: argparse.Namespace) -> dict[str, list[str]]:
    """Return the values asked for, by column."""
    asked: dict[str, list[str]] = {}
    attackers = [("attacker", name) for name in options.attacker or []]
    for name, value in [*attackers, *(options.where or [])]:
        asked.setdefault(name, []).append(value)
    return asked


def _saved(map_: sm.StrikeMap, options: argparse.Namespace) -> Answer:
    tiles = _tiles(options.tiles, options.tiles_credit)
    map_.save(options.output, tiles=tiles, **given(options, "layout", "format", "dpi"))
    if options.toml:
        with whole_file(options.toml) as stream:
            stream.write(map_.to_toml().encode("utf-8"))
    owed = ["", str(sm.cite(map_))] if options.cite else []
    return Answer([repr(map_), str(options.output), *owed])


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


def _lines(table: pd.DataFrame) -> list[str]:
    return table.to_string(index=False).splitlines()


def _records(table: pd.DataFrame) -> Any:
    """Return a table as plain values; what is missing or not finite is null."""
    return json.loads(table.to_json(orient="records", date_format="iso", force_ascii=False))


def as_json(values: Any) -> str:
    """Return plain values as JSON, mappings of any kind as objects and the rest as text.

    Letters stand as they are; signs that steer a terminal stand as JSON's codes of them.
    """

    def plain(value: Any) -> Any:
        return dict(value) if isinstance(value, Mapping) else str(value)

    text = json.dumps(values, ensure_ascii=False, indent=2, default=plain)
    return "".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text)
