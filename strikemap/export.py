"""Export: a map to a file, whole or not at all, and the same bytes for the same map."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import pandas as pd

from strikemap.errors import MapError
from strikemap.provenance.embedding import embedded
from strikemap.provenance.reading import sidecar
from strikemap.spec import Annotated, MapSpec
from strikemap.spreadsheet_formulas import is_formula
from strikemap.whole_file import whole_file

if TYPE_CHECKING:
    import folium
    from PIL import Image

    from strikemap.exchange.layers import Layers

#: The formats a map can be saved as, by suffix.
PICTURES: Final = (".png", ".svg", ".pdf")
DATA: Final = (".gpkg", ".geojson", ".kml", ".kmz", ".xlsx", ".parquet")
SUFFIXES: Final = (*PICTURES, ".html", ".csv", ".pptx", *DATA)
#: Resolution and colours of the picture that a notebook carries beside the page.
_NOTEBOOK_DPI: Final = 64
_NOTEBOOK_COLOURS: Final = 128
#: What the picture in a page may take, which is a third more in its letters.
_STILL_BYTES: Final = 88_000
_FILM_DPI: Final = 100


def suffix_of(path: str | os.PathLike[str]) -> str:
    """Return the lower-case suffix of a path if a map can be saved so.

    Raises
    ------
    MapError
        Code ``SUFFIX_UNKNOWN``: the suffix names no format that a map can be saved as.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in SUFFIXES:
        raise MapError(
            f"A map cannot be saved as {Path(path).name!r}. "
            f"End the name with one of {', '.join(SUFFIXES)}.",
            code="SUFFIX_UNKNOWN",
            where=str(path),
        )
    return suffix


def write_picture(
    spec: MapSpec,
    path: str | os.PathLike[str],
    *,
    dpi: int | None = None,
    layout: str | None = None,
    format: str | None = None,
    furniture: Sequence[str] = (),
    tiles: Any = None,
    fonts: Sequence[str | os.PathLike[str]] = (),
    annotations: Sequence[Annotated] = (),
    record: str = "",
) -> None:
    """Save the figure of a map as PNG, SVG or PDF, by the suffix of the path."""
    from strikemap.paint.print import static

    suffix, painted = suffix_of(path), io.BytesIO()
    with whole_file(path) as stream:
        static.write(
            spec,
            painted,
            suffix=suffix,
            dpi=dpi,
            layout=layout,
            format=format,
            furniture=furniture,
            tiles=tiles,
            fonts=fonts,
            annotations=annotations,
        )
        stream.write(_with_record(painted.getvalue(), suffix, record))


def _with_record(data: bytes, suffix: str, record: str) -> bytes:
    return embedded(data, suffix, record) if record else data


def write_film(
    frames: Sequence[MapSpec],
    path: str | os.PathLike[str],
    *,
    seconds: float = 1.0,
    dpi: int | None = None,
    fonts: Sequence[str | os.PathLike[str]] = (),
    record: str = "",
) -> None:
    """Save maps of one panel each as a film, GIF or MP4 by the suffix of the path.

    Raises
    ------
    MapError
        Code ``SUFFIX_UNKNOWN``: the suffix is neither ``.gif`` nor ``.mp4``.
    """
    from strikemap.paint.print import film

    suffix = Path(path).suffix.lower()
    if suffix not in film.SUFFIXES:
        raise MapError(
            f"A film cannot be saved as {Path(path).name!r}. End the name with "
            f"{' or '.join(film.SUFFIXES)}.",
            code="SUFFIX_UNKNOWN",
            where=str(path),
        )
    drawn = io.BytesIO()
    with whole_file(path) as stream:
        film.write(frames, drawn, suffix=suffix, seconds=seconds, dpi=dpi or _FILM_DPI, fonts=fonts)
        stream.write(_with_record(drawn.getvalue(), suffix, record))


def small_picture(spec: MapSpec, *, most: int | None = None) -> bytes:
    """Return the figure as a small PNG of few colours, for a notebook or a page to carry.

    Parameters
    ----------
    spec
        The map.
    most
        The bytes that it may take; the picture gets smaller until it does. None for any.
    """
    from PIL import Image

    from strikemap.paint.print import static

    full = io.BytesIO()
    static.write(spec, full, suffix=".png", dpi=_NOTEBOOK_DPI)
    with Image.open(full) as picture:
        few = picture.convert("RGB")
        while True:
            found = _squeezed(few)
            if most is None or len(found) <= most:
                return found
            few = few.resize((few.width * 7 // 8, few.height * 7 // 8))


def _squeezed(picture: Image.Image) -> bytes:
    from PIL import Image

    small = io.BytesIO()
    few = picture.quantize(
        _NOTEBOOK_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
    )
    few.save(small, "PNG", optimize=True)
    return small.getvalue()


def write_page(
    spec: MapSpec,
    path: str | os.PathLike[str],
    *,
    layout: str | None = None,
    compact: bool = False,
    picture: MapSpec | None = None,
    still: bool = False,
    url: str = "",
    tiles: Any = None,
    record: str = "",
    preview: str = "",
) -> None:
    """Save the page of a map: one HTML file that needs no network.

    Parameters
    ----------
    spec, path, layout, compact, tiles
        As :func:`strikemap.paint.page.page.html` takes them, and where the file is to be.
    picture, still
        The map as a picture, and whether the page carries it for browsers without scripts.
    url
        Where the page will be found; the picture for its previews is saved beside it.
    record, preview
        The records of the page and of its picture, see :mod:`strikemap.provenance`.
    """
    from strikemap.paint.page import page

    shown = picture or spec
    if url:
        write_picture(shown, Path(path).with_suffix(".png"), format="social", record=preview)
    text = page.html(
        spec,
        layout=layout or "dual",
        compact=compact,
        still=small_picture(shown, most=_STILL_BYTES) if still else b"",
        url=url,
        tiles=tiles,
    )
    with whole_file(path) as stream:
        stream.write(_with_record(text.encode("utf-8"), ".html", record))


def checked_address(url: str) -> str:
    """Return the address of a page if it is one of the web.

    Raises
    ------
    MapError
        Code ``ADDRESS_INVALID``: it is not an http or https address of a file.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc or not parts.path.strip("/"):
        raise MapError(
            f"{url!r} is not the address of a page. Write it as https://example.org/map.html.",
            code="ADDRESS_INVALID",
            where="url",
        )
    return url


def save(folium_map: folium.Map, path: str | os.PathLike[str]) -> None:
    """Save a folium map, with whatever was added to it, as a page that needs no network.

    Parameters
    ----------
    folium_map
        Such as ``m.explore()`` returns; it stays as it is.
    path
        The file; its suffix must be ``.html``.

    Raises
    ------
    MapError
        Code ``SUFFIX_UNKNOWN``: the suffix is another one. Code ``NOT_SELF_CONTAINED``: the
        message lists what the page would request, such as tiles.

    Examples
    --------
    >>> import folium, pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "mine.html"
    >>> save(folium.Map([35, 38], tiles=None), path)
    >>> "https://cdn" in path.read_text(encoding="utf-8")
    False
    """
    from strikemap.paint import standalone

    if Path(path).suffix.lower() != ".html":
        raise MapError(
            f"A folium map cannot be saved as {Path(path).name!r}. End the name with .html.",
            code="SUFFIX_UNKNOWN",
            where=str(path),
        )
    text = standalone.standalone(folium_map)
    with whole_file(path) as stream:
        stream.write(text.encode("utf-8"))


def write_table(table: pd.DataFrame, path: str | os.PathLike[str]) -> None:
    """Save a table as CSV (RFC 4180, UTF-8); texts that look like formulas are neutralised."""
    with whole_file(path) as stream:
        stream.write(csv_bytes(table))


def write_data(layers: Layers, spec: MapSpec, path: str | os.PathLike[str]) -> None:
    """Save a map as layers or sheets, by the suffix of the path."""
    from strikemap.exchange import earth, sheets, vector

    writers: dict[str, Callable[[], bytes]] = {
        ".gpkg": lambda: vector.geopackage(layers),
        ".geojson": lambda: vector.geojson(layers),
        ".parquet": lambda: vector.parquet(layers),
        ".kml": lambda: earth.kml(layers, spec),
        ".kmz": lambda: earth.kmz(layers, spec),
        ".xlsx": lambda: sheets.sheets(layers),
    }
    with whole_file(path) as stream:
        stream.write(writers[suffix_of(path)]())


def write_record(record: str, path: str | os.PathLike[str]) -> None:
    """Save the record of a table beside it, in ``<name>-metadata.json``."""
    if record:
        with whole_file(sidecar(Path(path))) as stream:
            stream.write(record.encode("ascii"))


def csv_bytes(table: pd.DataFrame) -> bytes:
    """Return a table as CSV in which no cell or heading is a formula to a spreadsheet.

    Examples
    --------
    >>> csv_bytes(pd.DataFrame({"zone": ["=1+1", "North"], "n": [-1, 2]})).splitlines()
    [b'zone,n', b"'=1+1,-1", b'North,2']
    """
    safe = table.rename(columns=_neutral).apply(
        lambda values: (
            values if pd.api.types.is_numeric_dtype(values.dtype) else values.map(_neutral)
        )
    )
    text: str = safe.to_csv(index=False, lineterminator="\r\n")
    return text.encode("utf-8")


def _neutral(value: object) -> object:
    """Put an apostrophe before a text that a spreadsheet would run."""
    return f"'{value}" if isinstance(value, str) and is_formula(value) else value
