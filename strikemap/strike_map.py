"""The strike map: its numbers, its decisions, and three ways to draw it."""

from __future__ import annotations

import base64
import os
import warnings
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd

from strikemap import export
from strikemap.arguments import user_line
from strikemap.comparison import Comparison
from strikemap.comparison.changes import changes
from strikemap.comparison.raster import SINGLY
from strikemap.comparison.recut import between_the_edges, recut_tables, source_rows
from strikemap.comparison.sensitivity import sensitivity
from strikemap.compose import Choices, Scene, compose, elsewhere
from strikemap.compose.film import film
from strikemap.compose.scene import in_steps, usual_step
from strikemap.delivery.slides import write_slide
from strikemap.errors import MapError, MapWarning, MissingExtraError
from strikemap.exchange.layers import layers_of
from strikemap.findings.summary import summary
from strikemap.formats.uncollected import uncollected
from strikemap.ledger import Entry, entries_of, facts, line_counts
from strikemap.payload.strike_columns import rows_sent
from strikemap.progress import stages
from strikemap.provenance.call import Call, call
from strikemap.provenance.record import record_of, record_text
from strikemap.publication.policy import Policy, require_delay, withheld
from strikemap.publication.publishing import (
    coarse_cells,
    public_call,
    public_record,
    published_scene,
    require_day,
    without_late,
)
from strikemap.schema import date_of
from strikemap.spec import Annotated, MapSpec, Note
from strikemap.words.catalogue import Catalogue
from strikemap.words.languages import catalogue
from strikemap.words.phrases import Lang, day_text, phrase

if TYPE_CHECKING:
    import folium
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from strikemap.widget import MapWidget

#: Makes a map again with another event, other windows or rows filtered away.
Again = Callable[[Mapping[str, Any]], "StrikeMap"]


class StrikeMap:
    """A finished map: its numbers, its decisions, and three ways to draw it.

    Made by :func:`before_after`, :func:`period_maps` and :func:`zone_map`. In a notebook it
    shows itself as a page in a sandboxed frame, with the picture beside it.

    Attributes
    ----------
    comparison : Comparison or None
        The counted comparison; ``None`` for maps that compare nothing.
    call : Call or None
        What made the map, see :meth:`to_toml`.
    """

    def __init__(
        self,
        scene: Scene,
        choices: Choices,
        *,
        comparison: Comparison | None = None,
        call: Call | None = None,
        again: Again | None = None,
    ) -> None:
        self.comparison = comparison
        self.call = call
        self._again = again
        self._scene = scene
        self._choices = choices
        self._specs: dict[Catalogue, MapSpec] = {}
        self._page_specs: dict[Catalogue, MapSpec] = {}
        self._pictures: dict[Catalogue, MapSpec] = {}
        self._policy: Policy | None = None
        self._published: Policy | None = None
        self._not_drawn = 0
        catalogue(choices.lang)  # raises where there is no such language

    @property
    def table(self) -> pd.DataFrame:
        """The counts: one row per zone, the last row ``zone == "all"``; a new frame each time."""
        table, tolls = self._scene.table.copy(), self._scene.tolls
        if tolls is None:
            return table
        tolls = tolls[(tolls["whose"] == tolls["whose"].iloc[0]) & (tolls["standing"] == "counted")]
        ends = [f"{end}_{period}" for period in ("before", "after") for end in ("min", "max")]
        named = tolls[["zone", *ends]].rename(columns={e: f"{self._scene.toll}_{e}" for e in ends})
        return table.merge(named, on="zone", how="left")

    @property
    def spec(self) -> MapSpec:
        """Everything decided about the map, in its default language."""
        return self._spec(self._choices.lang)

    @property
    def ledger_entries(self) -> list[Entry]:
        """Every row that is not on the map, and why; first those of the reading.

        Last come those that are counted, and lie outside the map.
        """
        counted = elsewhere.lines(self._scene, self._choices)
        return [*entries_of(self._scene.strikes), *self._scene.set_aside, *counted]

    def _line_counts(self) -> dict[str, dict[str, int]]:
        """Return how many rows were set aside and changed, in reading and by the map."""
        lines = line_counts(self._scene.strikes)
        aside = Counter(lines["set aside"]) + Counter(self._scene.aside)
        return {**lines, "set aside": dict(aside)}

    def summary(self, *, lang: Lang | None = None) -> list[str]:
        """Return three to six plain sentences on what changed, and what the data support.

        More say how many of the strikes lie outside the map, or on ground that it draws as of
        another day than theirs, if any do.

        Parameters
        ----------
        lang
            Code of a language or the path of a JSON file; that of the map by default.

        Raises
        ------
        MapError
            ``NOTHING_COMPARED``: the map has no event; ``LANG_UNKNOWN``.
        """
        tongue = lang or self._choices.lang
        kinds = ("toll", "outside", "ground")
        told = [note.text for note in self._spec(tongue).notes if note.kind in kinds]
        return [*summary(self._compared(), lang=tongue), *told]

    def sensitivity(self, **options: Any) -> pd.DataFrame:
        """Return the comparison's numbers under every other choice that could have been made.

        Options are those of :func:`strikemap.comparison.sensitivity.sensitivity`.

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
        words = catalogue(lang)
        if words not in self._specs:
            made = compose(self._scene, replace(self._choices, lang=lang))
            self._specs[words] = self._noted(made, lang)
        return self._specs[words]

    def _picture(self, lang: Lang) -> MapSpec:
        """Return the spec for a picture, in which nothing can be opened."""
        words = catalogue(lang)
        if words in self._specs:
            return self._specs[words]
        if words not in self._pictures:
            choices = replace(self._choices, lang=lang)
            made = compose(self._scene, choices, popups=False)
            self._pictures[words] = self._noted(made, lang)
        return self._pictures[words]

    def _page_spec(self, lang: Lang) -> MapSpec:
        """Return the spec with what a page's reader needs to move the event."""
        if self.comparison is None:
            return self._spec(lang)
        words = catalogue(lang)
        if len(self._scene.strikes) > SINGLY and self._picture(lang).cell_layers:
            return self._picture(lang)
        if words not in self._page_specs:
            scene = replace(
                self._scene, strikes=self._page_strikes(), recut=_recut(self.comparison)
            )
            self._page_specs[words] = compose(scene, replace(self._choices, lang=lang))
        return self._page_specs[words]

    def _page_strikes(self) -> gpd.GeoDataFrame:
        """Return the strikes of a page: those of the map, then those between its edges."""
        strikes = self._scene.strikes
        if self.comparison is None:
            return strikes
        aside = between_the_edges(self.comparison).assign(panel=np.int8(-1))
        if len(aside):
            strikes = pd.concat([strikes, aside])
            strikes.attrs = self._scene.strikes.attrs
        return strikes

    def plot(
        self,
        *,
        axs: Sequence[Axes] | None = None,
        layout: str | None = None,
        format: str | None = None,
        furniture: Sequence[str] = (),
        tiles: Any = None,
        fonts: Sequence[str | os.PathLike[str]] = (),
        annotations: Sequence[Annotated] = (),
        lang: Lang | None = None,
    ) -> Figure:
        """Draw the figure; it displays in a notebook without pyplot and is yours to edit.

        Parameters
        ----------
        axs
            Axes of your own to draw the panels on, one per panel.
        layout
            ``"row"``, ``"column"`` or ``"grid"`` of panels; the painter chooses by default.
        format
            A size preset: ``"report"`` (the default), ``"single-column"``, ``"double-column"``,
            ``"slide"`` or ``"social"``.
        furniture
            More to draw on the maps: ``"graticule"``, ``"north-arrow"``.
        tiles
            A background from the network, with the extra ``tiles``: the name of a provider
            known to xyzservices, such as ``"Esri.WorldGrayCanvas"``, or an
            ``xyzservices.TileProvider``. None by default. It lies under the zones, in the
            map's projection, and its attribution stands on every map.
        fonts
            Font files, or names of installed families, for letters that IBM Plex Sans lacks,
            such as those of Amharic or Burmese. Without them Noto is looked for.
        annotations
            Words of your own, ``(lon, lat, text)`` each in degrees (EPSG:4326), with a line to
            their place on every panel that it lies in. A fourth part ``(right, up)`` says
            where the words stand, in points from the place. The text is set as it is.
        lang
            Code of a language or the path of a JSON file; that of the map by default.

        Returns
        -------
        matplotlib.figure.Figure

        Raises
        ------
        MapError
            ``TILES_UNKNOWN``, ``TILES_UNCREDITED`` or ``TILES_UNREACHABLE`` for the tiles,
            ``FONT_UNKNOWN``, ``ANNOTATION_INVALID``, ``EXTENT`` for an annotation outside the
            map, and those of :func:`strikemap.paint.print.static.figure`.
        MissingExtraError
            Tiles were asked for and the extra ``tiles`` is not installed.

        Warns
        -----
        MapWarning
            When no font has some of the letters.
        """
        from strikemap.paint.print import static

        spec = self._picture(lang or self._choices.lang)
        return static.figure(
            spec,
            axs=axs,
            layout=layout,
            format=format,
            furniture=furniture,
            tiles=tiles,
            fonts=fonts,
            annotations=annotations,
        )

    def explore(self, *, tiles: Any = None, lang: Lang | None = None) -> folium.Map:
        """Return the map as one ``folium.Map`` with before and after layers, zones and legend.

        Parameters
        ----------
        tiles
            Tiles under the map: an xyzservices provider or an address template. None are
            asked for by default, and without them the map itself requests nothing.
        lang
            Code of a language or the path of a JSON file; that of the map by default.

        Returns
        -------
        folium.Map
            Add your own folium layers to it as usual.
        """
        from strikemap.paint import folium_map

        self.require_terms(".html")
        return folium_map.folium_map(self._spec(lang or self._choices.lang), tiles=tiles)

    def widget(self, *, lang: Lang | None = None) -> MapWidget:
        """Return the page as a widget of a notebook, whose view and selection Python reads.

        Drag the event and the edges, filter, select strikes in the list or by a loop on the
        map, and go on in Python: see :class:`strikemap.widget.MapWidget`.

        Parameters
        ----------
        lang
            Code of a language or the path of a JSON file; that of the map by default.

        Returns
        -------
        MapWidget
            Where widgets cannot run the picture of the map is shown in its place.

        Raises
        ------
        MissingExtraError
            anywidget is not installed (extra ``widget``).
        MapError
            ``TERMS_FORBID``: a published map whose source forbids to hand its rows on.

        Examples
        --------
        >>> import strikemap as sm
        >>> m = sm.before_after(
        ...     sm.load_dataset("syria_2017_strikes"), sm.Event("Deal", "2017-05-04")
        ... )
        >>> w = m.widget()
        >>> w.event = "2017-05-01"
        >>> w.map().comparison.event.date
        datetime.date(2017, 5, 1)
        """
        try:
            from strikemap.widget import MapWidget
        except ImportError as problem:
            raise MissingExtraError(
                "anywidget", "widget", "show a map as a widget of a notebook"
            ) from problem
        from strikemap.paint.page import page

        self.require_terms(".html")
        tongue = lang or self._choices.lang
        spec = self._page_spec(tongue)
        return MapWidget(
            self,
            page=page.html(spec),
            strikes=self._page_strikes().iloc[rows_sent(spec)],
            sources=None
            if self.comparison is None
            else source_rows(self.comparison)[rows_sent(spec)],
            picture=self._picture(tongue),
        )

    def difference(
        self, *, by: Literal["zone", "hexagon", "surface"] = "zone", km: float = 30.0
    ) -> StrikeMap:
        """Return one map of where there were more strikes after the event, and where fewer.

        Parameters
        ----------
        by
            ``"zone"`` for each connected part of a zone, within its province where the map
            shows provinces, ``"hexagon"`` for equal hexagons over the places of strikes, or
            ``"surface"`` for where the share of strikes rose or fell by more than chance
            would have it, see :func:`strikemap.comparison.surfaces.risk_surface`.
        km
            Distance between the middles of neighbouring hexagons, or the standard deviation
            of the surface's kernel, in kilometres.

        Returns
        -------
        StrikeMap
            Its table and comparison are those of this map.

        Raises
        ------
        MapError
            ``NOTHING_COMPARED`` for a map that compares nothing, ``ZONES_MISSING`` by zone
            where there are none, ``CELL_INVALID`` for other ``by`` or ``km``, ``TOO_FEW``
            strikes in a window for a surface.
        """
        if self.comparison is None:
            raise MapError(
                "This map compares nothing. Draw the change of a map made by before_after().",
                code="NOTHING_COMPARED",
                where="difference",
            )
        lines = self.spec.ground.admin if by == "zone" else None
        cells = changes(self.comparison, by=by, km=km, lines=lines)
        scene = replace(self._scene, cells=cells)
        made = self.call and self.call.on(difference={"by": by, "km": km})
        again = self._again
        return StrikeMap(
            scene,
            self._choices,
            comparison=self.comparison,
            call=made,
            again=again and (lambda changed: again(changed).difference(by=by, km=km)),
        )

    def to_toml(self) -> str:
        """Return the call that made this map, for ``strikemap run figure.toml``.

        Inputs are named by their files, with the SHA-256 they had. What no file can hold, such
        as a selection by a Series, is listed under ``unrecorded``; a frame that was edited
        after it was read is known by the hash of its content.

        Returns
        -------
        str
            TOML; the call in the record of a saved file is the same text without names of files.
            ``""`` for a published map, unless its policy says ``provenance="full"``.

        Examples
        --------
        >>> import strikemap as sm
        >>> m = sm.before_after(
        ...     sm.load_dataset("syria_2017_strikes"), sm.Event("Deal", "2017-05-04")
        ... )
        >>> print(m.to_toml().splitlines()[0])
        map = "before_after"
        """
        kept = self._policy is None or self._policy.provenance == "full"
        return self.call.text() if kept and self.call is not None else ""

    def publish(self, policy: Policy | None = None) -> StrikeMap:
        """Return a map that may be shown to everybody.

        Only rows in the windows and columns that the policy allows are left, places are
        rounded (to 1 km, or 10 km for hospitals, schools, camps and shelters, and never finer
        than their radius), ids are numbers, and sources, links, names and hashes of the inputs
        stay behind. Rows that may not be drawn are counted as a whole, in no group. The map
        and its record say so.

        Parameters
        ----------
        policy
            What may be shown; :class:`strikemap.Policy` has the defaults.

        Returns
        -------
        StrikeMap
            It compares nothing any more: its page cannot move the event, which would take rows
            from outside the windows.

        Raises
        ------
        MapError
            ``DELAY_MISSING``: the data reach to within a year of today, and the policy does
            not state the last day that may be shown. ``POLICY_INVALID``: the map is a published
            one, or a map of zones of a later day.

        Warns
        -----
        MapWarning
            This map was published by another policy before, and the two can be subtracted.

        Examples
        --------
        >>> import strikemap as sm
        >>> strikes = sm.load_dataset("syria_2017_strikes")
        >>> m = sm.before_after(strikes, sm.Event("Deal", "2017-05-04"))
        >>> m.publish().spec.marks.id[:2]
        ('1', '2')
        """
        if self._policy is not None:
            raise MapError(
                "This map was made for showing already. Publish the map that it was made of.",
                code="POLICY_INVALID",
                where="publish",
            )
        asked, whole = policy or Policy(), self
        if self.call is not None:
            asked, whole = self._without_late(self.call, asked)
        scene = whole._scene
        if whole.comparison is not None and not scene.shows_zones and not scene.shows_marks:
            by = dict(self.call.values["difference"]) if self.call else {}
            scene = replace(scene, cells=coarse_cells(whole.comparison, asked, by))
        further = [name for name in (self._choices.size, self._choices.colour) if name]
        shown, told = published_scene(scene, asked, further), public_call(self.call, asked)
        made = StrikeMap(shown, self._choices, call=told)
        made._policy = asked
        made._not_drawn = int(withheld(self._scene.strikes, asked).sum())
        if self._published not in (None, asked):
            warnings.warn(
                "This map was published by another policy before. Of two published maps of one "
                "table the difference can be read: let one of them leave.",
                MapWarning,
                stacklevel=user_line(),
            )
        self._published = asked
        return made

    def _without_late(self, made: Call, asked: Policy) -> tuple[Policy, StrikeMap]:
        """Return the policy with the terms of the sources, and the map of what may be drawn.

        All numbers are of the rows drawn, so that none less its marks tells of another row.
        """
        frames = [made.frames[role] for role in ("strikes", "reports") if role in made.frames]
        if any(facts(frame).get("redistribute") is False for frame in frames):
            asked = replace(asked, terms="acled")
        if "date_end" not in made.frames.get("strikes", ()):  # zones alone, or a scan
            stop = max(frame.stop_day for frame in self._scene.frames)
            require_delay(pd.Series([pd.Timestamp(date_of(stop - 1))]), asked)
            require_day(self._scene, asked)
            return asked, self
        require_delay(made.frames["strikes"]["date_end"], asked)
        kept = without_late(made, asked)
        if kept is None or self._again is None:
            return asked, self
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return asked, self._again(kept)

    def _noted(self, spec: MapSpec, lang: Lang) -> MapSpec:
        """Return the spec with the line that says what was done to show it."""
        if self._policy is None:
            return spec
        said = phrase("published", lang, km=f"{self._policy.km:g}", n=self._not_drawn)
        if (last := self._policy.last_day()) is not None:
            day = day_text((last - pd.Timestamp(0)).days, lang)
            said = f"{said} {phrase('published_until', lang, day=day)}"
        return replace(spec, notes=(*spec.notes, Note("caveat", said)))

    def require_terms(self, suffix: str) -> None:
        """Raise where the terms of a source forbid to hand its rows on."""
        allowed = (*export.PICTURES, ".csv", ".gif", ".mp4", ".pptx")
        if self._policy is not None and self._policy.terms and suffix not in allowed:
            raise MapError(
                f"A source of this map forbids to hand its rows on, and {suffix} holds them. Save "
                f"a picture or the counts: {', '.join(allowed)}.",
                code="TERMS_FORBID",
                where=suffix,
            )

    def _record(self, suffix: str, lang: Lang, **options: Any) -> str:
        """Return the record of the map saved with these options, as JSON; ``""`` for none."""
        if self.call is None:
            return ""
        told = call("", {}, lang=lang, **options)
        saved = {"as": suffix, **told.values, **_list("unrecorded", told.unrecorded)}
        record = record_of(
            self.call,
            table=self.table,
            mapped=int((self._scene.strikes["panel"] >= 0).sum()),
            read=self._scene.n_read,
            lines=self._line_counts(),
            saved=saved,
        )
        if self._policy is not None:
            record = public_record(record, self._policy, self._not_drawn)
        return record_text(record)

    @uncollected()
    def save(
        self,
        path: str | os.PathLike[str],
        *,
        dpi: int | None = None,
        layout: str | None = None,
        format: str | None = None,
        furniture: Sequence[str] = (),
        tiles: Any = None,
        fonts: Sequence[str | os.PathLike[str]] = (),
        annotations: Sequence[Annotated] = (),
        step: int | None = None,
        embed: Literal["compact"] | None = None,
        still: bool = False,
        url: str | None = None,
        lang: Lang | None = None,
    ) -> None:
        """Save the map as a picture, a page or its table, by the suffix of the path.

        A save is whole or did not happen, and gives the same bytes for the same input.

        Parameters
        ----------
        path
            ``.png``, ``.svg`` or ``.pdf`` for the figure, ``.html`` for the page, ``.pptx`` for a
            slide whose words can be edited (extra ``pptx``), ``.csv``
            for the counts; as data for others to work on with, ``.gpkg``, ``.geojson``,
            ``.kml``, ``.kmz``, ``.xlsx`` or (strikes only) ``.parquet``.
        dpi
            Resolution of a PNG; 200 by default.
        layout
            Of a page: ``"dual"``, ``"swipe"``, ``"toggle"``, ``"grid"`` or ``"timelapse"``; of
            a figure: ``"row"``, ``"column"`` or ``"grid"``.
        format, furniture, tiles, fonts, annotations
            Size preset, further furniture, background, fonts and words of your own on the
            figure, see :meth:`plot`. With ``tiles`` a page asks their server for them, and says
            so. Annotations are kept in the record, and :func:`strikemap.reproduce` draws them.
        step
            Days of a step of a page with ``layout="timelapse"``, see :meth:`animate`.
        embed
            ``"compact"`` for a page to show inside another, with legend, table and notes
            folded; see :meth:`embed_code`.
        still
            Whether a page carries a picture for browsers that run no script.
        url
            The address at which a page will be found. Previews of it show title, subtitle
            and a picture, which is saved beside the page under the same name.
        lang
            Code of a language or the path of a JSON file; that of the map by default.

        Raises
        ------
        MapError
            ``SUFFIX_UNKNOWN``, ``NOT_FOUND`` (no such folder) or ``LANG_UNKNOWN``;
            ``TILES_UNDRAWN`` for tiles with a table; ``ANNOTATION_INVALID`` for annotations
            with anything but a figure; ``EMBED_UNKNOWN``, ``ADDRESS_INVALID``.
        """
        suffix, tongue = export.suffix_of(path), lang or self._choices.lang
        self.require_terms(suffix)
        _require_fit(suffix, tiles, embed, annotations)
        address = "" if url is None else export.checked_address(url)
        record = self._record(
            suffix,
            tongue,
            dpi=dpi,
            layout=layout,
            format=format,
            furniture=tuple(furniture),
            annotations=tuple(annotations),
            step=step,
            embed=embed,
            still=still or None,
            url=url,
            tiles=None if tiles is None else Path(),
            **_fonts_told(fonts),
        )
        if suffix == ".csv":
            export.write_table(self.table, path)
            export.write_record(record, path)
            return
        if suffix == ".pptx":
            write_slide(self._picture(tongue), path, record=record)
            return
        if suffix in export.DATA:
            spec, entries = self._picture(tongue), self.ledger_entries
            export.write_data(layers_of(self._scene, spec, self.table, entries, record), spec, path)
            return
        with stages(f"saving {Path(path).name}", 2) as done:
            spec = self._decided(suffix, layout, step, tongue)
            done()
            if suffix == ".html":
                export.write_page(
                    spec,
                    path,
                    layout=layout,
                    compact=embed is not None,
                    picture=self._picture(tongue) if still or address else None,
                    still=still,
                    url=address,
                    tiles=tiles,
                    record=record,
                    preview=self._record(".png", tongue, format="social") if address else "",
                )
            else:
                export.write_picture(
                    spec,
                    path,
                    dpi=dpi,
                    layout=layout,
                    format=format,
                    furniture=furniture,
                    tiles=tiles,
                    fonts=fonts,
                    annotations=annotations,
                    record=record,
                )
            done()

    def embed_code(self, url: str, *, lang: Lang | None = None) -> str:
        """Return the HTML that shows a saved page inside an article, as wide as the text.

        Parameters
        ----------
        url
            The address of the page, best one saved with ``embed="compact"``. What stands
            after its ``#`` is kept: a view as the page writes it, or ``theme=dark``.
        lang
            As for :meth:`plot`; the frame is named after the map's title.

        Returns
        -------
        str
            A sandboxed frame and a few words of script, by which it follows the height of
            the page; where scripts may not run the frame scrolls.

        Raises
        ------
        MapError
            Code ``ADDRESS_INVALID``: it is not an http or https address of a file.
        """
        from strikemap.paint.page import frames

        spec = self._picture(lang or self._choices.lang)
        return frames.snippet(export.checked_address(url), spec.title)

    def _decided(self, suffix: str, layout: str | None, step: int | None, lang: Lang) -> MapSpec:
        """Return the spec that a file of this suffix needs."""
        if suffix != ".html":
            return self._picture(lang)
        return self._stepped(step, lang)[1] if layout == "timelapse" else self._page_spec(lang)

    def animate(
        self,
        path: str | os.PathLike[str],
        *,
        step: int | None = None,
        seconds: float = 1.0,
        dpi: int | None = None,
        fonts: Sequence[str | os.PathLike[str]] = (),
        lang: Lang | None = None,
    ) -> None:
        """Save the map as a film of its periods, over the zones of each.

        Parameters
        ----------
        path
            ``.gif``, or ``.mp4`` with the extra ``film``.
        step
            Length of a frame in days. By default windows about an event that are longer
            than two weeks go by the week (by four weeks beyond a year), and else each panel is
            a frame. Windows are cut away from the event, so that no frame reaches over it.
            Each frame shows the zones of its last day, as panels do, and names their date.
        seconds
            How long each frame is shown.
        dpi
            Resolution; 100 by default.
        fonts
            As for :meth:`plot`.
        lang
            Code of a language or the path of a JSON file; that of the map by default.

        Raises
        ------
        MapError
            ``SUFFIX_UNKNOWN`` or ``NOT_FOUND`` for the path, ``STEP_INVALID`` for the step.
        MissingExtraError
            An MP4 was asked for and the extra ``film`` is not installed.
        """
        lang = lang or self._choices.lang
        frames = film(*self._stepped(step, lang, popups=False), lang)
        record = self._record(
            Path(path).suffix.lower(),
            lang,
            step=step,
            seconds=seconds,
            dpi=dpi,
            **_fonts_told(fonts),
        )
        export.write_film(frames, path, seconds=seconds, dpi=dpi, fonts=fonts, record=record)

    def _stepped(
        self, step: int | None, lang: Lang, *, popups: bool = True
    ) -> tuple[Scene, MapSpec]:
        """Return scene and spec with a panel for each step of a time-lapse."""
        days = usual_step(self._scene) if step is None else step
        if days is None or not self._scene.shows_marks:
            return self._scene, self._spec(lang) if popups else self._picture(lang)
        scene = in_steps(self._scene, days)
        made = compose(scene, replace(self._choices, lang=lang), popups=popups)
        return scene, self._noted(made, lang)

    def __repr__(self) -> str:
        return repr(self._picture(self._choices.lang)).replace("MapSpec", "StrikeMap", 1)

    @uncollected()
    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """Return the page in a sandboxed frame, and the picture for where frames are stripped."""
        from strikemap.paint.page import frames, page

        picture = self._picture(self._choices.lang)
        png = export.small_picture(picture)
        if self._policy is not None and self._policy.terms:
            return {"text/plain": repr(self), "image/png": base64.b64encode(png).decode("ascii")}
        whole = page.html(self._page_spec(self._choices.lang))
        return {
            "text/plain": repr(self),
            "image/png": base64.b64encode(png).decode("ascii"),
            "text/html": frames.output(whole, png, picture.title),
        }


def _fonts_told(fonts: Sequence[str | os.PathLike[str]]) -> dict[str, Any]:
    """Return what a record says of a caller's own fonts: that there were some, and their hashes."""
    if not fonts:
        return {}
    from strikemap.sheet.typefaces import hashes

    return {"fonts": Path(), "fonts_sha256": hashes(fonts)}


def _list(name: str, values: Sequence[str]) -> dict[str, list[str]]:
    return {name: list(values)} if values else {}


def _recut(comparison: Comparison) -> dict[int, pd.DataFrame]:
    """Return the tables for other days of the event, without zones of other times."""
    return {day: comparison.shown(table) for day, table in recut_tables(comparison).items()}


def _require_fit(
    suffix: str, tiles: Any, embed: str | None, annotations: Sequence[Annotated]
) -> None:
    """Raise on what is not drawn in such a file, and on an unknown kind of page for embedding."""
    if annotations and suffix not in export.PICTURES:
        raise MapError(
            "Annotations are drawn on a figure. Leave annotations= out, or end the name with one "
            f"of {', '.join(export.PICTURES)}.",
            code="ANNOTATION_INVALID",
            where="annotations",
        )
    if tiles is not None and suffix not in (*export.PICTURES, ".html"):
        raise MapError(
            "Tiles are drawn under a figure or a page, not in a table. Leave tiles= out, "
            f"or end the name with one of {', '.join(export.PICTURES)}, .html.",
            code="TILES_UNDRAWN",
            where="tiles",
        )
    if embed not in (None, "compact"):
        raise MapError(
            f"There is no page for embedding of the kind {embed!r}. There is: compact.",
            code="EMBED_UNKNOWN",
            where="embed",
        )
