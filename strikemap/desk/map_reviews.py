"""A map reviewed: what a careful chief asks of it, whether it holds, and the remedy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

import pandas as pd

from strikemap.desk.map_read import MapRead, map_read
from strikemap.schema import COARSE_KM, WIDE_KM, day_of

#: Zones of a day further than this from a panel's days are far.
FAR_DAYS: Final = 30

#: A source behind more than this share of the strikes makes a map of one source.
_ONE_SOURCE: Final = 0.8

HOLDS: Final = "holds"
DOES_NOT: Final = "does not"
UNTOLD: Final = "cannot be told"


class Line(NamedTuple):
    """One answer: whether it holds, where it was seen, and what to do."""

    result: str
    place: str = ""
    remedy: str = ""


@dataclass(frozen=True)
class _Question:
    asked: str
    answer: Callable[[MapRead], Line]


def review_map(map_or_file: Any) -> pd.DataFrame:
    """Ask a map what a careful chief asks before it is published.

    Parameters
    ----------
    map_or_file
        A map, or the path of a page (``.html``) that one was saved as. A page tells less: what
        cannot be told from it says so.

    Returns
    -------
    pandas.DataFrame
        One row per question: ``question``; ``result``: "holds", "does not" or "cannot be told";
        ``place``, where it was seen; ``remedy``, what to do.

    Raises
    ------
    MapError
        ``NOT_FOUND``, or ``RECORD_MISSING`` for a file that is no page of a map.

    Examples
    --------
    >>> import strikemap as sm
    >>> strikes = sm.load_dataset("syria_2017_strikes")
    >>> checked = sm.review_map(sm.before_after(strikes, sm.Event("Deal", "2017-05-04")))
    >>> checked.loc[checked["question"] == "attribution is not pooled", "result"].item()
    'does not'
    """
    read = map_read(map_or_file)
    answers = [(question.asked, *question.answer(read)) for question in _QUESTIONS]
    return pd.DataFrame(answers, columns=["question", "result", "place", "remedy"])


def _unit(read: MapRead) -> Line:
    unit = read.data["unit"]
    if not unit:
        return Line(UNTOLD, "the map shows no strikes")
    if unit in ("row", "report"):
        remedy = "Say what a row is (column unit), or put reports together with corroborate()."
        return Line(DOES_NOT, f"what is counted is a {unit}", remedy)
    return Line(HOLDS, f"each mark is one {unit}")


def _denominators(read: MapRead) -> Line:
    keys = read.data["table"].get("keys", [])
    if len(read.data["panels"]) < 2:
        return Line(UNTOLD, "there is one panel only")
    lengths = {panel["dayStop"] - panel["dayStart"] for panel in read.data["panels"]}
    if any(key.startswith("per_day") for key in keys):
        return Line(HOLDS, "the table has rates per day")
    if len(lengths) == 1:
        return Line(HOLDS, f"all panels are {lengths.pop()} days long")
    days = ", ".join(str(one) for one in sorted(lengths))
    remedy = "Choose periods of one length, or map with before_after(), which gives rates."
    return Line(DOES_NOT, f"panels of {days} days with counts only", remedy)


def _coverage(read: MapRead) -> Line:
    remedy = "Say which days were collected with covered=, and see sm.coverage(reports)."
    if read.comparison is None:
        holes = (read.data.get("timeline") or {}).get("uncovered", [])
        if n := sum(stop - start for start, stop in holes):
            return Line(DOES_NOT, f"{n} days are not known to be covered", remedy)
        return Line(UNTOLD, "nothing says which days were collected", remedy)
    periods = read.comparison.periods
    short = [
        f"{period.days - read.comparison.covered.days(period)} of {period.days} days {name}"
        for name, period in zip(("before", "after"), periods, strict=True)
        if read.comparison.covered.days(period) < period.days
    ]
    if short:
        return Line(DOES_NOT, "not covered: " + "; ".join(short), remedy)
    return Line(HOLDS, "reports run over both windows (shown by the table, unless stated)")


def _zones(read: MapRead) -> Line:
    panels = [panel for panel in read.data["panels"] if panel["zoneLayer"] >= 0]
    if not panels:
        return Line(UNTOLD, "the map shows no zones")
    layers = read.data["zoneLayers"]
    bad = []
    for panel in panels:
        as_of = layers[panel["zoneLayer"]]["asOf"]
        name = panel["heading"] or panel["dates"]
        if not as_of:
            bad.append(f"{name}: undated")
            continue
        day = day_of(date.fromisoformat(as_of[:10]))
        gap = max(panel["dayStart"] - day, day - panel["dayStop"] + 1, 0)
        if gap > FAR_DAYS:
            bad.append(f"{name}: {gap} days away ({as_of[:10]})")
    if bad:
        remedy = "Give dated zones of days near the panels (as_of= of read_zones())."
        return Line(DOES_NOT, "; ".join(bad), remedy)
    return Line(HOLDS, f"zones of within {FAR_DAYS} days")


def _as_of(read: MapRead) -> Line:
    panels = [panel for panel in read.data["panels"] if panel["zoneLayer"] >= 0]
    if not panels:
        return Line(UNTOLD, "the map shows no zones")
    missing = [panel["heading"] for panel in panels if not panel["zonesNote"]]
    if missing:
        remedy = "Date the zones with as_of= of read_zones()."
        return Line(DOES_NOT, f"no date stands in the panel {missing[0]!r}", remedy)
    return Line(HOLDS, panels[0]["zonesNote"])


def _coarse(read: MapRead) -> Line:
    marks = read.data.get("marks")
    if marks is None:
        return Line(UNTOLD, "the page holds too many strikes to look at each")
    styles = [style["key"] for style in read.data["markStyles"]]
    radius, n = marks["radiusKm"], len(marks["radiusKm"])
    unknown = sum(km == 0 for km in radius)
    pins = sum(
        km >= COARSE_KM and not disc and styles[style] != "wide"
        for km, disc, style in zip(radius, marks["coarse"], marks["style"], strict=True)
    )
    if pins:
        return Line(DOES_NOT, f"{pins} marks known to {COARSE_KM:g} km or worse have no disc")
    if n and unknown > n / 2:
        remedy = "State location_precision or radius_km; without it a centroid looks like a place."
        return Line(DOES_NOT, f"{unknown} of {n} marks do not say how well they are placed", remedy)
    wide = sum(km >= WIDE_KM for km in radius)
    return Line(HOLDS, f"{sum(marks['coarse'])} discs, {wide} known to a province only")


def _pooled(read: MapRead) -> Line:
    named = read.counted("attacker")
    if read.column("attacker") is None:
        remedy = "Name the attacker, or say in the title that strikes of all parties are shown."
        return Line(DOES_NOT, "no strike says whose it is", remedy)
    if len(named) > 1 and not _selected(read):
        commonest = ", ".join(f"{name} ({n})" for name, n in named.most_common(3))
        remedy = 'Choose with where={"attacker": ...}, or count apart with by="attacker".'
        return Line(DOES_NOT, f"counted as one: {commonest}", remedy)
    return Line(HOLDS, f"named: {', '.join(name for name, _ in named.most_common(3))}")


def _selected(read: MapRead) -> bool:
    """Return whether the map is of chosen attackers, or counts them apart."""
    if read.comparison is not None:
        chosen = dict(read.comparison.where or {})
        return "attacker" in chosen or read.comparison.by == "attacker"
    groups = set(read.data["groups"])
    return len(groups & set(read.counted("attacker"))) > 1 or len(read.counted("attacker")) <= 2


def _outside(read: MapRead) -> Line:
    said = read.notes("outside")
    if said:
        return Line(DOES_NOT, said, 'Widen the frame: extent="marks", or leave extent= out.')
    return Line(HOLDS, "every counted strike is in the frame")


def _sources(read: MapRead) -> Line:
    found = read.column("source")
    if not found:
        return Line(DOES_NOT, "no strike names its source", "Give every report its source.")
    counts = read.counted("source")
    name, n = counts.most_common(1)[0] if counts else ("", 0)
    if n > _ONE_SOURCE * len(found):
        remedy = "Look for other sources; name this one in the title or the text."
        return Line(DOES_NOT, f"{n} of {len(found)} strikes are from {name} alone", remedy)
    return Line(HOLDS, f"{len(counts)} sources or groups of them, {name} in {n} of {len(found)}")


def _settings(read: MapRead) -> Line:
    remedy = "Run sm.specification_curve(m) and publish it, or say that windows were set before."
    return Line(UNTOLD, "a map does not say which settings were tried before it", remedy)


def _names(read: MapRead) -> Line:
    comparison = read.comparison
    remedy = (
        "Look at the names left out; count those that are meant with where={...: {name: [...]}}."
    )
    if comparison is None:
        return Line(UNTOLD, read.notes("set aside"), remedy)
    akin = comparison.unselected.akin
    if akin:
        shown = ", ".join(f"{name} ({len(rows)})" for name, rows in akin[:3])
        return Line(DOES_NOT, f"left out though similar: {shown}", remedy)
    return Line(HOLDS, "no similar name was left out")


def _language(read: MapRead) -> Line:
    said = read.notes("translation")
    if said:
        return Line(DOES_NOT, said, "Have a native speaker read it before it is published.")
    return Line(HOLDS, f"the words of {read.data['lang']} were read by a native speaker")


_QUESTIONS: Final = (
    _Question("the unit is named", _unit),
    _Question("counts have denominators", _denominators),
    _Question("both windows are covered", _coverage),
    _Question("zones are dated near the panels", _zones),
    _Question('zones say "as of"', _as_of),
    _Question("coarse places are no pins", _coarse),
    _Question("attribution is not pooled", _pooled),
    _Question("nothing lies outside the frame", _outside),
    _Question("there is more than one source", _sources),
    _Question("settings were not searched", _settings),
    _Question("names were checked", _names),
    _Question("the language was read", _language),
)
