"""The words on the map fit the number, the dates and the language."""

from __future__ import annotations

import pytest

from strikemap.words.phrases import (
    day_text,
    days_text,
    number_text,
    phrase,
    span_text,
    unit_name,
    whole_text,
)

MAY_4 = 17290


def test_a_value_that_looks_like_a_template_is_printed_as_it_is() -> None:
    text = phrase("by_attacker", "en", attacker="{attacker.__class__} {0}")
    assert text == " attributed to {attacker.__class__} {0}"


def test_a_span_names_month_and_year_once_where_it_can() -> None:
    assert span_text(MAY_4, MAY_4, "en") == "4 May 2017"
    assert span_text(MAY_4, MAY_4 + 18, "en") == "4–22 May 2017"
    assert span_text(MAY_4 - 19, MAY_4 - 1, "en") == "15 April – 3 May 2017"
    assert span_text(MAY_4 - 365, MAY_4, "en") == "4 May 2016 – 4 May 2017"


def test_arabic_dates_use_the_levantine_months() -> None:
    assert day_text(MAY_4, "ar") == "4 أيار 2017"


@pytest.mark.parametrize(
    ("n", "text"),
    [(1, "يوم واحد"), (2, "يومان"), (3, "3 أيام"), (11, "11 يوماً"), (103, "103 أيام")],
)
def test_arabic_days_agree_with_their_number(n: int, text: str) -> None:
    assert days_text(n, "ar") == text


def test_units_agree_with_their_number() -> None:
    assert unit_name("strike", 1, "en") == "strike"
    assert unit_name("strike", 0, "en") == "strikes"
    assert unit_name("salvo", 2, "en") == "salvo"


def test_a_missing_number_is_a_dash_and_an_infinite_one_its_sign() -> None:
    assert number_text(float("nan")) == "–"
    assert number_text(float("inf")) == "∞"
    assert number_text(2.0, 0) == "2"


def test_half_of_the_last_digit_rounds_up_as_by_hand() -> None:
    shown = [number_text(n / days) for n, days in ((17, 40), (5, 8), (1, 8), (3, 8), (201, 200))]
    assert shown == ["0.43", "0.63", "0.13", "0.38", "1.01"]
    assert [number_text(-5 / 8), number_text(0.424999), number_text(1e-9)] == [
        "-0.63",
        "0.42",
        "0.00",
    ]


@pytest.mark.parametrize(
    ("p", "text"), [(1.0, "= 1.000"), (0.0005, "= 0.001"), (1 / 3650, "< 0.001")]
)
def test_a_p_is_never_written_as_nothing(p: float, text: str) -> None:
    said = phrase("findings.rank", "en", unit="strike", k=1, days=3650, p=p)
    assert said.endswith(f"(p {text})")


@pytest.mark.parametrize(
    ("lang", "n", "share"),
    [
        ("en", "12,345", "1,234.50"),
        ("fr", "12\u202f345", "1\u202f234,50"),
        ("uk", "12\u00a0345", "1\u00a0234,50"),
        ("ar", "12,345", "1,234.50"),
    ],
)
def test_thousands_are_separated_as_the_language_does(lang: str, n: str, share: str) -> None:
    assert whole_text(12345, lang) == n
    assert number_text(1234.5, 2, lang) == share
    assert n in phrase("count", lang, n=12345, unit="strike", by="")
    assert "2017" in phrase("title", lang, units="x", by="", date=day_text(17290, lang))
