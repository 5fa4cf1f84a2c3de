"""The marks: which style each strike wears, and what can be opened for it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import partial
from typing import Final, TypeVar
from urllib.parse import urlsplit

import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.compose.card import all_sources, how_merged, ranges
from strikemap.compose.medical import MEDICAL_KM, blurred, medical
from strikemap.compose.scene import Scene, epoch_days
from strikemap.confidence.grading import mark_class
from strikemap.schema import COARSE_KM, RADIUS_KM, WIDE_KM
from strikemap.spec import Float, Int, Marks, MarkStyle, PopupColumn, Popups, Shape, Theme
from strikemap.words.phrases import Lang, days_text, phrase, span_text
from strikemap.words.terms import term

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

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
    codes, found = pd.factorize(_classes(scene.strikes))
    keys = set(found)
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
    return tuple(styles), np.array([order[key] for key in found], dtype=np.int16)[codes]


def half(colour: str) -> str:
    """Return a colour half as strong, on white.

    Examples
    --------
    >>> half("#B3131B")
    '#D9898D'
    """
    return "#" + "".join(f"{(int(colour[i : i + 2], 16) + 255) // 2:02X}" for i in (1, 3, 5))


def _classes(rows: pd.DataFrame) -> npt.NDArray[np.object_]:
    """Return the class of each strike: what is wide open in place has one of its own.

    A claim and an "A or B" stay what they are, and have their disc however wide.
    """
    keys = np.asarray(mark_class(rows), dtype=object)
    keys[(radius_km(rows) >= WIDE_KM) & (keys != "claim")] = "wide"
    keys[rows["alternative"].to_numpy(dtype=bool)] = "alternative"
    return keys


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
    wide = _classes(rows) == "wide"
    near = np.zeros(len(rows), dtype=bool)
    if "near_front" in rows:
        near = rows["near_front"].fillna(False).to_numpy(dtype=bool) & ~wide
    return Marks(
        id=tuple(texts(rows, "id")),
        lon=blurred(rows.geometry.x.to_numpy(dtype=np.float64), hidden),
        lat=blurred(rows.geometry.y.to_numpy(dtype=np.float64), hidden),
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


def radius_km(rows: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """Return each row's radius: its own, else that of its precision class, else 0."""
    own = (
        pd.to_numeric(rows["radius_km"], errors="coerce")
        if "radius_km" in rows
        else pd.Series(np.nan, index=rows.index)
    )
    if "location_precision" in rows:
        own = own.fillna(rows["location_precision"].astype(object).map(RADIUS_KM))
    return own.fillna(0.0).to_numpy(dtype=np.float32)


def popups(scene: Scene, zone_names: Mapping[str, str], lang: Lang) -> Popups:
    """Return what a reader can open for each mark: the allow-listed columns, as texts.

    ``zone_names`` holds the zones' names in the map's language.
    """
    rows = scene.strikes
    zones = each(texts(rows, "zone"), lambda name: zone_names.get(name, name))
    makers: Mapping[str, Callable[[pd.DataFrame, Lang], list[str]]] = {
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
        if any(values):
            choices = _choices(coarse.get(key, values), lang) if key in _FILTERS else None
            words = {} if choices is None else _stated(rows, key, choices)
            columns.append(PopupColumn(key, phrase(key, lang), tuple(values), choices, words))
    places, ids = texts(rows, "place"), texts(rows, "id")
    return Popups(
        title=tuple(place or name for place, name in zip(places, ids, strict=True)),
        columns=tuple(columns),
        url=tuple(links(texts(rows, "source_url"))),
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
    ranked = Counter(values).most_common()
    if len(ranked) < 2:
        return None
    if len(ranked) <= _MOST_CHOICES:
        return tuple(values)
    kept = {text for text, _ in ranked[: _MOST_CHOICES - 1]}
    others = phrase("other_values", lang, n=len(ranked) - len(kept))
    return tuple(text if text in kept else others for text in values)


def _stated(rows: pd.DataFrame, key: str, choices: Sequence[str]) -> dict[str, str]:
    """Return for each choice the word of the table that it stands for, the first of several."""
    stated = texts(rows, key)
    if key == "source":
        stated = all_sources(stated, texts(rows, "sources"))
    return dict(zip(reversed(choices), reversed(stated), strict=True))


def texts(rows: pd.DataFrame, column: str) -> list[str]:
    """Return a column as texts, ``""`` where it is missing or empty."""
    if column not in rows:
        return [""] * len(rows)
    values = rows[column]
    if isinstance(values.dtype, np.dtype) and values.dtype.kind == "M":
        values = values.dt.strftime("%Y-%m-%d")
    if values.dtype != object:
        codes, known = pd.factorize(values)
        words = np.array([*map(str, known.tolist()), ""], dtype=object)
        found: list[str] = words[codes].tolist()
        return found
    empty = values.isna().to_numpy()
    return ["" if gone else str(value) for value, gone in zip(values, empty, strict=True)]


def each(values: Iterable[K], make: Callable[[K], T]) -> list[T]:
    """Return what is made of each value; values repeat, so each is worked out once."""
    values = list(values)
    made = {value: make(value) for value in dict.fromkeys(values)}
    return [made[value] for value in values]


def _terms(rows: pd.DataFrame, column: str, lang: Lang) -> list[str]:
    return each(texts(rows, column), lambda text: term(text, lang))


#: Addresses that need no parsing to be known as plain.
_PLAIN: Final = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(/[!-\[\]-~]*)?")


def link(url: str) -> str:
    """Return the address if it is a plain http or https one, else ``""``."""
    return url if _PLAIN.fullmatch(url) else _parsed(url)


def links(urls: Iterable[str]) -> list[str]:
    """Return each address as :func:`link` does, those that are plain or empty at once."""
    plain = _PLAIN.fullmatch
    return [url if not url or plain(url) else _parsed(url) for url in urls]


def _parsed(url: str) -> str:
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname or "\\" in url:
        return ""
    return url.strip() if url.isprintable() and " " not in url.strip() else ""


def _dates(rows: pd.DataFrame, lang: Lang) -> list[str]:
    first, last = epoch_days(rows["date_start"]), epoch_days(rows["date_end"])
    pairs = zip(first.tolist(), last.tolist(), strict=True)
    return each(pairs, lambda days: span_text(*days, lang))


def _carried_back(rows: pd.DataFrame, zones: Sequence[str], lang: Lang) -> list[str]:
    """Return the zones' names, with a word where the zones are those of a later date."""
    if "carried_back_days" not in rows:
        return list(zones)

    def words(held: tuple[str, float]) -> str:
        name, days = held
        if not name or days <= 0:
            return name
        return phrase("carried_back", lang, zone=name, days=days_text(int(days), lang))

    return each(zip(zones, rows["carried_back_days"].fillna(0).tolist(), strict=True), words)


def _killed(rows: pd.DataFrame, _: Lang) -> list[str]:
    low, high = (each(texts(rows, f"killed_{end}"), _whole) for end in ("min", "max"))
    return [a if a == b or not b else f"{a or '?'}–{b}" for a, b in zip(low, high, strict=True)]


def _precision(rows: pd.DataFrame, lang: Lang) -> list[str]:
    names = _terms(rows, "location_precision", lang)

    def words(place: tuple[str, float]) -> str:
        name, km = place
        return phrase("within_km", lang, precision=name, km=f"{km:g}") if name and km else name

    return each(zip(names, radius_km(rows).tolist(), strict=True), words)


def _whole(text: str) -> str:
    return text.removesuffix(".0")
