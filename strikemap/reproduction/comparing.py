"""A saved figure beside the same figure made again: the same bytes, or what differs."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

from strikemap.compose.scene import usual_step
from strikemap.documents import is_path
from strikemap.errors import StrikemapError
from strikemap.provenance.reading import Provenance, provenance, shown
from strikemap.provenance.record import table_rows, versions
from strikemap.provenance.toml import toml_values
from strikemap.reproduction.inputs import Data, inputs_of, invalid
from strikemap.reproduction.running import made_again
from strikemap.strike_map import StrikeMap
from strikemap.whole_file import scratch_folder

#: What a record may ask of a saving, and within which bounds.
_OPTIONS: Final = (
    *("dpi", "layout", "format", "furniture", "annotations", "step", "lang"),
    *("seconds", "embed", "still", "url"),
)
_BOUNDS: Final = {"dpi": (10, 600), "seconds": (0.02, 60), "step": (1, 36_525)}
_MOST_FRAMES: Final = 400
_FILMS: Final = (".gif", ".mp4")


@dataclass(frozen=True, eq=False)
class Reproduction:
    """A figure made again, and what differs; prints it.

    Parameters
    ----------
    same
        Whether the bytes are the same.
    differences
        What differs: inputs, versions, decisions, numbers, pixels.
    counts
        The numbers that differ: ``zone``, ``column``, ``then`` and ``now``.
    pixels
        Share of the pixels that differ, for a PNG of the same size; else None.
    picture
        Where they differ, as the bytes of a PNG: grey what is the same, red what is not.
    map
        The map made again.
    """

    same: bool
    differences: tuple[str, ...]
    counts: pd.DataFrame
    pixels: float | None
    picture: bytes | None
    map: StrikeMap

    def __str__(self) -> str:
        """Return what was found, a line each."""
        if self.same:
            return "The same bytes."
        return "\n".join(["Not the same bytes:", *(f"- {one}" for one in self.differences)])


def reproduce(file: str | os.PathLike[str], data: Data | None = None) -> Reproduction:
    """Make a saved figure again from its record, and say whether it is the same.

    The same bytes are promised for the same inputs and versions. Otherwise numbers and pixels
    are compared, and it is said which input, version or decision differs.

    Parameters
    ----------
    file
        A file that :meth:`StrikeMap.save` wrote. Its record is data of whoever wrote it: it
        runs nothing, opens no file but those of the folder, and asks for no network.
    data
        The folder of the inputs, which are known by their SHA-256 (by default that of the
        file) and lie in it or up to four folders down, or a mapping of ``"strikes"``,
        ``"zones"`` and ``"reports"`` to files or frames.

    Returns
    -------
    Reproduction

    Raises
    ------
    MapError
        ``RECORD_MISSING``, ``CALL_INVALID`` or ``INPUT_MISSING``.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import strikemap as sm
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "counts.csv"
    >>> sm.before_after(
    ...     sm.load_dataset("syria_2017_strikes"), sm.Event("Deal", "2017-05-04")
    ... ).save(path)
    >>> print(reproduce(path))
    The same bytes.
    """
    path = Path(file)
    found = provenance(path)
    if not found.call:
        raise invalid("this record holds none, as that of a map published without provenance")
    inputs = inputs_of(data, path.parent, strict=False)
    made = made_again(toml_values(found.call), inputs)
    now = _saved(made, found.record.get("saved", {}))
    then = path.read_bytes()
    fresh = "" if made.call is None else made.call.text(names=False)
    counts = _counts(found.record.get("table"), made.table)
    share, picture = (None, None) if now == then else _pixels(then, now)
    told = [*inputs.differences, *_versions(found), *_decisions(found.call, fresh)]
    if len(counts):
        told.append(f"{len(counts)} numbers of the table differ")
    if share is not None:
        told.append(f"{share:.2%} of the pixels differ")
    if not told and now != then:
        told.append("the file was changed after it was saved: its inputs and versions are these")
    return Reproduction(now == then, tuple(told), counts, share, picture, made)


def _saved(made: StrikeMap, saved: Any) -> bytes:
    """Return the bytes of a map saved with the options of a record."""
    told = saved if isinstance(saved, Mapping) else {}
    options = {key: told[key] for key in _OPTIONS if told.get(key) is not None}
    suffix = str(told.get("as", ""))
    if told.get("unrecorded"):
        raise invalid(f"it was saved with {shown(str(told['unrecorded']))[:60]}")
    try:
        _require_bounds(made, options, moves=suffix in _FILMS)
        with scratch_folder() as folder:
            known = suffix.isascii() and suffix[1:].isalnum()
            target = folder / f"again{suffix if known else ''}"
            (made.animate if suffix in _FILMS else made.save)(target, **options)
            return target.read_bytes()
    except StrikemapError:
        raise
    except (TypeError, ValueError, AttributeError, KeyError, OverflowError) as problem:
        raise invalid(shown(str(problem))[:200]) from problem


def _require_bounds(made: StrikeMap, options: Mapping[str, Any], *, moves: bool) -> None:
    """Raise where options of a saving ask for a file to open, or for work without end."""
    if is_path(options.get("lang")):
        raise invalid("lang of its saving names a file; a record may not")
    for name, (least, most) in _BOUNDS.items():
        value = options.get(name, least)
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not least <= value <= most:
            raise invalid(f"{name} of its saving is no number from {least:g} to {most:g}")
    if moves or options.get("layout") == "timelapse":
        scene = made._scene
        days = sum(frame.stop_day - frame.start_day for frame in scene.frames)
        if days > _MOST_FRAMES * (options.get("step") or usual_step(scene) or days):
            raise invalid(f"it is a film of more than {_MOST_FRAMES} frames")


def _versions(found: Provenance) -> list[str]:
    then = found.record.get("versions")
    told = then if isinstance(then, Mapping) else {}
    return [
        f"{name} was {shown(str(told.get(name)))[:30]} and is {version}"
        for name, version in versions().items()
        if told.get(name) != version
    ]


def _decisions(then: str, now: str) -> list[str]:
    """Return the lines of the call that are others when the map is made again."""
    old, new = (dict.fromkeys(filter(None, text.splitlines())) for text in (then, now))
    gone = (f"- {line}" for line in old if line not in new)
    come = (f"+ {line}" for line in new if line not in old)
    return [f"the call: {shown(line)[:200]}" for line in (*gone, *come)][:20]


def _counts(then: Any, table: pd.DataFrame) -> pd.DataFrame:
    """Return the numbers of a table that are not those of the record."""
    told = then if isinstance(then, Mapping) else {}
    at = {name: i for i, name in enumerate(_list(told, "columns")) if isinstance(name, str)}
    old = {json.dumps(row[:1]): row for row in _list(told, "rows") if isinstance(row, list) and row}
    columns = list(map(str, table.columns))
    changed = [
        (row[0], column, _at(old.get(json.dumps(row[:1]), []), at.get(column)), value)
        for row in table_rows(table)
        for column, value in zip(columns, row, strict=True)
    ]
    differ = [(*one[:2], _plain(one[2]), one[3]) for one in changed if one[2] != one[3]]
    return pd.DataFrame(differ, columns=["zone", "column", "then", "now"])


def _list(told: Mapping[str, Any], name: str) -> list[Any]:
    held = told.get(name)
    return held if isinstance(held, list) else []


def _at(row: list[Any], place: int | None) -> Any:
    return None if place is None or place >= len(row) else row[place]


def _plain(cell: Any) -> Any:
    """Return a cell of a record as a number or as text that steers no terminal."""
    return cell if cell is None or isinstance(cell, int | float) else shown(str(cell))


def _pixels(then: bytes, now: bytes) -> tuple[float | None, bytes | None]:
    """Return the share of pixels that differ and a picture of where, for pictures of one size."""
    import numpy as np
    from PIL import Image

    if not then.startswith(b"\x89PNG") or not now.startswith(b"\x89PNG"):
        return None, None
    try:
        old, new = (Image.open(io.BytesIO(data)) for data in (then, now))
        if old.size != new.size:
            return 1.0, None
        a, b = (np.asarray(one.convert("RGB")).astype(np.int16) for one in (old, new))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None, None
    other = (a != b).any(axis=2)
    grey = (b.mean(axis=2) * 0.4 + 150).astype(np.uint8)
    drawn = np.where(other[..., None], np.array([200, 0, 0]), grey[..., None])
    picture = io.BytesIO()
    Image.fromarray(drawn.astype(np.uint8)).save(picture, "PNG")
    return float(other.mean()), picture.getvalue()
