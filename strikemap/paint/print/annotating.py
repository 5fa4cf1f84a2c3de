"""Annotating: words and points of one's own on a drawn map, by longitude and latitude."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isfinite
from typing import Any, Final
from weakref import WeakKeyDictionary

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from matplotlib.text import Annotation
from matplotlib.transforms import Transform

from strikemap.errors import MapError
from strikemap.paint.print.ground import LEVEL
from strikemap.paint.print.projection import Projection
from strikemap.sheet.lettering import font, plain

_DRAWN: WeakKeyDictionary[Axes, Projection] = WeakKeyDictionary()
#: A figure carries no more annotations of its own, and none of them is longer.
_MOST: Final = 200
_LONGEST: Final = 300
_NUMBERS: Final = 1e4


def remember(axes: Axes, projection: Projection) -> None:
    """Keep the projection of axes that a map was drawn on."""
    _DRAWN[axes] = projection


def lonlat(ax: Axes) -> Transform:
    """Return a transform from longitude and latitude to a map that strikemap drew.

    The axes of a map are in metres of a local projection, so ``ax.plot(32.5, 15.6)`` lands
    elsewhere; with ``transform=lonlat(ax)`` it lands in its place.

    Parameters
    ----------
    ax
        One of the maps of ``m.plot()``: a panel, or an inset of one.

    Returns
    -------
    matplotlib.transforms.Transform
        From degrees (EPSG:4326) to the display, for ``transform=`` and ``xycoords=``.

    Raises
    ------
    MapError
        Code ``AXES_UNKNOWN``: no map was drawn on these axes.

    Examples
    --------
    >>> import strikemap as sm
    >>> m = sm.zone_map(sm.load_dataset("syria_2017_control"), "2017-05-15")
    >>> ax = m.plot().axes[0]
    >>> line = ax.plot([36.3, 38.3], [33.5, 34.6], transform=sm.lonlat(ax))
    """
    return _Degrees(_projection(ax)) + ax.transData


def annotate(ax: Axes, lon: float, lat: float, text: str, **options: Any) -> Annotation:
    """Write words beside a place on a map that strikemap drew, with a line to it.

    Parameters
    ----------
    ax
        One of the maps of ``m.plot()``: a panel, or an inset of one.
    lon, lat
        The place in degrees (EPSG:4326).
    text
        The words. They are set as they are: no part of them is read as a formula.
    **options
        Options of ``Axes.annotate``, such as ``xytext=(30, 20)`` for where the words stand,
        in points from the place.

    Returns
    -------
    matplotlib.text.Annotation

    Raises
    ------
    MapError
        Code ``AXES_UNKNOWN``: no map was drawn on these axes. ``EXTENT``: the place lies
        outside the map.

    Examples
    --------
    >>> import strikemap as sm
    >>> m = sm.zone_map(sm.load_dataset("syria_2017_control"), "2017-05-15")
    >>> figure = m.plot()
    >>> sm.annotate(figure.axes[0], 38.28, 34.56, "Retaken in March 2017").get_text()
    'Retaken in March 2017'
    """
    _check_inside(ax, lon, lat)
    usual: dict[str, Any] = {
        "xytext": (14, 14),
        "textcoords": "offset points",
        "fontproperties": font(9, text=plain(text)),
        "arrowprops": {"arrowstyle": "-", "linewidth": 0.7, "shrinkA": 1, "shrinkB": 2},
        "path_effects": [withStroke(linewidth=2.5, foreground="#FFFFFF")],
        "zorder": LEVEL["labels"] + 1,
        "parse_math": False,
        "gid": "annotation",
    }
    return ax.annotate(plain(text), (lon, lat), xycoords=lonlat(ax), **{**usual, **options})


def draw_annotations(maps: Sequence[Axes], annotations: Iterable[Any]) -> None:
    """Write annotations on the maps of a figure, each wherever its place is.

    Parameters
    ----------
    maps
        The maps, without their insets.
    annotations
        ``(lon, lat, text)``, or ``(lon, lat, text, (right, up))`` with where the words stand,
        in points from the place.

    Raises
    ------
    MapError
        Code ``ANNOTATION_INVALID``: one is something else; ``EXTENT``: its place is on no map.
    """
    asked = list(annotations)
    if len(asked) > _MOST:
        raise _invalid(f"there are {len(asked):,} of them, and at most {_MOST} are drawn")
    for lon, lat, text, offset in map(_checked, asked):
        where = [ax for ax in maps if _is_inside(ax, lon, lat)]
        if not where:
            raise _outside(lon, lat)
        for ax in where:
            annotate(ax, lon, lat, text, **offset)


def _checked(one: Any) -> tuple[float, float, str, dict[str, Any]]:
    """Return longitude, latitude, words and where they stand."""
    try:
        lon, lat, text, *offset = one
        right, up = offset[0] if offset else (14.0, 14.0)
        numbers = [float(number) for number in (lon, lat, right, up)]
    except (TypeError, ValueError, OverflowError):
        raise _invalid(f"{str(one)[:60]!r} is none") from None
    if not isinstance(text, str) or len(text) > _LONGEST or len(offset) > 1:
        raise _invalid(f"the words of one are no text of at most {_LONGEST} letters")
    if not all(isfinite(number) and abs(number) < _NUMBERS for number in numbers):
        raise _invalid(f"{str(one)[:60]!r} has no place")
    return numbers[0], numbers[1], text, {"xytext": (numbers[2], numbers[3])}


def _invalid(problem: str) -> MapError:
    return MapError(
        f"annotations= takes (lon, lat, text) or (lon, lat, text, (right, up)): {problem}.",
        code="ANNOTATION_INVALID",
        where="annotations",
    )


def _check_inside(ax: Axes, lon: float, lat: float) -> None:
    if not _is_inside(ax, lon, lat):
        raise _outside(lon, lat)


def _is_inside(ax: Axes, lon: float, lat: float) -> bool:
    x, y = _projection(ax).points(np.array([lon]), np.array([lat]))
    (west, east), (south, north) = sorted(ax.get_xlim()), sorted(ax.get_ylim())
    return bool(west <= x[0] <= east and south <= y[0] <= north)


def _outside(lon: float, lat: float) -> MapError:
    return MapError(
        f"{lon:g} E, {lat:g} N lies outside this map. Give longitude before latitude, in "
        "degrees, or a wider extent=.",
        code="EXTENT",
        where="annotate",
    )


def _projection(ax: Axes) -> Projection:
    found = _DRAWN.get(ax)
    if found is None:
        raise MapError(
            "No map was drawn on these axes. Pass one of m.plot().axes that holds a map, or one "
            "that you gave to m.plot(axs=...).",
            code="AXES_UNKNOWN",
            where="ax",
        )
    return found


class _Degrees(Transform):  # type: ignore[misc,unused-ignore]
    """Degrees to the metres of a map."""

    input_dims = output_dims = 2

    def __init__(self, projection: Projection) -> None:
        super().__init__()
        self._projection = projection

    def transform_non_affine(self, values: Any) -> Any:
        degrees = np.atleast_2d(np.asarray(values, dtype=float))
        x, y = self._projection.points(degrees[:, 0], degrees[:, 1])
        return np.column_stack((x, y)).reshape(np.shape(values))
