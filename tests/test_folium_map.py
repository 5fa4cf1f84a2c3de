"""The map as a folium map, and a user's folium map as a page that requests nothing."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import folium
import folium.plugins
import pytest
import spec_samples as samples

import strikemap as sm
from strikemap.errors import MapError
from strikemap.paint import folium_map, standalone
from strikemap.payload.payload import payload
from strikemap.resources import resource

READY = ".strikemap-card"


def rendered(spec: Any, **options: Any) -> str:
    return str(folium_map.folium_map(spec, **options).get_root().render())


def data_of(html: str) -> dict[str, Any]:
    (block,) = re.findall(r'\], "([A-Za-z0-9+/=]+)"\);', html)
    return json.loads(base64.b64decode(block))


def carried(url: str) -> Path | None:
    """Return the file that the package carries for an address folium loads from."""
    names = [name for address, name, _ in standalone._CARRIED if name and address.search(url)]
    return resource("paint/assets", names[0]) if names else None


def test_the_map_has_a_layer_for_each_panel() -> None:
    made = folium_map.folium_map(samples.spec())
    assert isinstance(made, folium.Map)
    layers = [child for child in made._children.values() if isinstance(child, folium.FeatureGroup)]
    assert [layer.layer_name for layer in layers] == ["Before", "After"]
    assert [layer.show for layer in layers] == [True, False]
    made = folium_map.folium_map(samples.periods(3))
    layers = [child for child in made._children.values() if isinstance(child, folium.FeatureGroup)]
    assert [layer.layer_name for layer in layers] == ["Period 1", "Period 2", "Period 3"]


def test_page_and_folium_map_carry_the_same_data() -> None:
    data = data_of(rendered(samples.spec()))
    assert data.pop("tiles") is None
    assert data == json.loads(json.dumps(payload(samples.spec())))


def test_tiles_are_named_given_or_refused() -> None:
    import xyzservices

    usual = data_of(rendered(samples.spec(), tiles="OpenStreetMap"))["tiles"]
    assert usual["url"].startswith("https://tile.openstreetmap.org/")
    assert "OpenStreetMap" in usual["attribution"]
    provider = xyzservices.TileProvider(
        name="own", url="https://example.org/{z}/{x}/{y}.png", attribution="© own"
    )
    assert data_of(rendered(samples.spec(), tiles=provider))["tiles"]["attribution"] == "© own"
    with pytest.raises(MapError, match="cannot be used") as raised:
        folium_map.folium_map(samples.spec(), tiles="No such tiles")
    assert raised.value.code == "TILES_UNKNOWN"


def test_a_tile_layer_of_the_users_is_taken_as_it_is() -> None:
    own = folium.TileLayer("https://example.org/{z}/{x}/{y}.png", attr="own")
    made = folium_map.folium_map(samples.spec(), tiles=own)
    assert own in made._children.values()


@pytest.mark.browser
def test_layers_are_painted_as_the_spec_says_and_change_places(show: Callable[..., Any]) -> None:
    spec = samples.spec()
    made = folium_map.folium_map(spec)
    folium.Marker([34, 38], popup="mine").add_to(made)
    folium.LayerControl(collapsed=False).add_to(made)
    opened = show(made.get_root().render(), served=carried, wait=READY)
    for panel, name in enumerate(("Before", "After")):
        opened.page.locator(f"{READY} input[type=radio]").nth(panel).check()
        rows = spec.marks.panel == panel
        assert opened.count(".strikemap-mark") == rows.sum(), name
        assert opened.count(".strikemap-disc") == (rows & spec.marks.coarse).sum()
        layer = spec.zone_layers[spec.panels[panel].zone_layer]
        assert opened.count(".strikemap-zone") == len(layer.names)
    assert opened.page.locator(".awesome-marker, .leaflet-marker-icon[src]").count() == 1
    assert opened.page.locator(".leaflet-control-layers").get_by_text("After").count() == 1
    assert opened.errors == [] or all("ERR_" in error for error in opened.errors)


@pytest.mark.browser
def test_a_popup_shows_a_strike(show: Callable[..., Any]) -> None:
    opened = show(rendered(samples.spec()), served=carried, wait=READY)
    opened.page.locator(".strikemap-mark[data-row='1']").press("Enter")
    assert "Place 2" in opened.page.locator(".leaflet-popup").inner_text()
    opened.page.keyboard.press("Escape")
    opened.page.locator(".leaflet-popup").wait_for(state="detached")


@pytest.mark.browser
def test_a_saved_folium_map_opens_without_a_network(
    show: Callable[..., Any], tmp_path: Path
) -> None:
    made = folium_map.folium_map(samples.spec())
    folium.Marker([34, 38], popup="mine", icon=folium.Icon(icon="info-sign")).add_to(made)
    folium.Marker([36, 40], tooltip="also mine").add_to(made)
    folium.LayerControl().add_to(made)
    sm.save(made, tmp_path / "mine.html")
    opened = show((tmp_path / "mine.html").read_text(encoding="utf-8"), wait=READY)
    assert opened.count(".strikemap-mark") == (samples.spec().marks.panel == 0).sum()
    opened.page.locator(".awesome-marker-icon-blue").first.click()
    assert "mine" in opened.page.locator(".leaflet-popup").inner_text()
    assert opened.requests == []
    assert opened.errors == []


def test_saving_leaves_the_map_as_it_is_and_gives_the_same_bytes(tmp_path: Path) -> None:
    made = folium_map.folium_map(samples.spec())
    folium.Marker([34, 38], popup="mine").add_to(made)
    children = list(made._children)
    sm.save(made, tmp_path / "a.html")
    sm.save(made, tmp_path / "b.html")
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()
    assert list(made._children) == children


def test_two_maps_of_the_same_data_give_the_same_page() -> None:
    pages = [standalone.standalone(folium_map.folium_map(samples.spec())) for _ in range(2)]
    assert pages[0] == pages[1]


@pytest.mark.parametrize(
    ("add", "named"),
    [
        (lambda m: folium.TileLayer().add_to(m), "tile.openstreetmap.org"),
        (lambda m: folium.plugins.MarkerCluster().add_to(m), "markercluster"),
        (
            lambda m: folium.Marker([0, 0], popup='<img src="https://x.invalid/a.png">').add_to(m),
            "x.invalid/a.png",
        ),
        (
            lambda m: folium.Marker(
                [0, 0], icon=folium.CustomIcon("https://x.invalid/i.png")
            ).add_to(m),
            "x.invalid/i.png",
        ),
        (
            lambda m: folium.raster_layers.ImageOverlay(
                "https://x.invalid/o.png", [[0, 0], [1, 1]]
            ).add_to(m),
            "x.invalid/o.png",
        ),
    ],
)
def test_what_cannot_be_put_in_is_listed_and_nothing_is_written(
    add: Callable[[folium.Map], Any], named: str, tmp_path: Path
) -> None:
    made = folium_map.folium_map(samples.spec())
    add(made)
    with pytest.raises(MapError, match="would request") as raised:
        sm.save(made, tmp_path / "mine.html")
    assert named in str(raised.value)
    assert raised.value.code == "NOT_SELF_CONTAINED"
    assert list(tmp_path.iterdir()) == []


def test_tiles_of_the_map_itself_are_listed_too(tmp_path: Path) -> None:
    made = folium_map.folium_map(samples.spec(), tiles="OpenStreetMap")
    with pytest.raises(MapError, match=re.escape("tile.openstreetmap.org")):
        sm.save(made, tmp_path / "mine.html")


def test_a_link_in_a_popup_is_no_request(tmp_path: Path) -> None:
    made = folium.Map(tiles=None)
    link = '<a href="https://example.org/report">source</a>'
    folium.Marker([0, 0], popup=link).add_to(made)
    sm.save(made, tmp_path / "mine.html")
    assert "https://example.org/report" in (tmp_path / "mine.html").read_text(encoding="utf-8")


def test_a_folium_map_is_saved_as_html_only(tmp_path: Path) -> None:
    with pytest.raises(MapError, match=re.escape("End the name with .html")):
        sm.save(folium.Map(tiles=None), tmp_path / "mine.png")
