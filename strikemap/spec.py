"""The map as a value: everything decided, nothing drawn.

A :class:`MapSpec` holds columns and code tables, never an object per mark. Geometry is
in EPSG:4326; days are whole local calendar days counted from 1970-01-01. Painters read a
spec and draw it; they decide, count and word nothing.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

Int = npt.NDArray[np.integer[Any]]
Float = npt.NDArray[np.floating[Any]]
Bool = npt.NDArray[np.bool_]
Shape = Literal["circle", "diamond", "triangle", "square"]
Pattern = Literal["none", "hatch", "crosshatch", "dots", "lines", "backhatch", "vertical", "grid"]

#: More strikes of one class on one spot than this become a number.
FAN: Final = 7
#: The marks of a map are set side by side, or counted in signs, up to so many on a panel, ...
COUNTABLE: Final = 1500
#: ... and in print those on one spot become numbers up to so many.
STACKABLE: Final = 20_000
#: A page paints more marks than this on a canvas, where each stays on its point.
PAINTED: Final = 800
#: How much larger or smaller a sign is than a disc of its diameter, so that all look alike.
LOOKS: Final[Mapping[str, float]] = {
    "circle": 1.0,
    "diamond": 0.82,
    "triangle": 1.08,
    "square": 0.88,
}
#: A sign with a number has the strokes of its group from this share of the way to its edge on.
SPOKES_FROM: Final = 0.66
#: Points between a mark and the ring of one that may lie in another zone, and the ring's width.
RING_GAP: Final = 1.5
RING_WIDTH: Final = 0.5
#: The key of the style of ground that nobody assessed, which no side of a palette has.
UNASSESSED: Final = "unassessed"
#: Opacity inside and on the edge of the discs of coarse locations: a fill would tint the ground
#: into the colour of no side.
DISC_FILL: Final = 0.0
DISC_EDGE: Final = 0.6
#: Words of the caller's own: longitude, latitude, text, and points right and up of the place.
Annotated = tuple[float, float, str] | tuple[float, float, str, tuple[float, float]]
#: Degrees by which a place and an edge may differ and still be one.
_NOTHING: Final = 1e-9


@dataclass(frozen=True, eq=False, slots=True)
class Theme:
    """Colours (``#rrggbb``) of the ground and the words, the same on paper and on screen."""

    water: str = "#DCE8F0"
    land: str = "#F3F2EF"
    country: str = "#FBFAF7"
    river: str = "#7FA8C9"
    border: str = "#22262B"
    neighbour_border: str = "#C4C2BC"
    admin: str = "#FFFFFF"
    ink: str = "#22262B"
    note: str = "#6B7280"
    accent: str = "#B3131B"
    alternative: str = "#4B5563"


@dataclass(frozen=True, eq=False, slots=True)
class MarkStyle:
    """How one class of strikes is drawn; ``fill`` is ``""`` for a hollow mark (white inside).

    Where marks are coloured by a column, ``key`` is the class and the number of the group, and
    ``spokes`` are the strokes that tell the group in grey: where each leads from the middle to
    the edge, in degrees clockwise from the top.
    """

    key: str
    label: str
    shape: Shape
    diameter_pt: float
    fill: str
    edge: str
    edge_width_pt: float
    z: int
    spokes: tuple[int, ...] = ()

    @property
    def kind(self) -> str:
        """The class, without the group that its marks are coloured by."""
        return self.key.partition(" ")[0]


@dataclass(frozen=True, eq=False, slots=True)
class SideStyle:
    """How the ground held by one side is drawn; ``pattern`` carries it without colour."""

    key: str
    label: str
    fill: str
    pattern: Pattern
    pattern_colour: str


@dataclass(frozen=True, eq=False, slots=True)
class Marks:
    """One row per strike, as columns of equal length.

    ``panel`` is an index into :attr:`MapSpec.panels`, -1 for a strike that only the
    timeline shows. ``style`` indexes :attr:`MapSpec.mark_styles`, ``group`` indexes
    :attr:`MapSpec.groups` (-1: none). ``day_start`` and ``day_end`` are both inclusive.
    ``coarse`` rows are drawn as a disc of ``radius_km`` as well as a mark. ``diameter_pt``
    sizes each mark by a value instead of by its style. ``outside`` rows are counted and lie
    beyond the edges of the map and of its insets: they are told, not drawn (None: there is none).
    """

    id: tuple[str, ...]
    lon: Float
    lat: Float
    panel: Int
    style: Int
    group: Int
    day_start: Int
    day_end: Int
    radius_km: Float
    coarse: Bool
    near_front: Bool
    diameter_pt: Float | None = None
    outside: Bool | None = None

    def on_panel(self, panel: int) -> Int:
        """Return the rows that a panel draws."""
        rows: Int = np.flatnonzero(self.panel == panel)
        return rows if self.outside is None else rows[~self.outside[rows]]

    def __len__(self) -> int:
        return len(self.id)


@dataclass(frozen=True, eq=False, slots=True)
class PopupColumn:
    """One field of the popups: its label in the map's language and one text per mark.

    ``choices`` has the text per mark that a reader can filter by, None where there is nothing
    to choose; it may be coarser than ``values``. ``stated`` has for each choice the word of the
    table, which is the same in every language.
    """

    key: str
    label: str
    values: tuple[str, ...]
    choices: tuple[str, ...] | None = None
    stated: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False, slots=True)
class Reports:
    """The reports behind the strikes, as columns of equal length; an empty text is left out.

    ``date`` is that of the publication, ``url`` is ``""`` or an http/https address; so is
    ``archive``, the address of an archived copy (empty where no report has one).
    ``of_mark`` holds for each mark the rows of its reports.
    """

    source: tuple[str, ...]
    date: tuple[str, ...]
    title: tuple[str, ...]
    url: tuple[str, ...]
    of_mark: tuple[tuple[int, ...], ...]
    archive: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class Popups:
    """What a reader can open for a mark; an empty text is left out.

    ``title`` has one text per mark; ``url`` is ``""`` or an http/https address. ``reports``
    lists every report of each strike, where the map was given them.
    """

    title: tuple[str, ...]
    columns: tuple[PopupColumn, ...]
    url: tuple[str, ...]
    url_label: str
    reports: Reports | None = None


#: Of a picture, in which nothing can be opened.
NO_POPUPS: Final = Popups((), (), (), "")


@dataclass(frozen=True, eq=False, slots=True)
class ZoneLayer:
    """The zones of one date. ``side`` indexes :attr:`MapSpec.sides`.

    ``label_lon``/``label_lat`` is a point inside each zone where its name fits best, NaN
    where it should carry none. ``facts`` holds for each zone its date, its source and what it
    is drawn from, ``""`` for what is not stated.
    """

    as_of: str
    names: tuple[str, ...]
    side: Int
    geometry: tuple[BaseGeometry, ...]
    label_lon: Float
    label_lat: Float
    facts: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class CellLayer:
    """Areas coloured by a number, such as zones or hexagons by their change.

    ``style`` indexes :attr:`MapSpec.cell_styles`; ``text`` is a finished word such as
    "34 → 0" for inside each area, ``""`` for none. ``label_lon``/``label_lat`` is a point in
    the part of the area that the word belongs in, NaN where there is no word. ``counts`` holds
    what each counts before and after, ``rest`` the words for those whose number finds no room,
    with the slots ``n``, ``before`` and ``after``.
    """

    geometry: tuple[BaseGeometry, ...]
    style: Int
    text: tuple[str, ...]
    label_lon: Float
    label_lat: Float
    counts: Int | None = None
    rest: Sentence = ()

    def by_change(self) -> list[int]:
        """Return the rows, those of the largest change first, and of those the fullest."""
        if self.counts is None:
            return list(range(len(self.text)))
        change = np.abs(self.counts[:, 1] - self.counts[:, 0])
        order: list[int] = np.lexsort((-self.counts.sum(axis=1), -change)).tolist()
        return order


@dataclass(frozen=True, eq=False, slots=True)
class Panel:
    """One map of the figure: its words and its days (``day_start`` <= day < ``day_stop``).

    ``counts`` are finished lines such as "40 strikes named as Russian"; the first is the
    main one. ``zone_layer`` indexes :attr:`MapSpec.zone_layers`, ``cell_layer``
    :attr:`MapSpec.cell_layers` (-1: none).
    """

    key: str
    heading: str
    dates: str
    counts: tuple[str, ...]
    zones_note: str
    zone_layer: int
    day_start: int
    day_stop: int
    cell_layer: int = -1


@dataclass(frozen=True, eq=False, slots=True)
class Overlay:
    """A line or area over the zones, such as a river line or a 55 km circle.

    ``names`` holds pairs of a language and the label in it.
    """

    label: str
    geometry: BaseGeometry
    colour: str
    width_pt: float
    dashed: bool
    names: tuple[tuple[str, str], ...] = ()


#: The rank of towns that a title, an event or the caller names.
NEEDED: Final = -1


@dataclass(frozen=True, eq=False, slots=True)
class Places:
    """Town names under the marks; ``rank`` 0 is drawn first, higher ones only where room is.

    Towns that the map is about have the rank :data:`NEEDED` and come before all others.
    """

    names: tuple[str, ...]
    lon: Float
    lat: Float
    rank: Int


#: No town, no country.
NOWHERE: Final = Places((), np.zeros(0), np.zeros(0), np.zeros(0, dtype=np.int64))


@dataclass(frozen=True, eq=False, slots=True)
class Ground:
    """The quiet base of the map, clipped to a little more than its extent.

    ``land`` is all land, ``country`` the country of interest (empty for none), ``borders``
    the neighbours' borders, ``outline`` that of the country, ``admin`` its first-level
    divisions, ``disputed`` lines drawn dashed; ``areas`` are named units drawn dashed,
    such as an occupied territory. ``names`` are those of the countries, the largest first.
    ``within`` is the box of all this (west, south, east, north): beyond it nothing is known, and
    no painter may take it for water.
    """

    land: BaseGeometry
    country: BaseGeometry
    outline: BaseGeometry
    borders: BaseGeometry
    disputed: BaseGeometry
    admin: BaseGeometry
    rivers: BaseGeometry
    lakes: BaseGeometry
    areas: tuple[Overlay, ...]
    places: Places
    names: Places = NOWHERE
    within: tuple[float, float, float, float] = (-540.0, -90.0, 540.0, 90.0)


@dataclass(frozen=True, eq=False, slots=True)
class Extent:
    """The part of the world shown: degrees, and metres in the map's projection.

    Over the antimeridian ``east`` is more than 180, and so are the longitudes of all that the
    extent holds beyond it.
    """

    west: float
    south: float
    east: float
    north: float
    crs: str
    x_min: float
    y_min: float
    x_max: float
    y_max: float

    def holds(self, lon: Float, lat: Float) -> Bool:
        """Return which points lie in the extent, its edges included."""
        across = np.mod(np.asarray(lon) - self.west + _NOTHING, 360)
        inside = across <= self.east - self.west + 2 * _NOTHING
        found: Bool = inside & (lat >= self.south - _NOTHING) & (lat <= self.north + _NOTHING)
        return found

    def covers(self, part: Extent) -> bool:
        """Return whether the corners of another extent lie in this one."""
        corners = np.array([part.west, part.east]), np.array([part.south, part.north])
        return bool(self.holds(*corners).all())


@dataclass(frozen=True, eq=False, slots=True)
class Inset:
    """A part of the map drawn again at larger scale, on every panel.

    ``letter`` tells several apart, on the inset and at its place on the map.
    """

    label: str
    extent: Extent
    letter: str = ""


@dataclass(frozen=True, eq=False, slots=True)
class LegendEntry:
    """``kind`` says what ``index`` counts in: mark_styles, sides, overlays or cell_styles.

    ``disc`` (a coarse location), ``blank`` (ground without a zone) and ``ring`` (one that may
    lie in another zone) need no index. ``size`` is a mark of ``diameter_pt`` in the style
    ``index``. ``counts`` holds a number per panel, empty where nothing is counted. An entry that
    counts the marks of several styles names them in ``of``.
    """

    kind: Literal["mark", "side", "overlay", "disc", "blank", "ring", "area", "cell", "size"]
    index: int
    label: str
    counts: tuple[int, ...]
    diameter_pt: float = 0.0
    of: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class LegendGroup:
    """A heading and its entries; ``medium`` says which maps draw what it is about."""

    title: str
    entries: tuple[LegendEntry, ...]
    medium: Literal["both", "page"] = "both"


@dataclass(frozen=True, eq=False, slots=True)
class Series:
    """Strikes per day for the strip under the maps; ranges are spread evenly over their days.

    A bar is filled with ``colour``, or hollow with an edge of it; with ``style`` it wears the
    fill and the pattern of the style, with an edge of ``colour``.
    """

    label: str
    colour: str
    per_day: Float
    hollow: bool = False
    style: SideStyle | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Breakdown:
    """The strikes of the strip taken apart by group, as series to be stacked.

    ``of_group`` is the index of the series of each of :attr:`MapSpec.groups`, and last that of
    strikes in none of them; ``apart`` that of the "A or B" class, whatever its group. -1: none.
    ``label`` says what the groups are, such as "by target"; ``""`` for zones.
    """

    series: tuple[Series, ...]
    of_group: tuple[int, ...]
    apart: int
    label: str = ""


@dataclass(frozen=True, eq=False, slots=True)
class Timeline:
    """The strip of days: ``day_start`` is the first day, ``event_day`` the cut.

    ``series`` are the classes that count apart; ``by_zone`` holds the same strikes by
    zone, or by the groups of the table, ``by_colour`` by what colours the marks: its ``of_group``
    has the series of each of :attr:`MapSpec.mark_styles`. ``top_label`` says what the height
    stands for; ``uncovered`` are half-open stretches of days that the reports do not cover.
    """

    label: str
    day_start: int
    event_day: int
    event_label: str
    series: tuple[Series, ...]
    ticks: tuple[tuple[int, str], ...]
    by_zone: Breakdown | None = None
    by_colour: Breakdown | None = None
    top_label: str = ""
    uncovered: tuple[tuple[int, int], ...] = ()
    uncovered_label: str = ""

    @property
    def top(self) -> int:
        """Height of the strip: the strikes of the fullest day, up to a whole number."""
        total = np.zeros(max((len(one.per_day) for one in self.series), default=0))
        for one in self.series:
            total[: len(one.per_day)] += one.per_day
        return max(1, math.ceil(round(float(total.max(initial=0.0)), 6)))


@dataclass(frozen=True, eq=False, slots=True)
class Table:
    """The numbers beside the picture as finished texts, one tuple per row.

    ``keys`` names what each column holds, ``"zone"`` the name of the group.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    keys: tuple[str, ...] = ()


#: Texts and, between them, the names of the slots that a reader's choice fills.
Sentence = tuple[str, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Sentences:
    """Sentences of a page whose numbers and days follow what its reader chooses.

    Slots are ``n``, ``day``, ``before``, ``after`` and ``of``. ``counts`` and ``days`` have one
    sentence for each plural form of the language (Unicode CLDR). ``title`` is empty where
    the caller gave it, ``moved`` is the subtitle with the event on another day.
    """

    counts: Mapping[str, Sentence]
    apart: Sentence = ()
    outside: Sentence = ()
    days: Mapping[str, Sentence] = field(default_factory=dict)
    title: Sentence = ()
    subtitle: Sentence = ()
    moved: Sentence = ()


@dataclass(frozen=True, eq=False, slots=True)
class Note:
    """A line under the map; ``kind`` says what it is about, ``medium`` where it is true."""

    kind: Literal[
        "sources",
        "version",
        "zones",
        "ground",
        "set aside",
        "outside",
        "toll",
        "caveat",
        "numbers",
        "sides",
        "boundaries",
        "licence",
        "translation",
    ]
    text: str
    medium: Literal["both", "print", "page", "condensed", "moved", "numbered", "strayed"] = "both"


#: For each plural form its rule: any of the parts of which all relations hold. A relation is a
#: modulus (0: the number itself), whether to lie within, and the ranges.
PluralRules = tuple[tuple[str, tuple[tuple[tuple[Any, ...], ...], ...]], ...]


@dataclass(frozen=True, eq=False, slots=True)
class Grammar:
    """How the map's language writes: its direction, dates, numbers, lists and plural forms."""

    direction: Literal["ltr", "rtl"] = "ltr"
    months: tuple[str, ...] = ()
    dates: Mapping[str, str] = field(default_factory=dict)
    plural: PluralRules = ()
    list: str = ", "
    decimal: str = "."
    group: str = ","

    def whole(self, n: int) -> str:
        """Return a whole number as the language writes it."""
        return f"{n:,}".replace(",", self.group)


@dataclass(frozen=True, eq=False, slots=True)
class MapSpec:
    """Everything a painter needs, decided once by :func:`strikemap.compose.compose`.

    ``lang`` is the code of the language (BCP 47), ``words`` are those that painters add, such
    as the names of a page's buttons. ``recut`` holds the table for other days of the event,
    where the map is for a page. Where ``cells_first``, the cells of the panels stand for the
    marks, and a page draws these to those who come close.
    """

    lang: str
    title: str
    subtitle: str
    alt: str
    unit: str
    theme: Theme
    extent: Extent
    insets: tuple[Inset, ...]
    ground: Ground
    panels: tuple[Panel, ...]
    groups: tuple[str, ...]
    mark_styles: tuple[MarkStyle, ...]
    marks: Marks
    popups: Popups
    sides: tuple[SideStyle, ...]
    zone_layers: tuple[ZoneLayer, ...]
    overlays: tuple[Overlay, ...]
    legend: tuple[LegendGroup, ...]
    timeline: Timeline | None
    table: Table
    notes: tuple[Note, ...]
    scale_km: int
    words: Mapping[str, str]
    provenance: Mapping[str, str]
    cell_styles: tuple[SideStyle, ...] = ()
    cell_layers: tuple[CellLayer, ...] = ()
    recut: tuple[tuple[int, Table], ...] = ()
    sentences: Sentences | None = None
    grammar: Grammar = field(default_factory=Grammar)
    cells_first: bool = False

    @property
    def rtl(self) -> bool:
        """Whether the map's language is read from right to left."""
        return self.grammar.direction == "rtl"

    @property
    def nowhere(self) -> bool:
        """Whether nothing of the map has a place: all that could be shown is the world."""
        drawn = (self.zone_layers, self.cell_layers, self.overlays, self.marks.lon)
        return not any(map(len, drawn)) and self.extent.east - self.extent.west >= 360

    def notes_on(self, medium: Literal["print", "page"]) -> tuple[Note, ...]:
        """Return the lines that are true of the map on paper, or of that on a screen."""
        return tuple(note for note in self.notes if note.medium in ("both", medium))

    def __repr__(self) -> str:
        panels = "; ".join(
            f"{f'{panel.heading} {panel.dates}'.strip()}: {', '.join(panel.counts)}".rstrip(": ")
            for panel in self.panels
        )
        return f"<MapSpec {self.title!r}: {panels}>"

    def digest(self) -> str:
        """Return the SHA-256 of everything in the spec, the same for the same input."""
        sha = hashlib.sha256()
        for piece in _bytes(self):
            sha.update(len(piece).to_bytes(8, "big"))
            sha.update(piece)
        return sha.hexdigest()


def _bytes(value: Any) -> Iterator[bytes]:
    if is_dataclass(value):
        for one in fields(value):
            yield one.name.encode()
            yield from _bytes(getattr(value, one.name))
    elif isinstance(value, np.ndarray):
        yield str(value.dtype).encode()
        yield np.ascontiguousarray(value).tobytes()
    elif isinstance(value, BaseGeometry):
        yield shapely.to_wkb(value)
    elif isinstance(value, Mapping):
        for key in sorted(value):
            yield str(key).encode()
            yield from _bytes(value[key])
    elif isinstance(value, tuple):
        yield str(len(value)).encode()
        for item in value:
            yield from _bytes(item)
    else:
        yield repr(value).encode()
