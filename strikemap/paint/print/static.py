"""The print: a map spec as a matplotlib figure, and as PNG, SVG or PDF bytes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from io import BytesIO
from typing import IO, TYPE_CHECKING, Any

from strikemap.comparison.notices import warn
from strikemap.errors import MapError
from strikemap.spec import Annotated, MapSpec, Note

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from strikemap.paint.print.tiles import Tiles

SUFFIXES = (".png", ".svg", ".pdf")
_LETTERS_NAMED = 12
_PNG_LEVEL = 3  # of zlib: on a map no larger than its usual 6, and in two thirds of the time


def figure(
    spec: MapSpec,
    *,
    dpi: float = 150,
    axs: Sequence[Axes] | Axes | None = None,
    layout: str | None = None,
    format: str | None = None,
    furniture: Sequence[str] = (),
    tiles: Any = None,
    fonts: Sequence[str | os.PathLike[str]] = (),
    annotations: Sequence[Annotated] = (),
    beside: Sequence[MapSpec] = (),
) -> Figure:
    """Draw a map spec as a figure.

    Parameters
    ----------
    spec
        The map, everything decided.
    dpi
        Dots per inch of the figure.
    axs
        Axes of the caller's own figure, one per panel: the maps are drawn on them, with their
        headings as titles, and the words around the maps are left to the caller.
    layout
        How the maps stand: in one ``"row"``, one ``"column"``, or a ``"grid"`` of up to three in
        a row; by default what suits their number and the format.
    format
        ``"report"`` (the default, 11.5 inches wide), ``"single-column"``,
        ``"double-column"``, ``"slide"`` or ``"social"``.
    furniture
        What every map carries besides: ``"graticule"``, ``"north-arrow"``.
    tiles
        A background fetched from the network and drawn under the zones in place of the
        ground's fills: the name of a provider in ``xyzservices.providers``, such as
        ``"Esri.WorldGrayCanvas"``, or an ``xyzservices.TileProvider``. Its attribution
        stands on every map.
    fonts
        Font files or names of installed families, for letters that the print's own typeface
        (IBM Plex Sans) lacks. Without them an installed family of Noto is looked for.
    annotations
        Words of the caller's own by their places,
        see :func:`strikemap.paint.print.annotating.draw_annotations`.
    beside
        The other pictures of a film, whose marks nothing that stands on all of them may cover.

    Returns
    -------
    matplotlib.figure.Figure
        The caller's to change. It was made without pyplot and shows itself in a notebook.

    Raises
    ------
    MapError
        ``FORMAT_UNKNOWN``, ``LAYOUT_UNKNOWN``, ``FURNITURE_UNKNOWN``, ``AXES_COUNT``
        when there is not one axes per panel, ``FONT_UNKNOWN``, ``ANNOTATION_INVALID``,
        ``EXTENT``, ``TILES_UNKNOWN``, ``TILES_UNCREDITED`` or ``TILES_UNREACHABLE``.
    MissingExtraError
        Tiles were asked for and the extra ``tiles`` is not installed.

    Warns
    -----
    MapWarning
        When no font has some of the letters.
    """
    from strikemap.paint.print import annotating, composing
    from strikemap.sheet import house_style, typefaces

    under, extras = _tiles(tiles), tuple(furniture)
    with house_style.applied(), typefaces.looked_up(fonts) as lost:
        if axs is not None:
            drawn = composing.on_axes(spec, axs, format, extras, under)
        else:
            drawn = composing.compose(
                spec,
                dpi=dpi,
                layout=layout,
                format=format,
                furniture=extras,
                tiles=under,
                beside=beside,
            )
        annotating.draw_annotations(_maps(drawn, axs), annotations)
    if lost:
        warn(_without(lost))
    return drawn


def _maps(drawn: Figure, axs: Sequence[Axes] | Axes | None) -> list[Axes]:
    """Return the axes of the panels, without insets and strip of days."""
    if axs is not None:
        return list(axs) if isinstance(axs, Sequence) else [axs]
    return [ax for ax in drawn.axes if str(ax.get_gid()).startswith("panel ")]


def _without(letters: Iterable[str]) -> str:
    """Return words on letters that no font has, and on where to get one that has them."""
    from strikemap.sheet.typefaces import family_for

    of = dict.fromkeys(family_for(letter) for letter in sorted(letters))
    shown = " ".join(sorted(letters)[:_LETTERS_NAMED])
    more = len(set(letters)) - _LETTERS_NAMED
    return (
        f"No font has these letters of the map's words: {shown}"
        f"{f' and {more} more' if more > 0 else ''}. � stands for each. Install "
        f"{' and '.join(of)}, or pass a font file that has them: fonts=['….ttf']."
    )


def _tiles(tiles: Any) -> Tiles | None:
    if tiles is None:
        return None
    from strikemap.paint.print.tiles import Tiles

    return tiles if isinstance(tiles, Tiles) else Tiles(tiles)


def write(
    spec: MapSpec,
    stream: IO[bytes],
    *,
    suffix: str,
    dpi: float | None = None,
    layout: str | None = None,
    format: str | None = None,
    furniture: Sequence[str] = (),
    tiles: Any = None,
    fonts: Sequence[str | os.PathLike[str]] = (),
    annotations: Sequence[Annotated] = (),
    beside: Sequence[MapSpec] = (),
) -> None:
    """Write a map spec as PNG, SVG or PDF; the same spec gives the same bytes.

    Words stay words in SVG and PDF, and the title, the description and the provenance of the map
    are in the file's metadata. The groups of an SVG are layers for Inkscape and Illustrator: of
    each map ground, zones, borders and rivers, strikes, names and furniture.

    Parameters
    ----------
    spec
        The map, everything decided.
    stream
        A binary stream.
    suffix
        ``".png"``, ``".svg"`` or ``".pdf"``.
    dpi
        Dots per inch of a PNG and of the raster parts of SVG and PDF; 200 by default.
    layout, format, furniture, tiles, fonts, annotations, beside
        As for :func:`figure`.

    Raises
    ------
    MapError
        ``SUFFIX_UNKNOWN`` for another suffix, and those of :func:`figure`.
    MissingExtraError
        As for :func:`figure`.
    """
    from strikemap.paint.print.layers import with_layers
    from strikemap.sheet import house_style

    kind = "." + suffix.lower().lstrip(".")
    if kind not in SUFFIXES:
        raise MapError(
            f"The print can't be written as {suffix!r}. It can as: {', '.join(SUFFIXES)}.",
            code="SUFFIX_UNKNOWN",
            where=suffix,
        )
    dpi, under = dpi or 200, _tiles(tiles)
    with house_style.applied():
        drawn = figure(
            spec,
            dpi=dpi,
            layout=layout,
            format=format,
            furniture=furniture,
            tiles=under,
            fonts=fonts,
            annotations=annotations,
            beside=beside,
        )
        if under is not None:
            spec = replace(spec, notes=(*spec.notes, Note("licence", under.credit)))
        png: Any = {"pil_kwargs": {"compress_level": _PNG_LEVEL}} if kind == ".png" else {}
        about = house_style.metadata(spec, kind)
        if kind == ".svg":
            drawing = BytesIO()
            drawn.savefig(drawing, format="svg", dpi=dpi, metadata=about)
            stream.write(with_layers(drawing.getvalue(), spec))
            return
        drawn.savefig(stream, format=kind[1:], dpi=dpi, metadata=about, **png)
