"""Fields of a layer of zones: which columns say side, name, source and validity."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.dates import DateError, DateQuestionError, parse, read_dates
from strikemap.errors import ZoneError
from strikemap.formats.names import DATE_COLUMNS, day_leads, forms
from strikemap.ledger import Entry
from strikemap.palettes import known_side
from strikemap.zones.sides import named
from strikemap.zones.snapshots import day_number

#: Columns that may say who holds a zone, the best first; "name" only where nothing else does.
SIDE: Final = (
    *["side", "owner", "controller", "controlled_by", "controlled", "control", "held_by", "holder"],
    *["occupier", "occupied_by", "actor", "party", "faction", "authority", "group", "status"],
    *[
        "contrôle",
        "controle",
        "contrôlé_par",
        "controlado_por",
        "bando",
        "grupo",
        "grupo_armado",
        "actor_armado",
        "acteur",
        "groupe",
        "groupe_armé",
        "partei",
        "контроль",
        "сторона",
    ],
    *["السيطرة", "الجهة_المسيطرة", "الجهة", "الطرف", "控制方", "控制", "ထိန်းချုပ်", "zone", "name"],
)
NAME: Final = ("zone", "zone_name", "name", "label", "title")
SOURCE: Final = ("source", "sources")
#: The names of reports, and those that only a layer of zones uses for its days.
VALID_FROM: Final = ("valid_from", *DATE_COLUMNS["date_start"], "start", "from", "since")
VALID_TO: Final = ("valid_to", *DATE_COLUMNS["date_end"], "to", "until")
_DESCRIBED: Final = ("as_of", "as_of_date", "asof", "asof_date", "snapshot", "snapshot_date")
AS_OF: Final = (*_DESCRIBED, *DATE_COLUMNS["date"])

_DAY_IN_NAME = re.compile(
    r"(?<!\d)((?:19|20)\d\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)"
)
_UNIX_IN_NAME = re.compile(r"(?<!\d)(1\d{9})(?!\d)")
_UNIX_2010 = 1_262_304_000
_MIDNIGHT = re.compile(r"[ T]00:00(:00(\.0+)?)?$")
_DISTANT = dt.date(9990, 1, 1)
_YEARS = frozenset(["year", "iyear", "jahr", "año", "annee", "année", "год", "рік", "السنة"])
#: Cells looked at to see whether a column holds days.
_SAMPLE = 50


def column(frame: pd.DataFrame, names: tuple[str, ...]) -> str | None:
    """Return the first column that has one of the names, whatever its case, else None."""
    found = {form: str(name) for name in reversed(frame.columns) for form in forms(str(name))}
    found |= {forms(str(name))[0]: str(name) for name in reversed(frame.columns)}
    return next((found[name] for name in names if name in found), None)


def with_columns(
    frame: gpd.GeoDataFrame, columns: Mapping[str, str] | None, where: str
) -> gpd.GeoDataFrame:
    """Return the frame with our names for the columns that the caller names.

    Raises
    ------
    ZoneError
        ``COLUMNS_MISSING``: a column that is not there.
    """
    if not columns:
        return frame
    for theirs in columns.values():
        if theirs not in frame:
            raise ZoneError(
                f"columns= names {theirs!r}, which {where} does not have. It has: "
                f"{_listed(frame)}.",
                code="COLUMNS_MISSING",
                where=theirs,
            )
    renamed = {str(ours): frame[theirs] for ours, theirs in (columns or {}).items()}
    return (
        frame.drop(columns=list((columns or {}).values())).assign(**renamed) if renamed else frame
    )


def sides_of(
    frame: gpd.GeoDataFrame,
    sides: str | Mapping[str, str] | None,
    side: str | None,
    where: str,
    entries: list[Entry],
) -> tuple[npt.NDArray[np.object_], str | None]:
    """Return the side of each zone, and the column that says so.

    Holders that no palette knows become sides of their own; a line in ``entries`` names them.

    Raises
    ------
    ZoneError
        ``OWNER_MISSING``, ``OWNER_UNKNOWN`` or ``COLUMNS_MISSING``.
    """
    if isinstance(sides, str):
        return np.full(len(frame), sides, dtype=object), None
    if side is not None and side not in frame:
        raise ZoneError(
            f"{where} has no column {side!r}. It has: {_listed(frame)}.",
            code="COLUMNS_MISSING",
            where=where,
        )
    chosen = side or column(frame, SIDE)
    if chosen is None:
        raise ZoneError(
            f"{where} does not say who holds its zones. It has: {_listed(frame)}. Name the "
            "column with side='...', or pass sides='...' when all of it is one side's.",
            code="OWNER_MISSING",
            where=where,
        )
    found = named(frame[chosen], sides)
    if sides is None:
        entries.extend(unknown_holders(found, where))
    return found, chosen


def unknown_holders(found: Iterable[str], where: str) -> list[Entry]:
    """Return the ledger line that names the sides which no palette knows, if there are any."""
    own = list(dict.fromkeys(name for name in found if known_side(name) is None))
    if not own:
        return []
    shown = ", ".join(map(repr, own))[:300]
    said = f"no palette knows {shown}: sides of their own, in neutral colours"
    return [whole_layer(where, "OWNER_UNKNOWN", said)]


def whole_layer(file: str, code: str, detail: str) -> Entry:
    """Return the ledger line of something that concerns a whole layer."""
    return Entry(file=file, row=0, id="", code=code, action="changed", detail=detail)


def dates_of(
    frame: gpd.GeoDataFrame, as_of: str | dt.date | None, where: str, dayfirst: bool | None = None
) -> dict[str, pd.Series[Any]]:
    """Return ``valid_from``, ``valid_to`` and ``as_of`` as midnights, NaT where unknown.

    ``as_of`` comes from the parameter, else a column. A zone that states no ``valid_from``
    holds from its ``as_of``; one that states from when to when it holds needs none.

    Raises
    ------
    ZoneError
        ``DATE_INVALID``, ``DATE_ORDER_AMBIGUOUS`` and the other codes of dates.
    """
    start = days_of(frame, VALID_FROM, dayfirst)
    stop = days_of(frame, VALID_TO, dayfirst, exclusive=True)
    if as_of is None:
        described = days_of(frame, AS_OF, dayfirst)
    else:
        day = np.datetime64(day_number(as_of), "D").astype("datetime64[s]")
        described = pd.Series(day, index=frame.index)
    if as_of is None and column(frame, _DESCRIBED) is None:
        start = start.where(start.notna(), described)
        described = described.where(stop.isna())
    described = described.where(described.notna(), start.where(stop.isna()))
    wrong = (start.where(start.notna(), described) >= stop).to_numpy()
    if wrong.any():
        row = int(wrong.argmax()) + 1
        raise ZoneError(
            f"Zone {row} of {where} ends on {stop.iloc[row - 1]:%Y-%m-%d}, before "
            "it begins. valid_to is the first day on which it no longer holds.",
            code="DATE_INVALID",
            where=f"row {row}",
        )
    return {
        "valid_from": start.where(start.notna(), described),
        "valid_to": stop,
        "as_of": described,
    }


def dated(frame: pd.DataFrame) -> bool:
    """Say whether a column says when the zones held or what day they describe."""
    keys = (column(frame, names) for names in (AS_OF, VALID_FROM, VALID_TO))
    return any(key is not None and frame[key].notna().any() for key in keys)


def day_in_name(file: str) -> str | None:
    """Return the one date that a file's name holds as an ISO date, else None.

    Ten figures are the seconds since 1970, in UTC, of a day from 2010 on.

    Examples
    --------
    >>> day_in_name("deepstatemap_data_20240708.geojson")
    '2024-07-08'
    """
    days = {"-".join(match.group(1, 3, 4)) for match in _DAY_IN_NAME.finditer(file)}
    numbers = {int(match[1]) for match in _UNIX_IN_NAME.finditer(file)}
    seconds = {number for number in numbers if number >= _UNIX_2010}
    if not days and len(seconds) == 1:
        return dt.datetime.fromtimestamp(seconds.pop(), dt.UTC).date().isoformat()
    if len(days) != 1:
        return None
    try:
        return dt.date.fromisoformat(days.pop()).isoformat()
    except ValueError:
        return None


def texts(frame: gpd.GeoDataFrame, names: tuple[str, ...], default: Any) -> pd.Series[Any]:
    """Return the first column of these names as texts, ``default`` where it is empty."""
    chosen = names[0] if names[0] in frame else column(frame, names)
    otherwise: pd.Series[Any] = pd.Series(default, index=frame.index, dtype=object)
    if chosen is None:
        return otherwise
    given = [("" if pd.isna(value) else str(value).strip()) for value in frame[chosen]]
    texts = pd.Series(given, index=frame.index, dtype=object)
    return texts.where(texts != "", otherwise)


def unread_dates(frame: gpd.GeoDataFrame) -> list[str]:
    """Return the columns that hold days and that no date of the zones is taken from.

    Examples
    --------
    >>> unread_dates(gpd.GeoDataFrame({"as_of": ["2017-05-04"], "edited": ["2017-06-01"]}))
    ['edited']
    """
    read = {column(frame, names) for names in (AS_OF, VALID_FROM, VALID_TO)}
    others = [name for name in frame.columns if name not in read and name != "geometry"]
    return [
        str(name) for name in others if _holds_days(frame[name]) or _YEARS & set(forms(str(name)))
    ]


def _holds_days(values: pd.Series[Any]) -> bool:
    """Return whether nearly all cells of a column are days."""
    if values.dtype.kind == "M":
        return bool(values.notna().any())
    if values.dtype.kind in "iufb":
        return False
    cells = values.dropna().astype(str).drop_duplicates().head(_SAMPLE)
    found = [_is_day(text) for text in cells]
    return bool(found) and sum(found) > 0.8 * len(found)


def _is_day(text: str) -> bool:
    if not any(char.isdigit() for char in text):
        return False
    try:
        return parse(text, dayfirst=True).precision == "day"
    except DateError:
        return False


def _without_midnight(value: object) -> object:
    """Return a text without the time 00:00 that a day gets in a Shapefile."""
    return _MIDNIGHT.sub("", value) if isinstance(value, str) else value


def days_of(
    frame: pd.DataFrame,
    names: tuple[str, ...],
    dayfirst: bool | None,
    *,
    exclusive: bool = False,
    what: str = "Zone",
    or_else: str = " Or pass as_of='YYYY-MM-DD'.",
) -> pd.Series[Any]:
    """Return the days of the first column that has one of the names, NaT where none is stated.

    Raises
    ------
    ZoneError
        ``DATE_INVALID``, ``DATE_ORDER_AMBIGUOUS`` and the other codes of dates.
    """
    chosen = column(frame, names)
    if chosen is None or frame[chosen].isna().all():
        return pd.Series(pd.NaT, index=frame.index, dtype="datetime64[s]")
    values = frame[chosen]
    if not pd.api.types.is_numeric_dtype(values) and values.dtype.kind != "M":
        values = values.map(_without_midnight, na_action="ignore")
    try:
        found = read_dates(
            values,
            dayfirst=dayfirst,
            today=_DISTANT,
            earliest=dt.date(1, 1, 1),
            named_order=day_leads(chosen),
        )
    except DateQuestionError as problem:
        raise ZoneError(
            f"Column {chosen!r}: {problem}{or_else}",
            code=problem.code,
            where=chosen,
        ) from problem
    for position, (code, detail) in sorted(found.problems.items()):
        if code != "DATE_MISSING":
            raise ZoneError(
                f"{what} {position + 1}, column {chosen!r}: {detail}. Correct it.{or_else}",
                code=code,
                where=f"row {position + 1}",
            )
    coarse = found.precision > 0
    days = np.where(coarse & exclusive, found.end + np.timedelta64(1, "D"), found.start)
    return pd.Series(days.astype("datetime64[s]"), index=frame.index)


def _listed(frame: gpd.GeoDataFrame) -> str:
    names = [str(name) for name in frame.columns if name != "geometry"]
    return ", ".join(names) or "no columns at all"
