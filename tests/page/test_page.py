"""The saved page as a file: what it holds, and what never gets into it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
import spec_samples as samples
from hostile import TEXTS
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon, Point, Polygon

import strikemap as sm
from strikemap.errors import MapError
from strikemap.paint.page import page
from strikemap.payload.data_block import dumps, whole
from strikemap.payload.payload import payload
from strikemap.payload.shapes import encoded
from strikemap.payload.strike_columns import position_decimals

WORDS = re.compile(
    r'<main class="undrawn">.*?</main>|<title>.*?</title>|<meta name="description"[^>]*>',
    re.DOTALL,
)
DATA = re.compile(r'<script type="application/json" id="strikemap-data">(.*?)</script>', re.DOTALL)


def data_of(html: str) -> dict[str, Any]:
    (block,) = DATA.findall(html)
    return json.loads(block)


def decoded(line: list[int]) -> np.ndarray:
    return np.cumsum(np.array(line).reshape(-1, 2), axis=0) / 10_000


# The file


def test_everything_but_the_data_and_the_words_is_the_same_for_every_map() -> None:
    calm, hostile, arabic = (
        WORDS.sub("", DATA.sub("", page.html(spec)))
        for spec in (samples.spec(), samples.hostile(), samples.arabic())
    )
    assert calm == hostile
    assert '<html lang="ar" dir="rtl">' in arabic
    assert arabic.replace('lang="ar" dir="rtl"', 'lang="en" dir="ltr"') == calm


class Read(HTMLParser):
    """What a browser without scripts makes of a page: its tags, attributes and texts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.said: list[str] = []
        self.feed(DATA.sub("", html))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] not in ("script", "style"):
            self.said.append(data)


def bare(tags: list[Any]) -> list[Any]:
    """Return tags without the contents of their descriptions, which are words."""
    return [
        (tag, tuple(pair for pair in attrs if pair[0] not in ("content", "alt")))
        for tag, attrs in tags
    ]


def test_without_a_script_title_counts_table_and_notes_stand_there_as_texts() -> None:
    for spec in (samples.spec(), samples.arabic(), samples.hostile()):
        said = [text.strip() for text in Read(page.html(spec)).said]
        wanted = [spec.title, spec.subtitle, *(" · ".join(one.counts) for one in spec.panels)]
        wanted += [cell for row in spec.table.rows for cell in row]
        wanted += [note.text for note in spec.notes_on("page")]
        assert {whole(text).strip() for text in wanted if text.strip()} <= set(said)


@pytest.mark.parametrize("start", range(0, len(TEXTS), 40))
def test_no_hostile_text_makes_a_tag_or_an_attribute_where_there_is_no_script(start: int) -> None:
    calm = samples.spec()
    for text in TEXTS[start : start + 40]:
        panels = tuple(
            replace(one, heading=text, dates=text, counts=(text,)) for one in calm.panels
        )
        rows = tuple(tuple(text for _ in row) for row in calm.table.rows)
        columns = tuple(text for _ in calm.table.columns)
        spec = replace(
            calm,
            **dict.fromkeys(("title", "subtitle", "alt"), text),
            panels=panels,
            table=replace(calm.table, caption=text, columns=columns, rows=rows),
            notes=tuple(replace(note, text=text) for note in calm.notes),
        )
        made, usual = (
            Read(head(page.html(one, url="https://example.org/a.html", still=b"png")))
            for one in (spec, calm)
        )
        assert bare(made.tags) == bare(usual.tags)


def head(html: str) -> str:
    """Return a page up to its data block."""
    return html.partition('<script type="application/json"')[0]


def test_previews_of_an_address_name_the_map_and_the_picture_beside_the_page() -> None:
    spec = samples.spec()
    named = {
        dict(attrs).get("property", dict(attrs).get("name")): dict(attrs)["content"]
        for tag, attrs in Read(page.html(spec, url="https://example.org/a.html")).tags
        if tag == "meta" and "content" in dict(attrs)
    }
    assert named["og:title"] == spec.title
    assert named["og:image"] == "https://example.org/a.png"
    assert named["description"] == spec.subtitle
    assert "og:" not in page.html(spec)


def test_the_policy_names_the_one_script_and_the_one_style_by_their_hashes() -> None:
    html = page.html(samples.spec())
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html).group(1)
    script = re.search(r"<script>(.*?)</script>", html, re.DOTALL).group(1)
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL).group(1)
    for kind, text in (("script", script), ("style", style)):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}';" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert "http" not in policy


def test_the_same_map_gives_the_same_bytes() -> None:
    assert page.html(samples.spec()) == page.html(samples.spec())


def test_no_text_of_a_report_stands_outside_the_data_block() -> None:
    spec = samples.spec()
    outside = DATA.sub("", page.html(spec))
    for text in spec.popups.title:
        assert text not in outside


def test_a_data_block_cannot_be_left() -> None:
    html = page.html(samples.hostile())
    (block,) = DATA.findall(html)
    assert not re.search("[<>&\u2028\u2029]", block)
    assert data_of(html)["title"] == samples.hostile().title


def test_only_strikes_of_a_panel_travel() -> None:
    spec = samples.spec()
    canary = "CANARY-4711"
    hidden = int(np.flatnonzero(spec.marks.panel == -1)[0])
    titles = list(spec.popups.title)
    titles[hidden] = canary
    ids = list(spec.marks.id)
    ids[hidden] = canary
    marked = replace(
        spec,
        marks=replace(spec.marks, id=tuple(ids)),
        popups=replace(spec.popups, title=tuple(titles)),
    )
    assert canary not in page.html(marked)
    assert len(data_of(page.html(marked))["marks"]["lon"]) == len(spec.marks) - 1


def test_positions_are_no_finer_than_their_radius() -> None:
    spec = samples.spec()
    n = len(spec.marks)
    exact = replace(
        spec.marks,
        lon=np.full(n, 36.123456),
        lat=np.full(n, 35.654321),
        radius_km=np.resize([0.25, 3.0, 10.0, 60.0, 300.0], n),
    )
    marks = payload(replace(spec, marks=exact))["marks"]
    assert marks["lon"][:5] == [36.123, 36.12, 36.12, 36.1, 36.0]
    assert marks["lat"][:5] == [35.654, 35.65, 35.65, 35.7, 36.0]


@given(st.floats(0.01, 2000))
def test_the_step_of_rounding_is_the_coarsest_power_of_ten_within_the_radius(km: float) -> None:
    decimals = position_decimals(km)
    assert 0 <= decimals <= 4
    if 0 < decimals < 4:
        assert 111 * 10.0**-decimals <= km * 1.000001 < 111 * 10.0 ** -(decimals - 1) * 1.000002


@given(
    st.lists(
        st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=2, max_size=8, unique=True
    )
)
def test_a_line_comes_back_within_half_a_step(points: list[tuple[float, float]]) -> None:
    wanted = np.round(np.array(points) * 10_000).astype(int)
    kept = wanted[np.r_[True, (np.diff(wanted, axis=0) != 0).any(axis=1)]]
    lines = encoded(LineString(points))["lines"]
    if len(kept) < 2:
        assert lines == []
    else:
        assert np.abs(decoded(lines[0]) - kept / 10_000).max() < 1e-9


def test_holes_and_parts_of_an_area_are_kept_and_specks_are_not() -> None:
    ring = Polygon(Point(36, 35).buffer(1).exterior, [Point(36, 35).buffer(0.5).exterior])
    speck = Polygon([(40, 35), (40.00001, 35), (40, 35.00001)])
    shape = encoded(MultiPolygon([ring, speck]))
    assert [len(part) for part in shape["areas"]] == [2]
    outline = Polygon(decoded(shape["areas"][0][0]), [decoded(shape["areas"][0][1])])
    assert outline.area == pytest.approx(ring.area, rel=1e-3)


def test_an_empty_geometry_is_nothing() -> None:
    assert encoded(shapely.from_wkt("GEOMETRYCOLLECTION EMPTY")) == {"areas": [], "lines": []}


def test_half_a_surrogate_pair_becomes_the_replacement_character() -> None:
    assert dumps({"a": "x\ud83dy\U0001f600"}) == '{"a":"x\ufffdy\U0001f600"}'


def test_an_unknown_layout_is_refused_by_name() -> None:
    with pytest.raises(MapError, match="no page layout 'stack'") as raised:
        page.html(samples.spec(), layout="stack")
    assert raised.value.code == "LAYOUT_UNKNOWN"


def test_the_page_carries_the_licence_of_leaflet() -> None:
    html = page.html(samples.spec())
    assert "Leaflet 1.9.4" in html
    assert "Volodymyr Agafonkin" in html


def test_nothing_of_a_table_travels_but_what_the_map_shows(tmp_path: Path) -> None:
    strikes = sm.load_dataset("syria_2017_strikes")
    strikes["my_notes"] = "CANARY-COLUMN"
    strikes["note"] = "CANARY-NOTE"
    outside = strikes["date_start"] < "2017-04-15"
    strikes.loc[outside, "place"] = "CANARY-OUTSIDE"
    unselected = strikes["attacker"] == "US-led coalition"
    strikes.loc[unselected, "place"] = "CANARY-UNSELECTED"
    assert outside.any()
    assert unselected.any()
    zones = sm.load_dataset("syria_2017_control")
    zones["remark"] = "CANARY-ZONE"
    event = sm.Event("De-escalation deal", "2017-05-04")
    made = sm.before_after(strikes, event, windows=19, zones=zones, where={"attacker": "Russia"})
    made.save(tmp_path / "map.html")
    assert "CANARY" not in (tmp_path / "map.html").read_text(encoding="utf-8")
    data = data_of((tmp_path / "map.html").read_text(encoding="utf-8"))
    assert len(data["marks"]["lon"]) == 58
