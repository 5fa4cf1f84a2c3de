"""The maps: before and after an event, over several periods, or of zones alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from importlib import metadata
from inspect import signature
from typing import Any, Final, NamedTuple, TypedDict, Unpack, cast

import geopandas as gpd
import pandas as pd

from strikemap.comparison import Comparison
from strikemap.comparison.assembly import Asked
from strikemap.comparison.casualties import casualties
from strikemap.comparison.notices import warn, warn_of_comparison
from strikemap.comparison.scanned_periods import counted_periods
from strikemap.comparison.streaming import counted
from strikemap.comparison.succession import period_between
from strikemap.compose import Choices, Frame, Scene
from strikemap.compose.framing import looked_at, outside_by_panel
from strikemap.compose.ground_held import days_away, zone_palette
from strikemap.compose.overlay import overlays as as_overlays
from strikemap.compose.versions import correction_words, version_words
from strikemap.documents import is_path
from strikemap.errors import MapError
from strikemap.findings.headline import headline
from strikemap.ground.countries import official
from strikemap.ledger import facts
from strikemap.look import FIELDS, Look, LookOptions, looked
from strikemap.palettes import palette, weak_points
from strikemap.periods import DateLike, Event, Windows
from strikemap.placement.by_day import refuse_unread
from strikemap.provenance.call import Call, call, told_event
from strikemap.readers.scanned import ScannedReports, origin_of
from strikemap.schema import CRS, date_of
from strikemap.spec import Overlay
from strikemap.strike_map import StrikeMap
from strikemap.words.phrases import Lang, span_text, unit_name
from strikemap.zones.snapshots import MAX_DAYS

#: Zones of a day further than this from a panel's window are warned of.
FAR_DAYS: Final = 30


class Counting(TypedDict, total=False):
    """Options of :func:`compare` that :func:`before_after` hands on."""

    covered: tuple[DateLike, DateLike] | pd.DataFrame | None
    max_days: int | None
    day_share: bool
    level: float
    mid_p: bool


class Options(Counting, LookOptions, total=False):
    """Further keywords of :func:`before_after`: of the counting, and single fields of the look."""


def before_after(
    strikes: gpd.GeoDataFrame | ScannedReports,
    event: Event,
    *,
    windows: Windows | int = 19,
    zones: gpd.GeoDataFrame | None = None,
    where: Mapping[str, object] | pd.Series | None = None,
    alternatives: bool = False,
    by: str | None = None,
    sum: str | None = None,
    reports: pd.DataFrame | None = None,
    overlays: Iterable[object] = (),
    title: str | Mapping[str, str] | None = None,
    lang: Lang = "en",
    look: Look | None = None,
    **options: Unpack[Options],
) -> StrikeMap:
    """Map strikes before and after an event over the zones of the day.

    Parameters
    ----------
    strikes
        Strikes or reports, as :func:`read_reports`, :func:`corroborate` or
        :func:`load_dataset` return them (EPSG:4326, local calendar dates), or what
        :func:`scan_reports` returns.
    event
        The event; its day counts as after.
    windows
        Days before and from the event day on, or a :class:`Windows`.
    zones
        Dated zones; each strike is placed by the snapshot of its own date, and each panel
        shows the one that is valid on its last day.
    where
        ``{column: value | [values] | {name: [values]}}`` or a boolean Series.
        ``{"attacker": "Russia"}`` selects Russia named alone or jointly;
        ``{"attacker": {"Sudanese Armed Forces": ["SAF", "القوات المسلحة"]}}`` counts the
        spellings as one under that name. The map's notes say which similar names and how many
        rows "A or B" are left out.
    alternatives
        Whether rows that name the attacker as "A or B" come in, as a class of their own.
    by
        Column that the table counts by, when it is not the zone.
    sum
        A toll such as ``"killed"``, whose reported ranges before and after notes, summary and
        table state, see :func:`casualties`.
    reports
        The reports that ``report_ids`` of the strikes name by their ``id``: those given to
        :func:`corroborate`, or the reports of a dataset. Pages then list each report of a
        strike by ``source``, ``source_date``, ``source_title`` and ``source_url``; no other
        column is taken. A named report that is not among them is listed by its id.
    overlays
        Lines and areas over the zones: GeoDataFrames, or shapely geometries in EPSG:4326.
        Frames name each row by ``name``, for maps in Arabic, say, by ``name_ar``.
    title
        The title, or one per language; neutral words by default.
    lang
        Language of the words: a code (see the guide on languages) or the path of a JSON file.
    look
        What the map is drawn on, from where to where and in which colours: a :class:`Look`.
    **options
        Single fields of the look (``palette``, ``country``, ``viewpoint``, ``extent``,
        ``insets``, ``size``, ``colour``, ``marks``, ``label``), which count before those of
        ``look``, and options of :func:`compare` (``covered``, ``max_days``, ``day_share``,
        ``level``, ``mid_p``).

    Returns
    -------
    StrikeMap

    Raises
    ------
    MapError
        For windows, columns or options that cannot be; ``REPORTS_UNKNOWN`` when ``reports``
        and the strikes do not name each other.
    ZoneError
        ``PALETTE_UNKNOWN``, ``PALETTE_INVALID``, or ``OWNER_UNKNOWN`` for a side that the
        palette asked for does not know.

    Warns
    -----
    MapWarning
        When a panel's zones are of a day more than 30 days from its window, when no row is
        on the map, when strikes lie outside its frame, when readers may confuse the colours of
        a palette of yours, and what :func:`compare` warns of.

    Examples
    --------
    >>> import strikemap as sm
    >>> m = sm.before_after(
    ...     sm.load_dataset("syria_2017_strikes"),
    ...     sm.Event("De-escalation deal", "2017-05-04"),
    ...     zones=sm.load_dataset("syria_2017_control"),
    ...     where={"attacker": "Russia"},
    ... )
    >>> m.table.loc[m.table["zone"] == "all", ["n_before", "n_after"]].to_numpy().tolist()
    [[40, 18]]
    """
    choices, counting = _choices(before_after, title, lang, look, options)
    asked = Asked(
        event=event,
        windows=windows,
        zones=zones,
        where=where,
        alternatives=alternatives,
        by=by,
        **cast(Counting, counting),
    )
    further = _Further(choices, as_overlays(overlays), reports, sum, counting)
    return _compared(strikes, asked, further)


class _Further(NamedTuple):
    """What a map about an event is asked for beside its counting."""

    choices: Choices
    overlays: tuple[Overlay, ...]
    reports: pd.DataFrame | None
    toll: str | None
    counting: Mapping[str, Any]


def _compared(
    strikes: gpd.GeoDataFrame | ScannedReports, asked: Asked, further: _Further
) -> StrikeMap:
    """Return a map about an event, which can be made again as a reader has changed it."""
    comparison = counted(strikes, asked)
    warn_of_comparison(comparison)
    choices, reports = further.choices, further.reports
    scene = _scene(comparison, further.overlays, reports)
    if further.toll is not None:
        tolls = casualties(comparison, further.toll)
        scene = replace(scene, tolls=tolls, toll=further.toll)
    _warn_of_far_zones(scene)
    _warn_of_no_mark(scene, origin_of(strikes))
    scene = replace(scene, looked=looked_at(scene, choices))
    _warn_of_outside(scene, choices)
    zones, where, alternatives, by = asked.zones, asked.where, asked.alternatives, asked.by
    made = _call("before_after", strikes, zones, reports, where, scene, choices, alternatives, by)
    told = {name: value for name, value in further.counting.items() if value is not None}
    told |= {} if further.toll is None else {"sum": further.toll}
    made = made.on(event=told_event(comparison.event), windows=comparison.windows.stated())
    made = made.on(**call("", {}, **told).values)
    if asked.filtered is not None:
        made = replace(made, unrecorded=(*made.unrecorded, "filters"))
    return StrikeMap(
        scene,
        _painted(choices, zones),
        comparison=comparison,
        call=made,
        again=lambda changed: _compared(*_fewer(strikes, asked, changed), further),
    )


def _call(
    function: str,
    strikes: Any,
    zones: Any,
    reports: Any,
    where: Any,
    scene: Scene,
    choices: Choices,
    alternatives: bool = False,
    by: str | None = None,
) -> Call:
    """Return a call of a function of this module, with what all of them take."""
    look = {name: getattr(choices, name) for name in FIELDS}
    usual = Look()
    asked = {name: value for name, value in look.items() if value != getattr(usual, name)}
    return call(
        function,
        {"strikes": origin_of(strikes), "zones": zones, "reports": reports},
        title=choices.title,
        lang=choices.lang,
        by=by,
        alternatives=alternatives or None,
        where=where,
        overlays=scene.overlays,
        **asked,
    )


def _choices(
    function: Callable[..., object],
    title: str | Mapping[str, str] | None,
    lang: Lang,
    look: Look | None,
    options: Mapping[str, Any],
    further: Iterable[str] = tuple(Counting.__annotations__),
) -> tuple[Choices, dict[str, Any]]:
    """Return what was asked of the look, and the options left for the counting.

    Raises
    ------
    TypeError
        An option is neither a field of the look nor one of ``further``; the message names the
        function that was called and the nearest option.
    """
    known = (*FIELDS, *further)
    for name in options:
        if name not in known:
            close = get_close_matches(name, [*signature(function).parameters, *known], n=1)
            hint = f" Did you mean {close[0]!r}?" if close else ""
            raise TypeError(
                f"{function.__name__}() got an unexpected keyword argument {name!r}.{hint}"
            )
    chosen = looked(look, options)
    choices = Choices(**{name: getattr(chosen, name) for name in FIELDS}, title=title, lang=lang)
    return choices, {name: options[name] for name in options if name not in FIELDS}


def _fewer(
    strikes: gpd.GeoDataFrame, asked: Asked, changed: Mapping[str, Any]
) -> tuple[gpd.GeoDataFrame, Asked]:
    """Return what is asked for as a reader has changed it, of fewer strikes if she names them."""
    changes = dict(changed)
    kept = changes.pop("strikes", strikes)
    if isinstance(asked.where, pd.Series):
        changes["where"] = asked.where[asked.where.index.isin(kept.index)]
    return kept, replace(asked, **changes)


def _scene(
    comparison: Comparison, overlays: tuple[Overlay, ...], reports: pd.DataFrame | None
) -> Scene:
    """Turn a comparison into a scene of two panels."""
    before, after = comparison.periods.before, comparison.periods.after
    rows, unplaced = comparison.strikes, comparison.unplaced
    return Scene(
        frames=(
            Frame("before", "before", before.start_day, before.stop_day, unplaced=unplaced[0]),
            Frame("after", "after", after.start_day, after.stop_day, unplaced=unplaced[1]),
        ),
        strikes=rows.assign(panel=(rows["period"] == "after").astype("int8")),
        zones=comparison.zones_shown,
        unit=comparison.unit,
        group_column=comparison.by,
        table=comparison.shown(comparison.table),
        where=dict(comparison.where or {}),
        n_read=comparison.n_read,
        set_aside=tuple(comparison.ledger_entries),
        n_aside=comparison.aside,
        event_name=comparison.event.name,
        event_names=dict(comparison.event.names),
        event_day=comparison.periods.event_day,
        overlays=overlays,
        provenance=_provenance(rows, comparison.zones),
        around=comparison.held.source.geometry if rows.empty else None,
        country=_country(comparison.held.source) if rows.empty else None,
        reports=reports,
        unselected=comparison.unselected,
        finding=lambda lang: headline(comparison, lang=lang),
        uncovered=tuple((one.start_day, one.stop_day) for one in comparison.covered.uncovered),
    )


def period_maps(
    strikes: gpd.GeoDataFrame | ScannedReports,
    windows: Mapping[str, tuple[DateLike, DateLike]] | Sequence[tuple[DateLike, DateLike]],
    *,
    zones: gpd.GeoDataFrame | None = None,
    where: Mapping[str, object] | pd.Series | None = None,
    alternatives: bool = False,
    by: str | None = None,
    max_days: int | None = MAX_DAYS,
    reports: pd.DataFrame | None = None,
    overlays: Iterable[object] = (),
    title: str | Mapping[str, str] | None = None,
    lang: Lang = "en",
    look: Look | None = None,
    **options: Unpack[LookOptions],
) -> StrikeMap:
    """Map strikes over several periods, a panel each.

    Parameters
    ----------
    strikes, zones, where, alternatives, by, reports
        As in :func:`before_after`.
    windows
        Pairs ``(start, end)`` of local dates; the end does not belong to the period. A
        mapping gives each a heading.
    max_days
        Refuse zones that describe a day further from a strike than this; None: never.
    overlays, title, lang, look, **options
        As in :func:`before_after`; the options are fields of the look.

    Returns
    -------
    StrikeMap
        Its table has ``zone`` and a count for each period, ``n_1`` ... ``n_k``.

    Raises
    ------
    MapError
        ``WINDOWS_INVALID`` when there is no period, one is empty, or two overlap.

    Warns
    -----
    MapWarning
        As :func:`before_after`.

    Examples
    --------
    >>> import strikemap as sm
    >>> m = sm.period_maps(
    ...     sm.load_dataset("syria_2017_strikes"),
    ...     {"April": ("2017-04-01", "2017-05-01"), "May": ("2017-05-01", "2017-06-01")},
    ...     where={"attacker": "Russia"},
    ... )
    >>> [panel.heading for panel in m.spec.panels]
    ['April', 'May']
    """
    choices, _ = _choices(period_maps, title, lang, look, options, ())
    overlays = list(overlays)

    def again(changed: Mapping[str, Any]) -> StrikeMap:
        kept = changed["strikes"]
        given: Any = where[where.index.isin(kept.index)] if isinstance(where, pd.Series) else where
        return period_maps(
            kept,
            windows,
            zones=zones,
            where=given,
            alternatives=alternatives,
            by=by,
            max_days=max_days,
            reports=reports,
            overlays=overlays,
            title=title,
            lang=lang,
            look=look,
            **options,
        )

    pairs = list(windows.values()) if isinstance(windows, Mapping) else list(windows)
    headings = list(windows) if isinstance(windows, Mapping) else [""] * len(pairs)
    counted = counted_periods(
        strikes,
        [period_between(*pair) for pair in pairs],
        zones=zones,
        where=where,
        by=by,
        alternatives=alternatives,
        max_days=max_days,
    )
    scene = Scene(
        frames=tuple(
            Frame(f"period{i + 1}", heading, one.start_day, one.stop_day, unplaced=unplaced)
            for i, (heading, one, unplaced) in enumerate(
                zip(headings, counted.periods, counted.unplaced, strict=True)
            )
        ),
        strikes=counted.strikes,
        zones=zones,
        unit=counted.unit,
        group_column=counted.by,
        table=counted.table,
        where=dict(where) if isinstance(where, Mapping) else {},
        n_read=counted.n_read,
        set_aside=counted.ledger_entries,
        n_aside=counted.aside,
        overlays=as_overlays(overlays),
        provenance=_provenance(counted.strikes, zones),
        around=_around(strikes) if counted.strikes.empty else None,
        country=_country(strikes) if counted.strikes.empty else None,
        reports=reports,
        unselected=counted.unselected,
    )
    _warn_of_far_zones(scene)
    _warn_of_no_mark(scene, origin_of(strikes))
    scene = replace(scene, looked=looked_at(scene, choices))
    _warn_of_outside(scene, choices)
    made = _call("period_maps", strikes, zones, reports, where, scene, choices, alternatives, by)
    spans = [[str(date_of(p.start_day)), str(date_of(p.stop_day))] for p in counted.periods]
    told = {} if max_days == MAX_DAYS else {"max_days": max_days}
    made = made.on(headings=headings, windows=spans, **told)
    return StrikeMap(scene, _painted(choices, zones), call=made, again=again)


def _around(strikes: gpd.GeoDataFrame | ScannedReports) -> gpd.GeoSeries | None:
    """Return the points to show the surroundings of; those of a scan are not in memory."""
    return None if isinstance(strikes, ScannedReports) else strikes.geometry


def _country(strikes: gpd.GeoDataFrame | ScannedReports) -> str | None:
    """Return the country that all rows of a table name, where there is one that we know."""
    if isinstance(strikes, ScannedReports) or "country" not in strikes:
        return None
    names = strikes["country"].dropna().astype(str).unique()
    if len(names) != 1:
        return None
    try:
        return official(names[0])
    except MapError:
        return None


def zone_map(
    zones: gpd.GeoDataFrame,
    date: str | dt.date,
    *,
    overlays: Iterable[object] = (),
    title: str | Mapping[str, str] | None = None,
    lang: Lang = "en",
    look: Look | None = None,
    **options: Unpack[LookOptions],
) -> StrikeMap:
    """Map the zones of one date, without strikes.

    Parameters
    ----------
    zones
        Dated zones (EPSG:4326).
    date
        The day shown: the latest snapshot on or before it.
    overlays, title, lang, look, **options
        As in :func:`before_after`; the options are fields of the look.

    Returns
    -------
    StrikeMap
        A map of one panel; its ``table`` is empty.

    Examples
    --------
    >>> import strikemap as sm
    >>> sm.zone_map(sm.load_dataset("syria_2017_control"), "2017-05-15").spec.panels[0].dates
    '15 May 2017'
    """
    refuse_unread(zones)
    choices, _ = _choices(zone_map, title, lang, look, options, ())
    day = Event("zones", date).day
    scene = Scene(
        frames=(Frame("zones", "", day, day + 1),),
        strikes=_no_strikes(),
        zones=zones,
        unit="",
        group_column="",
        table=pd.DataFrame(),
        where={},
        n_read=0,
        set_aside=(),
        overlays=as_overlays(overlays),
        provenance=_provenance(zones, None),
    )
    insets = () if choices.insets == "auto" else choices.insets
    made = _call("zone_map", None, zones, None, None, scene, choices).on(date=str(date_of(day)))
    return StrikeMap(scene, replace(_painted(choices, zones), insets=insets), call=made)


def _painted(choices: Choices, zones: gpd.GeoDataFrame | None) -> Choices:
    """Settle the palette that was asked for, and warn of what readers may confuse in it."""
    if choices.palette is None:
        return choices
    if zones is None:
        return replace(choices, palette=palette(choices.palette))
    chosen = zone_palette(zones, choices.palette)
    if not isinstance(choices.palette, str) or is_path(choices.palette):
        weak = weak_points(chosen, zones["side"].astype(str))
        if weak:
            warn(weak)
    return replace(choices, palette=chosen)


def _warn_of_far_zones(scene: Scene) -> None:
    """Warn when a panel shows zones of a day far from its window."""
    if scene.zones is None:
        return
    for frame in scene.frames:
        days = days_away(scene.zones, frame.start_day, frame.stop_day)
        if days > FAR_DAYS:
            span = span_text(frame.start_day, frame.stop_day - 1)
            warn(
                f"The zones shown for {span} are of a day {days} days away from it. "
                "Bring zones of that time, or leave zones= out and count by region."
            )


def _warn_of_no_mark(scene: Scene, rows: pd.DataFrame) -> None:
    """Warn when no row is on the map, with the reasons."""
    if not scene.strikes.empty:
        return
    if not scene.n_read:
        warn(
            "The table has no row: the map shows no strike. Without zones too, country= or "
            "extent= says where to look."
        )
        return
    counts = scene.aside
    reasons = ", ".join(f"{n} {code}" for code, n in sorted(counts.items()))
    warn(
        f"None of the {scene.n_read} rows is on the map: {reasons}. sm.ledger() of the map names "
        f"each with its reason.{_way_out(rows, set(counts))}"
    )


def _way_out(rows: pd.DataFrame, codes: set[str]) -> str:
    """Return what can be done with rows of which none is on a map."""
    if codes == {"COORD_MISSING"} and "place" in rows and rows["place"].notna().any():
        return (
            " Names of places find their points in a gazetteer: sm.locate(reports, places), such "
            "as a table with name, lat and lon."
        )
    days = rows.filter(["date_start", "date_end"]).drop_duplicates()
    if days.shape == (1, 2) and codes <= {"DATE_STRADDLES_EVENT", "OUTSIDE_WINDOWS"}:
        first, last = (f"{day:%Y-%m-%d}" for day in days.iloc[0])
        return (
            f" All rows bear one date ({first if first == last else f'{first} to {last}'}): they "
            "have no before and after. sm.period_maps() draws them as one map."
        )
    return ""


def _warn_of_outside(scene: Scene, choices: Choices) -> None:
    """Warn when the map leaves counted strikes out of sight, with their number on each panel."""
    counts = outside_by_panel(scene, choices)
    n, of = (sum(each) for each in zip(*counts, strict=True))
    if n:
        parts = ", ".join(
            f"{gone} of {whole} in {span_text(frame.start_day, frame.stop_day - 1, 'en')}"
            for (gone, whole), frame in zip(counts, scene.frames, strict=True)
            if gone
        )
        warn(
            f"{n} of {of} {unit_name(scene.unit, of, 'en')} lie outside the map ({parts}); it says "
            "so. extent='marks' shows all of them."
        )


def _no_strikes() -> gpd.GeoDataFrame:
    empty = pd.to_datetime(pd.Series([], dtype="datetime64[s]"))
    return gpd.GeoDataFrame(
        {
            "id": pd.Series([], dtype=object),
            "date_start": empty,
            "date_end": empty,
            "attacker": pd.Series([], dtype=object),
            "alternative": pd.Series([], dtype=bool),
            "panel": pd.Series([], dtype="int8"),
        },
        geometry=gpd.GeoSeries([], crs=CRS),
    )


def _provenance(rows: pd.DataFrame, zones: gpd.GeoDataFrame | None) -> dict[str, str]:
    """Return what the map was made of, for the file: version and hashes of the inputs."""
    try:
        version = metadata.version("strikemap")
    except metadata.PackageNotFoundError:
        version = "not installed"
    kept = {"strikemap": version}
    for name, frame in (("strikes", rows), ("zones", zones)):
        if frame is None:
            continue
        known = facts(frame)
        for key in ("sha256", "licence"):
            if known.get(key):
                kept[f"{name} {key}"] = str(known[key])
    if updates := facts(rows).get("updates"):
        kept |= {"version": updates[-1]["version"], "data to": updates[-1]["data_to"]}
        kept["change note"] = version_words(updates, "en")
        kept["corrections"] = correction_words(updates, "en")
    return kept
