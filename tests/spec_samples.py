"""Small hand-made map specs for the painters' tests: English, Arabic, hostile, other shapes.

The places are real, the strikes, zones and numbers are invented.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pyproj
import shapely
from shapely.geometry import LineString, MultiLineString, Point, Polygon, box

from strikemap.compose.sentences import grammar
from strikemap.spec import (
    Breakdown,
    CellLayer,
    Extent,
    Ground,
    Inset,
    LegendEntry,
    LegendGroup,
    MapSpec,
    Marks,
    MarkStyle,
    Note,
    Overlay,
    Panel,
    Places,
    PopupColumn,
    Popups,
    Sentences,
    Series,
    SideStyle,
    Table,
    Theme,
    Timeline,
    ZoneLayer,
)
from strikemap.words.languages import catalogue

CRS = "+proj=utm +zone=37 +datum=WGS84 +units=m +no_defs"
COUNTRY = Polygon(
    [
        *[(35.76, 32.74), (35.95, 33.71), (36.36, 33.82), (36.60, 34.20), (36.32, 34.51)],
        *[(36.44, 34.63), (35.97, 34.65), (35.92, 35.42), (35.72, 35.58), (35.80, 35.85)],
        *[(36.16, 35.82), (36.37, 36.23), (36.66, 36.23), (36.53, 36.48), (36.64, 36.83)],
        *[(37.45, 36.63), (38.22, 36.91), (39.24, 36.66), (40.71, 37.10), (42.35, 37.24)],
        *[(42.38, 37.06), (41.84, 36.62), (41.28, 36.35), (41.36, 35.66), (40.97, 34.40)],
        *[(36.82, 32.32)],
    ]
)
SEA = Polygon(
    [
        *[(34.0, 31.0), (34.9, 32.5), (35.5, 33.9), (35.95, 34.65), (35.9, 35.4), (35.75, 35.8)],
        *[(36.2, 36.7), (35.5, 36.6), (34.0, 36.8)],
    ]
)
EUPHRATES = LineString(
    [
        *[(38.02, 36.84), (38.05, 36.2), (38.5, 35.88), (39.0, 35.95), (39.6, 35.75)],
        *[(40.15, 35.33), (40.5, 34.9), (40.99, 34.42), (42.5, 34.0)],
    ]
)
GOLAN = Polygon([(35.65, 32.72), (35.76, 32.74), (35.87, 33.1), (35.8, 33.3), (35.62, 33.25)])

_SAID = {
    "en": {
        "km": "km",
        "unit": "strikes",
        "event": "De-escalation deal",
        "before": "Before",
        "after": "After",
        "per_day": "Strikes per day",
    },
    "ar": {
        "km": "كم",
        "unit": "ضربة",
        "event": "اتفاق خفض التصعيد",
        "before": "قبل",
        "after": "بعد",
        "per_day": "الضربات في اليوم",
    },
}


def day(year: int, month: int, of_month: int) -> int:
    """Return the days since 1970-01-01."""
    return date(year, month, of_month).toordinal() - date(1970, 1, 1).toordinal()


EVENT_DAY = day(2017, 5, 4)


def extent(
    west: float = 35.4, south: float = 32.0, east: float = 42.6, north: float = 37.6, crs: str = CRS
) -> Extent:
    """Return an extent with its projected bounds."""
    to_map = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    x0, y0, x1, y1 = to_map.transform_bounds(west, south, east, north)
    return Extent(west, south, east, north, crs, x0, y0, x1, y1)


def spec(lang: str = "en") -> MapSpec:
    """Return a map of two panels that uses every field of the spec at least once."""
    return MapSpec(
        lang="ar" if lang == "ar" else "en",
        **_texts(lang),
        theme=Theme(),
        extent=extent(),
        insets=(Inset("الشمال الغربي" if lang == "ar" else "North-west", _north_west()),),
        ground=_ground(lang),
        panels=_panels(lang),
        groups=("north-west", "central desert"),
        mark_styles=_mark_styles(lang),
        marks=_marks(),
        popups=_popups(),
        sides=_sides(lang),
        zone_layers=_zone_layers(lang),
        overlays=(
            Overlay(
                "55 كم حول التنف" if lang == "ar" else "55 km around al-Tanf",
                Point(38.66, 33.5).buffer(0.5).exterior,
                "#6B3FA0",
                1.0,
                True,
            ),
        ),
        legend=_legend(lang),
        timeline=_timeline(lang),
        table=_table(lang),
        scale_km=100,
        words=catalogue(lang).page,
        grammar=grammar(lang),
        provenance={"strikemap": "0.1.0", "input": "0" * 64},
        sentences=_sentences(lang),
    )


def arabic() -> MapSpec:
    """Return the same map with Arabic words, to be laid out from right to left."""
    return spec("ar")


HOSTILE = (
    "<script>alert(1)</script>",
    "</script><!-- ${7*7} {{7*7}} {% raw %}",
    '"><img src=x onerror=alert(1)>',
    r"$\frac{1}{0}$ costs $5 and $6",
    "\u202egnp.exe \u2066 \u0000\u0007\u001b[31m",
    "A" * 300,
    "line one\nline two\r\n\ttab",
    "😀 \ud83d \uffff \ufdd0",
    "=HYPERLINK('http://a')",
    "' or 1=1; -- \\",
)


def hostile() -> MapSpec:
    """Return the map with a hostile text in every place where a text goes."""
    calm = spec()
    texts = iter(HOSTILE * 100)
    marks, popups = calm.marks, calm.popups
    n = len(marks)
    return replace(
        calm,
        title=next(texts),
        subtitle=next(texts),
        alt=next(texts),
        unit=next(texts),
        insets=tuple(replace(inset, label=next(texts)) for inset in calm.insets),
        ground=replace(
            calm.ground,
            areas=tuple(replace(area, label=next(texts)) for area in calm.ground.areas),
            places=replace(
                calm.ground.places, names=tuple(next(texts) for _ in calm.ground.places.names)
            ),
        ),
        panels=tuple(
            replace(
                panel,
                heading=next(texts),
                dates=next(texts),
                counts=(next(texts), next(texts)),
                zones_note=next(texts),
            )
            for panel in calm.panels
        ),
        groups=tuple(next(texts) for _ in calm.groups),
        mark_styles=tuple(replace(style, label=next(texts)) for style in calm.mark_styles),
        marks=replace(marks, id=tuple(f"{i} {next(texts)}" for i in range(n))),
        popups=Popups(
            title=tuple(next(texts) for _ in range(n)),
            columns=tuple(
                PopupColumn(f"c{i}", next(texts), tuple(next(texts) for _ in range(n)))
                for i in range(2)
            ),
            url=("javascript:alert(1)", "data:text/html,x", *popups.url[2:]),
            url_label=next(texts),
        ),
        sides=tuple(replace(side, label=next(texts)) for side in calm.sides),
        zone_layers=tuple(
            replace(layer, as_of=next(texts), names=tuple(next(texts) for _ in layer.names))
            for layer in calm.zone_layers
        ),
        overlays=tuple(replace(overlay, label=next(texts)) for overlay in calm.overlays),
        legend=tuple(
            LegendGroup(
                next(texts), tuple(replace(entry, label=next(texts)) for entry in group.entries)
            )
            for group in calm.legend
        ),
        timeline=replace(
            calm.timeline,
            label=next(texts),
            event_label=next(texts),
            series=tuple(replace(s, label=next(texts)) for s in calm.timeline.series),
            by_zone=replace(
                calm.timeline.by_zone,
                series=tuple(replace(s, label=next(texts)) for s in calm.timeline.by_zone.series),
            ),
            ticks=tuple((at, next(texts)) for at, _ in calm.timeline.ticks),
        ),
        table=Table(next(texts), calm.table.columns, ((next(texts), *calm.table.rows[0][1:]),)),
        notes=tuple(replace(note, text=next(texts)) for note in calm.notes),
        words={key: next(texts) for key in calm.words},
        provenance={"strikemap": next(texts)},
        sentences=Sentences(
            counts={"other": (next(texts), "n", next(texts))},
            apart=(next(texts), "n", next(texts)),
            days={"other": ("", "n", next(texts))},
            title=(next(texts), "day", next(texts)),
            subtitle=(next(texts), "before", next(texts)),
            moved=(next(texts), "after", next(texts)),
        ),
    )


def single() -> MapSpec:
    """Return a map of one panel with nothing optional: no zones, timeline, overlay or inset."""
    full = spec()
    marks = full.marks
    return replace(
        full,
        insets=(),
        panels=(replace(full.panels[0], zone_layer=-1, zones_note=""),),
        marks=replace(marks, panel=np.where(marks.panel == 0, 0, -1).astype(np.int32)),
        sides=(),
        zone_layers=(),
        overlays=(),
        legend=(
            replace(
                full.legend[0],
                entries=tuple(
                    replace(entry, counts=entry.counts[:1]) for entry in full.legend[0].entries
                ),
            ),
        ),
        timeline=None,
    )


def periods(n: int) -> MapSpec:
    """Return a map of ``n`` panels, for small multiples."""
    full = spec()
    panels = tuple(
        replace(
            full.panels[i % 2],
            key=f"p{i}",
            heading=f"Period {i + 1}",
            dates=f"{i + 1}–{i + 8} May 2017",
            day_start=EVENT_DAY + 8 * i,
            day_stop=EVENT_DAY + 8 * i + 8,
        )
        for i in range(n)
    )
    panel = np.arange(len(full.marks), dtype=np.int32) % n
    counted = full.legend[0]
    entries = tuple(
        replace(
            entry,
            counts=tuple(
                int(((full.marks.style == entry.index) & (panel == p)).sum()) for p in range(n)
            )
            if entry.kind == "mark"
            else (),
        )
        for entry in counted.entries
    )
    return replace(
        full,
        panels=panels,
        marks=replace(full.marks, panel=panel),
        legend=(replace(counted, entries=entries), *full.legend[1:]),
    )


def difference() -> MapSpec:
    """Return a map of one panel whose zones are coloured by their change."""
    full = spec()
    layer = full.zone_layers[1]
    styles = (
        SideStyle("fewer", "fewer", "#7FA9D1", "lines", "#2F5F93"),
        SideStyle("same", "as many", "#E9E7E2", "none", "#E9E7E2"),
        SideStyle("more", "more", "#E39B8B", "none", "#E39B8B"),
    )
    cells = CellLayer(
        layer.geometry,
        np.array([1, 0, 2, 1, 1, 2], dtype=np.int32),
        ("1 → 1", "5 → 0", "0 → 3", "", "", "0 → 2"),
        np.array([area.representative_point().x for area in layer.geometry]),
        np.array([area.representative_point().y for area in layer.geometry]),
    )
    panel = replace(full.panels[1], heading="Change", zone_layer=-1, cell_layer=0)
    entries = tuple(LegendEntry("cell", i, style.label, ()) for i, style in enumerate(styles))
    return replace(
        full,
        panels=(panel,),
        marks=replace(full.marks, panel=np.full(len(full.marks), -1, dtype=np.int32)),
        legend=(LegendGroup("Strikes a day, after against before", entries),),
        cell_styles=styles,
        cell_layers=(cells,),
    )


def sized() -> MapSpec:
    """Return the map with marks sized by a value, and the sizes in the legend."""
    full = spec()
    size = 4.0 + 1.5 * np.arange(len(full.marks), dtype=float)
    entries = tuple(
        LegendEntry("size", 0, f"{n} killed", (), diameter_pt=d)
        for n, d in ((1, 4.0), (10, 10.0), (50, 20.0))
    )
    return replace(
        full,
        marks=replace(full.marks, diameter_pt=size),
        legend=(LegendGroup("Killed, at least", entries), *full.legend),
    )


def many(n: int, *, seed: int = 7) -> MapSpec:
    """Return the map with ``n`` strikes spread over the country in both panels."""
    full = spec()
    rng = np.random.default_rng(seed)
    centres = np.array([(36.6, 35.8), (40.1, 35.3), (38.3, 34.6), (37.2, 36.2)])
    lon, lat = (centres[rng.integers(0, 4, n)] + rng.normal(0, 0.35, (n, 2))).T
    panel = rng.integers(0, 2, n).astype(np.int32)
    start = EVENT_DAY + np.where(panel == 0, -rng.integers(1, 20, n), rng.integers(0, 19, n))
    popups = Popups(tuple("strike" for _ in range(n)), (), ("",) * n, "")
    marks = Marks(
        id=tuple(str(i) for i in range(n)),
        lon=lon,
        lat=lat,
        panel=panel,
        style=rng.integers(0, 3, n).astype(np.int32),
        group=rng.integers(0, 2, n).astype(np.int32),
        day_start=start,
        day_end=start,
        radius_km=np.full(n, 2.0),
        coarse=np.zeros(n, dtype=bool),
        near_front=np.zeros(n, dtype=bool),
    )
    return replace(full, marks=marks, popups=popups)


def _texts(lang: str) -> dict:
    if lang == "ar":
        return {
            "title": "غارات روسية مُبلَّغ عنها في سوريا قبل اتفاق 4 أيار وبعده",
            "subtitle": "19 يوما قبل توقيع مذكرة مناطق خفض التصعيد و19 يوما ابتداء منه.",
            "alt": "خريطتان لسوريا: ست ضربات قبل الاتفاق وخمس بعده.",
            "unit": "ضربة",
            "notes": (
                Note("sources", "المصادر: صفوف مختلقة للاختبار، كل صف بمصدره."),
                Note("zones", "مناطق السيطرة: مستكملة من البلدات، وليست خط جبهة."),
                Note("boundaries", "الحدود لا تعني أي اعتراف."),
            ),
        }
    return {
        "title": "Reported Russian air strikes in Syria before and after the 4 May deal",
        "subtitle": "19 days before, and 19 days from, the signing of the de-escalation "
        "memorandum on 4 May 2017. Each mark is one reported strike.",
        "alt": "Two maps of Syria: six strikes before the deal, mostly in Idlib; five after it.",
        "unit": "strikes",
        "notes": (
            Note("sources", "Sources: rows invented for tests, each with its own reference."),
            Note("zones", "Zones: interpolated from who held which town; not a front line."),
            Note(
                "set aside",
                "Set aside: 3 of 17 rows (1 date range across the event, 1 outside the windows, "
                "1 without a place).",
            ),
            Note("caveat", "An absent strike is not no strike."),
            Note("boundaries", "Boundaries: no endorsement implied."),
        ),
    }


def _north_west() -> Extent:
    return extent(35.95, 35.1, 37.3, 36.5)


def _ground(lang: str) -> Ground:
    land = box(30, 28, 46, 40).difference(SEA)
    lake = Polygon([(38.0, 36.25), (38.05, 36.0), (38.45, 35.85), (38.5, 35.95), (38.15, 36.2)])
    names = {
        "en": ("Damascus", "Aleppo", "Idlib", "Hama", "Homs", "Raqqa", "Deir ez-Zor", "Palmyra"),
        "ar": ("دمشق", "حلب", "إدلب", "حماة", "حمص", "الرقة", "دير الزور", "تدمر"),
    }[lang]
    return Ground(
        land=land,
        country=COUNTRY,
        outline=COUNTRY.exterior,
        borders=MultiLineString([[(38.8, 33.4), (39.2, 32.2)], [(42.3, 37.2), (44.5, 37.2)]]),
        disputed=LineString([(35.62, 33.25), (35.8, 33.3)]),
        admin=MultiLineString([[(37.3, 36.6), (37.2, 35.2)], [(38.9, 36.7), (38.7, 35.2)]]),
        rivers=EUPHRATES,
        lakes=lake,
        areas=(
            Overlay(
                "الجولان (تحت الاحتلال الإسرائيلي)" if lang == "ar" else "Golan (Israeli-occupied)",
                GOLAN,
                "#6B7280",
                0.8,
                True,
            ),
        ),
        places=Places(
            names=names,
            lon=np.array([36.29, 37.16, 36.63, 36.75, 36.72, 39.01, 40.14, 38.27]),
            lat=np.array([33.51, 36.20, 35.93, 35.13, 34.73, 35.95, 35.34, 34.56]),
            rank=np.array([0, 0, 0, 1, 0, 0, 0, 0], dtype=np.int32),
        ),
    )


def _panels(lang: str) -> tuple[Panel, ...]:
    word = _SAID[lang]
    dates = {
        "en": ("15 April – 3 May 2017", "4 – 22 May 2017"),
        "ar": ("15 نيسان – 3 أيار 2017", "4 – 22 أيار 2017"),
    }[lang]
    counts = {
        "en": (
            ("6 strikes named as Russian", '1 "government or Russia"'),
            ("5 strikes named as Russian", '1 "government or Russia"'),
        ),
        "ar": (
            ("6 ضربات منسوبة إلى روسيا", "1 «الحكومة أو روسيا»"),
            ("5 ضربات منسوبة إلى روسيا", "1 «الحكومة أو روسيا»"),
        ),
    }[lang]
    notes = {
        "en": ("zones as of 30 April 2017", "zones as of 15 May 2017"),
        "ar": ("المناطق كما في 30 نيسان 2017", "المناطق كما في 15 أيار 2017"),
    }[lang]
    return (
        Panel(
            "before", word["before"], dates[0], counts[0], notes[0], 0, EVENT_DAY - 19, EVENT_DAY
        ),
        Panel("after", word["after"], dates[1], counts[1], notes[1], 1, EVENT_DAY, EVENT_DAY + 19),
    )


def _mark_styles(lang: str) -> tuple[MarkStyle, ...]:
    labels = {
        "en": (
            "high confidence (3+ outlets)",
            "medium",
            "low (one outlet)",
            "claimed by the attacker only",
            "declared by the attacker",
            "government or Russia",
        ),
        "ar": (
            "ثقة عالية",
            "متوسطة",
            "منخفضة",
            "ادعاء المهاجم وحده",
            "أعلنها المهاجم",
            "الحكومة أو روسيا",
        ),
    }[lang]
    red, grey = "#B3131B", "#4B5563"
    return (
        MarkStyle("high", labels[0], "circle", 7.0, red, "#FFFFFF", 0.6, 5),
        MarkStyle("medium", labels[1], "circle", 5.0, red, "#FFFFFF", 0.5, 4),
        MarkStyle("low", labels[2], "circle", 5.5, "", red, 1.2, 3),
        MarkStyle("claim", labels[3], "triangle", 6.5, "", red, 1.2, 3),
        MarkStyle("declared", labels[4], "square", 6.0, red, "#FFFFFF", 0.6, 3),
        MarkStyle("alternative", labels[5], "diamond", 6.5, "", grey, 1.2, 2),
    )


def _marks() -> Marks:
    rows = [
        # lon, lat, panel, style, day from the event, length, radius, coarse, near front
        (36.65, 35.95, 0, 0, -15, 0, 2, False, False),
        (36.62, 35.66, 0, 1, -12, 0, 2, False, False),
        (36.60, 35.66, 0, 2, -10, 1, 5, False, True),
        (36.60, 35.66, 0, 2, -10, 0, 5, False, False),
        (37.30, 34.90, 0, 2, -6, 0, 25, True, False),
        (36.45, 35.45, 0, 4, -3, 0, 5, False, False),
        (36.70, 35.40, 0, 5, -2, 0, 5, False, True),
        (40.15, 35.38, 1, 0, 2, 0, 2, False, True),
        (40.32, 35.10, 1, 1, 5, 0, 5, False, False),
        (37.70, 34.95, 1, 2, 8, 2, 20, True, False),
        (40.00, 35.30, 1, 3, 12, 0, 10, False, False),
        (38.00, 36.00, 1, 2, 14, 0, 5, False, False),
        (38.15, 35.90, 1, 5, 16, 0, 5, False, False),
        (36.60, 35.70, -1, 2, 30, 0, 5, False, False),
    ]
    lon, lat, panel, style, start, length, radius, coarse, near = zip(*rows, strict=True)
    day_start = np.array(start, dtype=np.int32) + EVENT_DAY
    return Marks(
        id=tuple(f"s{i + 1}" for i in range(len(rows))),
        lon=np.array(lon),
        lat=np.array(lat),
        panel=np.array(panel, dtype=np.int32),
        style=np.array(style, dtype=np.int32),
        group=np.where(np.array(lon) < 37, 0, 1).astype(np.int32),
        day_start=day_start,
        day_end=day_start + np.array(length, dtype=np.int32),
        radius_km=np.array(radius, dtype=float),
        coarse=np.array(coarse),
        near_front=np.array(near),
    )


def _popups() -> Popups:
    n = len(_marks())
    return Popups(
        title=tuple(f"Place {i + 1}" for i in range(n)),
        columns=(
            PopupColumn("date", "Date", tuple(f"{i + 1} May 2017" for i in range(n))),
            PopupColumn("source", "Source", tuple("invented" if i % 3 else "" for i in range(n))),
        ),
        url=tuple(f"https://example.org/{i}" if i % 2 else "" for i in range(n)),
        url_label="Source",
    )


def _sides(lang: str) -> tuple[SideStyle, ...]:
    labels = {
        "en": ("Government and allies", "Opposition", "ISIS", "SDF", "US-backed", "Contested"),
        "ar": ("الحكومة وحلفاؤها", "المعارضة", "داعش", "قسد", "مدعومة أمريكيا", "متنازع عليها"),
    }[lang]
    return (
        SideStyle("government", labels[0], "#F2C6C4", "none", "#F2C6C4"),
        SideStyle("opposition", labels[1], "#F4E19A", "lines", "#DDC25F"),
        SideStyle("isis", labels[2], "#B9B7B2", "none", "#B9B7B2"),
        SideStyle("sdf", labels[3], "#CFC2E3", "hatch", "#B9A7D6"),
        SideStyle("us", labels[4], "#B7A5D6", "dots", "#6B3FA0"),
        SideStyle("contested", labels[5], "#FBFAF7", "crosshatch", "#6B7280"),
    )


def _zone_layers(lang: str) -> tuple[ZoneLayer, ...]:
    names = {
        "en": ("Government", "Opposition", "ISIS", "SDF", "al-Tanf", "Contested"),
        "ar": ("الحكومة", "المعارضة", "داعش", "قسد", "التنف", "متنازع عليها"),
    }[lang]
    idlib = box(35.95, 35.2, 37.1, 36.4).intersection(COUNTRY)
    tanf = Point(38.66, 33.5).buffer(0.5).intersection(COUNTRY)
    layers = []
    for as_of, front in (("2017-04-30", 38.6), ("2017-05-15", 38.9)):
        sdf = box(front, 35.95, 42.5, 37.5).intersection(COUNTRY)
        isis = box(38.2, 34.2, 41.5, 35.95).intersection(COUNTRY)
        contested = box(37.3, 35.9, front, 36.5).intersection(COUNTRY)
        rest = COUNTRY.intersection(box(35, 32, 38.2, 36))
        rest = rest.difference(shapely.union_all([idlib, tanf, contested]))
        geometry = (rest, idlib, isis.difference(tanf), sdf, tanf, contested)
        points = [zone.representative_point() for zone in geometry]
        layers.append(
            ZoneLayer(
                as_of=as_of,
                names=names,
                side=np.arange(6, dtype=np.int32),
                geometry=geometry,
                label_lon=np.array([p.x for p in points[:-1]] + [np.nan]),
                label_lat=np.array([p.y for p in points[:-1]] + [np.nan]),
            )
        )
    return tuple(layers)


def _legend(lang: str) -> tuple[LegendGroup, ...]:
    heads = {
        "en": ("Strikes, by confidence", "Who held the ground", "Lines"),
        "ar": ("الضربات بحسب الثقة", "من يسيطر على الأرض", "خطوط"),
    }[lang]
    words = {
        "en": ("location known to > 10 km", "near a front line", "no town listed", "Golan"),
        "ar": ("الموقع معروف بأكثر من 10 كم", "قرب خط جبهة", "لا بلدة مسجلة", "الجولان"),
    }[lang]
    styles, sides = _mark_styles(lang), _sides(lang)
    marks = _marks()
    counts = [
        tuple(int(((marks.style == s) & (marks.panel == p)).sum()) for p in (0, 1))
        for s in range(len(styles))
    ]
    return (
        LegendGroup(
            heads[0],
            (
                *(LegendEntry("mark", i, style.label, counts[i]) for i, style in enumerate(styles)),
                LegendEntry("disc", -1, words[0], (1, 1)),
                LegendEntry("ring", -1, words[1], (2, 1)),
            ),
        ),
        LegendGroup(
            heads[1],
            (
                *(LegendEntry("side", i, side.label, ()) for i, side in enumerate(sides)),
                LegendEntry("blank", -1, words[2], ()),
            ),
        ),
        LegendGroup(
            heads[2],
            (
                LegendEntry(
                    "overlay",
                    0,
                    "55 كم حول التنف" if lang == "ar" else "55 km around al-Tanf",
                    (),
                ),
                LegendEntry("area", 0, words[3], ()),
            ),
        ),
    )


def _timeline(lang: str) -> Timeline:
    marks = _marks()
    first = EVENT_DAY - 25
    per_day = {key: np.zeros(60) for key in (0, 1, "apart")}
    for start, end, style, group in zip(
        marks.day_start, marks.day_end, marks.style, marks.group, strict=True
    ):
        key = "apart" if style == 5 else int(group)
        per_day[key][start - first : end - first + 1] += 1 / (end - start + 1)
    labels = {
        "en": ("named as Russian", "either", "Opposition", "ISIS"),
        "ar": ("منسوبة إلى روسيا", "أحدهما", "المعارضة", "داعش"),
    }[lang]
    apart = Series(labels[1], "#4B5563", per_day["apart"], hollow=True)
    sides = _sides(lang)
    zones = (
        Series(labels[2], "#8A7430", per_day[0], style=sides[1]),
        Series(labels[3], "#6E6C68", per_day[1], style=sides[2]),
    )
    ticks = {"en": ("15 April", "1 May", "15 May", "1 June"), "ar": ("15 نيسان", "1 أيار")}[lang]
    at = (day(2017, 4, 15), day(2017, 5, 1), day(2017, 5, 15), day(2017, 6, 1))
    return Timeline(
        label=_SAID[lang]["per_day"],
        day_start=first,
        event_day=EVENT_DAY,
        event_label=f"{_SAID[lang]['event']}, 4 May" if lang == "en" else _SAID[lang]["event"],
        series=(
            Series(labels[0], "#B3131B", per_day[0] + per_day[1]),
            apart,
        ),
        ticks=tuple(zip(at, ticks, strict=False)),
        by_zone=Breakdown((*zones, apart), (0, 1, -1), 2),
    )


def _table(lang: str) -> Table:
    if lang == "ar":
        rows = (("شمال غرب", "5", "0"),)
        return Table("الضربات", ("منطقة", "قبل", "بعد"), rows, ("zone", "n_before", "n_after"))
    return Table(
        "Strikes by region, 19 days before and after",
        ("region", "before", "after", "rate ratio (95 % interval)"),
        (("north-west", "5", "0", "0 (0 to 0.9)"), ("all", "6", "5", "0.83 (0.2 to 3.3)")),
        ("zone", "n_before", "n_after", "ci_adjusted"),
    )


def _sentences(lang: str) -> Sentences:
    if lang == "ar":
        return Sentences(
            counts={"one": ("", "n", " ضربة"), "other": ("", "n", " ضربات")},
            apart=("", "n", " «الحكومة أو روسيا»"),
            days={"other": ("", "n", " يوماً")},
            title=("الضربات قبل ", "day", " وبعده"),
            subtitle=("", "before", " قبله و", "after", " بعده."),
            moved=("القطع عند ", "day", ": ", "before", " قبله و", "after", " بعده."),
        )
    return Sentences(
        counts={
            "one": ("", "n", " strike named as Russian"),
            "other": ("", "n", " strikes named as Russian"),
        },
        apart=("", "n", ' "government or Russia"'),
        days={"one": ("", "n", " day"), "other": ("", "n", " days")},
        title=("Strikes before and after ", "day", ""),
        subtitle=("", "before", " before and ", "after", " after."),
        moved=("Cut on ", "day", ": ", "before", " before and ", "after", " after."),
    )
