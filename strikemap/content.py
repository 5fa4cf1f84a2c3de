"""The content of a frame as a hash, and how the frame came to be.

The hash that a record states (:func:`content_hash`) goes by values. What a frame is known again by
(:func:`seal`) goes over the bytes of its columns, a tenth of the work, and stands in its facts.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePath
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from strikemap.coded_texts import first_rows
from strikemap.ledger import facts, record
from strikemap.schema import TEXT

#: A column of objects that say why a strike is one; what it rests on is hashed itself.
_LEFT_OUT: Final = ("evidence",)


def content_hash(frame: pd.DataFrame) -> str:
    """Return a hash of what a frame says: its columns and rows, whatever its index.

    Parameters
    ----------
    frame
        A frame; columns in another order are the same content, rows are not.

    Examples
    --------
    >>> frame = pd.DataFrame({"a": [1, 2], "b": ["x", None]})
    >>> content_hash(frame) == content_hash(frame[["b", "a"]]) != content_hash(frame[::-1])
    True
    """
    return _of_columns(frame, _hashed)


def _of_columns(frame: pd.DataFrame, of: Callable[[Any], Any]) -> str:
    """Return a hash over what stands for each column, by the order of their names."""
    sha = hashlib.sha256(str(len(frame)).encode())
    frame = frame.copy(deep=False)
    frame.attrs = {}  # of which pandas would make a copy for every column
    names = list(map(str, frame.columns))
    for place in sorted(range(len(names)), key=names.__getitem__):
        if names[place] not in _LEFT_OUT:
            sha.update(f"\0{names[place]}\0".encode("utf-8", "backslashreplace"))
            sha.update(of(frame.iloc[:, place]))
    return sha.hexdigest()


def _hashed(column: Any) -> bytes:
    if isinstance(column.dtype, gpd.array.GeometryDtype):
        return _shapes(column.to_numpy())
    try:
        several = column.hasnans or not column.head(1000).is_unique
        hashes = pd.util.hash_pandas_object(column, index=False, categorize=several)
    except TypeError:
        hashes = pd.util.hash_pandas_object(column.astype(str), index=False)
    return np.asarray(hashes, dtype="<u8").tobytes()


def _shapes(shapes: Any) -> bytes:
    """Return geometries as bytes: points, of which there may be very many, by coordinates."""
    kinds = shapely.get_type_id(shapes)
    if (kinds <= 0).all() and not shapely.has_z(shapes).any():
        return b"".join(
            part.tobytes() for part in (kinds, shapely.get_x(shapes), shapely.get_y(shapes))
        )
    return b"".join(b"-" if wkb is None else wkb for wkb in shapely.to_wkb(shapes).tolist())


def seal(frame: pd.DataFrame) -> str:
    """Return a hash by which a frame is known again, whatever its index and order of columns.

    Examples
    --------
    >>> frame = pd.DataFrame({"a": [1, 2], "b": ["x", None]})
    >>> seal(frame) == seal(frame.astype({"b": "category"})[["b", "a"]]) != seal(frame[::-1])
    True
    """
    return _of_columns(frame, lambda column: _sealed(_as_text(column)))


def _sealed(column: Any) -> Any:
    """Return what stands for a column in a seal: texts and points by their bytes."""
    if isinstance(column.dtype, gpd.array.GeometryDtype):
        places = _places(column.to_numpy())
        return _hashed(column) if places is None else places
    if column.isna().all():
        return b"-"
    if isinstance(column.array, pd.arrays.ArrowStringArray):
        return _texts(column.array)
    coded = _tuples(column.tolist()) if column.dtype == object else None
    return _hashed(column) if coded is None else coded


def _places(shapes: Any) -> Any:
    """Return the coordinates of points, or None where a geometry is none."""
    if (shapely.get_type_id(shapes) != 0).any():
        return None
    places = shapely.get_coordinates(shapes, include_z=True)
    return places if len(places) == len(shapes) else None


def _tuples(cells: list[Any]) -> bytes | None:
    """Return tuples, of which few differ, as the different ones and codes; None for others."""
    if not cells or type(cells[0]) is not tuple:
        return None
    codes, _ = pd.factorize(np.fromiter(map(id, cells), dtype=np.int64, count=len(cells)))
    rows = first_rows(codes, 1 + int(codes.max())).tolist()
    if {type(cells[at]) for at in rows} != {tuple}:
        return None
    number: dict[Any, int] = {}
    try:
        turn = [number.setdefault(cells[at], len(number)) for at in rows]
    except TypeError:  # what is in a tuple may have no hash
        return None
    known = repr(list(number)).encode("utf-8", "backslashreplace")
    return known + np.array(turn, dtype="<i4")[codes].tobytes()


def _as_text(column: Any) -> Any:
    """Return a column of texts as such, however pandas holds them."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes = column.cat.codes.to_numpy()
        return pd.Series(column.cat.categories.array.take(codes, allow_fill=True))
    if column.dtype == object and pd.api.types.infer_dtype(column, skipna=True) == "string":
        return column.astype(TEXT)
    return column


def _texts(texts: Any) -> bytes:
    """Return a hash of texts: of their bytes in one run, and of their lengths, -1 for missing."""
    import pyarrow as pa

    held = pa.array(texts, type=pa.large_string())
    sha, lengths = hashlib.sha256(), hashlib.sha256()
    for chunk in held.chunks if isinstance(held, pa.ChunkedArray) else [held]:
        missing = np.asarray(chunk.is_null())
        filled = chunk.fill_null("") if chunk.null_count else chunk
        _, offsets, data = filled.buffers()
        starts = np.frombuffer(offsets or bytes(8), dtype=np.int64)[filled.offset :]
        starts = starts[: len(chunk) + 1]
        sha.update(memoryview(data or b"")[starts[0] : starts[-1]])
        lengths.update(np.where(missing, -1, np.diff(starts)).astype("<i4").tobytes())
    return sha.digest() + lengths.digest()


def note_making(frame: pd.DataFrame, **steps: Any) -> None:
    """Keep how a frame was made, and what it is known again by, in its facts.

    Parameters
    ----------
    frame
        A frame made by the library.
    **steps
        Options by the name of the function that took them; those that are no plain values
        are named under ``unrecorded``.
    """
    made: dict[str, Any] = {}
    for step, options in steps.items():
        kept = {name: plain(value) for name, value in options.items() if value is not None}
        made[step] = {name: value for name, value in kept.items() if value is not None}
        lost = sorted(name for name, value in kept.items() if value is None)
        if lost:
            made["unrecorded"] = sorted({*made.get("unrecorded", []), *lost})
    record(frame, [], made=made, content=seal(frame))


def note_step(made: pd.DataFrame, source: pd.DataFrame, step: str, **options: Any) -> None:
    """Keep that a frame was made of another one, where that is still as the library made it."""
    if is_as_made(source):
        note_making(made, **{step: options})
        before = facts(source)["made"]
        now = facts(made)["made"]
        lost = sorted({*before.get("unrecorded", []), *now.get("unrecorded", [])})
        record(made, [], made={**before, **now, **({"unrecorded": lost} if lost else {})})


def is_as_made(frame: pd.DataFrame) -> bool:
    """Return whether a frame is still as the library made it."""
    known = facts(frame).get("content")
    return bool(known) and known == seal(frame)


def plain(value: Any) -> Any:
    """Return a value as TOML and JSON can hold it, or None where they cannot.

    Examples
    --------
    >>> plain({"a": (1, dt.date(2017, 5, 4))}), plain(object()), plain("/home/me/file.json")
    ({'a': [1, '2017-05-04']}, None, '/home/me/file.json')
    """
    if isinstance(value, PurePath):
        return None
    if isinstance(value, bool | str | int | float):
        return value
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        parts = {str(key): plain(part) for key, part in value.items()}
        return None if None in parts.values() else parts
    if isinstance(value, Sequence | frozenset | set):
        items = [plain(part) for part in (sorted(value) if isinstance(value, set) else value)]
        return None if any(item is None for item in items) else items
    return None
