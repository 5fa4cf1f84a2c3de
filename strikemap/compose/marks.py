"""The marks: which style each strike wears, and what can be opened for it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit

import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.coded_texts import CodedTexts, different
from strikemap.compose.card import all_sources, how_merged, ranges
from strikemap.compose.medical import MEDICAL_KM, blurred, medical
from strikemap.compose.scene import Scene, epoch_days
from strikemap.confidence.grading import mark_codes
from strikemap.plane import degrees
from strikemap.schema import COARSE_KM, RADIUS_KM, WIDE_KM
from strikemap.spec import Float, Int, Marks, MarkStyle, PopupColumn, Popups, Shape, Theme
from strikemap.words.phrases import Lang, days_text, phrase, span_text
from strikemap.words.terms import term

#: Texts, or numbers.
Values = Sequence[str] | npt.NDArray[Any]

#: Class, shape, diameter in points, edge width, drawing order.
_CLASSES: Final[tuple[tuple[str, Shape, float, float, int], ...]] = (
    ("high", "circle", 7.4, 0.6, 6),
    ("medium", "circle", 5.0, 0.6, 5),
    ("low", "circle", 5.4, 1.3, 3),
    ("ungraded", "circle", 4.0, 0.9, 2),
    ("declared", "square", 5.0, 1.3, 4),
    ("claim", "triangle", 7.6, 1.3, 7),
)


#: Styles of marks, and each strike's index into them.
Styled = tuple[tuple[MarkStyle, ...], Int]


def mark_styles(scene: Scene, theme: Theme, lang: Lang, *, sized: bool = False) -> Styled:
    """Return the styles in use, in legend order, and each strike's index into them.

    Where marks are ``sized`` by a value, medium confidence is told from high by a paler fill.
    """
    codes, found = _classes(scene.strikes)
    keys = {found[code] for code in np.flatnonzero(np.bincount(codes))}
    fills = {"high": theme.accent, "medium": half(theme.accent) if sized else theme.accent}
    styles = [
        MarkStyle(key, phrase(key, lang), shape, size, fills.get(key, ""), theme.accent, edge, z)
        for key, shape, size, edge, z in _CLASSES
        if key in keys
    ]
    if "wide" in keys:
        label = phrase("wide", lang, km=f"{WIDE_KM:g}")
        styles.append(MarkStyle("wide", label, "square", 5.6, "", theme.note, 0.9, 0))
    if "alternative" in keys:
        label = alternative_label(scene, "alternative", lang)
        styles.append(
            MarkStyle("alternative", label, "diamond", 6.4, "", theme.alternative, 1.1, 1)
        )
    order = {style.key: i for i, style in enumerate(styles)}
    return tuple(styles), np.array([order.get(key, -1) for key in found], dtype=np.int16)[codes]


def half(colour: str) -> str:
    """Return a colour half as strong, on white.

    Examples
    --------
    >>> half("#B3131B")
    '#D9898D'
    """
    return "#" + "".join(f"{(int(colour[i : i + 2], 16) + 255) // 2:02X}" for i in (1, 3, 5))


def _classes(rows: pd.DataFrame) -> tuple[Int, list[str]]:
    """Return the class of each strike as a code: what is wide open in place has one of its own.

    A claim and an "A or B" stay what they are, and have their disc however wide.
    """
    codes, names = mark_codes(rows)
    known = [*names.tolist(), "wide", "alternative"]
    claims = (names == "claim")[codes]
    codes = np.where((radius_km(rows) >= WIDE_KM) & ~claims, len(known) - 2, codes)
    return np.where(rows["alternative"].to_numpy(dtype=bool), len(known) - 1, codes), known


def alternative_label(scene: Scene, key: str, lang: Lang, **values: object) -> str:
    """Return words for the "A or B" class: the one label it has, or a general phrase."""
    named = sorted(set(texts(scene.strikes[scene.strikes["alternative"]], "attacker")))
    if len(named) == 1:
        return phrase(key, lang, label=term(named[0], lang), **values)
    general = {"alternative": "alternative_several", "count_alternatives": "count_several"}[key]
    return phrase(general, lang, **values)


def marks(
    scene: Scene, style: Int, groups: Sequence[str], *, diameter_pt: Float | None = None
) -> Marks:
    """Return the strikes as columns; ``diameter_pt`` sizes them by a value.

    Medical sites stand where their position is rounded to. A strike of the class "wide" has
    no disc, which would cover the map, and no ring of a front that is near.
    """
    rows = scene.strikes
    hidden = medical(rows)
    own = radius_km(rows)
    radius = np.where(hidden, np.maximum(own, np.float32(MEDICAL_KM)), own)
    group = np.full(len(rows), -1, dtype=np.int16)
    if scene.group_column in rows:
        codes, names = pd.factorize(rows[scene.group_column], use_na_sentinel=False)
        position = {name: i for i, name in enumerate(groups)}
        group = np.array([position.get(str(name), -1) for name in names], dtype=np.int16)[codes]
    codes, known = _classes(rows)
    wide = codes == known.index("wide")
    near = np.zeros(len(rows), dtype=bool)
    if "near_front" in rows:
        near = rows["near_front"].fillna(False).to_numpy(dtype=bool) & ~wide
    lon, lat = degrees(rows.geometry)
    return Marks(
        id=_ids(rows),
        lon=blurred(lon, hidden),
        lat=blurred(lat, hidden),
        panel=rows["panel"].to_numpy(dtype=np.int8),
        style=style,
        group=group,
        day_start=epoch_days(rows["date_start"]),
        day_end=epoch_days(rows["date_end"]),
        radius_km=radius,
        coarse=(radius >= COARSE_KM) & ~wide,
        near_front=near,
        diameter_pt=diameter_pt,
    )


def _ids(rows: pd.DataFrame) -> tuple[str, ...]:
    """Return the ids as texts, of which hardly any are the same."""
    if "id" not in rows or not isinstance(rows["id"].dtype, pd.StringDtype):
        return _held(texts(rows, "id"))
    return tuple(rows["id"].fillna("").tolist())


def radius_km(rows: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """Return each row's radius: its own, else that of its precision class, else 0."""
    own = (
        pd.to_numeric(rows["radius_km"], errors="coerce")
        if "radius_km" in rows
        else pd.Series(np.nan, index=rows.index)
    )
    if "location_precision" in rows:
        codes, known = pd.factorize(rows["location_precision"])
        usual = np.array([*(RADIUS_KM.get(name, np.nan) for name in known), np.nan])
        own = own.fillna(pd.Series(usual[codes], index=own.index))
    return own.fillna(0.0).to_numpy(dtype=np.float32)


def popups(scene: Scene, zone_names: Mapping[str, str], lang: Lang) -> Popups:
    """Return what a reader can open for each mark: the allow-listed columns, as texts.

    ``zone_names`` holds the zones' names in the map's language.
    """
    rows = scene.strikes
    zones = each(texts(rows, "zone"), lambda name: zone_names.get(name, name))
    makers: Mapping[str, Callable[[pd.DataFrame, Lang], Sequence[str]]] = {
        "date": _dates,
        "zone": lambda rows, lang: _carried_back(rows, zones, lang),
        "killed": lambda rows, lang: ranges(_killed(rows, lang), rows, lang),
        "source": lambda rows, lang: all_sources(
            _terms(rows, "source", lang), texts(rows, "sources")
        ),
        "merged": how_merged,
        "location_precision": _precision,
    }
    coarse = {"zone": zones, "location_precision": _terms(rows, "location_precision", lang)}
    columns = []
    for key in _POPUP_COLUMNS:
        plain = texts if key in _VERBATIM else partial(_terms, lang=lang)
        values = makers[key](rows, lang) if key in makers else plain(rows, key)
        if any(different(values)):
            choices = _choices(coarse.get(key, values), lang) if key in _FILTERS else None
            words = {} if choices is None else _stated(rows, key, choices)
            columns.append(PopupColumn(key, phrase(key, lang), _held(values), choices, words))
    places, ids = texts(rows, "place"), texts(rows, "id")
    return Popups(
        title=_pairs(places, ids, lambda place, name: place or name),
        columns=tuple(columns),
        url=_held(links(texts(rows, "source_url"))),
        url_label=phrase("open_source", lang),
    )


_POPUP_COLUMNS: Final = (
    "date",
    "attacker",
    "attribution",
    "confidence",
    "target_type",
    "target_side",
    "zone",
    "killed",
    "location_precision",
    "n_reports",
    "merged",
    "status",
    "source",
    "source_date",
    "retrieved",
    "sha256",
    "id",
)

#: Fields that are no terms of the field: names, numbers and dates.
_VERBATIM: Final = ("n_reports", "source_date", "retrieved", "sha256", "id")


#: What a reader of a page can choose among.
_FILTERS: Final = (
    "attacker",
    "attribution",
    "confidence",
    "target_type",
    "target_side",
    "zone",
    "location_precision",
    "source",
)
_MOST_CHOICES: Final = 40


def _choices(values: Sequence[str], lang: Lang) -> tuple[str, ...] | None:
    """Return what each mark is filtered by: its own text, or "others" beyond the commonest."""
    ranked = _ranked(values)
    if len(ranked) < 2:
        return None
    if len(ranked) <= _MOST_CHOICES:
        return _held(values)
    kept = {text for text, _ in ranked[: _MOST_CHOICES - 1]}
    others = phrase("other_values", lang, n=len(ranked) - len(kept))
    return _held(each(values, lambda text: text if text in kept else others))


def _ranked(values: Sequence[str]) -> list[tuple[str, int]]:
    """Return the different texts and how many there are of each, the commonest first."""
    if not isinstance(values, CodedTexts):
        return Counter(values).most_common()
    codes = values.codes[values.first_rows()]
    counts = np.bincount(values.codes)[codes].tolist()
    found = zip((values.known[code] for code in codes.tolist()), counts, strict=True)
    return sorted(found, key=lambda pair: -pair[1])


def _held(values: Sequence[str]) -> tuple[str, ...]:
    """Return texts as a tuple, coded ones as they are."""
    return values if isinstance(values, tuple) else tuple(values)


def _stated(rows: pd.DataFrame, key: str, choices: Sequence[str]) -> dict[str, str]:
    """Return for each choice the word of the table that it stands for, the first of several."""
    stated = texts(rows, key)
    if key == "source":
        stated = all_sources(stated, texts(rows, "sources"))
    if isinstance(choices, CodedTexts):
        return {choices[row]: stated[row] for row in choices.first_rows().tolist()}
    return dict(zip(reversed(choices), reversed(stated), strict=True))


def texts(rows: pd.DataFrame, column: str) -> Sequence[str]:
    """Return a column as texts, ``""`` where it is missing or empty."""
    if column not in rows:
        return CodedTexts.of(np.zeros(len(rows), dtype=np.int64), [""])
    values = rows[column]
    if isinstance(values.dtype, np.dtype) and values.dtype.kind == "M":
        values = values.dt.strftime("%Y-%m-%d")
    if values.dtype != object:
        codes, known = pd.factorize(values)
        words = [*map(str, known.tolist()), ""]
        return CodedTexts.of(np.where(codes < 0, len(words) - 1, codes), words)
    empty = values.isna().to_numpy()
    return ["" if gone else str(value) for value, gone in zip(values, empty, strict=True)]


def each(values: Sequence[str], make: Callable[[str], str]) -> Sequence[str]:
    """Return what is made of each text; texts repeat, so each is worked out once."""
    if isinstance(values, CodedTexts):
        return values.each(make)
    made = {value: make(value) for value in dict.fromkeys(values)}
    return [made[value] for value in values]


def _pairs(one: Values, other: Values, make: Callable[..., str]) -> CodedTexts:
    """Return what is made of each pair of values; pairs repeat, so each is worked out once."""
    (codes, known), (second, others) = _factors(one), _factors(other)
    number, pairs = pd.factorize(codes * max(len(others), 1) + second)
    first, last = np.divmod(pairs, max(len(others), 1))
    words = [make(known[a], others[b]) for a, b in zip(first.tolist(), last.tolist(), strict=True)]
    return CodedTexts.of(number, words)


def _factors(values: Values) -> tuple[Int, Sequence[Any]]:
    """Return the code of each value, and what the codes stand for."""
    if isinstance(values, CodedTexts):
        return values.codes, values.known
    plain = values if isinstance(values, np.ndarray) else np.array(values, dtype=object)
    codes, known = pd.factorize(plain, use_na_sentinel=False)
    return codes.astype(np.int64), known.tolist()


def _terms(rows: pd.DataFrame, column: str, lang: Lang) -> Sequence[str]:
    return each(texts(rows, column), lambda text: term(text, lang))


#: Addresses that need no parsing to be known as plain.
#: What stands between two addresses in one cell.
_BETWEEN: Final = re.compile(r"[\s;,|]+(?=https?://)", re.IGNORECASE)
_PLAIN: Final = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(/[!-\[\]-~]*)?")


def link(url: str) -> str:
    """Return the address if it is a plain http or https one, else ``""``; of several the first."""
    first = _BETWEEN.split(url, maxsplit=1)[0]
    return first if _PLAIN.fullmatch(first) else _parsed(first)


def links(urls: Sequence[str]) -> Sequence[str]:
    """Return each address as :func:`link` does, those that are plain or empty at once."""
    return each(urls, lambda url: link(url) if url else "")


def _parsed(url: str) -> str:
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname or "\\" in url:
        return ""
    return url.strip() if url.isprintable() and " " not in url.strip() else ""


def _dates(rows: pd.DataFrame, lang: Lang) -> CodedTexts:
    first, last = epoch_days(rows["date_start"]), epoch_days(rows["date_end"])
    return _pairs(first, last, lambda start, end: span_text(start, end, lang))


def _carried_back(rows: pd.DataFrame, zones: Sequence[str], lang: Lang) -> Sequence[str]:
    """Return the zones' names, with a word where the zones are those of a later date."""
    if "carried_back_days" not in rows:
        return zones

    def words(name: str, days: float) -> str:
        if not name or days <= 0:
            return name
        return phrase("carried_back", lang, zone=name, days=days_text(int(days), lang))

    return _pairs(zones, rows["carried_back_days"].fillna(0).to_numpy(), words)


def _killed(rows: pd.DataFrame, _: Lang) -> CodedTexts:
    low, high = (each(texts(rows, f"killed_{end}"), _whole) for end in ("min", "max"))
    return _pairs(low, high, lambda a, b: a if a == b or not b else f"{a or '?'}–{b}")


def _precision(rows: pd.DataFrame, lang: Lang) -> CodedTexts:
    names = _terms(rows, "location_precision", lang)

    def words(name: str, km: float) -> str:
        return phrase("within_km", lang, precision=name, km=f"{km:g}") if name and km else name

    return _pairs(names, radius_km(rows), words)


def _whole(text: str) -> str:
    return text.removesuffix(".0")
