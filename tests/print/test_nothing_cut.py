"""What a map says is said whole: no caveat is cut or left out, and insets can be told apart."""

from __future__ import annotations

import functools
import re
import warnings

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from matplotlib.figure import Figure
from matplotlib.text import Text

import strikemap as sm
from strikemap.compose import extent as extents
from strikemap.compose.framing import struck_town
from strikemap.errors import MapWarning
from strikemap.paint.print import static
from strikemap.paint.print.formats import FORMATS
from strikemap.sheet.lettering import balanced, lines, plain
from strikemap.spec import MapSpec, Places
from strikemap.words.languages import codes
from strikemap.words.phrases import phrase

LANGS = sorted(codes())
RADIUS = 2.0


@functools.cache
def grozny(lang: str, n: int = 60) -> MapSpec:
    """Return a map of two towns, its zones from after all of its strikes, two insets asked for."""
    rng = np.random.default_rng(7)
    towns = np.array([(45.70, 43.318), (46.10, 43.35)])[rng.integers(0, 2, n)]
    points = towns + rng.normal(0, 0.02, (n, 2))
    days = pd.Timestamp("1999-08-02") + pd.to_timedelta(rng.integers(0, 58, n), "D")
    reports = sm.read_reports(
        pd.DataFrame(
            {
                "id": [f"r{number}" for number in range(n)],
                "date_start": days,
                "date_end": days,
                "lon": points[:, 0],
                "lat": points[:, 1],
                "radius_km": RADIUS,
                "source": "Memorial Human Rights Centre; Human Rights Watch; Médecins du Monde",
                "attacker": "Russia",
            }
        )
    )
    layer = gpd.GeoDataFrame(
        {
            "zone": ["Ichkeria", "Russia"],
            "side": ["Ichkeria", "Russia"],
            "as_of": pd.Timestamp("1999-10-10"),
            "source": "drawn for a test",
        },
        geometry=[shapely.box(44, 42.3, 47.5, 43.33), shapely.box(44, 43.33, 47.5, 44.2)],
        crs=4326,
    )
    zones = sm.read_zones(layer, columns={"as_of": "as_of", "side": "side", "zone": "zone"})
    boxes = [(45.6, 43.27, 45.8, 43.37), (46.0, 43.3, 46.2, 43.4)]
    asked = {"zones": zones, "windows": 30, "max_days": 90, "insets": boxes}
    with warnings.catch_warnings(category=MapWarning, action="ignore"):
        return sm.before_after(reports, sm.Event("Grozny", "1999-09-01"), lang=lang, **asked).spec


@functools.cache
def drawn(lang: str, format: str) -> Figure:
    return static.figure(grozny(lang), format=format, dpi=72)


def said(figure: Figure) -> str:
    """Return all words of a figure, a line after the other, in the order they were set."""
    words = [text.get_text() for text in figure.findobj(Text) if text.get_gid() != "halo"]
    return re.sub(r"[\s\u200e\u200f\u2068\u2069]+", " ", " ".join(words))


def flat(text: str) -> str:
    return re.sub(r"[\s\u200e\u200f\u2068\u2069]+", " ", plain(text))


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("lang", LANGS)
def test_that_zones_are_of_a_later_day_is_said_whole_on_every_map(lang: str, format: str) -> None:
    spec, words = grozny(lang), said(drawn(lang, format))
    assert "…" not in words
    for panel in spec.panels:
        assert flat(panel.zones_note) in words


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("lang", LANGS)
def test_what_keeps_a_reader_from_a_false_conclusion_stands_on_every_format(
    lang: str, format: str
) -> None:
    words = said(drawn(lang, format)).replace(" ", "")
    kinds = ("caveat", "set aside", "outside", "ground", "numbers", "boundaries")
    notes = [n for n in grozny(lang).notes if n.kind in kinds and n.medium in ("both", "print")]
    assert any(note.kind == "caveat" for note in notes)
    for note in notes:
        assert flat(note.text).replace(" ", "") in words


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("lang", LANGS)
def test_each_of_several_insets_and_its_place_on_the_map_have_one_letter(
    lang: str, format: str
) -> None:
    figure, spec = drawn(lang, format), grozny(lang)
    shown = [axes for axes in figure.findobj() if (axes.get_gid() or "").startswith("inset ")]
    shown += [axes for axes in figure.axes if (axes.get_gid() or "").startswith("detail ")]
    letters = phrase("inset_letters", lang)
    assert [one.letter for one in spec.insets] == list(letters[:2])
    labels = [t.get_text() for t in figure.findobj(Text) if t.get_gid() == "label"]
    heads = [
        [axes for axes in shown if f" {number} of panel" in (axes.get_gid() or "")]
        for number in range(len(spec.insets))
    ]
    # A slide or a phone may leave insets to larger pictures; one that stands alone needs no letter.
    several = all(heads)
    for inset, own in zip(spec.insets, heads, strict=True):
        marked = [label for label in labels if re.match(rf"\W*{inset.letter}\b", label)]
        assert len(marked) == (2 * len(own) if several else 0)
        assert labels.count(inset.letter) >= (len(spec.panels) if several else 0)


def test_an_inset_is_called_after_the_town_that_was_struck() -> None:
    towns = Places(
        ("Gorlovka", "Toretsk", "Pokrovsk"),
        np.array([38.05, 37.85, 37.18]),
        np.array([48.30, 48.39, 48.28]),
        np.array([0, 2, 1]),
    )
    frame = extents.extent(37.0, 48.1, 38.2, 48.5)
    toretsk = np.full(8, 37.86), np.full(8, 48.39)
    assert struck_town(frame, towns, toretsk) == "Toretsk"
    both = np.r_[toretsk[0], np.full(7, 37.18)], np.r_[toretsk[1], np.full(7, 48.28)]
    assert struck_town(frame, towns, both) == "Pokrovsk"
    assert struck_town(frame, towns, (np.array([37.5]), np.array([48.2]))) == ""
    assert struck_town(frame, towns, (np.empty(0), np.empty(0))) == "Gorlovka"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Frappes\u00a0: 11\u202f833 signalements le 26 février", ["Frappes :", "11\u202f833 sig"]),
        ("Удары: 11 833 сообщения – 26 февраля 2022", ["11 833 сооб", "сообщения –", "26 фев"]),
        ("Ataques del 9 de abril de 2016 – 5 de mayo", ["9 de abril de 2016 –", "5 de mayo"]),
        ("Accord du 1er mars 2024 ; après ? 40 frappes", ["1er mars 2024 ;", "après ?", "40 frap"]),
        ("ضربات قبل 26 شباط 2016 و11 بلاغاً", ["26 شباط 2016"]),
    ],
)
@pytest.mark.parametrize("broken", [lines, balanced])
def test_a_line_breaks_in_no_number_or_day_and_before_no_dash_or_colon(
    text: str, kept: list[str], broken: object
) -> None:
    for room in range(115, 400, 9):
        rows = broken(text, 10.0, float(room))  # type: ignore[operator]
        assert " ".join(rows) == plain(text).replace("\u00a0", " ")
        assert not any(row[0] in ":;?!–—" for row in rows)
        for run in kept:
            assert any(run in row for row in rows), (room, rows)


def test_a_number_too_long_for_a_line_is_broken_at_its_spaces_first() -> None:
    assert lines("11\u00a0833\u00a0signalements", 10.0, 62.0)[0] == "11 833"


def test_a_paragraph_of_many_notes_is_not_cut_like_a_name_without_end() -> None:
    text = "A note that says what the map is not. " * 60
    assert "…" in " ".join(lines(text, 8.0, 500.0))
    assert " ".join(lines(text, 8.0, 500.0, longest=len(text))) == text.strip()


def test_a_map_of_the_world_has_no_scale_bar_for_none_would_be_true() -> None:
    assert extents.scale_km(extents.extent(-180, -60, 180, 80)) == 0
    assert extents.scale_km(extents.extent(-80, -10, 120, 60)) == 0
    assert extents.scale_km(extents.extent(25, 10, 65, 42)) > 0
    assert extents.scale_km(extents.extent(-18, -35, 52, 38)) > 0


@pytest.mark.parametrize("lang", LANGS)
def test_a_ring_says_within_how_many_kilometres_the_edge_of_a_zone_is(lang: str) -> None:
    spec = grozny(lang)
    rings = [e.label for group in spec.legend for e in group.entries if e.kind == "ring"]
    assert spec.marks.near_front.any()
    assert rings == [phrase("near_edge", lang, km=f"{RADIUS:g}")]
