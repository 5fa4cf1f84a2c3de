"""Place names: spellings that belong together, and names as a map prints them."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strikemap.datasets import load_dataset
from strikemap.ground import gazetteer

#: Letters and vowel signs of Arabic, without those of Persian, Urdu or Kurdish.
ARABIC = re.compile(r"[\u0621-\u063A\u0641-\u0652 ()]+")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Al-Bāb", "al bab"),
        ("ad-Dumayr", "Aḑ Ḑumayr"),
        ("Ma'arrat al-Nu'man", "Ma‘arrat an Nu‘mān"),
        ("أعزاز", "اعزاز"),
        ("الرقة", "الرقه"),
        ("تل أبيض", "تل ابيض"),
        ("مُعَرَّة النعمان", "معرة النعمان"),
        ("عين عيسى", "عين عيسي"),
    ],
)
def test_usual_spellings_of_a_name_share_a_key(one: str, other: str) -> None:
    assert gazetteer.key(one) == gazetteer.key(other)


@pytest.mark.parametrize(("one", "other"), [("Hama", "Homs"), ("Nawa", "Nubl"), ("حلب", "حماة")])
def test_different_places_keep_different_keys(one: str, other: str) -> None:
    assert gazetteer.key(one) != gazetteer.key(other)
    assert gazetteer.loose_key(one) != gazetteer.loose_key(other)


@pytest.mark.parametrize(
    ("spelling", "english", "arabic"),
    [
        ("Deir ez-Zor", "Deir ez-Zor", "دير الزور"),
        ("دير الزور", "Deir ez-Zor", "دير الزور"),
        ("Khan Sheikhoun", "Khan Shaykhun", "خان شيخون"),
        ("Maarat al-Numan", "Ma'arrat al-Nu'man", "معرة النعمان"),
        ("Hasakeh", "al-Hasakah", "الحسكة"),
        ("Idleb", "Idlib", "إدلب"),
        ("Tadmur", "Palmyra", "تدمر"),
        ("al-Thawra", "Tabqa", "الطبقة"),
        ("Dimashq", "Damascus", "دمشق"),
        ("Ukraine", "Ukraine", "أوكرانيا"),
        ("Mosul", "Mosul", "الموصل"),
    ],
)
def test_a_spelling_leads_to_the_name_in_use(spelling: str, english: str, arabic: str) -> None:
    assert gazetteer.name(spelling) == english
    assert gazetteer.name(spelling, "ar") == arabic


def test_an_unknown_place_keeps_its_own_name() -> None:
    assert gazetteer.name("Nowhere at all", "ar") == "Nowhere at all"
    assert gazetteer.lookup("Nowhere at all").empty


def test_the_governorate_tells_places_of_one_name_apart() -> None:
    assert set(gazetteer.lookup("Suran")["admin1"]) == {"Aleppo", "Hama"}
    assert gazetteer.name("Şūrān", admin1="Hama") == "Suran"


def test_towns_that_every_map_of_syria_names_have_their_arabic_names_right() -> None:
    basemap = load_dataset("syria_basemap")
    places = basemap[basemap["layer"] == "place"].set_index("name")["name_ar"]
    wanted = {
        "Damascus": "دمشق",
        "Aleppo": "حلب",
        "Homs": "حمص",
        "Hama": "حماة",
        "Idlib": "إدلب",
        "Raqqa": "الرقة",
        "Deir ez-Zor": "دير الزور",
        "Palmyra": "تدمر",
        "al-Hasakah": "الحسكة",
        "Latakia": "اللاذقية",
        "Daraa": "درعا",
        "al-Tanf": "التنف",
        "Tabqa": "الطبقة",
        "al-Bab": "الباب",
    }
    assert places[list(wanted)].to_dict() == wanted


def test_arabic_names_are_written_in_the_letters_of_arabic_alone() -> None:
    for name in ("syria_names", "world_towns"):
        names = load_dataset(name)["name_ar"].dropna()
        assert len(names) > 300
        assert names[~names.map(lambda text: bool(ARABIC.fullmatch(text)))].empty


def test_nearly_every_syrian_place_has_an_arabic_name_that_is_a_known_spelling() -> None:
    names = load_dataset("syria_names")
    assert names["name_ar"].isna().mean() < 0.04
    spelled = {gazetteer.key(text) for text in load_dataset("syria_places")["spelling"]}
    own = names["name_ar"].dropna()
    unknown = set(own[~own.map(gazetteer.key).isin(spelled)])
    assert unknown <= {"عين العرب (كوباني)", "البوكمال", "الشدادي"}


def test_every_spelling_of_the_gazetteer_finds_its_own_place() -> None:
    places = load_dataset("syria_places").sample(300, random_state=4)
    for row in places.itertuples():
        found = gazetteer.lookup(row.spelling)
        assert row.place in set(found["place"]), row.spelling


@given(st.text(max_size=40))
def test_a_key_is_made_of_any_text_and_is_its_own_key(text: str) -> None:
    once = gazetteer.key(text)
    assert " " not in once
    assert gazetteer.key(once.upper()) == gazetteer.key(once)


def test_lookup_returns_a_frame_that_may_be_changed() -> None:
    found = gazetteer.lookup("Raqqa")
    found["name"] = "changed"
    assert isinstance(found, pd.DataFrame)
    assert gazetteer.name("Raqqa") == "Raqqa"
