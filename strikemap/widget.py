"""The widget: the page inside a notebook, whose view and selection Python reads and sets."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, urlencode

import anywidget
import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import traitlets

from strikemap import export
from strikemap.comparison.assembly import Filtered
from strikemap.errors import MapError
from strikemap.paint.page.page import asset
from strikemap.periods import DateLike, Event, Period, Periods, Windows, as_event, as_windows
from strikemap.periods.days import date_of, day_of
from strikemap.spec import MapSpec

if TYPE_CHECKING:
    from strikemap.strike_map import StrikeMap

Rows = npt.NDArray[np.intp]

#: How the parts of a view begin that filter, by codes or by texts.
_FILTERS: Final = ("hide-", "show-", "no-", "only-")
#: What of a view says which days are shown; in this order the page reads them.
_DAYS: Final = ("event", "from", "to")
#: Columns of a page's strikes that an event on another day would change.
_MOVING: Final = ("panel", "period")


def _rows() -> Any:
    """Return a trait of rows of the page: unsigned numbers of 32 bits, the lowest byte first."""
    return traitlets.Bytes().tag(sync=True, from_json=lambda value, _: bytes(value))


class MapWidget(anywidget.AnyWidget):
    """The page of a map inside a notebook, made by :meth:`StrikeMap.widget`.

    What the reader does on the page is read here, and what is set here is done on the page:
    ``event``, ``windows``, ``selection`` and ``view``. :meth:`map` returns the map as seen. To
    follow the reader, ``w.observe(function, "view")``, or ``"selected"``.

    Attributes
    ----------
    view : str
        What is shown, as the part of a saved page's address after its ``#``.
    selected : bytes
        The rows of the page that are selected; read them as :attr:`selection`.
    """

    _esm = asset("widget.js")
    _page = traitlets.Bytes().tag(sync=True)
    _title = traitlets.Unicode().tag(sync=True)
    view = traitlets.Unicode().tag(sync=True)
    selected = _rows()
    _hidden = _rows()
    _told = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        of: StrikeMap,
        *,
        page: str,
        strikes: gpd.GeoDataFrame,
        sources: Rows | None,
        picture: MapSpec,
    ) -> None:
        self._of = of
        self._strikes = strikes
        self._sources = sources
        self._picture = picture
        self._event = None if of.comparison is None else of.comparison.event
        super().__init__(_page=page.encode("utf-8"), _title=picture.title)

    @property
    def event(self) -> Event:
        """The event on the day that the page shows; a date or an event moves it.

        Raises
        ------
        MapError
            ``NOTHING_COMPARED``; ``OUTSIDE_PAGE`` for a day that leaves a window empty.
        """
        self._whole()
        event, day = self._event, self._periods().event_day
        assert event is not None
        return event if event.day == day else event.moved(day - event.day)

    @event.setter
    def event(self, event: Event | DateLike) -> None:
        day, shown = as_event(event).day, self._periods()
        self._show(_cut(self._whole(), day, shown.before.start_day, shown.after.stop_day))
        if isinstance(event, Event):
            self._event = event

    @property
    def windows(self) -> Windows:
        """The windows that the page shows, in dates; a number of days sets both.

        Raises
        ------
        MapError
            ``NOTHING_COMPARED``; ``OUTSIDE_PAGE`` for windows that reach beyond those of the
            map, whose strikes are not on its page, or that have another gap.
        """
        before, after = self._periods()
        spans = [(date_of(p.start_day), date_of(p.stop_day)) for p in (before, after)]
        return Windows(*spans)

    @windows.setter
    def windows(self, windows: Windows | int) -> None:
        asked = as_windows(windows).periods(self.event)
        edges = (asked.before.start_day, asked.after.stop_day)
        cut = _cut(self._whole(), asked.event_day, *edges)
        self._show(cut if cut == asked else None)

    @property
    def selection(self) -> gpd.GeoDataFrame:
        """The selected strikes; ids, or a frame of strikes, select others.

        Raises
        ------
        MapError
            ``STRIKE_UNKNOWN`` for an id that is not on the page.
        """
        rows = _numbers(self.selected, len(self._strikes))
        chosen = self._strikes.iloc[rows].drop(columns=list(_MOVING), errors="ignore")
        return gpd.GeoDataFrame(chosen)

    @selection.setter
    def selection(self, strikes: pd.DataFrame | Iterable[object] | None) -> None:
        named = "id" in self._strikes.columns
        on_page = self._strikes["id"].map(str) if named else self._strikes.index
        if isinstance(strikes, pd.DataFrame):
            strikes = strikes["id"] if named else strikes.index
        wanted = {str(one) if named else one for one in (() if strikes is None else strikes)}
        if missing := wanted - set(on_page):
            one = sorted(map(str, missing))[0]
            raise MapError(
                f"There is no strike {one!r} on the page. m.comparison.strikes lists those of "
                "the map.",
                code="STRIKE_UNKNOWN",
                where=one,
            )
        rows = [row for row, name in enumerate(on_page) if name in wanted]
        self.selected = np.array(rows, dtype="<u4").tobytes()

    def map(self) -> StrikeMap:
        """Return the map as seen: with the event, the windows and the filters of the page.

        It is counted anew from the map's own table, so that tests and intervals are there
        again. Rows that a filter hides are in its ledger (``FILTERED_OUT``), and nothing is counted
        on days outside the page, of which the filters say nothing.

        Returns
        -------
        StrikeMap
            The map that the widget was made of where nothing was changed.

        Raises
        ------
        MapError
            ``NOTHING_COMPARED`` where rows of a map without an event are filtered;
            ``NOT_SHOWN`` where filters were set in Python and no page has answered yet.
        """
        hidden = self._filtered()
        if not len(hidden) and (self._of.comparison is None or self._periods() == self._whole()):
            return self._of
        before, after = self._whole()
        changed: dict[str, Any] = {}
        if self._periods() != self._whole():
            changed = {"event": self.event, "windows": self.windows}
        if len(hidden) and self._sources is not None:
            days = Period(before.start_day, after.stop_day)
            changed["filtered"] = Filtered(self._sources[hidden], days)
        assert self._of._again is not None
        return self._of._again(changed)

    def _filtered(self) -> Rows:
        """Return the rows of the page that its filters hide."""
        filters = [name for name, _ in parse_qsl(self.view) if name.startswith(_FILTERS)]
        if not filters and "text" not in dict(parse_qsl(self.view)):
            return np.zeros(0, dtype=np.intp)
        if self.view != self._told:
            raise MapError(
                "The page has not said yet which strikes these filters hide. Show the widget in a "
                "notebook, and ask again in the next cell.",
                code="NOT_SHOWN",
                where="view",
            )
        return _numbers(self._hidden, len(self._strikes))

    def _whole(self) -> Periods:
        return self._of._compared().periods

    def _periods(self) -> Periods:
        """Return the windows of the view; like the page, leave out what makes no sense."""
        whole, asked = self._whole(), dict(parse_qsl(self.view))
        days = [whole.event_day, whole.before.start_day, whole.after.stop_day]
        periods = whole
        for i, name in enumerate(_DAYS):
            day = _day(asked.get(name, ""))
            if day is None:
                continue
            tried = [*days[:i], day + (name == "to"), *days[i + 1 :]]
            if cut := _cut(whole, *tried):
                days, periods = tried, cut
        return periods

    def _show(self, periods: Periods | None) -> None:
        """Put days into the view."""
        whole = self._whole()
        if periods is None:
            edges = Period(whole.before.start_day, whole.after.stop_day)
            raise MapError(
                f"The page holds the strikes of {edges.first_date} to {edges.last_date}: event and "
                f"windows stay within, with {whole.gap_days} days between the windows. For others "
                "make another map with before_after(..., windows=...).",
                code="OUTSIDE_PAGE",
            )
        start, stop = periods.before.start_day, periods.after.stop_day
        days = {
            "event": (periods.event_day, whole.event_day),
            "from": (start, whole.before.start_day),
            "to": (stop - 1, whole.after.stop_day - 1),
        }
        kept = [pair for pair in parse_qsl(self.view) if pair[0] not in _DAYS]
        moved = [(name, str(date_of(a))) for name, (a, b) in days.items() if a != b]
        self.view = urlencode([*moved, *kept])

    def __repr__(self) -> str:
        n = len(self.selected) // 4
        return f"<MapWidget {self._title!r}: {len(self._strikes)} strikes, {n} selected>"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """Return the widget, and the picture for where widgets cannot run."""
        shown: Any = super()._repr_mimebundle_(**kwargs)
        data, more = shown
        png = export.small_picture(self._picture)
        return {**data, "image/png": base64.b64encode(png).decode("ascii")}, more


def _cut(whole: Periods, day: int, start: int, stop: int) -> Periods | None:
    """Return the windows for another day and other edges; None where they leave the page.

    Examples
    --------
    >>> whole = Periods(Period(0, 10), Period(12, 20), 10)
    >>> _cut(whole, 11, 2, 20)
    Periods(before=Period(start_day=2, stop_day=11), after=Period(start_day=13, stop_day=20), \
event_day=11)
    >>> _cut(whole, 10, -1, 20) is None
    True
    """
    shift = day - whole.event_day
    before = Period(start, whole.before.stop_day + shift)
    after = Period(whole.after.start_day + shift, stop)
    within = whole.before.start_day <= start and stop <= whole.after.stop_day
    return Periods(before, after, day) if within and min(before.days, after.days) > 0 else None


def _day(text: str) -> int | None:
    try:
        return day_of(pd.Timestamp(text).date()) if len(text) == len("2017-05-04") else None
    except ValueError:
        return None


def _numbers(data: bytes, n: int) -> Rows:
    """Return rows out of the bytes of a trait, and none that the page does not have."""
    rows = np.frombuffer(data[: len(data) // 4 * 4], dtype="<u4").astype(np.intp)
    return rows[rows < n]
