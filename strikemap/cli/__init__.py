"""The command line: maps made, files checked, and figures traced and made again."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import strikemap as sm
from strikemap.cli import commands
from strikemap.cli import options as known
from strikemap.cli.commands import Answer, as_json
from strikemap.errors import StrikemapError
from strikemap.provenance.reading import shown

_ENDINGS: Final = "file ending in .png, .svg, .pdf, .html, .csv, or as data in .gpkg, .geojson, ..."
_REPORTS: Final = ("reports", "file of reports", Path)
_DAY: Final = ("day", "day of the event, YYYY-MM-DD; it counts as after", str)
_OUTPUT: Final = ("output", _ENDINGS, Path)
_FILE: Final = ("file", "file that strikemap saved", Path)
_COUNTED: Final = {
    "reading the reports": known.READING,
    "zones": known.ZONES,
    "counting": known.COUNTING,
    "look": known.LOOK,
}
_DRAWN: Final = {**_COUNTED, "saving": known.SAVING, "background": known.TILES}
#: Signs of Arabic, Persian and other scripts, and those that keep a name apart from its line.
_JOINING: Final = frozenset("\u200c\u200d\u200e\u200f")
_ISOLATING: Final = frozenset("\u2068\u2069")
_DATA: Final = {"data": ("folder of the inputs", {"type": Path})}


class _Command(NamedTuple):
    """A command: what it does, for whom in words, its arguments, its options by heading."""

    run: Callable[[argparse.Namespace], Answer]
    help: str
    arguments: tuple[tuple[str, str, Callable[[str], Any]], ...] = ()
    options: dict[str, known.Table] = {}  # noqa: RUF012
    json: bool = False


_COMMANDS: Final = {
    "demo": _Command(
        commands.demo,
        "make the maps of the 4 May 2017 deal in Syria",
        options={
            "options of the demo": {"out": ("folder", {"type": Path, "default": Path("out")})}
        },
    ),
    "check": _Command(
        commands.check,
        "say what is in a file and whether it can be read",
        (("file", "file of reports", Path),),
        {"reading the file": known.READING},
        json=True,
    ),
    "map": _Command(
        commands.draw,
        "map a file of reports before and after a date",
        (_REPORTS, _DAY, _OUTPUT),
        _DRAWN,
    ),
    "compare": _Command(
        commands.compare,
        "count a file of reports before and after a date, and say what the numbers support",
        (_REPORTS, _DAY),
        {**_COUNTED, "saving": {"output": ("file for the counts or the map", {"type": Path})}},
        json=True,
    ),
    "publish": _Command(
        commands.publish,
        "save a map that may be shown, and say what a stranger finds in the file",
        (_REPORTS, _DAY, _OUTPUT),
        {**_DRAWN, "what may be shown": known.PUBLISHING},
    ),
    "zones": _Command(
        commands.zones,
        "map the zones of one day",
        (
            ("file", "file of dated zones, or of towns with --country", Path),
            ("date", "day, YYYY-MM-DD", str),
            _OUTPUT,
        ),
        {
            "reading the zones": {
                "country": ("the file lists who held which town of this country", {}),
                **{name: known.ZONES[name] for name in ("sides", "side", "zone-columns", "as-of")},
                **{name: known.READING[name] for name in ("layer", "encoding", "crs")},
                **{name: known.READING[name] for name in ("dayfirst", "sheet")},
            },
            **{name: _DRAWN[name] for name in ("look", "saving", "background")},
        },
    ),
    "corroborate": _Command(
        commands.corroborate,
        "put the reports of one strike together",
        (_REPORTS, ("output", "file ending in .gpkg or .parquet", Path)),
        {"reading the reports": known.READING, "linking": known.LINKING},
    ),
    "run": _Command(
        commands.run,
        "make the map that a TOML file describes",
        (("call", "file as m.to_toml() or map --toml writes it", Path), _OUTPUT),
        {"inputs": _DATA},
    ),
    "provenance": _Command(
        commands.provenance, "print where a saved map comes from", (_FILE,), json=True
    ),
    "reproduce": _Command(
        commands.reproduce,
        "make a saved map again and compare; the exit status is 1 where it differs",
        (_FILE,),
        {
            "inputs": _DATA,
            "saving": {"picture": ("file for the picture of the difference", {"type": Path})},
        },
        json=True,
    ),
    "datasets": _Command(commands.datasets, "list the data that come with strikemap", json=True),
    "palettes": _Command(
        commands.palettes, "list the palettes that come with strikemap", json=True
    ),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status.

    Parameters
    ----------
    argv
        Arguments after the program's name; those of the process by default.

    Returns
    -------
    int
        0; 1 where ``reproduce`` finds a difference; 2 for an input or an option that is wrong.
    """
    made = parser()
    _complete(made)
    options = made.parse_args(argv)
    try:
        answer: Answer = options.run(options)
    except StrikemapError as error:
        sys.stderr.write(f"strikemap: {_harmless(str(error))} [{error.code}]\n")
        return 2
    as_values = getattr(options, "json", False)
    told = as_json(answer.values) if as_values else "\n".join(map(_harmless, answer.lines))
    code = sys.stdout.encoding or "utf-8"
    sys.stdout.write(told.encode(code, "backslashreplace").decode(code) + "\n")
    return answer.status


def _harmless(text: str) -> str:
    """Return a text without signs that steer a terminal; those by which scripts join stay."""
    paired = text.count("\u2068") == text.count("\u2069")
    kept = _JOINING | _ISOLATING if paired else _JOINING
    return "".join(sign if sign in kept else shown(sign) for sign in text)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    made = argparse.ArgumentParser(prog="strikemap", description=__doc__)
    made.add_argument("--version", action="version", version=f"strikemap {sm.__version__}")
    subparsers = made.add_subparsers(required=True, metavar="COMMAND")
    for name, command in _COMMANDS.items():
        own = subparsers.add_parser(name, help=command.help, description=f"{command.help}.")
        own.set_defaults(run=command.run)
        for argument, words, kind in command.arguments:
            own.add_argument(argument, help=words, type=kind)
        for title, table in command.options.items():
            known.add(own, title, table)
        if command.json:
            own.add_argument("--json", action="store_true", help="print JSON")
    return made


def _complete(made: argparse.ArgumentParser) -> None:
    """Answer a shell that asks how a command goes on, where argcomplete is installed."""
    try:
        import argcomplete
    except ImportError:
        return
    argcomplete.autocomplete(made)
