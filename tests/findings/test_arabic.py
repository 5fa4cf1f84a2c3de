"""The findings in Arabic say what the English ones say, from the same numbers."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from test_summary import bursts, compared, table

import strikemap as sm
from strikemap.errors import MapError
from strikemap.findings.summary import summary

DEAL = sm.Event("De-escalation deal", "2017-05-04", names={"ar": "اتفاق خفض التصعيد"})


def the_case(**options: object) -> sm.Comparison:
    strikes = sm.load_dataset("syria_2017_strikes")
    return sm.compare(strikes, DEAL, where={"attacker": "Russia"}, **options)


def sharp_fall() -> sm.Comparison:
    rng = np.random.default_rng(4)
    strikes = table(np.hstack([rng.poisson(6, (1, 150)), rng.poisson(0.5, (1, 150))]))
    back = pd.Timestamp("2017-01-31") - pd.Timedelta(days=150) - pd.Timestamp("2017-01-01")
    moved = strikes.assign(**{c: strikes[c] + back for c in ("date_start", "date_end")})
    return sm.compare(moved, "2017-01-31", windows=30)


def one_zone() -> sm.Comparison:
    strikes = table(bursts(1)[:1])
    strikes["region"] = pd.Categorical(strikes["region"], ["zone 0", "zone 9"], ordered=True)
    return sm.compare(strikes, "2017-01-31", windows=19, by="region")


def few(n: int) -> sm.Comparison:
    counts = np.zeros((2, 60), dtype=int)
    counts[0, 10 : 10 + n] = 1
    counts[1, 12 : 9 + n // 2] = 1
    return compared(counts, windows=30)


def steady() -> sm.Comparison:
    return compared(np.random.default_rng(1).poisson([[40.0], [40.0]], (2, 60)))


CASES = {
    "the case by region": lambda: the_case(by="region"),
    "the case by zone": lambda: the_case(
        zones=sm.load_dataset("syria_2017_control"), alternatives=True
    ),
    "bursts": lambda: compared(bursts(1)),
    "other bursts": lambda: compared(bursts(7)),
    "roads between provinces": lambda: the_case(
        zones=sm.load_dataset("syria_2017_control"), windows=42
    ),
    "all in one zone": one_zone,
    "a sharp fall": sharp_fall,
    "a steady rate": steady,
    "one window empty": lambda: few(14),
    "one strike": lambda: few(1),
    "not all days covered": lambda: compared(bursts(1), covered=("2017-01-20", "2017-02-20")),
    "nothing selected": lambda: compared(
        bursts(1), where=np.zeros(len(table(bursts(1))), dtype=bool)
    ),
}


def numbers(text: str) -> set[str]:
    """Return the numbers in a text but 1 and 2, for which Arabic has words."""
    return set(re.findall(r"\d+(?:\.\d+)?", text)) - {"1", "2"}


@pytest.mark.parametrize("name", CASES)
def test_each_arabic_sentence_has_the_numbers_of_the_english_one(name: str):
    case = CASES[name]()
    english, (*arabic, unread) = summary(case), summary(case, lang="ar")
    assert unread == "لم يراجع متحدث أصلي هذه الترجمة."
    assert len(arabic) == len(english)
    for one, other in zip(english, arabic, strict=True):
        assert numbers(one) == numbers(other), (one, other)
        assert re.search("[\u0600-\u06ff]", other)


@pytest.mark.parametrize("name", CASES)
def test_an_arabic_sentence_holds_no_latin_letters_that_are_not_set_apart(name: str):
    case = CASES[name]()
    text = re.sub("\u2068[^\u2069]*\u2069", "", " ".join(summary(case, lang="ar")))
    assert not re.search("[A-Za-z]", text)


@pytest.mark.parametrize(
    ("english", "arabic"),
    [
        ("date stands out:", "والتاريخ نفسه بارز:"),
        ("much the same", "على حاله"),
        ("cannot be told", "لا يمكن الحكم"),
        ("does not stand out", "ليس بارزاً"),
        ("too few to say", "العدد أقل"),
        ("the other window has none", "ولا شيء في الفترة الأخرى"),
        ("before and after.", "قبله وبعده."),
        ("in the zone of its middle.", "في منطقة وسط هذا النطاق."),
    ],
)
def test_a_verdict_is_given_in_arabic_where_it_is_given_in_english(english: str, arabic: str):
    said = {
        name: (
            english in " ".join(summary(case)),
            arabic in " ".join(summary(case, lang="ar")),
        )
        for name, case in ((name, make()) for name, make in CASES.items())
    }
    assert all(one == other for one, other in said.values()), said
    assert any(one for one, _ in said.values())


def test_a_map_words_its_summary_in_its_own_language_or_the_one_asked_for():
    made = sm.before_after(
        sm.load_dataset("syria_2017_strikes"), DEAL, where={"attacker": "Russia"}, lang="ar"
    )
    assert made.summary()[0].startswith("اتفاق خفض التصعيد، 4 أيار 2017: قبله 40 ضربة")
    assert made.summary(lang="en")[0].startswith("De-escalation deal, 4 May 2017: 40 strikes")
    with pytest.raises(MapError, match="'xx'") as caught:
        made.summary(lang="xx")
    assert caught.value.code == "LANG_UNKNOWN"
