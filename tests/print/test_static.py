"""The print: every word readable, every mark drawn, the same bytes for the same map."""

from __future__ import annotations

import dataclasses
import functools
import io
import itertools
import re
import subprocess
import sys
import threading
import xml.etree.ElementTree as ET
import zlib

import matplotlib
import numpy as np
import pyproj
import pytest
import spec_samples
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.text import Text
from PIL import Image

from strikemap.errors import MapError
from strikemap.paint.print import marks, static
from strikemap.paint.print.formats import FORMATS
from strikemap.paint.print.legend import legend
from strikemap.sheet import house_style
from strikemap.spec import DISC_EDGE, DISC_FILL
from strikemap.words.languages import codes
from strikemap.words.phrases import phrase

SPECS = {
    "english": spec_samples.spec,
    "arabic": spec_samples.arabic,
    "hostile": spec_samples.hostile,
    "single": spec_samples.single,
    "three": lambda: spec_samples.periods(3),
    "five": lambda: spec_samples.periods(5),
}


@functools.cache
def printed(name: str):
    """Return a figure that tests only look at."""
    return static.figure(SPECS[name]())


def written(spec, suffix, **kwargs) -> bytes:
    stream = io.BytesIO()
    static.write(spec, stream, suffix=suffix, dpi=60, **kwargs)
    return stream.getvalue()


def words(figure) -> list[Text]:
    found = [text for text in figure.findobj(Text) if text.get_text() and text.get_visible()]
    return [text for text in found if text.get_gid() != "halo"]


def lines_by_gid(axes, prefix) -> dict[str, int]:
    lines = [line for line in axes.lines if (line.get_gid() or "").startswith(prefix)]
    return {line.get_gid().removeprefix(prefix + " "): len(line.get_xdata()) for line in lines}


def strikes_on(axes) -> int:
    """Return how many strikes the signs of a map stand for, those with a number included."""
    numbered = [line.get_gid() for line in axes.lines if str(line.get_gid()).startswith("spots ")]
    alone = sum(lines_by_gid(axes, "marks").values())
    return alone + sum(int(gid.split()[-1]) for gid in numbered)


def panel_axes(figure) -> list:
    return [axes for axes in figure.axes if (axes.get_gid() or "").startswith("panel ")]


@pytest.mark.parametrize(
    ("name", "paper"),
    [
        *itertools.product(("english",), FORMATS),
        *itertools.product(("arabic", "hostile"), ("report", "single-column", "slide")),
        *itertools.product(("single", "three", "five"), ("report",)),
    ],
)
def test_no_words_are_clipped_or_touch_other_words(name, paper):
    figure = static.figure(
        SPECS[name](), dpi=100, format=paper, furniture=("graticule", "north-arrow")
    )
    with house_style.applied():
        renderer = figure.canvas.get_renderer()
        boxes = [(text, text.get_window_extent(renderer)) for text in words(figure)]
    assert len(boxes) > 15
    for text, box in boxes:
        inside = figure.bbox.padded(0.5)
        assert inside.containsx(box.x0), text
        assert inside.containsx(box.x1), text
        assert inside.containsy(box.y0), text
        assert inside.containsy(box.y1), text
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        # 1 pixel: the extent is rounded up to whole pixels
        apart = a.x1 - 1 <= b.x0 or b.x1 - 1 <= a.x0 or a.y1 - 1 <= b.y0 or b.y1 - 1 <= a.y0
        assert apart, (one.get_text(), other.get_text())


@pytest.mark.parametrize("paper", FORMATS)
def test_names_on_the_map_do_not_touch_marks(paper):
    spec = spec_samples.spec()
    figure = static.figure(spec, dpi=100, format=paper)
    renderer = figure.canvas.get_renderer()
    checked = 0
    for axes in panel_axes(figure):
        labels = [text for text in axes.texts if text.get_gid() == "label"]
        for line in axes.lines:
            if not (line.get_gid() or "").startswith("marks "):
                continue
            radius = line.get_markersize() / 2 * 100 / 72
            for x, y in axes.transData.transform(line.get_xydata()):
                for label in labels:
                    box = label.get_window_extent(renderer)
                    dx = max(box.x0 - x, x - box.x1, 0)
                    dy = max(box.y0 - y, y - box.y1, 0)
                    assert np.hypot(dx, dy) > radius - 1, label
                    checked += 1
    assert checked > 50


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_the_same_map_gives_the_same_bytes(suffix):
    assert written(spec_samples.spec(), suffix) == written(spec_samples.spec(), suffix)


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_another_map_gives_other_bytes(suffix):
    assert written(spec_samples.spec(), suffix) != written(spec_samples.single(), suffix)


def test_every_mark_of_every_class_is_drawn_once_per_panel():
    spec = spec_samples.spec()
    figure = printed("english")
    for index, axes in enumerate(panel_axes(figure)):
        here = spec.marks.panel == index
        expected = {
            style.key: int((here & (spec.marks.style == code)).sum())
            for code, style in enumerate(spec.mark_styles)
        }
        assert lines_by_gid(axes, "marks") == {key: n for key, n in expected.items() if n}
        ringed = here & spec.marks.near_front
        assert sum(lines_by_gid(axes, "rings").values()) == ringed.sum()
        assert sum(map(circles_of, discs_of(axes))) == (here & spec.marks.coarse).sum()


def test_a_disc_has_the_radius_of_its_location_on_the_ground():
    axes = panel_axes(printed("english"))[0]
    (disc,) = discs_of(axes)
    assert disc.get_path().get_extents().width / 2 == pytest.approx(25_000, rel=2e-3)


def discs_of(axes) -> list[PathPatch]:
    return [one for one in axes.patches if str(one.get_gid()).startswith("discs ")]


def circles_of(disc: PathPatch) -> int:
    return int((disc.get_path().codes == Path.MOVETO).sum())


@pytest.mark.parametrize(("copies", "step"), [(1, 0.0), (40, 0.01)])
def test_discs_that_overlap_are_no_darker_than_one(copies: int, step: float):
    full = spec_samples.single()
    one = np.flatnonzero(full.marks.coarse & (full.marks.panel == 0))[:1]
    rows = np.repeat(one, copies)
    marks = full.marks
    columns = {
        name: getattr(marks, name)[rows]
        for name in ("lon", "lat", "panel", "style", "group", "day_start", "day_end")
    }
    spread = dataclasses.replace(
        marks,
        id=tuple(map(str, range(copies))),
        **{**columns, "lon": columns["lon"] + step * np.arange(copies)},
        **{name: getattr(marks, name)[rows] for name in ("radius_km", "coarse", "near_front")},
    )
    (axes,) = panel_axes(static.figure(dataclasses.replace(full, marks=spread)))
    (disc,) = discs_of(axes)
    assert circles_of(disc) == copies
    assert disc.get_facecolor()[3] == DISC_FILL
    assert disc.get_edgecolor()[3] == DISC_EDGE


def test_every_zone_of_the_panels_own_layer_is_drawn():
    spec = spec_samples.spec()
    for index, axes in enumerate(panel_axes(printed("english"))):
        layer = spec.zone_layers[spec.panels[index].zone_layer]
        (zones,) = (c for c in axes.collections if c.get_gid() == "zones")
        assert len(zones.get_paths()) == len(layer.geometry)
        patterned = [c for c in axes.collections if c.get_gid() == "patterns"]
        assert len(patterned) == sum(side.pattern != "none" for side in spec.sides)
        assert all(c.get_hatch() for c in patterned)


def test_marks_on_one_spot_end_side_by_side_and_lone_marks_stay():
    from strikemap.paint.print.formats import FORMATS
    from strikemap.paint.print.panel import plan
    from strikemap.paint.print.placing import apart, placed

    spec = spec_samples.spec()
    shared = plan(spec, FORMATS["report"], 370, 340)
    true = placed(spec, shared.projection, 0)
    shown = apart(spec, shared.frame, true)
    across, down = shared.frame.points(shown.x, shown.y)
    twins = [list(true.rows).index(row) for row in (2, 3)]
    assert np.hypot(*(np.diff(across[twins]), np.diff(down[twins])))[0] > 0.75 * 5.5
    lone = list(true.rows).index(4)
    assert (shown.x[lone], shown.y[lone]) == (true.x[lone], true.y[lone])
    a, d = shared.frame.points(true.x, true.y)
    assert np.hypot(across - a, down - d).max() < 10


def test_every_word_of_the_spec_is_on_the_sheet():
    spec = spec_samples.spec()
    said = " ".join(text.get_text() for text in words(printed("english")))
    wanted = [spec.title, spec.subtitle, *(note.text for note in spec.notes)]
    wanted += [entry.label for group in spec.legend for entry in group.entries]
    wanted += [group.title for group in spec.legend]
    wanted += [panel.zones_note for panel in spec.panels]
    wanted += [panel.heading for panel in spec.panels] + [panel.dates for panel in spec.panels]
    wanted += [count for panel in spec.panels for count in panel.counts]
    wanted += [spec.timeline.event_label, spec.timeline.label, spec.insets[0].label]
    for text in wanted:
        assert all(word in said for word in text.split()), text
    counts = [str(n) for group in spec.legend for entry in group.entries for n in entry.counts]
    assert len([t for t in words(printed("english")) if t.get_text() in counts]) >= len(counts)


def test_hidden_axes_leave_no_words_behind():
    assert all(not axes.get_title() for axes in printed("english").axes)


def test_words_are_words_in_svg():
    root = ET.fromstring(written(spec_samples.spec(), ".svg"))
    said = " ".join("".join(e.itertext()) for e in root.iter("{http://www.w3.org/2000/svg}text"))
    for text in ("Damascus", "Golan", "De-escalation deal, 4 May", "zones as of 15 May 2017"):
        assert text in said


def test_words_are_words_in_pdf():
    data = written(spec_samples.spec(), ".pdf")
    assert b"/CIDFontType2" in data
    assert b"/ToUnicode" in data
    assert b"/Type3" not in data
    streams = re.findall(rb"stream\r?\n(.*?)endstream", data, re.S)
    shown = sum(len(re.findall(rb"T[jJ]\s", inflated(stream))) for stream in streams)
    assert shown > 60


def inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


def test_files_carry_title_description_and_provenance_but_no_time():
    png = Image.open(io.BytesIO(written(spec_samples.spec(), ".png")))
    assert png.info["Title"] == spec_samples.spec().title
    assert png.info["Description"] == spec_samples.spec().alt
    assert "0" * 64 in png.info["Comment"]
    pdf = written(spec_samples.spec(), ".pdf")
    assert b"CreationDate" not in pdf
    assert b"dc:date" not in written(spec_samples.spec(), ".svg")


def test_a_hostile_map_is_still_a_well_formed_svg_without_scripts():
    root = ET.fromstring(written(spec_samples.hostile(), ".svg"))
    tags = {element.tag.split("}")[-1] for element in root.iter()}
    assert not tags & {"script", "a", "image", "foreignObject"}


def test_a_dollar_sign_is_a_dollar_sign():
    said = {text.get_text() for text in words(printed("hostile"))}
    assert r"$\frac{1}{0}$ costs $5 and $6" in said


def test_the_users_settings_neither_leak_into_the_print_nor_change():
    calm = written(spec_samples.spec(), ".png")
    odd = {
        "axes.facecolor": "lime",
        "font.family": ["monospace"],
        "font.size": 30,
        "axes.grid": True,
        "savefig.bbox": "tight",
        "savefig.facecolor": "lime",
        "lines.linewidth": 9,
        "patch.edgecolor": "lime",
        "text.color": "lime",
        "path.sketch": (5, 5, 5),
        "hatch.linewidth": 9,
    }
    with matplotlib.rc_context(odd):
        before = dict(matplotlib.rcParams)
        assert written(spec_samples.spec(), ".png") == calm
        assert dict(matplotlib.rcParams) == before


def test_prints_made_in_threads_are_the_same():
    alone = written(spec_samples.single(), ".svg")
    results: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: results.append(written(spec_samples.single(), ".svg")))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [alone] * 3


def test_pyplot_is_never_imported_and_the_figure_shows_itself():
    code = (
        "import sys; sys.path[:0] = sys.argv[1:]\n"
        "import spec_samples\n"
        "from strikemap.paint.print import static\n"
        "figure = static.figure(spec_samples.single(), dpi=40)\n"
        "assert figure._repr_png_().startswith(b'\\x89PNG')\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
        "assert 'mapclassify' not in sys.modules\n"
    )
    where = [str(p) for p in sys.path if p]
    subprocess.run([sys.executable, "-c", code, *where], check=True)


def test_arabic_is_mirrored():
    figure = printed("arabic")
    renderer = figure.canvas.get_renderer()
    middle = figure.bbox.width / 2
    place = {t.get_text().strip("\u200f"): t.get_window_extent(renderer) for t in words(figure)}
    spec = spec_samples.arabic()
    assert place[spec.title].x1 == pytest.approx(figure.bbox.width - 30 * 150 / 72, abs=3)
    first, second = (axes.get_position() for axes in panel_axes(figure))
    assert first.x0 > second.x0
    assert place[spec.legend[0].title].x0 > middle


def test_an_arabic_line_that_begins_with_a_latin_name_still_runs_from_right_to_left():
    from strikemap.sheet.sheet import Sheet

    line = "Syria: 5 ضربات"
    marked = Sheet(200, 50, dpi=72, rtl=True).text(0, 20, line, 20, colour="#000000").get_text()
    assert ink_of(marked) != ink_of(line)
    assert ink_of(marked) == ink_of("\u200f" + line)


def test_isolates_are_kept_in_pairs_only():
    from strikemap.sheet.lettering import plain

    assert plain("\u2068Russia\u2069: 40") == "\u2068Russia\u2069: 40"
    assert plain("\u2068Russia: 40") == "Russia: 40"


def test_arabic_needs_no_reshaping():
    from strikemap.sheet.lettering import width

    joined = width("حلب", 20)
    assert joined < 0.9 * sum(width(letter, 20) for letter in "حلب")
    # Reshaped and reversed text, as older versions needed it, would be another string.
    said = {text.get_text() for text in words(printed("arabic"))}
    assert "حلب" in said
    # The same ink whether a word is alone or follows a mark that sets the direction.
    assert ink_of("حلب") == ink_of("\u200fحلب")
    assert ink_of("حلب") != ink_of("بلح")


def ink_of(text: str) -> bytes:
    figure = Figure(figsize=(2.5, 0.5), dpi=72)
    canvas = FigureCanvasAgg(figure)
    figure.text(0.1, 0.3, text, family="DejaVu Sans", size=20)
    canvas.draw()
    return bytes(canvas.buffer_rgba())


def test_the_map_is_drawn_on_the_callers_own_axes():
    spec = spec_samples.spec()
    figure = Figure(figsize=(8, 4))
    axes = figure.subplots(1, 2)
    assert static.figure(spec, axs=axes) is figure
    assert sum(sum(lines_by_gid(ax, "marks").values()) for ax in axes) == 13
    assert axes[0].get_title(loc="left").startswith("Before")


def test_one_axes_per_panel_is_asked_for():
    with pytest.raises(MapError, match="2 panels and was given 1") as caught:
        static.figure(spec_samples.spec(), axs=Figure().subplots())
    assert caught.value.code == "AXES_COUNT"


@pytest.mark.parametrize(
    ("kwargs", "code"),
    [
        ({"format": "a0"}, "FORMAT_UNKNOWN"),
        ({"layout": "spiral"}, "LAYOUT_UNKNOWN"),
        ({"furniture": ["compass rose"]}, "FURNITURE_UNKNOWN"),
    ],
)
def test_an_unknown_format_or_layout_is_named(kwargs, code):
    with pytest.raises(MapError) as caught:
        static.figure(spec_samples.single(), **kwargs)
    assert caught.value.code == code


def test_meridians_and_parallels_run_where_they_should():
    spec = spec_samples.spec()
    axes = panel_axes(static.figure(spec, furniture=["graticule"]))[0]
    lines = [line for line in axes.lines if line.get_gid() == "graticule"]
    back = pyproj.Transformer.from_crs(spec.extent.crs, "EPSG:4326", always_xy=True)
    found = set()
    for line in lines:
        lon, lat = back.transform(*line.get_data())
        still = lon if np.ptp(lon) < np.ptp(lat) else lat
        assert np.ptp(still) < 1e-6
        found.add(("lon" if still is lon else "lat", round(float(still[0]), 6)))
    assert found == {("lon", float(n)) for n in range(36, 43)} | {
        ("lat", float(n)) for n in range(32, 38)
    }
    assert not [t for t in panel_axes(static.figure(spec))[0].lines if t.get_gid() == "graticule"]


def test_the_north_arrow_points_north_where_it_stands():
    spec = spec_samples.spec()
    axes = panel_axes(static.figure(spec, furniture=["north-arrow"]))[0]
    (arrow,) = (patch for patch in axes.patches if patch.get_gid() == "north arrow")
    tip, _, notch, *_ = arrow.get_xy()
    back = pyproj.Transformer.from_crs(spec.extent.crs, "EPSG:4326", always_xy=True)
    (lon0, lon1), (lat0, lat1) = back.transform(*np.array([notch, tip]).T)
    assert lat1 > lat0
    assert abs(lon1 - lon0) < 1e-3 * (lat1 - lat0)


def test_an_unknown_suffix_is_named():
    with pytest.raises(MapError, match=r"\.png, \.svg, \.pdf"):
        static.write(spec_samples.single(), io.BytesIO(), suffix=".gif")


@pytest.mark.parametrize(("paper", "inches"), [("slide", (13.33, 7.5)), ("social", (8, 10))])
def test_slides_and_posts_keep_their_size(paper, inches):
    figure = static.figure(spec_samples.spec(), format=paper)
    assert figure.get_size_inches() == pytest.approx(inches, abs=0.01)


@pytest.mark.parametrize(("paper", "width"), [("single-column", 85 / 25.4), ("double-column", 7.2)])
def test_journal_columns_have_their_width_and_legible_words(paper, width):
    figure = static.figure(spec_samples.spec(), format=paper)
    assert figure.get_size_inches()[0] == pytest.approx(width, abs=0.02)
    assert min(text.get_fontsize() for text in words(figure)) >= 5.5


def test_a_column_stacks_the_maps():
    first, second = (
        axes.get_position()
        for axes in panel_axes(static.figure(spec_samples.spec(), layout="column"))
    )
    assert first.x0 == second.x0
    assert first.y0 > second.y1


def crowded(n: int):
    """Return the map with ``n`` more low-confidence strikes on one spot of the first panel."""
    spec = spec_samples.many(2)
    full = spec_samples.many(n)
    marks = dataclasses.replace(
        full.marks,
        lon=np.full(n, 38.0),
        lat=np.full(n, 34.0),
        panel=np.zeros(n, dtype=np.int32),
        style=np.full(n, 2, dtype=np.int32),
    )
    return dataclasses.replace(spec, marks=marks, popups=full.popups, insets=())


def test_a_few_strikes_on_one_spot_are_fanned_out_and_many_become_a_number():
    few = panel_axes(static.figure(crowded(7)))[0]
    assert lines_by_gid(few, "marks") == {"low": 7}
    many = panel_axes(static.figure(crowded(60)))[0]
    assert lines_by_gid(many, "marks") == {}
    assert lines_by_gid(many, "spots") == {"low 60": 1}
    assert [t.get_text() for t in many.texts if t.get_gid() == "number"] == ["60"]


def test_more_than_a_hundred_thousand_strikes_are_stamped_where_they_are(monkeypatch):
    from strikemap.paint.print import marks

    monkeypatch.setattr(marks, "MANY", 1000)
    spec = spec_samples.many(3000)
    axes = panel_axes(static.figure(spec, dpi=100))[0]
    (image,) = (picture for picture in axes.images if picture.get_gid() == "stamps")
    opacity = np.asarray(image.get_array())[..., 3]
    left, right, bottom, top = image.get_extent()
    here = spec.marks.panel == 0
    x, y = placed_metres(spec, here)
    inside = (x > left) & (x < right) & (y > bottom) & (y < top)
    column = ((x - left) / (right - left) * opacity.shape[1]).astype(int)[inside]
    row = ((top - y) / (top - bottom) * opacity.shape[0]).astype(int)[inside]
    assert inside.sum() > 1000
    assert (opacity[row, column] > 100).all()
    assert (opacity == 0).mean() > 0.3


def placed_metres(spec, rows):
    to_map = pyproj.Transformer.from_crs("EPSG:4326", spec.extent.crs, always_xy=True)
    return to_map.transform(spec.marks.lon[rows], spec.marks.lat[rows])


def test_coloured_areas_are_drawn_with_their_numbers():
    spec = spec_samples.difference()
    axes = panel_axes(static.figure(spec))[0]
    (cells,) = (c for c in axes.collections if c.get_gid() == "cells")
    assert len(cells.get_paths()) == len(spec.cell_layers[0].geometry)
    said = {t.get_text() for t in axes.texts}
    assert {"5 → 0", "0 → 3", "1 → 1"} <= said


def coloured_width(size, edge, stroke) -> float:
    """Return how wide a mark is without a white edge, and with one of its own colour."""
    return round(float(size + stroke * (-1 if to_hex(edge) == "#ffffff" else 1)), 3)


def test_a_sign_with_a_number_has_the_shape_of_its_class_and_the_strokes_of_its_group() -> None:
    style = dataclasses.replace(
        spec_samples.spec().mark_styles[0], shape="diamond", spokes=(0, 180)
    )
    plain, numbered = (marks.marker(style, size=20.0, numbered=told) for told in (False, True))
    corners = [line.get_marker().vertices for line in (plain, numbered)]
    assert len(corners[0]) == len(corners[1]) == 5 + 2 * 2
    assert np.allclose(corners[0][:5], corners[1][:5])
    assert np.allclose(corners[0][5], 0)
    assert np.hypot(*corners[1][5]) > 0.3
    alone = marks.marker(dataclasses.replace(style, spokes=()), size=20.0)
    assert alone.get_marker() == "D"
    assert np.allclose(plain._marker.get_transform().transform(corners[0]), corners[0])


def test_sized_marks_have_the_size_of_their_legend():
    spec = spec_samples.sized()
    figure = static.figure(spec)
    axes = panel_axes(figure)[0]
    drawn = {
        coloured_width(float(size), c.get_edgecolors()[0], c.get_linewidths()[0])
        for c in axes.collections
        if (c.get_gid() or "").startswith("marks ") and isinstance(c, PathCollection)
        for size in np.sqrt(c.get_sizes())
    }
    circles = spec.marks.style < 3
    wanted = spec.marks.diameter_pt[(spec.marks.panel == 0) & circles]
    assert {round(float(size), 3) for size in wanted} <= drawn
    rings = [c for c in axes.collections if (c.get_gid() or "").startswith("rings ")]
    near = (spec.marks.panel == 0) & spec.marks.near_front
    assert sum(len(c.get_offsets()) for c in rings) == near.sum() > 0
    signs = [coloured_width(*drawn_as(line)) for line in figure.findobj(Line2D)]
    assert {entry.diameter_pt for entry in spec.legend[0].entries} <= set(signs)


def drawn_as(line):
    return line.get_markersize(), line.get_markeredgecolor(), line.get_markeredgewidth()


def test_signs_of_the_legend_do_not_touch_one_another():
    figure = static.figure(spec_samples.sized())
    signs = [
        (line.get_window_extent().y0 + line.get_window_extent().y1, line.get_markersize())
        for line in figure.findobj(Line2D)
        if line.axes is None and coloured_width(*drawn_as(line)) in (4, 10, 20)
    ]
    heights = sorted((centre / 2, size * 150 / 72) for centre, size in signs)
    assert len(heights) == 3
    for (low, small), (high, large) in itertools.pairwise(heights):
        assert high - low >= (small + large) / 2


def test_marks_of_two_classes_differ_in_more_than_colour():
    seen = [(s.shape, bool(s.fill), s.diameter_pt) for s in spec_samples.spec().mark_styles]
    assert len(set(seen)) == len(seen)


def embedded_case(**look):
    import strikemap as sm

    return sm.before_after(
        sm.load_dataset("syria_2017_strikes"),
        sm.Event("De-escalation deal", "2017-05-04"),
        zones=sm.load_dataset("syria_2017_control"),
        where={"attacker": "Russia"},
        alternatives=True,
        **look,
    )


@pytest.mark.parametrize(("lang", "paper"), [("en", "report"), ("ar", "slide")])
def test_the_embedded_case_is_printed_without_words_that_touch(lang, paper):
    insets = [(36.0, 35.0, 37.4, 36.5), (39.0, 35.0, 40.6, 36.2)]
    drawn = embedded_case(insets=insets, lang=lang)
    figure = static.figure(drawn.spec, dpi=100, format=paper)
    with house_style.applied():
        renderer = figure.canvas.get_renderer()
        boxes = [(text, text.get_window_extent(renderer)) for text in words(figure)]
    assert len(boxes) > 80
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        apart = a.x1 - 1 <= b.x0 or b.x1 - 1 <= a.x0 or a.y1 - 1 <= b.y0 or b.y1 - 1 <= a.y0
        assert apart, (one.get_text(), other.get_text())
    assert [strikes_on(axes) for axes in panel_axes(figure)] == [54, 23]


def test_names_stand_clear_of_the_frames_of_maps_and_insets():
    drawn = embedded_case()
    figure = static.figure(drawn.spec, dpi=100)
    checked = 0
    with house_style.applied():
        renderer = figure.canvas.get_renderer()
        for axes in figure.findobj(Axes):
            frame = axes.get_window_extent(renderer)
            for label in (text for text in axes.texts if text.get_gid() == "label"):
                box = label.get_window_extent(renderer)
                assert min(box.x0 - frame.x0, frame.x1 - box.x1) > 2, label
                assert min(box.y0 - frame.y0, frame.y1 - box.y1) > 2, label
                checked += 1
    assert checked > 60


@pytest.mark.parametrize("lang", codes())
@pytest.mark.parametrize("room", [200.0, 260.0])
def test_a_legend_stays_within_its_room_however_long_its_title(lang: str, room: float):
    spec = spec_samples.spec()
    words = phrase("legend_marks", lang, unit="incident")
    graded = dataclasses.replace(spec.legend[0], title=words)
    spec = dataclasses.replace(spec, legend=(graded, *spec.legend[1:]))
    for group in spec.legend:
        block = legend(dataclasses.replace(spec, legend=(group,)), FORMATS["slide"], room)
        assert block.width <= room + 0.5, group.title
