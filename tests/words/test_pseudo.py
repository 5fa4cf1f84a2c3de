"""Whatever a map, a page, a chart or a summary says comes from the catalogue or the data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pseudo
import pytest
from matplotlib.text import Text
from shapely.geometry import Point, box

import strikemap as sm
from strikemap.compose.film import film
from strikemap.ledger import record
from strikemap.words.catalogue import Catalogue
from strikemap.words.languages import catalogue
from strikemap.words.phrases import phrase

#: Every word of the data starts so; no word of the library does.
DATA = re.compile(r"\bQq\w*|\bq\d+\b|\bp\b|https?:\S+")
#: Names of slots between the texts of a sentence.
SLOTS = ("n", "day", "before", "after", "of")
#: Fields of a spec that are no words of the library: keys, numbers, names of the ground.
UNTOLD = frozenset(
    [
        "ground",
        "groups",
        "key",
        "keys",
        "kind",
        "stated",
        "id",
        "lang",
        "crs",
        "theme",
        "unit",
        "shape",
        "pattern",
        "grammar",
        "provenance",
        "medium",
        "direction",
        "url",
        "geometry",
    ]
)
LETTERS = re.compile("[A-Za-z]{2,}")


@pytest.fixture(scope="module")
def lang(tmp_path_factory: pytest.TempPathFactory) -> str:
    return pseudo.written(tmp_path_factory.mktemp("lang"))


def strikes() -> gpd.GeoDataFrame:
    days = [*range(-9, 0), *range(0, 6)] * 2
    first = pd.Timestamp("2017-05-04") + pd.to_timedelta(days, unit="D")
    n = len(days)
    frame = gpd.GeoDataFrame(
        {
            "id": [f"q{i}" for i in range(n)],
            "date_start": first,
            "date_end": first + pd.to_timedelta([int(i % 3 == 0) for i in range(n)], unit="D"),
            "attacker": ["Qqattacker" if i % 5 else "Russia or Qqtwo" for i in range(n)],
            "attacker_alternatives": [i % 5 == 0 for i in range(n)],
            "attribution": ["alleged", "claimed by attacker"] * (n // 2),
            "confidence": ["high", "medium", "low"] * (n // 3),
            "location_precision": ["town", "exact", "area"] * (n // 3),
            "target_type": ["hospital", "market"] * (n // 2),
            "place": "Qqplace",
            "source": ["Qqsource" if i % 2 else "Qqother; Qqsource" for i in range(n)],
            "source_url": "https://qq.example",
            "killed_min": 1,
            "killed_max": range(n),
            "n_reports": 2,
        },
        geometry=[Point(36.2 + i / 10, 34.5 + i % 4 / 4) for i in range(n)],
        crs="EPSG:4326",
    )
    record(frame, [], licence="Qqlicence", caveats=["Qqcaveat."])
    return frame


def zones() -> gpd.GeoDataFrame:
    return sm.read_zones(
        gpd.GeoDataFrame(
            {
                "zone": ["Qqwest", "Qqeast"] * 2,
                "side": ["Qqwest", "Qqeast"] * 2,
                "as_of": pd.to_datetime(["2017-04-20"] * 2 + ["2017-05-06"] * 2),
                "source": "Qqsource",
            },
            geometry=[box(36, 34, 37.6, 36), box(37.6, 34, 40, 36)] * 2,
            crs="EPSG:4326",
        ),
        sides={"Qqwest": "Qqwest", "Qqeast": "Qqeast"},
    )


def made(lang: str, **options: Any) -> sm.StrikeMap:
    event = sm.Event("Qqevent", "2017-05-04")
    return sm.before_after(strikes(), event, windows=6, zones=zones(), lang=lang, **options)


def told(value: Any) -> Iterator[str]:
    """Yield the texts that a spec shows; the ground's names and keys are not words of ours."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            if field.name not in UNTOLD:
                yield from told(getattr(value, field.name))
    elif isinstance(value, dict):
        yield from told(list(value.values()))
    elif isinstance(value, tuple | list) or hasattr(value, "items"):
        for item in value.values() if hasattr(value, "items") else value:
            yield from (text for text in told(item) if text not in SLOTS)


def foreign(texts: Any) -> list[str]:
    """Return the texts with Latin letters that are neither marked nor data."""
    plain = [re.sub("#[0-9A-Fa-f]{6}", "", text) for text in texts]
    return sorted({text for text in plain if LETTERS.search(DATA.sub("", text))})


@pytest.mark.parametrize(
    "options",
    [{}, {"by": "target_type"}, {"size": "killed_max"}, {"alternatives": True}],
    ids=str,
)
def test_a_map_says_nothing_that_is_not_in_the_catalogue(lang: str, options: Any) -> None:
    whole = made(lang, where={"attacker": "Qqattacker"}, **options)
    specs = [whole.spec, whole._page_spec(lang)]
    if not options:
        specs += [whole.difference(by=by).spec for by in ("zone", "hexagon")]
        specs += film(*whole._stepped(2, lang), lang)
    assert foreign(text for spec in specs for text in told(spec)) == []
    assert whole.spec.rtl


def test_maps_of_periods_and_of_zones_say_nothing_that_is_not_in_the_catalogue(lang: str) -> None:
    spans = [("2017-04-25", "2017-05-04"), ("2017-05-04", "2017-05-10")]
    several = sm.period_maps(strikes(), spans, zones=zones(), lang=lang)
    alone = sm.zone_map(zones(), "2017-05-07", lang=lang)
    assert foreign(text for one in (several, alone) for text in told(one.spec)) == []


def test_a_summary_says_nothing_that_is_not_in_the_catalogue(lang: str) -> None:
    for by in (None, "target_type"):
        said = made(lang, by=by).summary()
        assert foreign(said) == []
        assert said[-1] == phrase("unreviewed", lang)


def ground_names(lang: str) -> set[str]:
    """Return the names of towns and countries, which are data, as maps write them."""
    ground = made(lang).spec.ground
    countries = ground.names.names
    return {*ground.places.names, *countries, *(name.upper() for name in countries)}


def test_a_figure_says_nothing_that_is_not_in_the_catalogue(lang: str) -> None:
    figure = made(lang).plot(furniture=("graticule", "north-arrow"))
    ground = ground_names(lang)
    texts = [text.get_text() for text in figure.findobj(Text)]
    assert foreign(text for text in texts if text.strip("\u200f") not in ground) == []


def test_charts_say_nothing_that_is_not_in_the_catalogue(lang: str) -> None:
    compared = made(lang).comparison
    charts = [
        sm.days_chart(compared, lang=lang),
        sm.days_chart(compared, weekly=True, lang=lang),
        sm.sources_chart(sm.sources_by_zone(compared), lang=lang),
        sm.areas_chart(sm.zone_areas(zones()), lang=lang),
    ]
    texts = [text.get_text() for chart in charts for text in chart.findobj(Text)]
    assert foreign(texts) == []
    assert any(phrase("unreviewed", lang) in text for text in texts)


@pytest.mark.browser
def test_a_page_says_nothing_that_is_not_in_the_catalogue(lang: str, tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    path = tmp_path / "page.html"
    made(lang).save(path)
    ground = ground_names(lang)
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        page.goto(path.as_uri())
        page.wait_for_selector(".numbers")
        page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
        texts = page.evaluate(
            """() => [...document.querySelectorAll("body *:not(script)")].flatMap((node) => [
                ...[...node.childNodes].filter((one) => one.nodeType === 3).map((one) => one.data),
                ...["aria-label", "title", "aria-valuetext", "placeholder", "alt"].map(
                    (name) => node.getAttribute(name) ?? ""),
            ])"""
        )
        direction = page.evaluate("document.documentElement.dir")
        browser.close()
    provenance = set(made(lang).spec.provenance) | set(made(lang).spec.provenance.values())
    kept = [text for text in texts if text not in ground and text not in provenance]
    assert len(kept) > 50
    assert foreign(kept) == []
    assert direction == "rtl"


@pytest.mark.parametrize("code", ["ar", "es", "fr", "ru", "uk"])
def test_a_translation_that_no_native_speaker_read_says_so(code: str) -> None:
    words: Catalogue = catalogue(code)
    notes = [note.text for note in made(code).spec.notes if note.kind == "translation"]
    assert notes == ([] if words.reviewed else [phrase("unreviewed", code)])
