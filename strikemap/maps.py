"""The maps: before and after an event, over several periods, or of zones alone."""

from __future__ import annotations

import base64
import datetime as dt
import html
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from importlib import metadata
from typing import TYPE_CHECKING, Any, Literal

import geopandas as gpd
import pandas as pd

from strikemap import export
from strikemap.compare import Comparison, compare
from strikemap.compare.changes import changes
from strikemap.compare.findings import summary
from strikemap.compare.sensitivity import sensitivity
from strikemap.compare.succession import count_periods, period_between
from strikemap.compose import Choices, Frame, Scene, compose
from strikemap.compose.overlay import overlays as as_overlays
from strikemap.compose.scene import in_steps
from strikemap.compose.stills import stills
from strikemap.errors import MapError
from strikemap.ledger import Entry, entries_of, facts
from strikemap.periods import DateLike, Event, Windows
from strikemap.schema import CRS
from strikemap.spec import MapSpec
from strikemap.wording import Lang

if TYPE_CHECKING:
    import folium
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_FRAME_HEIGHT = 760


class StrikeMap:
    """A finished map: its numbers, its decisions, and three ways to draw it.

    Made by :func:`before_after`, :func:`period_maps` and :func:`zone_map`. In a notebook it
    shows itself as a page in a sandboxed frame, with the picture beside it.

    Attributes
    ----------
    comparison : Comparison or None
        The counted comparison; ``None`` for maps that compare nothing.
    """

    def __init__(
        self, scene: Scene, choices: Choices, *, comparison: Comparison | None = None
    ) -> None:
        self.comparison = comparison
        self._scene = scene
        self._choices = choices
        self._specs: dict[str, MapSpec] = {}

    @property
    def table(self) -> pd.DataFrame:
        """The counts: one row per zone, the last row ``zone == "all"``; a new frame each time."""
        return self._scene.table.copy()

    @property
    def spec(self) -> MapSpec:
        """Everything decided about the map, in its default language."""
        return self._spec(self._choices.lang)

    @property
    def ledger_entries(self) -> list[Entry]:
        """Every row that is not on the map, and why; first those of the reading."""
        return [*entries_of(self._scene.strikes), *self._scene.set_aside]

    def summary(self) -> list[str]:
        """Return three to six plain sentences on what changed, and what the data support.

        Raises
        ------
        MapError
            Code ``NOTHING_COMPARED``: the map has no event.
        """
        return summary(self._compared())

    def sensitivity(self, **options: Any) -> pd.DataFrame:
        """Return the comparison's numbers under every other choice that could have been made.

        Options are those of :func:`strikemap.compare.sensitivity.sensitivity`.

        Raises
        ------
        MapError
            Code ``NOTHING_COMPARED``: the map has no event.
        """
        return sensitivity(self._compared(), **options)

    def _compared(self) -> Comparison:
        if self.comparison is None:
            raise MapError(
                "This map compares nothing: it has no event. Make it with before_after().",
                code="NOTHING_COMPARED",
            )
        return self.comparison

    def _spec(self, lang: Lang) -> MapSpec:
        if lang not in ("en", "ar"):
            raise MapError(
                f"lang={lang!r} is not known. Use 'en' or 'ar'.", code="LANG_UNKNOWN", where="lang"
            )
        if lang not in self._specs:
            self._specs[lang] = compose(self._scene, replace(self._choices, lang=lang))
        return self._specs[lang]

    def plot(
        self,
        *,
        axs: Sequence[Axes] | None = None,
        layout: str | None = None,
        format: str | None = None,
        lang: Lang | None = None,
    ) -> Figure:
        """Draw the figure; it displays in a notebook without pyplot and is yours to edit.

        Parameters
        ----------
        axs
            Axes of your own to draw the panels on, one per panel.
        layout
            ``"row"`` or ``"column"`` of panels; the painter chooses by default.
        format
            A size preset: ``"single-column"``, ``"double-column"``, ``"slide"``, ``"social"``.
        lang
            ``"en"`` or ``"ar"``; that of the map by default.

        Returns
        -------
        matplotlib.figure.Figure
        """
        from strikemap.paint import static

        spec = self._spec(lang or self._choices.lang)
        return static.figure(spec, axs=axs, layout=layout, format=format)

    def explore(self, *, tiles: Any = None, lang: Lang | None = None) -> folium.Map:
        """Return the map as one ``folium.Map`` with before and after layers, zones and legend.

        Parameters
        ----------
        tiles
            Tiles under the map: an xyzservices provider or an address template. None are
            asked for by default, and without them the map itself requests nothing.
        lang
            ``"en"`` or ``"ar"``; that of the map by default.

        Returns
        -------
        folium.Map
            Add your own folium layers to it as usual.
        """
        from strikemap.paint import folium_map

        return folium_map.folium_map(self._spec(lang or self._choices.lang), tiles=tiles)

    def difference(self, *, by: Literal["zone", "hexagon"] = "zone", km: float = 30.0) -> StrikeMap:
        """Return one map of where strikes became more and where fewer.

        Parameters
        ----------
        by
            ``"zone"``, or ``"hexagon"`` for equal hexagons over the places of the strikes.
        km
            Distance between the middles of neighbouring hexagons, in kilometres.

        Returns
        -------
        StrikeMap
            Its table and comparison are those of this map.

        Raises
        ------
        MapError
            ``NO_COMPARISON`` for a map that compares nothing, ``ZONES_MISSING`` by zone
            where there are none, ``CELL_INVALID`` for other ``by`` or ``km``.
        """
        if self.comparison is None:
            raise MapError(
                "This map compares nothing. Draw the change of a map made by before_after().",
                code="NO_COMPARISON",
                where="difference",
            )
        scene = replace(self._scene, cells=changes(self.comparison, by=by, km=km))
        return StrikeMap(scene, self._choices, comparison=self.comparison)

    def save(
        self,
        path: str | os.PathLike[str],
        *,
        dpi: int | None = None,
        layout: str | None = None,
        format: str | None = None,
        lang: Lang | None = None,
    ) -> None:
        """Save the map as a picture, a page or its table, by the suffix of the path.

        A save is whole or did not happen, and gives the same bytes for the same input.

        Parameters
        ----------
        path
            ``.png``, ``.svg`` or ``.pdf`` for the figure, ``.html`` for the page, ``.csv``
            for the counts.
        dpi
            Resolution of a PNG; 200 by default.
        layout
            Of a page: ``"dual"``, ``"swipe"``, ``"toggle"`` or ``"grid"``; of a figure:
            ``"row"`` or ``"column"``.
        format
            A size preset for the figure, see :meth:`plot`.
        lang
            ``"en"`` or ``"ar"``; that of the map by default.

        Raises
        ------
        MapError
            ``SUFFIX_UNKNOWN``, ``NOT_FOUND`` (no such folder) or ``LANG_UNKNOWN``.
        """
        suffix = export.suffix_of(path)
        if suffix == ".csv":
            export.write_table(self.table, path)
            return
        spec = self._spec(lang or self._choices.lang)
        if suffix == ".html":
            export.write_page(spec, path, layout=layout)
        else:
            export.write_picture(spec, path, dpi=dpi, layout=layout, format=format)

    def animate(
        self,
        path: str | os.PathLike[str],
        *,
        step: int | None = None,
        seconds: float = 1.0,
        dpi: int | None = None,
        lang: Lang | None = None,
    ) -> None:
        """Save the map as a film of its periods, over the zones of each.

        Parameters
        ----------
        path
            ``.gif``, or ``.mp4`` with the extra ``film``.
        step
            Length of a still in days; by default each panel is a still. Windows are cut
            from their first day on, so that no still reaches over the event.
        seconds
            How long each still is shown.
        dpi
            Resolution; 100 by default.
        lang
            ``"en"`` or ``"ar"``; that of the map by default.

        Raises
        ------
        MapError
            ``SUFFIX_UNKNOWN`` or ``NOT_FOUND`` for the path, ``STEP_INVALID`` for the step.
        MissingExtraError
            An MP4 was asked for and the extra ``film`` is not installed.
        """
        spec = self._spec(lang or self._choices.lang)
        if step is not None:
            stepped = in_steps(self._scene, step)
            spec = compose(stepped, replace(self._choices, lang=spec.lang))
        export.write_film(stills(spec), path, seconds=seconds, dpi=dpi)

    def __repr__(self) -> str:
        panels = "; ".join(
            f"{panel.heading} {panel.dates}: {', '.join(panel.counts)}".rstrip(": ")
            for panel in self.spec.panels
        )
        return f"<StrikeMap {self.spec.title!r}: {panels}>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """Return the page in a sandboxed frame, and the picture for where frames are stripped."""
        from strikemap.paint import page

        png = base64.b64encode(export.small_picture(self.spec)).decode("ascii")
        framed = html.escape(page.html(self.spec, layout="dual"), quote=True)
        return {
            "text/plain": repr(self),
            "image/png": png,
            "text/html": _FRAME.format(height=_FRAME_HEIGHT, page=framed, png=png),
        }


_FRAME = (
    '<iframe sandbox="allow-scripts allow-popups" style="width:100%;height:{height}px;border:0" '
    'srcdoc="{page}"></iframe>'
    "<details><summary>PNG</summary>"
    '<img alt="The same map as a picture" style="max-width:100%" '
    'src="data:image/png;base64,{png}"></details>'
)


def before_after(
    strikes: gpd.GeoDataFrame,
    event: Event,
    *,
    windows: Windows | int = 19,
    zones: gpd.GeoDataFrame | None = None,
    where: Mapping[str, object] | pd.Series | None = None,
    alternatives: bool = False,
    by: str | None = None,
    overlays: Iterable[object] = (),
    title: str | Mapping[str, str] | None = None,
    palette: str | None = None,
    country: str | None = None,
    extent: Literal["auto", "country", "marks"] | Sequence[float] = "auto",
    insets: Literal["auto"] | Sequence[Sequence[float]] = "auto",
    size: str | None = None,
    lang: Lang = "en",
    **counting: Any,
) -> StrikeMap:
    """Map strikes before and after an event over the zones of the day.

    Parameters
    ----------
    strikes
        Strikes or reports, as :func:`read_reports`, :func:`corroborate` or
        :func:`load_dataset` return them (EPSG:4326, local calendar dates).
    event
        The event; its day counts as after.
    windows
        Days before and from the event day on, or a :class:`Windows`.
    zones
        Dated zones; each strike is placed by the snapshot of its own date, and each panel
        shows the one that is valid on its last day.
    where
        ``{column: value | [values]}`` or a boolean Series. ``{"attacker": "Russia"}``
        selects Russia named alone or jointly.
    alternatives
        Whether rows that name the attacker as "A or B" come in, as a class of their own.
    by
        Column that the table counts by, when it is not the zone.
    overlays
        Lines and areas over the zones: GeoDataFrames, or shapely geometries in EPSG:4326.
    title
        The title, or one per language; neutral words by default.
    palette
        Name of a palette for the zones; by default the one that knows their sides.
    country
        Country drawn as the ground; by default the one most strikes are in.
    extent
        ``"country"``, ``"marks"``, or (west, south, east, north) in degrees.
    insets
        Boxes in degrees drawn again at larger scale; by default the dense part, if any.
    size
        Column of numbers that the area of a mark shows, such as ``"killed_max"``.
    lang
        ``"en"`` or ``"ar"``.
    **counting
        Further options of :func:`compare`.

    Returns
    -------
    StrikeMap

    Raises
    ------
    MapError
        For windows, columns or options that cannot be.

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
    comparison = compare(
        strikes,
        event,
        windows=windows,
        zones=zones,
        where=where,
        alternatives=alternatives,
        by=by,
        **counting,
    )
    choices = Choices(title, lang, palette, country, extent, insets, size)
    return StrikeMap(_scene(comparison, overlays), choices, comparison=comparison)


def _scene(comparison: Comparison, overlays: Iterable[Any]) -> Scene:
    """Turn a comparison into a scene of two panels."""
    before, after = comparison.periods.before, comparison.periods.after
    rows = comparison.strikes
    return Scene(
        frames=(
            Frame("before", "before", before.start_day, before.stop_day),
            Frame("after", "after", after.start_day, after.stop_day),
        ),
        strikes=rows.assign(panel=(rows["period"] == "after").astype("int8")),
        zones=comparison.zones,
        unit=comparison.unit,
        group_column=comparison.by,
        table=comparison.table,
        where=dict(comparison.where or {}),
        n_read=comparison.n_read,
        set_aside=tuple(comparison.ledger_entries),
        event_name=comparison.event.name,
        event_day=comparison.periods.event_day,
        overlays=as_overlays(overlays),
        provenance=_provenance(rows, comparison.zones),
    )


def period_maps(
    strikes: gpd.GeoDataFrame,
    windows: Mapping[str, tuple[DateLike, DateLike]] | Sequence[tuple[DateLike, DateLike]],
    *,
    zones: gpd.GeoDataFrame | None = None,
    where: Mapping[str, object] | pd.Series | None = None,
    alternatives: bool = False,
    by: str | None = None,
    overlays: Iterable[object] = (),
    title: str | Mapping[str, str] | None = None,
    palette: str | None = None,
    country: str | None = None,
    extent: Literal["auto", "country", "marks"] | Sequence[float] = "auto",
    insets: Literal["auto"] | Sequence[Sequence[float]] = "auto",
    lang: Lang = "en",
) -> StrikeMap:
    """Map strikes over several periods, a panel each.

    Parameters
    ----------
    strikes, zones, where, alternatives, by
        As in :func:`before_after`.
    windows
        Pairs ``(start, end)`` of local dates; the end does not belong to the period. A
        mapping gives each a heading.
    overlays, title, palette, country, extent, insets, lang
        As in :func:`before_after`.

    Returns
    -------
    StrikeMap
        Its table has ``zone`` and a count for each period, ``n_1`` ... ``n_k``.

    Raises
    ------
    MapError
        ``WINDOWS_INVALID`` when there is no period, one is empty, or two overlap.

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
    pairs = list(windows.values()) if isinstance(windows, Mapping) else list(windows)
    headings = list(windows) if isinstance(windows, Mapping) else [""] * len(pairs)
    counted = count_periods(
        strikes,
        [period_between(*pair) for pair in pairs],
        zones=zones,
        where=where,
        by=by,
        alternatives=alternatives,
    )
    scene = Scene(
        frames=tuple(
            Frame(f"period{i + 1}", heading, period.start_day, period.stop_day)
            for i, (heading, period) in enumerate(zip(headings, counted.periods, strict=True))
        ),
        strikes=counted.strikes,
        zones=zones,
        unit=counted.unit,
        group_column=counted.by,
        table=counted.table,
        where=dict(where) if isinstance(where, Mapping) else {},
        n_read=counted.n_read,
        set_aside=counted.ledger_entries,
        overlays=as_overlays(overlays),
        provenance=_provenance(counted.strikes, zones),
    )
    return StrikeMap(scene, Choices(title, lang, palette, country, extent, insets))


def zone_map(
    zones: gpd.GeoDataFrame,
    date: str | dt.date,
    *,
    overlays: Iterable[object] = (),
    title: str | Mapping[str, str] | None = None,
    palette: str | None = None,
    country: str | None = None,
    extent: Literal["auto", "country"] | Sequence[float] = "auto",
    lang: Lang = "en",
) -> StrikeMap:
    """Map the zones of one date, without strikes.

    Parameters
    ----------
    zones
        Dated zones (EPSG:4326).
    date
        The day shown: the latest snapshot on or before it.
    overlays, title, palette, country, extent, lang
        As in :func:`before_after`.

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
    return StrikeMap(scene, Choices(title, lang, palette, country, extent, ()))


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
        for key in ("file", "sha256", "licence"):
            if known.get(key):
                kept[f"{name} {key}"] = str(known[key])
    return kept
