"""Every catalogue has every word, and says what it lacks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from strikemap.errors import MapError
from strikemap.words import languages
from strikemap.words.checking import faults
from strikemap.words.languages import SOURCE, catalogue, codes
from strikemap.words.phrases import phrase

FOLDER = Path(languages.__file__).parent


def data(lang: str = SOURCE) -> dict[str, Any]:
    made: dict[str, Any] = json.loads((FOLDER / f"{lang}.json").read_text(encoding="utf-8"))
    return made


def brought(folder: Path, words: dict[str, Any]) -> str:
    path = folder / "mine.json"
    path.write_text(json.dumps(words), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("lang", codes())
def test_a_catalogue_has_the_same_keys_slots_and_forms_as_the_english_one(lang: str) -> None:
    assert faults(catalogue(lang), catalogue(SOURCE)) == []
    assert set(catalogue(lang).terms) == set(catalogue(SOURCE).terms)


@pytest.mark.parametrize("lang", codes())
def test_no_word_of_a_catalogue_is_empty_but_those_that_english_leaves_empty(lang: str) -> None:
    english = data()
    for section in ("texts", "findings", "charts", "page", "terms"):
        for key, text in data(lang)[section].items():
            assert text or not english[section][key], key


def test_a_language_of_ones_own_is_a_file(tmp_path: Path) -> None:
    mine = {**data(), "code": "de"}
    mine["texts"]["before"] = "Vorher"
    assert phrase("before", brought(tmp_path, mine)) == "Vorher"


def test_a_file_that_changed_is_read_again(tmp_path: Path) -> None:
    mine = data()
    path = brought(tmp_path, mine)
    before = catalogue(path)
    assert catalogue(path) is before
    mine["texts"]["before"] = "Vorher"
    brought(tmp_path, mine)
    assert phrase("before", path) == "Vorher"


@pytest.mark.parametrize("lang", ["xx", "missing.json", "../words/en", ""])
def test_an_unknown_language_says_which_there_are_and_how_to_bring_one(lang: str) -> None:
    with pytest.raises(
        MapError, match=r"There are: ar, en, es, fr, ru, uk.*copy .*en\.json"
    ) as caught:
        catalogue(lang)
    assert caught.value.code == "LANG_UNKNOWN"


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda d: d["texts"].pop("before"), "lacks 'before'"),
        (lambda d: d["texts"].update(extra="x"), "'extra', which no map asks for"),
        (lambda d: d["texts"].update(gap="no slot"), "'gap' should have the slots days"),
        (lambda d: d["texts"].update(gap={"one": "{days}"}), "'gap' has not the forms"),
        (lambda d: d["glossary"].update(alleged="contested"), "the same"),
        (lambda d: d["glossary"].update(alleged=" "), "glossary lacks 'alleged'"),
        (lambda d: d["units"]["day"]["counted"].pop("one"), "has not the forms one, other"),
        (lambda d: d["dates"]["months"].pop(), "11 months"),
        (lambda d: d["plural"].update(one="n is 1"), "is no relation"),
        (lambda d: d.pop("page"), "'page'"),
        (lambda d: d.update(code="../../etc"), "code"),
        (lambda d: d.update(direction="up"), "direction"),
    ],
)
def test_a_spoiled_catalogue_says_what_is_wrong(spoil: Any, said: str, tmp_path: Path) -> None:
    mine = data()
    spoil(mine)
    with pytest.raises(MapError) as caught:
        catalogue(brought(tmp_path, mine))
    assert caught.value.code == "LANG_INVALID"
    assert said in str(caught.value)


def test_one_further_source_is_one_other_and_not_one_others() -> None:
    assert [phrase("others", "en", n=n) for n in (1, 2)] == ["and 1 other", "and 2 others"]
    assert [phrase("others", "fr", n=n) for n in (1, 2)] == ["et 1 autre", "et 2 autres"]
