"""Words of any script are drawn, or named as missing, and keep to their own direction."""

from __future__ import annotations

import warnings
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from matplotlib.font_manager import FontProperties, findfont, fontManager
from matplotlib.ft2font import FT2Font
from matplotlib.text import Text
from matplotlib.textpath import TextPath

from strikemap.errors import MapError, MapWarning
from strikemap.paint.print import static
from strikemap.sheet import typefaces
from strikemap.sheet.lettering import balanced, font, lines, plain, widest, width
from strikemap.words.phrases import list_text, phrase
from tests import spec_samples

NOTO = {entry.name for entry in fontManager.ttflist}
HEBREW = "הסכם"
ASSETS = Path(typefaces.__file__).parents[1] / "paint" / "assets"


@pytest.mark.parametrize("weight", ["normal", "bold"])
@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("Deir ez-Zor, naïve Łódź", "IBM Plex Sans"),
        ("Київ, Ґанок", "IBM Plex Sans"),
        ("Λευκωσία", "IBM Plex Sans"),
        ("حلب، قُصِفَت ٣ مرات", "IBM Plex Sans Arabic"),
        ("خان یونس", "IBM Plex Sans Arabic"),
        (HEBREW, "IBM Plex Sans Hebrew"),
    ],
)
def test_four_scripts_come_from_the_faces_that_travel_with_the_package(
    name: str, family: str, weight: str
) -> None:
    assert font(10, text=name).get_family()[-1] == family
    for each in font(10, text=name).get_family():
        file = Path(findfont(FontProperties(family=[each], weight=weight)))
        assert file.parent == ASSETS
        assert file.name.endswith("-Bold.ttf" if weight == "bold" else "-Regular.ttf")


def test_an_installed_face_of_the_same_name_is_not_taken_for_the_package_s_own() -> None:
    entry = next(one for one in fontManager.ttflist if one.name == typefaces.FAMILY)
    assert Path(entry.fname).parent == ASSETS


def test_arabic_letters_are_joined_and_run_from_the_right() -> None:
    assert width("ععع", 20) < 0.9 * width("ع\u200cع\u200cع", 20)
    dal_alif = TextPath((0, 0), "دا", size=20, prop=font(20, text="دا")).vertices
    alif = dal_alif[dal_alif[:, 1] > 12, 0]
    assert len(alif)
    assert alif.max() < np.median(dal_alif[:, 0])


@pytest.mark.parametrize(
    ("family", "name"),
    [
        ("Noto Sans Myanmar", "မြန်မာ"),
        ("Noto Sans Ethiopic", "አዲስ አበባ"),
        ("Noto Sans Devanagari", "हिन्दी"),
        ("Noto Sans CJK SC", "北京市"),
    ],
)
def test_an_installed_noto_draws_what_the_own_typeface_lacks(family: str, name: str) -> None:
    if family not in NOTO:
        pytest.skip(f"{family} is not installed")
    with typefaces.looked_up() as lost:
        assert plain(name) == name
        assert font(10, text=name).get_family() == [typefaces.FAMILY, family]
        assert width(name, 10) > 0
    assert not lost


def test_letters_that_no_font_has_are_named_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typefaces, "_further", lambda letter, own: None)
    spec = replace(spec_samples.spec(), title="ကချင် and more")
    with pytest.warns(MapWarning) as caught:
        figure = static.figure(spec)
    (warning,) = caught
    assert "က" in str(warning.message)
    assert "Noto Sans Myanmar" in str(warning.message)
    assert "fonts=" in str(warning.message)
    assert any("\ufffd" in text.get_text() for text in figure.findobj(Text))


def test_a_font_of_the_callers_is_asked_first(tmp_path: object) -> None:
    path = Path(matplotlib.get_data_path(), "fonts", "ttf", "STIXGeneral.ttf")
    letters = set(FT2Font(str(path)).get_charmap())
    letter = chr(min(letters - typefaces.letters_of("DejaVu Sans")))
    with typefaces.looked_up([path]):
        assert typefaces.family_of(letter) == "STIXGeneral"
    with pytest.raises(MapError, match="no font") as raised, typefaces.looked_up(["nowhere.ttf"]):
        pass
    assert (raised.value.code, raised.value.where) == ("FONT_UNKNOWN", "fonts")


def test_words_that_every_font_has_warn_of_nothing() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        static.figure(spec_samples.spec())


def test_a_name_from_the_right_leaves_the_order_of_the_sentence() -> None:
    said = phrase("event", "en", event=HEBREW, date="4 May 2017: 19 days")
    end = "4 May 2017: 19 days"
    whole = TextPath((0, 0), plain(said), size=10, prop=font(10))
    tail = TextPath((0, 0), end, size=10, prop=font(10))
    shift = whole.vertices[-len(tail.vertices) :] - tail.vertices
    assert np.ptp(shift[shift[:, 0] > 0], axis=0) == pytest.approx([0, 0], abs=0.5)
    assert list_text(["Russia", HEBREW], "en") == f"Russia, \u2068{HEBREW}\u2069"


def test_each_line_of_a_broken_name_is_isolated() -> None:
    broken = lines(f"\u2068{HEBREW} {HEBREW} {HEBREW}\u2069, 4 May 2017", 10, 60)
    assert len(broken) > 2
    for line in broken:
        assert line.count("\u2068") == line.count("\u2069")
        assert plain(line) == line


def test_no_line_begins_with_a_mark_of_the_line_before() -> None:
    if "Noto Sans Devanagari" not in NOTO:
        pytest.skip("Noto Sans Devanagari is not installed")
    for line in lines("हिन्दीसमाचारहिन्दीसमाचार", 10, 24):
        assert not typefaces.unicodedata.category(line[0]).startswith("M")


def test_a_title_breaks_into_lines_of_even_length_and_no_more_of_them():
    text = "Change in reported Russian air strikes, by who held the ground"
    room = width(text, 20, "bold") * 0.95
    rows = balanced(text, 20, room, "bold")
    long = [width(row, 20, "bold") for row in rows]
    assert len(rows) == len(lines(text, 20, room, "bold")) == 2
    assert max(long) - min(long) < 0.3 * max(long)
    assert " ".join(rows) == text


def test_a_name_has_room_for_its_widest_word():
    text = "Gouvernement et alliés"
    room = widest(text, 8, "bold")
    assert lines(text, 8, room, "bold")[0] == "Gouvernement"


@pytest.mark.parametrize("text", ["to 1 km only", "(15 April – 3 May 2017)", "at (4–22 May 2017)"])
def test_a_number_stays_with_its_kilometres_and_a_day_with_its_year(text: str) -> None:
    least = max(width(part, 10) for part in ("(15 April –", "3 May 2017)"))
    for room in range(40, 200):
        rows = lines(text, 10, room)
        assert " ".join(rows) == text
        if room >= least:
            assert not any(row.endswith(("1", "3 May")) for row in rows)


@pytest.mark.parametrize("room", [90.0, 133.0, 210.0])
@pytest.mark.parametrize("lang", ["en", "ar", "fr", "ru", "uk"])
def test_lines_hold_as_many_words_as_fit_wherever_they_are_measured(lang: str, room: float) -> None:
    text = f"{phrase('borders_later', lang, year='1990')} {phrase('viewpoint_un', lang)}"
    rows = lines(text, 8.0, room)
    assert [word for row in rows for word in row.split()] == plain(text).split()
    for row, following in pairwise(rows):
        run = following.split()[0]
        run += " :" * following.startswith(f"{run} :")  # a colon goes with the word before it
        assert width(row, 8.0) <= room < width(f"{row} {run}", 8.0)
