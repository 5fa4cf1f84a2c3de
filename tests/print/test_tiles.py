"""Tiles under the print: in their place, under the zones, and never without their credit."""

from __future__ import annotations

import functools
import http.server
import io
import sys
import threading
from urllib.parse import urlsplit

import mercantile
import numpy as np
import pytest
import spec_samples
from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.patches import PathPatch
from matplotlib.text import Text
from PIL import Image
from xyzservices import TileProvider

import strikemap as sm
from strikemap import cli
from strikemap.errors import MapError, MissingExtraError
from strikemap.paint.print import static
from strikemap.paint.print.formats import FORMATS
from strikemap.paint.print.panel import frame_of
from strikemap.paint.print.projection import Projection
from strikemap.paint.print.tiles import Tiles, provider_of
from strikemap.sheet import house_style

CREDIT = "(C) Invented cartographers, survey of 1900"


@functools.cache
def tile_of(z: int, x: int, y: int) -> bytes:
    """Return a tile whose red is its longitude and whose green is its latitude, in steps."""
    west, _, east, _ = mercantile.bounds(x, y, z)
    across = np.linspace(west, east, 256, endpoint=False) + (east - west) / 512
    edge = mercantile.xy_bounds(x, y, z)
    up = edge.top - (np.arange(256) + 0.5) / 256 * (edge.top - edge.bottom)
    lat = np.array([mercantile.lnglat(0, metres).lat for metres in up])
    picture = np.empty((256, 256, 3))
    picture[..., 0] = (across - 30)[None, :] * 14
    picture[..., 1] = (lat - 28)[:, None] * 14
    picture[..., 2] = 200
    stream = io.BytesIO()
    Image.fromarray(picture.clip(0, 255).astype(np.uint8)).save(stream, "PNG")
    return stream.getvalue()


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers /z/x/y.png with a tile, and anything under /broken/ with 404."""

    def do_GET(self) -> None:
        path = urlsplit(self.path).path.removesuffix(".png").split("/")
        if "broken" in path:
            self.send_error(404)
            return
        body = tile_of(*(int(part) for part in path[-3:]))
        self.server.asked.append((self.path, self.headers["user-agent"]))  # type: ignore[attr-defined]
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture(scope="module")
def server():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        running.asked = []  # type: ignore[attr-defined]
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def provider(server, folder: str = "", credit: str = CREDIT, **more) -> TileProvider:
    address = f"http://127.0.0.1:{server.server_port}/{folder}{{z}}/{{x}}/{{y}}.png"
    return TileProvider(name="invented", url=address, attribution=credit, **more)


def panels(figure: Figure) -> list:
    return [axes for axes in figure.axes if (axes.get_gid() or "").startswith("panel ")]


def images(figure: Figure) -> list[AxesImage]:
    return [image for image in figure.findobj(AxesImage) if image.get_gid() == "tiles"]


def labels(axes) -> list[Text]:
    return [text for text in axes.texts if text.get_gid() == "label"]


def test_a_pixel_of_the_background_shows_the_place_under_it(server):
    extent = spec_samples.spec().extent
    frame = frame_of(extent, 300.0, 280.0)
    projection = Projection(extent, frame.bounds)
    picture = Tiles(provider(server)).picture(projection, frame)
    tall, wide = picture.shape[:2]
    for down, across in ((0.1, 0.1), (0.5, 0.5), (0.9, 0.2), (0.3, 0.85)):
        x, y = frame.metres(
            np.array((int(across * wide) + 0.5) / wide * 300),
            np.array((int(down * tall) + 0.5) / tall * 280),
        )
        lon, lat = projection.degrees(x, y)
        red, green, blue, alpha = picture[int(down * tall), int(across * wide)].astype(int)
        assert abs(red - (lon - 30) * 14) < 1.6
        assert abs(green - (lat - 28) * 14) < 1.6
        assert (blue, alpha) == (200, 255)


def test_every_map_and_every_inset_has_its_tiles_under_all_else(server):
    spec = spec_samples.spec()
    figure = static.figure(spec, tiles=provider(server))
    assert len(images(static.figure(spec))) == 0
    assert len(images(figure)) == len(spec.panels) * (1 + len(spec.insets))
    for under in images(figure):
        drawn = [*under.axes.patches, *under.axes.collections, *under.axes.lines]
        assert under.zorder < min(artist.zorder for artist in drawn)
        assert tuple(under.get_extent()) == (*under.axes.get_xlim(), *under.axes.get_ylim())


def test_the_fills_of_the_ground_make_room_and_zones_let_it_through(server):
    theme = spec_samples.spec().theme
    figure = static.figure(spec_samples.spec(), tiles=provider(server))
    for axes in panels(figure):
        fills = [patch.get_facecolor() for patch in axes.findobj(PathPatch)]
        assert to_rgba(theme.land) not in fills
        assert to_rgba(theme.country) not in fills
        (zones,) = (c for c in axes.collections if c.get_gid() == "zones")
        assert isinstance(zones, PathCollection)
        assert set(zones.get_facecolors()[:, 3]) == {0.62}


@pytest.mark.parametrize("paper", FORMATS)
def test_the_credit_stands_whole_on_every_map_and_touches_no_other_words(server, paper):
    figure = static.figure(spec_samples.spec(), format=paper, tiles=provider(server))
    with house_style.applied():
        figure.draw_without_rendering()
        for axes in panels(figure):
            written = labels(axes)
            assert CREDIT in " ".join(text.get_text() for text in written)
            frame = axes.get_window_extent()
            of_credit = [t for t in written if t.get_text() in CREDIT and len(t.get_text()) > 5]
            for text in of_credit:
                box = text.get_window_extent()
                assert frame.x0 <= box.x0 < box.x1 <= frame.x1
                assert frame.y0 <= box.y0 < box.y1 <= frame.y1
                rest = [t.get_window_extent().padded(-0.5) for t in written if t not in of_credit]
                assert not any(box.overlaps(other) for other in rest)


def test_a_long_credit_is_broken_and_never_cut(server):
    credit = "Tiles (C) Invented, " + ", ".join(f"surveyor {n}" for n in range(30))
    figure = static.figure(
        spec_samples.spec(), format="single-column", tiles=provider(server, credit=credit)
    )
    for axes in panels(figure):
        assert credit in " ".join(text.get_text() for text in labels(axes))


def test_the_credit_stands_on_the_callers_own_axes_too(server):
    own = Figure(figsize=(8, 4))
    static.figure(spec_samples.spec(), axs=list(own.subplots(1, 2)), tiles=provider(server))
    for axes in own.axes[:2]:
        assert CREDIT in " ".join(text.get_text() for text in labels(axes))


def test_maps_of_one_place_share_tiles_that_are_asked_for_once(server):
    server.asked.clear()
    static.figure(spec_samples.single(), tiles=provider(server, folder="once/"))
    addresses = [address for address, _ in server.asked]
    assert 1 <= len(addresses) == len(set(addresses)) < 60
    assert {agent.split()[0] for _, agent in server.asked} == {"strikemap"}


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_a_print_with_tiles_is_the_same_every_time_and_names_its_source(server, suffix):
    streams = [io.BytesIO(), io.BytesIO()]
    for stream in streams:
        static.write(spec_samples.spec(), stream, suffix=suffix, dpi=60, tiles=provider(server))
    assert streams[0].getvalue() == streams[1].getvalue()
    if suffix == ".png":
        with Image.open(streams[0]) as picture:
            assert CREDIT in picture.text["Source"]
    if suffix == ".svg":
        assert CREDIT in streams[0].getvalue().decode("utf-8")


def test_deep_zooms_are_not_asked_of_a_provider_that_has_none(server):
    server.asked.clear()
    shallow = provider(server, folder="shallow/", max_zoom=4)
    static.figure(spec_samples.single(), tiles=shallow)
    assert {address.split("/")[2] for address, _ in server.asked} == {"4"}


def test_tiles_that_are_missing_say_so_and_keep_the_key_to_themselves(server):
    broken = provider(server, folder="broken/secret-key/")
    with pytest.raises(MapError, match="cannot be fetched") as error:
        static.figure(spec_samples.single(), tiles=broken)
    assert error.value.code == "TILES_UNREACHABLE"
    assert "secret-key" not in str(error.value)
    assert error.value.__suppress_context__


def test_a_server_that_does_not_answer_is_named():
    nobody = TileProvider(name="nobody", url="http://127.0.0.1:9/{z}/{x}/{y}.png", attribution="x")
    with pytest.raises(MapError, match="nobody") as error:
        static.figure(spec_samples.single(), tiles=nobody)
    assert error.value.code == "TILES_UNREACHABLE"


def test_tiles_without_a_credit_are_refused(server):
    with pytest.raises(MapError) as error:
        static.figure(spec_samples.single(), tiles=provider(server, credit=" "))
    assert error.value.code == "TILES_UNCREDITED"


@pytest.mark.parametrize("tiles", ["No such tiles", 7, "Thunderforest.Landscape"])
def test_unknown_tiles_are_refused(tiles):
    with pytest.raises(MapError) as error:
        static.figure(spec_samples.single(), tiles=tiles)
    assert error.value.code == "TILES_UNKNOWN"


def test_a_provider_is_found_by_its_name():
    assert provider_of("Esri.WorldGrayCanvas")["name"] == "Esri.WorldGrayCanvas"


def test_without_contextily_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "contextily", None)
    with pytest.raises(MissingExtraError, match=r"strikemap\[tiles\]"):
        static.figure(spec_samples.single(), tiles="OpenStreetMap")


REPORTS = """id,date,lat,lon,place,attacker,source
A1,2017-05-01,35.6,36.6,One,Russia,Paper
A2,2017-05-05,35.3,40.1,Two,Russia,Paper
"""


@pytest.fixture
def mapped(tmp_path):
    """Return a function that maps a file of reports by the command line."""
    (tmp_path / "reports.csv").write_text(REPORTS, encoding="utf-8")

    def run(target: str, *options: str) -> int:
        arguments = [str(tmp_path / "reports.csv"), "2017-05-04", str(tmp_path / target)]
        return cli.main(["map", *arguments, *options])

    return run


def test_the_command_line_draws_over_tiles_at_an_address_with_their_credit(
    server, mapped, tmp_path
):
    server.asked.clear()
    address = provider(server, folder="command-line/")["url"]
    assert mapped("map.svg", "--tiles", address, "--tiles-credit", CREDIT) == 0
    assert server.asked
    assert CREDIT in (tmp_path / "map.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("target", "options", "code"),
    [
        ("map.svg", ["--tiles", "http://127.0.0.1:9/{z}/{x}/{y}.png"], "TILES_UNCREDITED"),
        ("map.svg", ["--tiles", "No such tiles"], "TILES_UNKNOWN"),
        ("map.svg", ["--tiles-credit", CREDIT], "OPTION_UNUSED"),
        ("map.csv", ["--tiles", "Esri.WorldGrayCanvas"], "TILES_UNDRAWN"),
    ],
)
def test_the_command_line_says_in_one_line_which_tiles_it_cannot_draw(
    mapped, tmp_path, capsys, target, options, code
):
    assert mapped(target, *options) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert f"[{code}]" in said
    assert not (tmp_path / target).exists()


def test_a_map_is_saved_over_tiles_as_a_figure_and_not_as_a_table(server, tmp_path):
    control = sm.load_dataset("syria_2017_control")
    made = sm.zone_map(control, "2017-04-30")
    assert images(made.plot(tiles=provider(server)))
    made.save(tmp_path / "map.svg", tiles=provider(server))
    assert CREDIT in (tmp_path / "map.svg").read_text(encoding="utf-8")
    with pytest.raises(MapError) as error:
        made.save(tmp_path / "map.csv", tiles=provider(server))
    assert error.value.code == "TILES_UNDRAWN"
    assert not (tmp_path / "map.csv").exists()
